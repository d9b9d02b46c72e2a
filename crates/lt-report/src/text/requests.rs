//! Locust's first table: one row an endpoint.

use lt_sample::Micros;
use lt_stats::{Endpoint, Percentile, Slice, mean, percentile};

use super::{Look, METHOD_WIDTH, Rows, label};

const NAME_WIDTH: usize = 76;
const FAILS_WIDTH: usize = 12;

pub(super) fn write(out: &mut String, rows: &Rows, look: Look) {
    let width = look.name_width(NAME_WIDTH, rows.longest_name());
    let rule = format!(
        "{}|{}|-------|-------------|-------|-------|-------|-------|--------|-----------\n",
        "-".repeat(METHOD_WIDTH),
        "-".repeat(width)
    );
    out.push_str(&format!(
        "{:<METHOD_WIDTH$} {:<width$} {:>7} {:>FAILS_WIDTH$} |{:>7} {:>7} {:>7}{:>7} | {:>7} {:>11}\n",
        "Type", "Name", "# reqs", "# fails", "Avg", "Min", "Max", "Med", "req/s", "failures/s"
    ));
    out.push_str(&rule);
    let span = rows.total.span();
    for (endpoint, slice) in &rows.endpoints {
        out.push_str(&row(Some(endpoint), width, slice, span, look));
    }
    out.push_str(&rule);
    out.push_str(&row(None, width, &rows.total, span, look));
    out.push('\n');
}

/// Rates of every row are over the span of all requests, so that they add up to the last row's.
fn row(
    endpoint: Option<&Endpoint>,
    width: usize,
    slice: &Slice,
    span: Micros,
    look: Look,
) -> String {
    let response = &slice.tally.response;
    let share = slice.error_rate().unwrap_or(0.0) * 100.0;
    let fails = format!("{:>FAILS_WIDTH$}", format!("{}({share:.2}%)", slice.errors));
    let fails = match slice.errors {
        0 => fails,
        _ => look.red(&fails),
    };
    format!(
        "{} {:>7} {fails} |{:>7.0} {:>7} {:>7}{:>7} | {:>7.2} {:>11.2}\n",
        label(endpoint, width),
        slice.requests(),
        mean(response).map_or(0.0, |us| (us / 1000.0).trunc()),
        response.min() / 1000,
        response.max() / 1000,
        percentile(response, Percentile::P50).map_or(0, |us| us.0 / 1000),
        slice.rate_over(span),
        slice.errors_per_second_over(span),
    )
}
