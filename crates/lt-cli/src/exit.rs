//! The one table of exit codes.

use std::process::ExitCode;

/// How a tool ended, as the shell sees it.
///
/// A script can tell "too slow" from "broken": codes 0 to 2 mean the same in every tool, 3 to 7 are answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Everything was done, and every promise kept.
    Done = 0,
    /// Something failed while running: I/O, a full disk, garbage met midway, a missing shard.
    Failed = 1,
    /// Wrong usage or configuration, an unreadable input or a wrong first line.
    Usage = 2,
    /// A threshold is broken, or nothing was measured that it could judge.
    ThresholdFailed = 3,
    /// The run is worse than its baseline.
    Regression = 4,
    /// The run cannot be judged: its generator was saturated, or parts of it are missing.
    CannotJudge = 5,
    /// A baseline is missing or incompatible where one is required.
    BaselineMissing = 6,
    /// The comment could not be posted where that is required.
    PostingFailed = 7,
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
  0  every threshold holds
  1  failed while running: I/O, garbage midway
  2  wrong usage or configuration, unreadable input, wrong first line
  3  a threshold is broken, or had no samples to judge
  5  invalid run: generator saturated, or the stream is incomplete or cut off";
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
