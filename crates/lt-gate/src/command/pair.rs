//! `lt-gate pair`: two builds of a service by turns, compared.

#[cfg(unix)]
mod by_turns;

use std::path::PathBuf;
use std::time::Duration;

use lt_cli::duration;

use super::output::Output;

#[cfg(unix)]
pub(crate) use by_turns::run;

/// What `lt-gate pair` was told.
#[derive(Debug, clap::Args)]
#[command(after_help = lt_cli::Exit::GATE_HELP)]
pub struct Args {
    /// Command line that starts the build to compare with
    #[arg(long, value_name = "COMMAND")]
    pub base: String,

    /// Command line that starts the build to judge
    #[arg(long, value_name = "COMMAND")]
    pub head: String,

    /// Command line that makes load and writes its stream to stdout, such as `lt-gen shop.yaml -t 20s`
    #[arg(long, value_name = "COMMAND")]
    pub run: String,

    /// URL that answers below 400 when a build is ready: `http://localhost:8080/health`
    #[arg(long, value_name = "URL")]
    pub health: String,

    /// How many pairs to measure
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub pairs: u32,

    /// Pairs to make first and throw away: what the first run warms up must not count for one build only
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(0..=10))]
    pub rehearsals: u32,

    /// Decides who comes first in each pair
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,

    /// How long a build may take to become ready
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = duration::parse)]
    pub health_within: Duration,

    /// How long a build may take to end when it is asked to, before it is killed
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = duration::parse)]
    pub stop_within: Duration,

    /// New folder in which runs, their streams and all logs are kept; else they are thrown away
    #[arg(long, value_name = "FOLDER")]
    pub keep: Option<PathBuf>,

    /// Configuration of which `[compare]`, `[[accept]]` and `[noise]` count; `lt-gate.toml` is not read by itself
    #[arg(short, long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// What is known of the noise: a file that `lt-gate calibrate` wrote
    #[arg(long, value_name = "FILE")]
    pub noise: Option<PathBuf>,

    /// How to tell the verdict, and where.
    #[command(flatten)]
    pub output: Output,
}

/// Says that it cannot be done here.
#[cfg(not(unix))]
pub(crate) fn run(_: &Args, _: &mut dyn std::io::Write) -> anyhow::Result<lt_cli::Exit> {
    Err(lt_cli::usage(anyhow::anyhow!(
        "`lt-gate pair` ends a build and all that it began as one process group, and there are none here; use it on Linux or macOS"
    )))
}
