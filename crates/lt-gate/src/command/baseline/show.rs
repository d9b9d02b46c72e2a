//! `lt-gate baseline show`: what was measured in a run that is kept.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::ValueEnum;
use lt_cli::{Exit, usage};
use lt_stats::baseline::{Baseline, Grades, report};

use super::{Place, table};
use crate::config;
use crate::store::unpack;

/// What `lt-gate baseline show` was told.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Its id, its name (then the newest of it), or a file: with a `/` in it, or `.json`, `.zst` or `.gz` at its end
    #[arg(value_name = "ID|NAME|FILE")]
    which: String,

    #[command(flatten)]
    place: Place,

    /// How to tell it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// TOML file with the `[grades]` by which figures are rated
    #[arg(short, long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// How to tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A report, for people
    Text,
    /// `lt.baseline/1`, for programs
    Json,
}

/// Tells it.
pub(crate) fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let grades = match &args.config {
        Some(path) => config::read(path).map_err(usage)?.grades,
        None => Grades::default(),
    };
    let Some(baseline) = find(args)? else {
        return Ok(args.place.lacks(&args.which));
    };
    match args.format {
        Format::Json => write!(out, "{}", baseline.to_json())?,
        Format::Text => {
            for line in report(&baseline, &grades).lines() {
                writeln!(out, "{}", table::shown(line))?;
            }
        }
    }
    Ok(Exit::Done)
}

fn find(args: &Args) -> anyhow::Result<Option<Baseline>> {
    match is_file(&args.which) {
        true => read_file(Path::new(&args.which)).map(Some),
        false => args.place.open()?.load(&args.which),
    }
}

fn is_file(which: &str) -> bool {
    let endings = [".json", ".zst", ".gz"];
    which.contains(['/', '\\']) || endings.iter().any(|ending| which.ends_with(ending))
}

/// Reads a baseline that is a file, compressed or not.
pub(super) fn read_file(path: &Path) -> anyhow::Result<Baseline> {
    let name = path.display();
    let file = File::open(path).with_context(|| format!("cannot open `{name}`"));
    let read = file.and_then(|file| unpack(file).with_context(|| format!("`{name}`")));
    read.map_err(usage)
}
