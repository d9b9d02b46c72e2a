//! Which part of a test is ours.

use lt_scenario::Share;

use super::Late;
use super::parse::share;

/// Which part of a test this process makes, and when it begins.
#[derive(Debug, clap::Args)]
pub(crate) struct ShardArgs {
    /// Make only part I (from 0) of N; several as 0,1/4 [default: 0/1].
    #[arg(
        long,
        value_name = "I/N",
        value_parser = share,
        default_value = "0/1",
        hide_default_value = true
    )]
    pub(crate) shard: Share,

    /// Begin at 2026-11-21T10:15:00Z, +30s or Unix seconds.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(crate) start_at: Option<String>,

    /// When that has passed: `fail`, or `join` the others [default: fail].
    #[arg(
        long,
        value_name = "WHAT",
        requires = "start_at",
        hide_possible_values = true
    )]
    pub(crate) late: Option<Late>,
}
