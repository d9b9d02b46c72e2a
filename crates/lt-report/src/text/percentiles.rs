//! Locust's second table: the distribution of response times, one row an endpoint.

use lt_stats::{Endpoint, Percentile, Slice, percentile};

use super::table::{Column, Row, Table};
use super::{Look, METHOD_WIDTH, Rows, label};
use crate::number;

const NAME_WIDTH: usize = 80;
const NAMES: usize = 1;
/// The columns of [`Percentile::TABLE`], and which of them goes first where there is no room.
const TITLES: [(&str, u8); 11] = [
    ("50%", 0),
    ("66%", 9),
    ("75%", 6),
    ("80%", 8),
    ("90%", 3),
    ("95%", 0),
    ("98%", 7),
    ("99%", 0),
    ("99.9%", 4),
    ("99.99%", 5),
    ("100%", 0),
];

/// Endpoints without requests have no row here, as in Locust.
pub(super) fn write(out: &mut String, rows: &Rows, look: Look) {
    let mut columns = vec![
        Column::text("Type", METHOD_WIDTH, 2).after("", METHOD_WIDTH),
        Column::text("Name", NAME_WIDTH, 0),
    ];
    // The first is wider than the others.
    let widths = (0..TITLES.len()).map(|place| if place == 0 { 8 } else { 6 });
    let figures = TITLES.into_iter().zip(widths);
    columns.extend(figures.map(|((title, rank), width)| Column::figures(title, width, rank)));
    columns.push(Column::figures("# reqs", 6, 1));

    let measured = |slice: &Slice| !slice.tally.response.is_empty();
    let endpoints = rows.endpoints.iter().filter(|(_, slice)| measured(slice));
    let mut lines: Vec<Row> = endpoints
        .map(|(endpoint, slice)| row(Some(endpoint), slice))
        .collect();
    let totals = usize::from(measured(&rows.total));
    if totals > 0 {
        lines.push(row(None, &rows.total));
    }
    out.push_str("Response time percentiles (approximated)\n");
    Table::new(columns, NAMES, lines).write(out, totals, look);
    out.push('\n');
}

fn row(endpoint: Option<&Endpoint>, slice: &Slice) -> Row {
    let value = |p| percentile(&slice.tally.response, p).map_or(0, number::nearest_ms);
    let mut cells = label(endpoint, NAME_WIDTH).to_vec();
    cells.extend(Percentile::TABLE.map(|p| value(p).to_string()));
    cells.push(slice.requests().to_string());
    Row::of(cells)
}
