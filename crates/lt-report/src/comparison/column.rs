//! What is compared, in the columns of the table.

use lt_stats::{Percentile, Slice, mean, percentile};

use crate::number;

/// One column of figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Requests,
    Throughput,
    Average,
    P95,
    Success,
    Errors,
}

pub(super) const UNKNOWN: &str = "\u{2013}";

impl Column {
    pub(crate) const ALL: [Self; 6] = [
        Self::Requests,
        Self::Throughput,
        Self::Average,
        Self::P95,
        Self::Success,
        Self::Errors,
    ];
    /// The columns that are worth knowing round by round.
    pub(crate) const SPREAD: [Self; 4] = [Self::Throughput, Self::Average, Self::P95, Self::Errors];

    /// Its header.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Requests => "Total Requests",
            Self::Throughput => "Throughput (req/s)",
            Self::Average => "Avg (ms)",
            Self::P95 => "P95 (ms)",
            Self::Success => "Success Rate",
            Self::Errors => "Error Rate",
        }
    }

    /// The key of the same figure in JSON.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::Throughput => "rate",
            Self::Average => "mean_us",
            Self::P95 => "p95_us",
            Self::Success => "success_rate",
            Self::Errors => "error_rate",
        }
    }

    /// Whether more or less of it is better.
    pub(crate) fn is_judged(self) -> bool {
        self != Self::Requests
    }

    pub(super) fn is_better(self, one: f64, other: f64) -> bool {
        match self {
            Self::Requests | Self::Throughput | Self::Success => one > other,
            Self::Average | Self::P95 | Self::Errors => one < other,
        }
    }

    /// The figure itself: a number per second, microseconds or a share; `None` where there is none.
    pub(crate) fn value(self, slice: &Slice) -> Option<f64> {
        let response = &slice.tally.response;
        match self {
            Self::Requests => Some(slice.requests() as f64),
            Self::Throughput => Some(slice.rate_over(slice.span())).filter(|rate| *rate > 0.0),
            Self::Average => mean(response),
            Self::P95 => percentile(response, Percentile::P95).map(|p95| p95.0 as f64),
            Self::Success => slice.error_rate().map(|share| 1.0 - share),
            Self::Errors => slice.error_rate(),
        }
    }

    /// The figure as it is shown.
    pub(crate) fn text(self, slice: &Slice) -> String {
        let n = slice.requests();
        let Some(value) = self.value(slice) else {
            return UNKNOWN.to_owned();
        };
        match self {
            Self::Requests => number::count(n),
            Self::Throughput => number::rate(value),
            Self::Average | Self::P95 => number::ms(value),
            Self::Success => format!("{} %", number::percent(n.saturating_sub(slice.errors), n)),
            Self::Errors => format!("{} %", number::percent(slice.errors, n)),
        }
    }
}
