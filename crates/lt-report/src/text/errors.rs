//! Locust's error report: how often what went wrong, and when.

use lt_stats::{Failure, Summary};

use super::Look;
use super::table::{Column, Red, Row, Table};
use crate::events::second;
use crate::{number, runs, words};

/// Rows beyond this many are only counted: each endpoint can fail in a hundred ways.
const MOST: usize = 200;
const ERROR: usize = 6;
const ERROR_WIDTH: usize = 141;
/// An error cut to less is not understood; the time of day is less worth.
const READABLE: usize = 40;

/// Left out where nothing failed.
pub(super) fn write(out: &mut String, summary: &Summary, look: Look) {
    let failures = summary.failures();
    if failures.is_empty() {
        return;
    }
    let columns = vec![
        Column::text("# occurrences", 18, 0).after("", 18),
        Column::figures("Share", 9, 0),
        Column::figures("First", 8, 0),
        Column::figures("UTC", 8, 2),
        Column::figures("Last", 8, 0),
        Column::figures("UTC", 8, 1),
        Column::text("Error", ERROR_WIDTH, 0).after("  ", ERROR_WIDTH),
    ];
    let requests = summary.total().requests();
    let start = runs::start(summary);
    let row = |failure: &Failure| {
        let endpoint = &failure.endpoint;
        let text = format!(
            "{} {}: {failure}",
            words::cut(&endpoint.method, 20),
            words::cut(&words::name(endpoint), 200),
        );
        let cells = vec![
            failure.n.to_string(),
            format!("{} %", number::percent(failure.n, requests)),
            second(failure.first, start),
            number::time_of_day(failure.first),
            second(failure.last, start),
            number::time_of_day(failure.last),
            words::cut(text.trim_start(), 400),
        ];
        Row {
            red: Red::Cell(ERROR),
            ..Row::of(cells)
        }
    };
    let mut rows: Vec<Row> = failures.iter().take(MOST).map(row).collect();
    if let Some(rest) = failures.get(MOST..).filter(|rest| !rest.is_empty()) {
        let n = rest
            .iter()
            .fold(0_u64, |sum, failure| sum.saturating_add(failure.n));
        let more = number::counted(rest.len() as u64, "more way");
        let mut cells = vec![n.to_string(), format!("{} %", number::percent(n, requests))];
        cells.extend(["", "", "", ""].map(str::to_owned));
        cells.push(format!("in {more}"));
        rows.push(Row::of(cells));
    }
    out.push_str(&look.fitted(
        "",
        "Error report (first and last in seconds since the start; share of all requests)",
    ));
    let table = Table::new(columns, ERROR, rows).with_names_of(READABLE);
    table.write(out, 0, look);
    out.push('\n');
}
