//! The rows of the tables of endpoints and failures.

use lt_sample::{Histogram, Micros};
use lt_stats::{Percentile, Slice, Summary, mean, percentile};
use serde::Serialize;

use super::page::UNKNOWN;
use crate::{number, words};

const NAME_WIDTH: usize = 200;
const CAUSE_WIDTH: usize = 400;
const MOST_FAILURES: usize = 500;

#[derive(Serialize)]
pub(super) struct EndpointRow {
    method: String,
    name: String,
    requests: String,
    errors: String,
    failed: bool,
    failed_percent: String,
    rate: String,
    mean: String,
    min: String,
    p50: String,
    p95: String,
    /// Length of the bar under p95, as a share of the slowest row's.
    p95_share: String,
    p99: String,
    max: String,
    service_p95: String,
    percentiles: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct FailureRow {
    n: String,
    percent: String,
    method: String,
    name: String,
    cause: String,
    first: String,
    last: String,
}

/// Requests into which a fault of one kind was injected.
#[derive(Serialize)]
pub(super) struct FaultRow {
    kind: String,
    requests: String,
    p50: String,
    statuses: String,
    outcomes: String,
}

/// One row a kind of injected fault.
pub(super) fn faults(summary: &Summary) -> Vec<FaultRow> {
    let faults = crate::faults::faults(summary).into_iter();
    let rows = faults.map(|fault| FaultRow {
        kind: fault.kind,
        requests: fault.requests,
        p50: fault.p50,
        statuses: fault.statuses,
        outcomes: fault.outcomes,
    });
    rows.collect()
}

/// One row an endpoint; all rates are over the span of all requests, so that they add up.
pub(super) fn endpoints(summary: &Summary, total: &Slice) -> Vec<EndpointRow> {
    let endpoints = summary.endpoints();
    let p95 = |slice: &Slice| percentile(&slice.tally.response, Percentile::P95);
    let slowest = endpoints.iter().filter_map(|(_, slice)| p95(slice)).max();
    let slowest = slowest.unwrap_or_default();
    let rows = endpoints.into_iter().map(|(endpoint, slice)| EndpointRow {
        method: words::cut(&endpoint.method, 20),
        name: words::cut(&words::name(&endpoint), NAME_WIDTH),
        ..EndpointRow::of(&slice, total.span(), slowest)
    });
    rows.collect()
}

/// The row of everything together.
pub(super) fn total(total: &Slice) -> EndpointRow {
    EndpointRow {
        name: "All".to_owned(),
        ..EndpointRow::of(total, total.span(), Micros(0))
    }
}

/// The most frequent failures, and how many more ways of failing there are.
pub(super) fn failures(summary: &Summary) -> (Vec<FailureRow>, usize) {
    let failures = summary.failures();
    let n: u64 = failures.iter().map(|failure| failure.n).sum();
    let rows = failures
        .iter()
        .take(MOST_FAILURES)
        .map(|failure| FailureRow {
            n: number::count(failure.n),
            percent: number::percent(failure.n, n),
            method: words::cut(&failure.endpoint.method, 20),
            name: words::cut(&words::name(&failure.endpoint), NAME_WIDTH),
            cause: words::cut(&words::cause(failure), CAUSE_WIDTH),
            first: number::instant(failure.first),
            last: number::instant(failure.last),
        });
    let left_out = failures.len().saturating_sub(MOST_FAILURES);
    (rows.collect(), left_out)
}

impl EndpointRow {
    fn of(slice: &Slice, span: Micros, slowest: Micros) -> Self {
        let response = &slice.tally.response;
        let share = percentile(response, Percentile::P95)
            .filter(|_| slowest.0 > 0)
            .map_or(0.0, |p95| p95.0 as f64 / slowest.0 as f64);
        let known = |us: u64| match response.is_empty() {
            true => UNKNOWN.to_owned(),
            false => number::ms(us as f64),
        };
        Self {
            method: String::new(),
            name: String::new(),
            requests: number::count(slice.requests()),
            errors: number::count(slice.errors),
            failed: slice.errors > 0,
            failed_percent: number::percent(slice.errors, slice.requests()),
            rate: number::rate(slice.rate_over(span)),
            mean: mean(response).map_or_else(|| UNKNOWN.to_owned(), number::ms),
            min: known(response.min()),
            p50: time(response, Percentile::P50),
            p95: time(response, Percentile::P95),
            p95_share: format!("{share:.3}"),
            p99: time(response, Percentile::P99),
            max: known(response.max()),
            service_p95: time(&slice.tally.service, Percentile::P95),
            percentiles: Percentile::TABLE.map(|p| time(response, p)).to_vec(),
        }
    }
}

fn time(histogram: &Histogram, p: Percentile) -> String {
    percentile(histogram, p).map_or_else(|| UNKNOWN.to_owned(), number::micros)
}
