//! What the runs say of one question, before it is decided.

use crate::compare::Estimate;
use crate::compare::textbook::shares::Shares;

/// What the runs say of one question.
#[derive(Clone, Debug)]
pub(in crate::compare) struct Reading {
    pub(in crate::compare) estimate: Estimate,
    /// The counts of errors, where nothing but they tell how sure the change is.
    pub(in crate::compare) shares: Option<Shares>,
    pub(in crate::compare) check: Check,
    /// The change as each session of the judged build shows it.
    pub(in crate::compare) by_session: Vec<f64>,
    pub(in crate::compare) growth: Growth,
    /// What weakens it, in one sentence.
    pub(in crate::compare) caveat: Option<String>,
}

/// A second opinion that believes in no distribution; a regression needs its consent.
#[derive(Clone, Debug)]
pub(in crate::compare) enum Check {
    /// There are too few runs for any.
    Nothing,
    /// The differences of pairs.
    Pairs(Vec<f64>),
    /// The values of both sides.
    Groups(Vec<f64>, Vec<f64>),
}

/// How the standard error would shrink with more runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::compare) struct Growth {
    /// The part of the variance that is divided by the number of runs.
    pub(in crate::compare) divided: f64,
    /// The part that stays.
    pub(in crate::compare) fixed: f64,
    /// Degrees of freedom that each further run brings.
    pub(in crate::compare) freedom_each: f64,
    /// Degrees of freedom without any run: of what was learned, less what means cost.
    pub(in crate::compare) freedom_else: f64,
    /// The least number of runs that this way of comparing takes.
    pub(in crate::compare) least: u32,
    /// What is counted.
    pub(in crate::compare) of: Counted,
}

/// What the runs are that would settle a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::compare) enum Counted {
    /// Pairs, or runs of each build in the same session.
    Runs,
    /// Runs of each build in sessions of their own.
    SessionsOfEach,
    /// Runs of the judged build in sessions of their own.
    Sessions,
}

impl Counted {
    /// What to heed when making them.
    pub(in crate::compare) fn advice(self) -> &'static str {
        match self {
            Self::Runs => "further runs of both builds by turns",
            Self::SessionsOfEach => "further runs help in sessions of their own",
            Self::Sessions => "further runs of the judged build help in sessions of their own",
        }
    }
}

impl Reading {
    /// Chance of a change at least as large as this, were the true one `tolerance`; what is no number proves nothing.
    pub(in crate::compare) fn p_worse(&self, tolerance: f64) -> f64 {
        let chance = match &self.shares {
            Some(shares) => shares.p_worse(tolerance),
            None => self.estimate.p_worse(tolerance),
        };
        if chance.is_nan() { 1.0 } else { chance }
    }

    /// Chance of a change at most as large as this, were the true one `tolerance`; what is no number proves nothing.
    pub(in crate::compare) fn p_tolerable(&self, tolerance: f64) -> f64 {
        let chance = match &self.shares {
            Some(shares) => 1.0 - shares.p_worse(tolerance),
            None => self.estimate.p_tolerable(tolerance),
        };
        if chance.is_nan() { 1.0 } else { chance }
    }

    /// The interval of confidence 1 − 2α.
    pub(in crate::compare) fn interval(&self, alpha: f64) -> (f64, f64) {
        match &self.shares {
            Some(shares) => shares.interval(alpha),
            None => self.estimate.interval(alpha),
        }
    }
}
