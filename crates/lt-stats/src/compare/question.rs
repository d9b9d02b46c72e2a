//! What is compared.

use std::fmt;

use crate::{Endpoint, Percentile};

/// A figure by which runs are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// A percentile of the response times; a larger one is worse.
    Percentile(Percentile),
    /// Their mean; a larger one is worse.
    Mean,
    /// The share of errors; a larger one is worse.
    ErrorRate,
    /// Requests per second; fewer are worse.
    Throughput,
}

/// How much worse a figure may get.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerance {
    /// Share of the baseline's value: 0.1 allows a tenth more. Not used for error rates.
    pub relative: f64,
    /// For times in microseconds, for error rates a share (0.001 is 0.1 percentage points); not used for throughput. A
    /// change must beat both.
    pub absolute: f64,
}

/// One figure of one endpoint, or of everything.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Whose; `None` is everything.
    pub endpoint: Option<Endpoint>,
    /// Which figure.
    pub measure: Measure,
    /// How much worse it may get.
    pub tolerance: Tolerance,
    /// Whether the answer is judged, and so counts among the questions that are asked at once; else it is only told.
    pub gated: bool,
}

impl Measure {
    /// Reads `p95`, `p(99.9)`, `mean` (or `avg`), `error_rate` or `throughput`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "mean" | "avg" => Some(Self::Mean),
            "error_rate" | "errors" => Some(Self::ErrorRate),
            "throughput" | "rate" => Some(Self::Throughput),
            "med" => Some(Self::Percentile(Percentile::P50)),
            text => {
                let number = text.strip_prefix('p')?;
                let bare = number.strip_prefix('(').and_then(|n| n.strip_suffix(')'));
                Percentile::parse(bare.unwrap_or(number)).map(Self::Percentile)
            }
        }
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Percentile(percentile) => write!(f, "p{percentile}"),
            Self::Mean => f.write_str("mean"),
            Self::ErrorRate => f.write_str("error_rate"),
            Self::Throughput => f.write_str("throughput"),
        }
    }
}
