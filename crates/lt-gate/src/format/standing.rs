//! What a line of the result means for the run, and how grave that is.

use std::cmp::Ordering;

use lt_stats::compare::Ruling;

use super::document::{Check, Row};
use crate::judge::Status;
use crate::threshold::Severity;

/// What a comparison means here, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// Proven worse than tolerated.
    Regression,
    /// The baseline has it, the judged build has not.
    Missing,
    /// Proven worse than tolerated, where that only warns.
    Warned,
    /// Proven worse than tolerated, and accepted.
    Accepted,
    /// Neither is proven.
    Inconclusive,
    /// Too few requests.
    Insufficient,
    /// Better by more than the tolerance.
    Improved,
    /// Worse, and tolerably so.
    SlightlyWorse,
    /// The baseline has not got it.
    New,
    /// Proven not to be worse than tolerated.
    Pass,
    /// Only told.
    NotJudged,
}

impl Standing {
    /// What a row of the comparison means.
    pub(crate) fn of(row: &Row) -> Self {
        if !row.gated {
            return Self::NotJudged;
        }
        match row.ruling {
            Ruling::Regression if row.accepted.is_some() => Self::Accepted,
            Ruling::Regression if row.severity == Severity::Warn => Self::Warned,
            Ruling::Regression => Self::Regression,
            Ruling::Missing => Self::Missing,
            Ruling::Inconclusive => Self::Inconclusive,
            Ruling::Insufficient => Self::Insufficient,
            Ruling::Improved => Self::Improved,
            Ruling::SlightlyWorse => Self::SlightlyWorse,
            Ruling::New => Self::New,
            Ruling::Pass => Self::Pass,
            Ruling::NotJudged => Self::NotJudged,
        }
    }

    /// The word for people.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Regression => "regression",
            Self::Missing => "missing",
            Self::Warned => "warning",
            Self::Accepted => "accepted",
            Self::Inconclusive => "inconclusive",
            Self::Insufficient => "insufficient",
            Self::Improved => "improved",
            Self::SlightlyWorse => "slightly worse",
            Self::New => "new",
            Self::Pass => "pass",
            Self::NotJudged => "not judged",
        }
    }

    /// How it is to be taken.
    pub(crate) fn tone(self) -> Tone {
        match self {
            Self::Regression => Tone::Bad,
            Self::Missing
            | Self::Warned
            | Self::Accepted
            | Self::Inconclusive
            | Self::Insufficient => Tone::Doubtful,
            Self::Improved | Self::SlightlyWorse | Self::Pass => Tone::Good,
            Self::New | Self::NotJudged => Tone::Neutral,
        }
    }

    /// Whether it counts among the comparisons that were judged.
    pub(crate) fn is_judged(self) -> bool {
        self.tone() != Tone::Neutral
    }
}

/// How a line is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Nothing is wrong.
    Good,
    /// Nothing is proven wrong, or what is wrong does not count.
    Doubtful,
    /// The run fails by it.
    Bad,
    /// It says nothing of good or bad.
    Neutral,
}

impl Tone {
    /// How a threshold is to be taken.
    pub(crate) fn of(check: &Check) -> Self {
        match check.status {
            _ if check.fails() => Self::Bad,
            Status::Pass => Self::Good,
            Status::Skipped => Self::Neutral,
            _ => Self::Doubtful,
        }
    }
}

/// The rows, the gravest first, and of equally grave ones the largest change; what passes keeps its order.
pub(crate) fn worst_first(rows: &[Row]) -> Vec<&Row> {
    let estimate = |row: &Row| row.change.and_then(|change| change.estimate);
    let matters = |row: &Row| Standing::of(row) < Standing::New;
    let mut sorted: Vec<&Row> = rows.iter().collect();
    sorted.sort_by(|a, b| {
        let by_size = || {
            if !matters(a) {
                return Ordering::Equal;
            }
            let [a, b] = [a, b].map(|row| estimate(row).unwrap_or(f64::NEG_INFINITY));
            b.total_cmp(&a)
        };
        Standing::of(a).cmp(&Standing::of(b)).then_with(by_size)
    });
    sorted
}
