//! How fast and how well.

use lt_sample::{Histogram, Micros};
use lt_stats::live::Recent;
use lt_stats::{Percentile, Slice, percentile};

/// Rates and percentiles of some requests.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::live) struct Figures {
    pub(in crate::live) requests: u64,
    pub(in crate::live) errors: u64,
    /// Requests per second.
    pub(in crate::live) rate: f64,
    /// Failures per second.
    pub(in crate::live) failures: f64,
    /// Percentiles of the response time.
    pub(in crate::live) p50: Option<Micros>,
    pub(in crate::live) p95: Option<Micros>,
    pub(in crate::live) p99: Option<Micros>,
}

impl Figures {
    pub(super) fn overall(total: &Slice) -> Self {
        Self {
            requests: total.requests(),
            errors: total.errors,
            rate: total.rate_over(total.span()),
            failures: total.errors_per_second_over(total.span()),
            ..Self::of_times(&total.tally.response)
        }
    }

    pub(super) fn now(recent: &Recent) -> Self {
        Self {
            requests: recent.requests,
            errors: recent.errors,
            rate: recent.per_second(recent.requests),
            failures: recent.per_second(recent.errors),
            ..Self::of_times(&recent.response)
        }
    }

    fn of_times<const BITS: u32>(times: &Histogram<BITS>) -> Self {
        let time = |p| percentile(times, p);
        Self {
            p50: time(Percentile::P50),
            p95: time(Percentile::P95),
            p99: time(Percentile::P99),
            ..Self::default()
        }
    }
}
