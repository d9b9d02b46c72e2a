//! The report for programs: `lt.report/1`, described in docs/report-json.md and docs/report.schema.json.

mod by;
mod distribution;
mod health;
mod place;
mod row;
mod run;
mod series;

use lt_sample::{Event, Micros};
use lt_stats::Summary;
use serde::Serialize;

pub(crate) use place::Place;

use by::By;
use health::Health;
use row::{Endpoint, Failure, Fault, Total};
use run::Run;
use series::{Gauge, Window};

use crate::comparison::Comparison;
use crate::observation::{self, observations};
use crate::runs;

/// The whole report, indented, with a line break at its end.
pub(crate) fn render(summary: &Summary) -> serde_json::Result<String> {
    let mut text = serde_json::to_string_pretty(&Report::of(summary))?;
    text.push('\n');
    Ok(text)
}

/// Fields in the order in which they are written.
#[derive(Serialize)]
struct Report<'a> {
    format: &'static str,
    runs: Vec<Run<'a>>,
    total: Total,
    endpoints: Vec<Endpoint>,
    failures: Vec<Failure>,
    faults: Vec<Fault>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<By>,
    window_us: Micros,
    windows: Vec<Window>,
    gauges: Vec<Gauge>,
    events: Vec<&'a Event>,
    events_left_out: u64,
    observations: Vec<Observation>,
    health: Health<'a>,
}

impl<'a> Report<'a> {
    fn of(summary: &'a Summary) -> Self {
        let total = summary.total();
        let span = total.span();
        let (window_us, windows) = windows(summary);
        let (events, events_left_out) = summary.events();
        Self {
            format: "lt.report/1",
            runs: runs::in_order(summary).into_iter().map(Run::of).collect(),
            endpoints: summary
                .endpoints()
                .into_iter()
                .map(|row| Endpoint::of(row, span))
                .collect(),
            total: Total::of(&total),
            failures: summary.failures().into_iter().map(Failure::of).collect(),
            faults: summary.faults().into_iter().map(Fault::of).collect(),
            by: Comparison::of(summary).map(By::of),
            window_us,
            windows,
            gauges: summary.gauges().into_iter().map(Gauge::of).collect(),
            events,
            events_left_out,
            observations: observations(summary)
                .into_iter()
                .map(Observation::of)
                .collect(),
            health: Health::of(summary),
        }
    }
}

/// Their width, and the windows.
fn windows(summary: &Summary) -> (Micros, Vec<Window>) {
    let (width, windows) = summary.windows();
    (width, windows.iter().map(Window::of).collect())
}

/// What the figures show, and what usually causes it.
#[derive(Serialize)]
struct Observation {
    kind: &'static str,
    text: String,
    causes: Vec<&'static str>,
}

impl Observation {
    fn of(observation: observation::Observation) -> Self {
        let observation::Observation { kind, text, causes } = observation;
        Self { kind, text, causes }
    }
}

#[cfg(test)]
mod tests;
