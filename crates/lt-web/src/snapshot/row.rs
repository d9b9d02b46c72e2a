//! A row of the table: an endpoint, or everything.

use lt_sample::Histogram;
use lt_stats::live::{Row as Figures, Table, percentiles};
use lt_stats::{Endpoint, Percentile, mean};
use serde::Serialize;

use super::text;

/// A row of the table.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Row {
    /// Method; empty for the sum.
    pub(crate) method: String,
    /// Name of the endpoint, with the host before it where that is not the target.
    pub(crate) name: String,
    /// Requests.
    pub(crate) requests: u64,
    /// Requests that are errors.
    pub(crate) failures: u64,
    /// Response times in milliseconds.
    pub(crate) p50: Option<f64>,
    /// As above.
    pub(crate) p95: Option<f64>,
    /// As above.
    pub(crate) p99: Option<f64>,
    /// As above.
    pub(crate) mean: Option<f64>,
    /// As above.
    pub(crate) min: Option<f64>,
    /// As above.
    pub(crate) max: Option<f64>,
    /// Mean size of a body in bytes.
    pub(crate) size: Option<f64>,
    /// Requests per second, of late; `null` of a kept run, which has no present.
    pub(crate) rate_now: Option<f64>,
    /// Failures per second, of late; as above.
    pub(crate) failures_now: Option<f64>,
    /// Requests per second, over the whole run.
    pub(crate) rate: f64,
    /// Failures per second, over the whole run.
    pub(crate) failure_rate: f64,
}

impl Row {
    const NAME_LENGTH: usize = 500;
    const METHOD_LENGTH: usize = 30;

    /// The row of an endpoint.
    pub(super) fn of(endpoint: &Endpoint, figures: &Figures<'_>, table: &Table<'_>) -> Self {
        let host = endpoint.host.as_deref().unwrap_or_default();
        Self {
            method: text::cut(&endpoint.method, Self::METHOD_LENGTH),
            name: text::cut(&format!("{host}{}", endpoint.name), Self::NAME_LENGTH),
            ..Self::of_figures(figures, table)
        }
    }

    /// The row of the sum.
    pub(super) fn total(table: &Table<'_>) -> Self {
        Self {
            name: "Aggregated".to_owned(),
            ..Self::of_figures(&table.total, table)
        }
    }

    fn of_figures(figures: &Figures<'_>, table: &Table<'_>) -> Self {
        let times = &*figures.response;
        let [p50, p95, p99] = times_of(times);
        let known = |us: u64| (!times.is_empty()).then_some(us as f64 / 1000.0);
        let requests = figures.requests;
        Self {
            requests,
            failures: figures.errors,
            p50,
            p95,
            p99,
            mean: mean(times).map(|us| us / 1000.0),
            min: known(times.min()),
            max: known(times.max()),
            size: (requests > 0).then(|| figures.received as f64 / requests as f64),
            rate: table.per_second(requests),
            failure_rate: table.per_second(figures.errors),
            ..Self::default()
        }
    }
}

/// Median, 95th and 99th percentile in milliseconds.
pub(super) fn times_of<const BITS: u32>(times: &Histogram<BITS>) -> [Option<f64>; 3] {
    let asked = [Percentile::P50, Percentile::P95, Percentile::P99];
    percentiles(times, asked).map(|time| time.map(|time| time.0 as f64 / 1000.0))
}
