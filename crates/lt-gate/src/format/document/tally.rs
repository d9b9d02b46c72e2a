//! How many of each.

use serde::{Deserialize, Serialize};

use super::{Check, Comparison};
use crate::format::standing::Standing;
use crate::judge::Status;

/// How many of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tally {
    /// Thresholds by status.
    pub(crate) thresholds: Thresholds,
    /// Comparisons by what they mean.
    pub(crate) comparisons: Comparisons,
}

/// Thresholds by status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Thresholds {
    /// All of them.
    pub(crate) total: u64,
    /// That hold.
    pub(crate) pass: u64,
    /// That are broken.
    pub(crate) fail: u64,
    /// That are broken, and only warn.
    pub(crate) warn: u64,
    /// That had nothing to be judged by.
    pub(crate) missing: u64,
    /// That had too little to be judged by.
    pub(crate) insufficient: u64,
    /// About a level that did not run.
    pub(crate) skipped: u64,
    /// Whose breach was accepted.
    pub(crate) accepted: u64,
    /// Of whatever status, with the limit inside the interval.
    pub(crate) marginal: u64,
}

/// Comparisons by what they mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Comparisons {
    /// Those that are judged.
    pub(crate) total: u64,
    /// Not worse than tolerated, slightly worse ones too.
    pub(crate) pass: u64,
    /// Better by more than the tolerance.
    pub(crate) improved: u64,
    /// Worse than tolerated.
    pub(crate) regression: u64,
    /// Worse than tolerated, where that only warns.
    pub(crate) warn: u64,
    /// Worse than tolerated, and accepted.
    pub(crate) accepted: u64,
    /// Neither proven.
    pub(crate) inconclusive: u64,
    /// Too few requests.
    pub(crate) insufficient: u64,
    /// That only the baseline has.
    pub(crate) missing: u64,
    /// That the baseline has not; not among the total.
    pub(crate) new: u64,
    /// That are only told; not among the total.
    pub(crate) not_judged: u64,
}

impl Tally {
    pub(super) fn of(checks: &[Check], comparison: Option<&Comparison>) -> Self {
        let mut tally = Self::default();
        for check in checks {
            tally.thresholds.count(check);
        }
        for row in comparison.iter().flat_map(|comparison| &comparison.rows) {
            tally.comparisons.count(Standing::of(row));
        }
        tally
    }
}

impl Thresholds {
    fn count(&mut self, check: &Check) {
        self.total += 1;
        self.marginal += u64::from(check.marginal);
        *match check.status {
            Status::Pass => &mut self.pass,
            Status::Fail => &mut self.fail,
            Status::Warn => &mut self.warn,
            Status::Missing => &mut self.missing,
            Status::Insufficient => &mut self.insufficient,
            Status::Skipped => &mut self.skipped,
            Status::Accepted => &mut self.accepted,
        } += 1;
    }
}

impl Comparisons {
    fn count(&mut self, standing: Standing) {
        self.total += u64::from(standing.is_judged());
        *match standing {
            Standing::Regression => &mut self.regression,
            Standing::Warned => &mut self.warn,
            Standing::Accepted => &mut self.accepted,
            Standing::Missing => &mut self.missing,
            Standing::Inconclusive => &mut self.inconclusive,
            Standing::Insufficient => &mut self.insufficient,
            Standing::Improved => &mut self.improved,
            Standing::SlightlyWorse | Standing::Pass => &mut self.pass,
            Standing::New => &mut self.new,
            Standing::NotJudged => &mut self.not_judged,
        } += 1;
    }
}
