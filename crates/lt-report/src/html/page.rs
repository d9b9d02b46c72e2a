//! Everything that stands in the page, as text.

use lt_stats::{Percentile, Summary};
use serde::Serialize;

use super::answers::{Answered, answers};
use super::charts::Charts;
use super::compared::Compared;
use super::endpoints::{Endpoints, Row, total_row};
use super::facts::{Fact, facts};
use super::failures::{Failures, FaultRow, failures, faults};
use super::generators::{Generators, generators};
use super::happened::Happened;
use super::header::Header;
use super::notes::{Note, Observed, notes, observed};
use super::script::{Script, script};
use super::tiles::{Tile, tiles};

/// The values of a template, by their names in it.
#[derive(Serialize)]
pub(super) struct Page {
    css: &'static str,
    script: Script,
    version: &'static str,
    header: Header,
    remarks: Vec<Note>,
    tiles: Vec<Tile>,
    observations: Vec<Observed>,
    facts: Vec<Fact>,
    figures: Charts,
    endpoints: Endpoints,
    total: Row,
    percentiles: Vec<String>,
    answers: Vec<Answered>,
    failures: Failures,
    faults: Vec<FaultRow>,
    compared: Option<Compared>,
    happened: Happened,
    generators: Generators,
}

impl Page {
    pub(super) fn of(summary: &Summary) -> anyhow::Result<Self> {
        let total = summary.total();
        let endpoints = summary.endpoints();
        let (endpoints, shown) = Endpoints::of(endpoints, &total);
        Ok(Self {
            css: include_str!("report.css"),
            script: script(),
            version: env!("CARGO_PKG_VERSION"),
            header: Header::of(summary, &total),
            remarks: notes(summary),
            tiles: tiles(summary, &total)?,
            observations: observed(summary),
            facts: facts(summary, &total),
            figures: Charts::of(summary)?,
            answers: answers(&shown, &total),
            endpoints,
            total: total_row(&total),
            percentiles: Percentile::TABLE.map(|p| format!("p{p}")).to_vec(),
            failures: failures(summary),
            faults: faults(summary),
            compared: Compared::of(summary),
            happened: Happened::of(summary),
            generators: generators(summary),
        })
    }
}
