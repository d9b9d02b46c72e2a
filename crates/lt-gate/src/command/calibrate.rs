//! `lt-gate calibrate`: what runs of one commit teach about noise.

mod json;
mod runs;
mod text;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use lt_cli::{Exit, OutputFile, usage};
use lt_stats::compare::{self, Calibration, LearnedNoise, Settings};

use super::baseline::Place;
use crate::comparing;
use crate::config::{self, ComparePolicy, Config};

/// What `lt-gate calibrate` was told.
#[derive(Debug, clap::Args)]
#[command(after_help = EXITS)]
pub struct Args {
    /// Runs of one commit, at least 10 of at least 3 sessions: streams or baselines, compressed (.zst, .gz) or not
    #[arg(value_name = "RUN")]
    pub runs: Vec<PathBuf>,

    #[command(flatten)]
    place: Place,

    /// Take the runs from the store: the baselines of this name
    #[arg(long, value_name = "NAME", conflicts_with = "runs")]
    pub name: Option<String>,

    /// Commit: of the baselines to take from the store, else that of the newest; of streams, which do not tell it
    #[arg(long, value_name = "SHA")]
    pub sha: Option<String>,

    /// TOML file with a `[compare]` table: how runs are compared
    #[arg(short, long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// File to write the noise to; `lt-noise.json` is usual
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// How to tell what was learned
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

const EXITS: &str = "\
Exit codes:
  0  done
  1  failed while running: I/O, a store that does not answer
  2  wrong usage, unreadable input, or runs of which no noise can be learned
  6  there is no such baseline";

/// How to tell what was learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A table, for people
    Text,
    /// JSON, for programs
    Json,
}

/// Learns the noise, writes it where it was asked for, and tells what it means.
pub(crate) fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let policy = match &args.config {
        Some(path) => config::read(path)?,
        None => Config::default(),
    }
    .compare;
    let Some(runs) = runs::collect(args)? else {
        return Ok(Exit::BaselineMissing);
    };
    let questions = comparing::questions(&runs, &[], &policy);
    let found = compare::calibrate(&runs, &questions, &settings(&policy)).map_err(usage)?;
    if let Some(path) = &args.output {
        write(&found, path)?;
    }
    let text = match args.format {
        Format::Text => text::render(&found, args.output.as_deref()),
        Format::Json => json::render(&found),
    };
    out.write_all(text.as_bytes())?;
    Ok(Exit::Done)
}

fn settings(policy: &ComparePolicy) -> Settings {
    Settings {
        mode: policy.mode,
        alpha: policy.alpha,
        correction: policy.correction,
        require_sessions: policy.require_sessions,
        ..Settings::default()
    }
}

fn write(found: &Calibration, path: &Path) -> anyhow::Result<()> {
    let mut file = OutputFile::create(path)?;
    file.write_all(learned(found).to_json().as_bytes())?;
    file.commit()
}

fn learned(found: &Calibration) -> LearnedNoise {
    LearnedNoise {
        origin: found.origin.clone(),
        noise: found.noise.clone(),
    }
}
