//! The answer.

mod measured;

use lt_cli::Exit;
use lt_stats::compare::Ruling;

use crate::comparing::Compared;
use crate::judge::{Check, Status};

pub use measured::{Course, EndpointFigures, Machine, Measured, MeasuredRun, Point};

/// Thresholds and comparisons judged: everything that is shown is in it, nothing is computed after it.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The answer.
    pub answer: Answer,
    /// Why the run cannot be judged; empty unless the answer is [`Answer::Invalid`].
    pub reasons: Vec<String>,
    /// The thresholds in the order in which they were given.
    pub checks: Vec<Check>,
    /// The comparison with a baseline, where one was asked for.
    pub compared: Option<Compared>,
    /// What was measured, where a stream was judged and not only compared.
    pub measured: Option<Measured>,
    /// Why reading ended before the stream did: the threshold whose breach ends a run.
    pub stopped: Option<String>,
    /// What else is to be known, in sentences.
    pub notes: Vec<String>,
}

/// The one word for the whole, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// The figures are not to be trusted: a saturated generator, or a stream that is not all there.
    Invalid,
    /// A threshold that counts is broken, or had nothing to be judged by.
    Fail,
    /// The run is proven worse than its baseline.
    Regression,
    /// Too little is known, and the configuration fails that.
    Inconclusive,
    /// There is no baseline to compare with, or none that may be compared, and one is required.
    NoBaseline,
    /// No threshold that counts is broken, and nothing is proven worse.
    Pass,
}

impl Verdict {
    /// Sums up.
    pub(crate) fn new(
        reasons: Vec<String>,
        checks: Vec<Check>,
        compared: Option<Compared>,
    ) -> Self {
        let mut verdict = Self {
            answer: Answer::Pass,
            reasons,
            checks,
            compared,
            measured: None,
            stopped: None,
            notes: Vec::new(),
        };
        if let Some(worst) = verdict.against().first() {
            verdict.answer = *worst;
        }
        verdict
    }

    /// Everything that is against the run, the worst first.
    pub(crate) fn against(&self) -> Vec<Answer> {
        let fails = self.checks.iter().any(Check::fails);
        let compared = self.compared.as_ref();
        let answers = [
            (!self.reasons.is_empty()).then_some(Answer::Invalid),
            fails.then_some(Answer::Fail),
            compared.and_then(|compared| compared.answer),
        ];
        answers.into_iter().flatten().collect()
    }

    /// How many thresholds hold.
    pub fn n_held(&self) -> usize {
        let held = self.checks.iter();
        held.filter(|check| check.status == Status::Pass).count()
    }

    /// How many are broken, or had nothing to be judged by, and only warn.
    pub fn n_warned(&self) -> usize {
        let broken = self.checks.iter();
        let broken = broken.filter(|check| {
            matches!(
                check.status,
                Status::Warn | Status::Missing | Status::Insufficient
            )
        });
        broken.filter(|check| !check.fails()).count()
    }

    /// How many comparisons ended in a ruling.
    pub fn n_ruled(&self, ruling: Ruling) -> usize {
        let rows = self.compared.iter().flat_map(|compared| &compared.rows);
        rows.filter(|row| row.answer.ruling == ruling).count()
    }

    /// What the shell is told.
    pub fn exit(&self) -> Exit {
        self.answer.exit()
    }
}

impl Answer {
    /// What the shell is told.
    pub fn exit(self) -> Exit {
        match self {
            Self::Pass => Exit::Done,
            Self::Fail => Exit::ThresholdFailed,
            Self::Regression => Exit::Regression,
            Self::Inconclusive | Self::Invalid => Exit::CannotJudge,
            Self::NoBaseline => Exit::BaselineMissing,
        }
    }

    /// The word in `lt.result/1`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Fail => "fail",
            Self::Regression => "regression",
            Self::Inconclusive => "inconclusive",
            Self::NoBaseline => "no-baseline",
            Self::Pass => "pass",
        }
    }
}
