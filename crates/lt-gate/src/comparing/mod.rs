//! A run beside its baseline: which baselines, whether they may be compared, what is asked, and what the answers mean here.

mod agreed;
mod candidates;
mod choice;
mod noise;
mod questions;
mod remarks;

use lt_stats::baseline::{Baseline, Difference};
use lt_stats::compare::{self, Answer as Ruled, Comparison, Correction, Noise, Ruling, Settings};

use crate::config::{ComparePolicy, Config, OnDoubt};
use crate::threshold::Severity;
use crate::verdict::Answer;

pub(crate) use candidates::Candidates;
pub(crate) use choice::{Choice, choose};
pub(crate) use noise::read as read_noise;

/// A comparison, judged by the configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// What the judged build is called, where it has a name.
    pub judged: Option<String>,
    /// What the baseline is called: names of the store, or how many files were given.
    pub name: String,
    /// The baselines that were compared with, oldest first: id and commit.
    pub baselines: Vec<Used>,
    /// How it was done; `None` where there was nothing to compare with.
    pub comparison: Option<Comparison>,
    /// Share of comparisons without any change that may be called a regression: intervals are of confidence 1 − 2α.
    pub alpha: f64,
    /// What was done about asking many questions at once.
    pub correction: Correction,
    /// The answers with what they mean here, in the order of the questions.
    pub rows: Vec<Row>,
    /// Why baselines could not be compared, or in what they differ.
    pub differences: Vec<Difference>,
    /// Why there is nothing to compare with, in one sentence.
    pub missing: Option<String>,
    /// What the whole means; `None` is nothing against the run.
    pub answer: Option<Answer>,
    /// What is to be known, in sentences: an old baseline, one that the run is much better than.
    pub notes: Vec<String>,
}

/// A baseline that was compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    /// Its id.
    pub id: String,
    /// Its commit, where it is known.
    pub sha: Option<String>,
}

/// One answer, and what it means here.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The answer.
    pub answer: Ruled,
    /// What a regression means.
    pub severity: Severity,
    /// The reason for which a regression was accepted.
    pub accepted: Option<String>,
}

impl Compared {
    /// A comparison that cannot be made, and why.
    fn none(name: String, why: String, policy: &ComparePolicy) -> Self {
        Self {
            judged: None,
            name,
            baselines: Vec::new(),
            comparison: None,
            alpha: policy.alpha,
            correction: policy.correction,
            rows: Vec::new(),
            differences: Vec::new(),
            missing: Some(why),
            answer: (policy.on_missing_baseline == OnDoubt::Fail).then_some(Answer::NoBaseline),
            notes: Vec::new(),
        }
    }
}

/// What is asked of some runs: the measures of the configuration, of every endpoint that either side has.
pub(crate) fn questions(
    head: &[Baseline],
    base: &[Baseline],
    policy: &ComparePolicy,
) -> Vec<compare::Question> {
    questions::of(head, base, policy)
}

/// Compares runs of one build with the baselines that were chosen for them.
pub(crate) fn compare(
    head: &[Baseline],
    choice: Choice,
    config: &Config,
    noise: Noise,
) -> Compared {
    let policy = &config.compare;
    if let Some(why) = choice.missing {
        return Compared {
            differences: choice.differences,
            notes: choice.notes,
            ..Compared::none(choice.name, why, policy)
        };
    }
    let head = in_order(head);
    let questions = questions::of(&head, &choice.runs, policy);
    let settings = Settings {
        mode: policy.mode,
        alpha: policy.alpha,
        correction: policy.correction,
        require_sessions: policy.require_sessions,
        noise,
    };
    let comparison = compare::compare(&questions, &head, &choice.runs, &settings);
    let today = head.iter().map(|run| run.created_us).max();
    let (rows, expired) = agreed::rows(&comparison, config, today.unwrap_or_default());
    let mut notes = choice.notes;
    notes.extend(expired);
    notes.extend(remarks::of(&head, &choice.runs, &rows, policy));
    Compared {
        judged: None,
        name: choice.name,
        baselines: choice.runs.iter().map(Used::of).collect(),
        answer: answer(&rows, policy),
        comparison: Some(comparison),
        alpha: policy.alpha,
        correction: policy.correction,
        rows,
        differences: choice.differences,
        missing: None,
        notes,
    }
}

/// The same runs in whatever order are the same question, and get the same answer.
fn in_order(runs: &[Baseline]) -> Vec<Baseline> {
    let mut runs = runs.to_vec();
    runs.sort_by(|one, two| (one.created_us, &one.id).cmp(&(two.created_us, &two.id)));
    runs
}

/// What the rows mean together.
fn answer(rows: &[Row], policy: &ComparePolicy) -> Option<Answer> {
    let of_row = |row: &Row| match row.answer.ruling {
        _ if !row.answer.question.gated => None,
        Ruling::Regression if row.severity == Severity::Fail && row.accepted.is_none() => {
            Some(Answer::Regression)
        }
        Ruling::Inconclusive | Ruling::Insufficient if row.severity == Severity::Fail => {
            (policy.on_inconclusive == OnDoubt::Fail).then_some(Answer::Inconclusive)
        }
        Ruling::Missing => {
            (policy.on_missing_series == OnDoubt::Fail).then_some(Answer::Inconclusive)
        }
        _ => None,
    };
    rows.iter().filter_map(of_row).min()
}

impl Used {
    fn of(run: &Baseline) -> Self {
        Self {
            id: run.id.clone(),
            sha: run.source.sha.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
