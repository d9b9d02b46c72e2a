//! The report for a terminal: what happened in short, then Locust's tables to the column, then what only we know.
//!
//! Header, rules and widths of those tables are those of Locust 2.47. Times are whole milliseconds: percentiles the
//! nearest, which Locust rounds to two digits from 100 ms on; average, minimum and maximum cut off after the point.

mod comparison;
mod errors;
mod events;
mod faults;
mod findings;
mod generators;
mod legend;
mod look;
mod outcomes;
mod over_time;
mod overview;
mod percentiles;
mod requests;
mod table;
mod times;

use lt_stats::{Endpoint, Percentile, Slice, Summary, percentile};

pub(crate) use look::Look;
pub(crate) use outcomes::{outcomes, statuses};

use crate::number;
use crate::remark::{Level, remarks};
use crate::words;

/// The whole report.
pub(crate) fn render(summary: &Summary, look: Look) -> String {
    let rows = Rows::of(summary);
    let mut out = String::new();
    write_remarks(&mut out, summary, &rows.total, look);
    // What was asked for comes first.
    comparison::write(&mut out, summary, look);
    overview::write(&mut out, &rows.total);
    over_time::write(&mut out, summary, look);
    findings::write(&mut out, summary, look);
    requests::write(&mut out, &rows, look);
    percentiles::write(&mut out, &rows, look);
    times::write(&mut out, &rows.total, look);
    outcomes::write(&mut out, &rows, look);
    errors::write(&mut out, summary, look);
    faults::write(&mut out, summary, look);
    generators::write(&mut out, summary, look);
    events::write(&mut out, summary, look);
    legend::write(&mut out, look);
    out
}

/// The rows of both tables.
struct Rows {
    endpoints: Vec<(Endpoint, Slice)>,
    total: Slice,
}

impl Rows {
    fn of(summary: &Summary) -> Self {
        Self {
            endpoints: summary.endpoints(),
            total: summary.total(),
        }
    }
}

const METHOD_WIDTH: usize = 8;

/// Method and name of a row, each within its column.
fn label(endpoint: Option<&Endpoint>, name_width: usize) -> [String; 2] {
    match endpoint {
        Some(endpoint) => [
            words::cut(&endpoint.method, METHOD_WIDTH),
            words::cut(&words::name(endpoint), name_width),
        ],
        None => [String::new(), "Aggregated".to_owned()],
    }
}

fn write_remarks(out: &mut String, summary: &Summary, total: &Slice, look: Look) {
    for remark in remarks(summary) {
        match remark.level {
            Level::Doubt | Level::Warning => {
                let warning = look.fitted("WARNING: ", &remark.text);
                out.push_str(&format!("{}\n", look.red(warning.trim_end())));
            }
            Level::Note => out.push_str(&look.fitted("note: ", &remark.text)),
        }
    }
    if let Some(note) = below_a_millisecond(total) {
        out.push_str(&look.fitted("note: ", &note));
    }
    if !out.is_empty() {
        out.push('\n');
    }
}

/// Whole milliseconds say nothing of a fast target.
fn below_a_millisecond(total: &Slice) -> Option<String> {
    let p50 = percentile(&total.tally.response, Percentile::P50).filter(|p50| p50.0 < 1000)?;
    let p99 = percentile(&total.tally.response, Percentile::P99)?;
    Some(format!(
        "the tables show whole milliseconds; over all requests p50 is {} ms and p99 {} ms",
        number::micros(p50),
        number::micros(p99)
    ))
}

#[cfg(test)]
mod tests;
