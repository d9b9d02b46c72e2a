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
    /// The limit that it was compared with; `None` where it depends on a baseline that is not there.
    pub limit: Option<f64>,
    /// Between which values the true figure lies with 95 % confidence, where that can be told from this run alone.
    pub interval: Option<(f64, f64)>,
    /// By which share of the limit it is beyond it; `None` where that says nothing.
    pub beyond: Option<f64>,
    /// Number of values or requests that it rests on.
    pub n: u64,
    /// How many it should rest on, where those are too few.
    pub needed: Option<u64>,
    /// Whether the limit lies inside the interval: another run may say otherwise.
    pub marginal: bool,
    /// Why it is as it is, where the figures do not say it: the reason of an accepted breach, the level that did not run.
    pub why: Option<String>,
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
    /// It holds, or is broken, but by too few samples to tell.
    Insufficient,
    /// It is about a load level that did not run, or its limit about a baseline that is not there.
    Skipped,
    /// It is broken, and that was accepted in the configuration.
    Accepted,
}

impl Check {
    /// Whether the run fails by it.
    pub fn fails(&self) -> bool {
        let counts = self.threshold.severity == Severity::Fail;
        counts && matches!(self.status, Status::Fail | Status::Missing)
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
            Self::Insufficient => "insufficient",
            Self::Skipped => "skipped",
            Self::Accepted => "accepted",
        }
    }
}
