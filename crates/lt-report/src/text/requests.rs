//! Locust's first table: one row an endpoint.

use lt_sample::Micros;
use lt_stats::{Endpoint, Percentile, Slice, mean, percentile};

use super::table::{Column, Red, Row, Table};
use super::{Look, METHOD_WIDTH, Rows, label};
use crate::number;

const NAME_WIDTH: usize = 76;
const NAMES: usize = 1;
const FAILS: usize = 3;

pub(super) fn write(out: &mut String, rows: &Rows, look: Look) {
    let columns = vec![
        Column::text("Type", METHOD_WIDTH, 1).after("", METHOD_WIDTH),
        Column::text("Name", NAME_WIDTH, 0),
        Column::figures("# reqs", 7, 0),
        Column::figures("# fails", 12, 0).after(" ", 13),
        Column::figures("Avg", 7, 2).after(" |", 7),
        Column::figures("Min", 7, 3),
        Column::figures("Max", 7, 0),
        Column::figures("Med", 6, 0).after(" ", 7),
        Column::figures("req/s", 7, 0).after(" | ", 8),
        Column::figures("failures/s", 11, 4),
    ];
    let span = rows.total.span();
    let endpoints = rows.endpoints.iter();
    let mut lines: Vec<Row> = endpoints
        .map(|(endpoint, slice)| row(Some(endpoint), slice, span))
        .collect();
    lines.push(row(None, &rows.total, span));
    Table::new(columns, NAMES, lines).write(out, 1, look);
    out.push('\n');
}

/// Rates of every row are over the span of all requests, so that they add up to the last row's.
fn row(endpoint: Option<&Endpoint>, slice: &Slice, span: Micros) -> Row {
    let response = &slice.tally.response;
    let share = slice.error_rate().unwrap_or(0.0) * 100.0;
    let [method, name] = label(endpoint, NAME_WIDTH);
    let cells = vec![
        method,
        name,
        slice.requests().to_string(),
        format!("{}({share:.2}%)", slice.errors),
        format!(
            "{:.0}",
            mean(response).map_or(0.0, |us| (us / 1000.0).trunc())
        ),
        (response.min() / 1000).to_string(),
        (response.max() / 1000).to_string(),
        percentile(response, Percentile::P50)
            .map_or(0, number::nearest_ms)
            .to_string(),
        format!("{:.2}", slice.rate_over(span)),
        format!("{:.2}", slice.errors_per_second_over(span)),
    ];
    let mut row = Row::of(cells);
    if slice.errors > 0 {
        row.red = Red::Cell(FAILS);
    }
    row
}
