//! A comparison with a baseline, as `lt.result/1` tells it.

use lt_stats::baseline::{Difference as Differing, Weight};
use lt_stats::compare::Correction;
use serde::{Deserialize, Serialize};

use super::check::finite;
use super::{Row, number};
use crate::comparing::Compared;
use crate::config::CORRECTIONS;

/// A comparison with a baseline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Comparison {
    /// What the judged build is called, where it has a name.
    pub(crate) judged: Option<String>,
    /// What the baseline is called.
    pub(crate) baseline: String,
    /// The baselines that were compared with, oldest first.
    pub(crate) baselines: Vec<Used>,
    /// How it was done; `None` where there was nothing to compare with.
    pub(crate) mode: Option<String>,
    /// Why that way.
    pub(crate) why_mode: Option<String>,
    /// How many questions were judged at once.
    pub(crate) family: u64,
    /// Share of comparisons without any change that may be called a regression: intervals are of confidence 1 − 2α.
    #[serde(with = "number", default)]
    pub(crate) alpha: Option<f64>,
    /// What was done about asking many questions at once: `holm`, `bh` or `none`.
    pub(crate) correction: Option<String>,
    /// The seed of everything that was drawn, in hexadecimal digits: JSON's numbers are too short for it.
    pub(crate) seed: Option<String>,
    /// Sessions of both sides.
    pub(crate) sessions: Option<Sides>,
    /// The answers, in the order of the questions.
    pub(crate) rows: Vec<Row>,
    /// In what the runs differ.
    pub(crate) differences: Vec<Difference>,
    /// Why there is nothing to compare with.
    pub(crate) missing: Option<String>,
    /// What weakens the answers, and what else is to be known.
    pub(crate) notes: Vec<String>,
}

/// A baseline that was compared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Used {
    /// Its id.
    pub(crate) id: String,
    /// Its commit.
    pub(crate) sha: Option<String>,
}

/// A number of each side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sides {
    /// Of the build that is judged.
    pub(crate) head: u64,
    /// Of the baseline.
    pub(crate) base: u64,
}

/// In what the runs differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Difference {
    /// The field of `lt.baseline/1`.
    pub(crate) field: String,
    /// What the judged run says.
    pub(crate) head: String,
    /// What the baseline says.
    pub(crate) base: String,
    /// Whether the two must not be compared.
    pub(crate) forbids: bool,
}

impl Comparison {
    pub(super) fn of(compared: &Compared) -> Self {
        let comparison = compared.comparison.as_ref();
        let notes = comparison.map_or(&[][..], |comparison| &comparison.notes);
        let used = compared.baselines.iter().map(|used| Used {
            id: used.id.clone(),
            sha: used.sha.clone(),
        });
        Self {
            judged: compared.judged.clone(),
            baseline: compared.name.clone(),
            baselines: used.collect(),
            mode: comparison.map(|comparison| comparison.mode.as_str().to_owned()),
            why_mode: comparison.map(|comparison| comparison.why_mode.clone()),
            family: comparison.map_or(0, |comparison| comparison.family as u64),
            alpha: comparison.and(finite(Some(compared.alpha))),
            correction: comparison.map(|_| word(compared.correction).to_owned()),
            seed: comparison.map(|comparison| format!("{:016x}", comparison.seed)),
            sessions: comparison.map(|comparison| comparison.sessions.into()),
            rows: (1..).zip(&compared.rows).map(Row::of).collect(),
            differences: compared.differences.iter().map(Difference::of).collect(),
            missing: compared.missing.clone(),
            notes: notes.iter().chain(&compared.notes).cloned().collect(),
        }
    }
}

impl Difference {
    fn of(difference: &Differing) -> Self {
        Self {
            field: difference.field.to_owned(),
            head: difference.head.clone(),
            base: difference.base.clone(),
            forbids: difference.weight == Weight::Forbids,
        }
    }
}

fn word(correction: Correction) -> &'static str {
    let known = CORRECTIONS.iter().find(|(_, known)| *known == correction);
    known.expect("every correction has a word").0
}

impl From<(usize, usize)> for Sides {
    fn from((head, base): (usize, usize)) -> Self {
        Self {
            head: head as u64,
            base: base as u64,
        }
    }
}
