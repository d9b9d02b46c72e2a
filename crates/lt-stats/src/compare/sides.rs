//! What a question comes down to: the values of two builds, run by run.

use super::{Counts, Spread};

/// One run's value on the scale of the analysis, where larger is worse: a logarithm, or a share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunValue {
    /// The value.
    pub value: f64,
    /// The session that the run belongs to; the same number on both sides is the same session.
    pub session: u32,
    /// The pair that the run belongs to, where it does.
    pub pair: Option<u32>,
    /// Standard error of the value inside its run: what it would vary by though the machine never did. At least the
    /// resolution of the clock, or the chance in counting errors.
    pub within: f64,
}

/// The values of two builds and what is tolerated between them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sides {
    /// Of the build that is judged.
    pub head: Vec<RunValue>,
    /// Of the baseline.
    pub base: Vec<RunValue>,
    /// What is tolerated, on the scale of the values; not below zero.
    pub tolerance: f64,
    /// What is known of the noise, where something is.
    pub spread: Option<Spread>,
    /// The noise that is assumed from run to run where none is known and none can be measured.
    pub assumed: f64,
    /// Requests and errors of the judged build and of the baseline, where the values are shares of errors.
    pub counts: Option<[Counts; 2]>,
    /// Whether the answer is judged.
    pub gated: bool,
}

/// The mean of a session's values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct SessionMean {
    pub(super) session: u32,
    pub(super) mean: f64,
    pub(super) runs: usize,
}

impl Sides {
    /// The standard error that the difference of the two means has at least, for what happens inside runs.
    pub(super) fn within(&self) -> f64 {
        let of = |runs: &[RunValue]| {
            let squares: f64 = runs.iter().map(|run| run.within * run.within).sum();
            squares / (runs.len().max(1) as f64).powi(2)
        };
        (of(&self.head) + of(&self.base)).sqrt()
    }
}

/// The values alone.
pub(super) fn values(runs: &[RunValue]) -> Vec<f64> {
    runs.iter().map(|run| run.value).collect()
}

/// The sessions of some runs in ascending order, each with the mean of its values.
pub(super) fn session_means(runs: &[RunValue]) -> Vec<SessionMean> {
    let mut sorted: Vec<RunValue> = runs.to_vec();
    sorted.sort_by_key(|run| run.session);
    let sessions = sorted.chunk_by(|one, other| one.session == other.session);
    sessions
        .map(|runs| SessionMean {
            session: runs[0].session,
            mean: super::textbook::variance::mean(&values(runs)),
            runs: runs.len(),
        })
        .collect()
}
