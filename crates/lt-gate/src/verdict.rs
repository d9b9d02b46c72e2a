//! The answer.

use lt_cli::Exit;

use crate::{Check, Status};

/// Thresholds judged: everything that is shown is in it, nothing is computed after it.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The answer.
    pub answer: Answer,
    /// Why the run cannot be judged; empty unless the answer is [`Answer::Invalid`].
    pub reasons: Vec<String>,
    /// The thresholds in the order in which they were given.
    pub checks: Vec<Check>,
}

/// Pass, fail, or neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// No threshold that counts is broken.
    Pass,
    /// At least one is, or had nothing to be judged by.
    Fail,
    /// The figures are not to be trusted: a saturated generator, or a stream that is not all there.
    Invalid,
}

impl Verdict {
    /// Sums up.
    pub(crate) fn new(reasons: Vec<String>, checks: Vec<Check>) -> Self {
        let answer = match (reasons.is_empty(), checks.iter().any(Check::fails)) {
            (false, _) => Answer::Invalid,
            (true, true) => Answer::Fail,
            (true, false) => Answer::Pass,
        };
        Self {
            answer,
            reasons,
            checks,
        }
    }

    /// How many thresholds hold.
    pub fn n_held(&self) -> usize {
        let held = self.checks.iter();
        held.filter(|check| check.status == Status::Pass).count()
    }

    /// How many are broken, or had nothing to be judged by, and only warn.
    pub fn n_warned(&self) -> usize {
        let broken = self.checks.iter();
        let broken = broken.filter(|check| check.status != Status::Pass);
        broken.filter(|check| !check.fails()).count()
    }

    /// What the shell is told.
    pub fn exit(&self) -> Exit {
        match self.answer {
            Answer::Pass => Exit::Done,
            Answer::Fail => Exit::ThresholdFailed,
            Answer::Invalid => Exit::CannotJudge,
        }
    }
}

impl Answer {
    /// The word in `lt.result/1`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Invalid => "invalid",
        }
    }
}
