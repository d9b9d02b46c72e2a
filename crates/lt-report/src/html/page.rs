//! Everything that stands in the page, as text.

use lt_stats::{Percentile, Slice, Summary, percentile};
use serde::Serialize;

use super::compared::Compared;
use super::facts::{Fact, facts};
use super::generators::{Generators, generators};
use super::happened::Happened;
use super::prose::{Prose, prose};
use super::rows::{self, EndpointRow, FailureRow, FaultRow};
use crate::chart::OverTime;
use crate::figure::{Figure, Instant, figures, instants};
use crate::remark::{Level, remarks};
use crate::{faults, number};

#[derive(Serialize)]
pub(super) struct Page {
    css: &'static str,
    version: &'static str,
    headline: String,
    remarks: Vec<Banner>,
    tiles: Vec<Tile>,
    facts: Vec<Fact>,
    figures: Vec<Figure>,
    instants: Vec<Instant>,
    endpoints: Vec<EndpointRow>,
    total: EndpointRow,
    percentiles: Vec<String>,
    failures: Vec<FailureRow>,
    failures_left_out: usize,
    faults: Vec<FaultRow>,
    compared: Option<Compared>,
    happened: Happened,
    generators: Generators,
}

#[derive(Serialize)]
struct Banner {
    class: &'static str,
    icon: &'static str,
    word: &'static str,
    text: Prose,
}

#[derive(Serialize)]
struct Tile {
    name: &'static str,
    value: String,
    unit: &'static str,
    failed: bool,
}

impl Page {
    pub(super) fn of(summary: &Summary) -> anyhow::Result<Self> {
        let total = summary.total();
        let over_time = OverTime::of(summary);
        let (failures, failures_left_out) = rows::failures(summary);
        Ok(Self {
            css: include_str!("report.css"),
            version: env!("CARGO_PKG_VERSION"),
            headline: headline(&total, faults::count(summary)),
            remarks: remarks(summary)
                .into_iter()
                .map(|remark| Banner::of(remark.level, &remark.text))
                .collect(),
            tiles: tiles(&total),
            facts: facts(summary, &total),
            figures: figures(&over_time)?,
            instants: instants(&over_time),
            endpoints: rows::endpoints(summary, &total),
            total: rows::total(&total),
            percentiles: Percentile::TABLE.map(|p| format!("p{p}")).to_vec(),
            failures,
            failures_left_out,
            faults: rows::faults(summary),
            compared: Compared::of(summary),
            happened: Happened::of(summary),
            generators: generators(summary),
        })
    }
}

impl Banner {
    fn of(level: Level, text: &str) -> Self {
        let (class, icon, word) = match level {
            Level::Doubt => ("doubt", "\u{2716}", "These figures are in doubt"),
            Level::Warning => ("warning", "\u{25b2}", "Warning"),
            Level::Note => ("note", "i", "Note"),
        };
        Self {
            class,
            icon,
            word,
            text: prose(text),
        }
    }
}

fn headline(total: &Slice, faults: u64) -> String {
    let Some(p95) = percentile(&total.tally.response, Percentile::P95) else {
        return match total.requests() {
            0 if faults > 0 => format!(
                "No request was measured but {} with injected faults",
                number::count(faults)
            ),
            0 => "No request was measured".to_owned(),
            n => format!(
                "{}, {} % failed",
                number::counted(n, "request"),
                number::percent(total.errors, n)
            ),
        };
    };
    format!(
        "{} at {}/s, p95 {} ms, {} % failed",
        number::counted(total.requests(), "request"),
        number::rate(total.rate_over(total.span())),
        number::micros(p95),
        number::percent(total.errors, total.requests())
    )
}

/// What stands where nothing is known.
pub(super) const UNKNOWN: &str = "\u{2013}";

fn tiles(total: &Slice) -> Vec<Tile> {
    let time = |p| {
        let time = percentile(&total.tally.response, p);
        time.map_or_else(|| UNKNOWN.to_owned(), number::micros)
    };
    let tile = |name, value: String, unit| Tile {
        name,
        unit: if value == UNKNOWN { "" } else { unit },
        value,
        failed: false,
    };
    vec![
        tile("Requests", number::count(total.requests()), ""),
        tile("Rate", number::rate(total.rate_over(total.span())), "/s"),
        tile("p50 response time", time(Percentile::P50), "ms"),
        tile("p95 response time", time(Percentile::P95), "ms"),
        tile("p99 response time", time(Percentile::P99), "ms"),
        Tile {
            failed: total.errors > 0,
            ..tile(
                "Failed",
                number::percent(total.errors, total.requests()),
                "%",
            )
        },
    ]
}
