//! The figures that answer first.

use lt_stats::{Percentile, Slice, Summary, percentile};
use serde::Serialize;

use super::UNKNOWN;
use crate::number;

/// One figure in large print, and how it was over time.
#[derive(Serialize)]
pub(super) struct Tile {
    name: &'static str,
    value: String,
    unit: &'static str,
    /// What to know beside it; empty where nothing.
    note: String,
    failed: bool,
    /// A small picture of the figure over time; absent where there is nothing to draw.
    spark: Option<String>,
}

const PERCENTILES: [(&str, Percentile); 3] = [
    ("p50 response time", Percentile::P50),
    ("p95 response time", Percentile::P95),
    ("p99 response time", Percentile::P99),
];

/// Requests, rate, three percentiles and failures.
pub(super) fn tiles(_summary: &Summary, total: &Slice) -> Vec<Tile> {
    let (n, span) = (total.requests(), total.span());
    let rate = total.rate_over(span);
    let note = |text: String| match n {
        0 => String::new(),
        _ => text,
    };
    let mut tiles = vec![
        Tile {
            note: note(format!("in {}", number::duration(span))),
            ..Tile::new("Requests", number::count(n), "")
        },
        Tile {
            note: note(format!("{} a minute", number::whole(rate * 60.0))),
            ..Tile::new("Rate", number::rate(rate), "/s")
        },
    ];
    tiles.extend(PERCENTILES.map(|(name, p)| {
        let time = percentile(&total.tally.response, p);
        let service = percentile(&total.tally.service, p);
        let service = service.map(|time| format!("service time {} ms", number::micros(time)));
        let value = time.map_or_else(|| UNKNOWN.to_owned(), number::micros);
        Tile {
            note: service.unwrap_or_default(),
            ..Tile::new(name, value, "ms")
        }
    }));
    tiles.push(Tile {
        note: note(format!(
            "{} of {}",
            number::count(total.errors),
            number::count(n)
        )),
        failed: total.errors > 0,
        ..Tile::new("Failed", number::percent(total.errors, n), "%")
    });
    tiles
}

impl Tile {
    fn new(name: &'static str, value: String, unit: &'static str) -> Self {
        Self {
            name,
            unit: if value == UNKNOWN { "" } else { unit },
            value,
            note: String::new(),
            failed: false,
            spark: None,
        }
    }
}
