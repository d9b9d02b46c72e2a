//! Locust's second table: the distribution of response times, one row an endpoint.

use lt_stats::{Endpoint, Percentile, Slice, percentile};

use super::{Look, METHOD_WIDTH, Rows, label};

const NAME_WIDTH: usize = 80;

/// Endpoints without requests have no row here, as in Locust.
pub(super) fn write(out: &mut String, rows: &Rows, look: Look) {
    let width = look.name_width(NAME_WIDTH, rows.longest_name());
    let rule = format!(
        "{}|{}|--------{}\n",
        "-".repeat(METHOD_WIDTH),
        "-".repeat(width),
        "|------".repeat(Percentile::TABLE.len())
    );
    out.push_str("Response time percentiles (approximated)\n");
    out.push_str(&format!(
        "{:<METHOD_WIDTH$} {:<width$} {} {:>6}\n",
        "Type",
        "Name",
        cells(|p| format!("{p}%")),
        "# reqs"
    ));
    out.push_str(&rule);
    let measured = |slice: &Slice| !slice.tally.response.is_empty();
    for (endpoint, slice) in rows.endpoints.iter().filter(|(_, slice)| measured(slice)) {
        out.push_str(&row(Some(endpoint), width, slice));
    }
    if measured(&rows.total) {
        out.push_str(&rule);
        out.push_str(&row(None, width, &rows.total));
    }
    out.push('\n');
}

fn row(endpoint: Option<&Endpoint>, width: usize, slice: &Slice) -> String {
    let value = |p| percentile(&slice.tally.response, p).map_or(0, |us| us.0 / 1000);
    format!(
        "{} {} {:>6}\n",
        label(endpoint, width),
        cells(|p| value(p).to_string()),
        slice.requests()
    )
}

/// One cell for each percentile; the first is wider than the others.
fn cells(cell: impl Fn(Percentile) -> String) -> String {
    let cells = Percentile::TABLE.into_iter().enumerate();
    let cells = cells.map(|(place, p)| format!("{:>1$}", cell(p), if place == 0 { 8 } else { 6 }));
    cells.collect::<Vec<_>>().join(" ")
}
