//! Closed sets of answers.

use clap::ValueEnum;

/// What is written about requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Emit {
    /// A line for each.
    #[default]
    Samples,
    /// Counts and distributions of each second.
    Frames,
}

/// How exactly arrivals start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Pace {
    /// When they are due.
    #[default]
    Exact,
    /// At the next millisecond, all that are due together; their samples say how late.
    Coarse,
}

/// What a process does that comes too late for `--start-at`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Late {
    /// It makes no load and exits with 3.
    #[default]
    Fail,
    /// It makes what is left of its part, and says what it skipped.
    Join,
}

/// What happens to an arrival when as many requests are in flight as are allowed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum WhenFull {
    /// It is never sent, and its sample says `dropped`.
    #[default]
    Drop,
    /// It is sent late, and its sample says how late.
    Wait,
}

/// Where commands come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Commands {
    /// From stdin, a line each.
    Stdin,
}
