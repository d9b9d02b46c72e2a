//! What was typed.

use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand, ValueEnum};
use lt_sample::OnBadLine;
use lt_stats::Include;

/// Decide whether a run is good enough
#[derive(Debug, Parser)]
#[command(version, after_help = lt_cli::Exit::GATE_HELP)]
pub struct Args {
    /// What to decide.
    #[command(subcommand)]
    pub command: Command,
}

/// What to decide.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Judge a run by thresholds
    ///
    /// Thresholds come from `--threshold`, from the file of `-c`, and from the scenario file, which travels in the
    /// stream. `response_time{endpoint:"GET /x"} p(95)<200ms` is one: a metric, which requests, and what must hold.
    /// A rule without a metric is about the response time of everything.
    #[command(after_help = lt_cli::Exit::GATE_HELP)]
    Check(CheckArgs),
}

/// What `lt-gate check` was told.
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// Streams to judge together, compressed (.zst, .gz) or not; `-` or none is stdin
    #[arg(value_name = "FILES")]
    pub files: Vec<PathBuf>,

    /// TOML file with a `[thresholds]` table
    #[arg(short, long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// A threshold: `errors rate<1%`, `p(95)<200ms`; may be given several times
    #[arg(long = "threshold", value_name = "SELECTOR RULE")]
    pub thresholds: Vec<String>,

    /// How to tell the verdict
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,

    /// Judge the warm-up, too
    #[arg(long)]
    pub include_warmup: bool,

    /// Leave out lines that are no records instead of stopping at the first
    #[arg(long)]
    pub skip_bad_lines: bool,
}

/// How to tell the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A line for each threshold, for people
    Text,
    /// `lt.result/1`, for programs
    Json,
}

impl CheckArgs {
    pub(crate) fn reads_stdin(&self) -> bool {
        self.files.is_empty() || self.files.iter().any(|path| path == Path::new("-"))
    }

    pub(crate) fn include(&self) -> Include {
        match self.include_warmup {
            true => Include::All,
            false => Include::Measured,
        }
    }

    pub(crate) fn on_bad_line(&self) -> OnBadLine {
        match self.skip_bad_lines {
            true => OnBadLine::Skip,
            false => OnBadLine::Stop,
        }
    }
}
