//! One threshold, judged.

use crate::threshold::{Severity, Threshold};

/// What a threshold found.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// The threshold.
    pub threshold: Threshold,
    /// Whether it holds.
    pub status: Status,
    /// What was observed, in the unit in which the limit is compared; `None` where nothing was.
    pub observed: Option<f64>,
    /// By which share of the limit it is beyond it; `None` where that says nothing.
    pub beyond: Option<f64>,
    /// Number of values or requests that it rests on.
    pub n: u64,
}

/// Whether a threshold holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It holds.
    Pass,
    /// It is broken.
    Fail,
    /// It is broken, and only warns.
    Warn,
    /// There was nothing that it could be judged by, which is as bad as broken.
    Missing,
}

impl Check {
    /// Whether the run fails by it.
    pub fn fails(&self) -> bool {
        self.threshold.severity == Severity::Fail && self.status != Status::Pass
    }
}

impl Status {
    /// The word in `lt.result/1`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Warn => "warn",
            Self::Missing => "missing",
        }
    }
}
