//! The one table of exit codes.

use std::process::ExitCode;

/// How a tool ended, as the shell sees it.
///
/// A script can tell "too slow" from "broken": codes 0 to 2 mean the same in every tool, 3 to 7 are answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: everything was done, and every promise kept.
    Done,
    /// 1: something failed while running: I/O, a full disk, garbage met midway, a missing shard.
    Failed,
    /// 2: wrong usage or configuration, an unreadable input or a wrong first line.
    Usage,
    /// 3: a threshold is broken, or nothing was measured that it could judge.
    ThresholdFailed,
    /// 4: the run is worse than its baseline.
    Regression,
    /// 5: the run cannot be judged: its generator was saturated, or parts of it are missing.
    CannotJudge,
    /// 6: a baseline is missing or incompatible where one is required.
    BaselineMissing,
    /// 7: the comment could not be posted where that is required.
    PostingFailed,
    /// What the user wants to see instead of 3 to 7.
    As(u8),
}

impl Exit {
    /// `lt-gen`'s answer 3: the shard came too late for its test. From 3 on, what a code means is the tool's own.
    pub const LATE_SHARD: Self = Self::ThresholdFailed;

    /// The end of `--help` for tools that answer no question of their own.
    pub const HELP: &str = "\
Exit codes:
  0  done (also when the reader of stdout went away)
  1  failed while running: I/O, full disk, garbage midway, missing shard
  2  wrong usage or configuration, unreadable input, wrong first line";

    /// The end of `lt-gate`'s `--help`.
    pub const GATE_HELP: &str = "\
Exit codes:
  0  every threshold holds, and nothing is proven worse than before
  1  failed while running: I/O, garbage midway
  2  wrong usage or configuration, unreadable input, wrong first line
  3  a threshold is broken, or had no samples to judge
  4  regression: proven worse than the baseline by more than is tolerated
  5  invalid run: generator saturated, or the stream is incomplete or cut off;
     or inconclusive, where the configuration fails that
  6  there is no baseline that can be compared with, and one is required
  7  the comment could not be posted, and it is required
Of several, the answer is: 5 for an invalid run, then 3, 4, 5, 6.";

    /// The code that the shell sees.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::ThresholdFailed => 3,
            Self::Regression => 4,
            Self::CannotJudge => 5,
            Self::BaselineMissing => 6,
            Self::PostingFailed => 7,
            Self::As(code) => code,
        }
    }

    /// The same, but with another code where it is an answer that is no yes.
    #[must_use]
    pub fn folded_into(self, code: u8) -> Self {
        match self {
            Self::Done | Self::Failed | Self::Usage => self,
            _ => Self::As(code),
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_answers_are_folded() {
        assert_eq!(Exit::Regression.folded_into(99).code(), 99);
        assert_eq!(Exit::BaselineMissing.folded_into(99).code(), 99);
        for exit in [Exit::Done, Exit::Failed, Exit::Usage] {
            assert_eq!(exit.folded_into(99), exit);
        }
    }
}
