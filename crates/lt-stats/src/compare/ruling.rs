//! What a comparison found.

use super::{Mode, Question};

/// What comparing some runs with others found.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// How it was done.
    pub mode: Mode,
    /// Why that way, in one sentence for people.
    pub why_mode: String,
    /// How many questions were judged at once.
    pub family: usize,
    /// The seed of everything that was drawn, made of the inputs.
    pub seed: u64,
    /// Sessions of the build that is judged, and of the baseline.
    pub sessions: (usize, usize),
    /// The answers, in the order of the questions.
    pub answers: Vec<Answer>,
    /// What weakens the answers, in sentences.
    pub notes: Vec<String>,
}

/// The answer to one question.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// What was asked.
    pub question: Question,
    /// The figure of the build that is judged, over its runs; `None` where it was not measured.
    pub head: Option<f64>,
    /// The figure of the baseline.
    pub base: Option<f64>,
    /// Runs that the figures come from: of the build that is judged, of the baseline.
    pub runs: (usize, usize),
    /// By how much they differ; `None` where one is missing or there is nothing to tell.
    pub change: Option<Change>,
    /// The answer.
    pub ruling: Ruling,
    /// Why, where the figures alone do not say it, in one sentence.
    pub why: Option<String>,
    /// How many runs would settle it, where it is not settled.
    pub needs: Option<Needs>,
}

/// By how much the judged build is worse: positive is worse, whatever the measure.
///
/// Of times and throughput a share of the baseline's value (0.31 is 31 % slower, or 31 % fewer), of error rates a
/// difference of shares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// The best guess.
    pub estimate: f64,
    /// Lower end of the interval of confidence 1 − 2α.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// What is tolerated, on the same scale.
    pub tolerance: f64,
    /// Chance of a change at least as bad as this one, were the true one just tolerable.
    pub p_worse: f64,
    /// The same, corrected for all questions that were asked at once.
    pub p_worse_adjusted: f64,
    /// Chance of a change at most as bad as this one, were the true one just beyond what is tolerated.
    pub p_tolerable: f64,
}

/// What is said of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// Proven not to be worse than what is tolerated.
    Pass,
    /// The same, and proven to be worse all the same.
    SlightlyWorse,
    /// Proven to be better by more than the tolerance.
    Improved,
    /// Proven to be worse than what is tolerated.
    Regression,
    /// Neither is proven.
    Inconclusive,
    /// Too few requests for this figure.
    Insufficient,
    /// The baseline has it, the judged build has not.
    Missing,
    /// The judged build has it, the baseline has not.
    New,
    /// Says nothing here, such as the throughput of an open model, which is an input.
    NotJudged,
}

/// How many runs of each side would settle a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// So many in all.
    Runs(u32),
    /// More than fifty: quieten the machine, or tolerate more.
    TooMany,
}

impl Ruling {
    /// The word in `lt.result/1`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::SlightlyWorse => "slightly-worse",
            Self::Improved => "improved",
            Self::Regression => "regression",
            Self::Inconclusive => "inconclusive",
            Self::Insufficient => "insufficient",
            Self::Missing => "missing",
            Self::New => "new",
            Self::NotJudged => "not-judged",
        }
    }
}
