//! `PREFIX_stats.csv`: a row an endpoint, and their sum.

use lt_sample::Micros;
use lt_stats::{Endpoint, Slice, Summary, percentile};

use super::csv::Csv;
use super::entry::{Entry, percentile_columns, write_percentiles};
use super::python;
use crate::words;

const COLUMNS: [&str; 11] = [
    "Type",
    "Name",
    "Request Count",
    "Failure Count",
    "Median Response Time",
    "Average Response Time",
    "Min Response Time",
    "Max Response Time",
    "Average Content Size",
    "Requests/s",
    "Failures/s",
];

/// The whole table.
pub(crate) fn requests_csv(summary: &Summary) -> String {
    let mut csv = Csv::default();
    let names = COLUMNS.into_iter().map(ToOwned::to_owned);
    csv.header(names.chain(percentile_columns()));
    let total = summary.total();
    let span = total.span();
    for (endpoint, slice) in endpoints(summary) {
        let name = words::name(&endpoint);
        write_row(&mut csv, (&endpoint.method, &name), &slice, span);
    }
    write_row(&mut csv, ("", "Aggregated"), &total, span);
    csv.into_text()
}

/// The endpoints that had requests, by the name that they are shown with, then by method; `other` last.
pub(super) fn endpoints(summary: &Summary) -> Vec<(Endpoint, Slice)> {
    let rows = summary.endpoints().into_iter();
    let mut rows: Vec<_> = rows.filter(|(_, slice)| slice.requests() > 0).collect();
    rows.sort_by_cached_key(|(endpoint, _)| place(endpoint));
    rows
}

/// Where the rows of an endpoint stand.
pub(super) fn place(endpoint: &Endpoint) -> (bool, String, String) {
    let is_other = *endpoint == Endpoint::other();
    (is_other, words::name(endpoint), endpoint.method.clone())
}

fn write_row(csv: &mut Csv, (method, name): (&str, &str), slice: &Slice, span: Micros) {
    csv.text(method).text(name);
    Entry::of_slice(slice).write_totals(csv);
    csv.plain(python::float(slice.rate_over(span)))
        .plain(python::float(slice.errors_per_second_over(span)));
    write_percentiles(csv, |p| percentile(&slice.tally.response, p));
    csv.end_row();
}
