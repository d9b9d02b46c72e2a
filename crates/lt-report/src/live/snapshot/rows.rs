//! Endpoints and causes of failures.

use lt_sample::Micros;
use lt_stats::live::{Table, percentiles};
use lt_stats::{Endpoint, Percentile};

use crate::words;

/// What an endpoint amounts to so far.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::live) struct Row {
    pub(in crate::live) method: String,
    pub(in crate::live) name: String,
    pub(in crate::live) requests: u64,
    pub(in crate::live) errors: u64,
    /// Requests per second.
    pub(in crate::live) rate: f64,
    /// Percentiles of the response time, and its maximum.
    pub(in crate::live) p50: Option<Micros>,
    pub(in crate::live) p95: Option<Micros>,
    pub(in crate::live) p99: Option<Micros>,
    pub(in crate::live) max: Option<Micros>,
}

/// Requests of one endpoint that failed alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::live) struct Cause {
    pub(in crate::live) n: u64,
    pub(in crate::live) endpoint: String,
    pub(in crate::live) text: String,
}

const METHOD_WIDTH: usize = 8;
const NAME_WIDTH: usize = 200;
const MOST_CAUSES: usize = 200;

pub(super) fn endpoints(table: &Table<'_>) -> Vec<Row> {
    let rows = table.endpoints.iter().map(|(endpoint, row)| {
        let [p50, p95, p99] = percentiles(
            &row.response,
            [Percentile::P50, Percentile::P95, Percentile::P99],
        );
        let times = &row.response;
        Row {
            method: words::cut(&endpoint.method, METHOD_WIDTH),
            name: words::cut(&words::name(endpoint), NAME_WIDTH),
            requests: row.requests,
            errors: row.errors,
            rate: table.per_second(row.requests),
            p50,
            p95,
            p99,
            max: (!times.is_empty()).then(|| Micros(times.max())),
        }
    });
    rows.collect()
}

pub(super) fn causes(table: &Table<'_>) -> (Vec<Cause>, usize) {
    let failures = &table.failures;
    let rows = failures.iter().take(MOST_CAUSES).map(|(key, tally)| Cause {
        n: tally.n,
        endpoint: words::cut(&titled(&key.endpoint), NAME_WIDTH),
        text: words::cut(&key.ending.to_string(), NAME_WIDTH),
    });
    (rows.collect(), failures.len().saturating_sub(MOST_CAUSES))
}

fn titled(endpoint: &Endpoint) -> String {
    let name = words::name(endpoint);
    match endpoint.method.as_str() {
        "" => name,
        method => format!("{method} {name}"),
    }
}
