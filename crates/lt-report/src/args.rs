//! What was typed.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use clap::{Parser, ValueEnum};
use lt_cli::usage;
use lt_sample::OnBadLine;
use lt_stats::{By, Include};

/// Say what happened in a run
///
/// Reads the streams that lt-gen, lt-merge and lt-watch write, several into one report, and prints two tables in the
/// columns of Locust, the errors, and how the generator itself did. Times are response times (schedule delay plus
/// service time) in whole milliseconds, cut off after the point. Unlike Locust's, the percentiles are not rounded to
/// two digits. A warning in the first line says when the figures are in doubt.
#[derive(Debug, Parser)]
#[command(version, after_help = lt_cli::Exit::HELP)]
pub struct Args {
    /// Streams to read, plain, `.zst` or `.gz`; `-` or none is stdin
    #[arg(value_name = "FILE")]
    pub inputs: Vec<PathBuf>,

    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,

    /// Compare the requests by variant, round, level, label.NAME, scenario, journey, stage, endpoint or tag.NAME
    ///
    /// Labels (variant, round, level, label.NAME) are those of the runs, tags those of the samples: what differs in them
    /// does the same work, so the best of each column is marked with `*`, unless all are level; what fails more than 1
    /// percentage point above the least is compared in that alone. Rates leave out the pauses between the legs of a test.
    /// Injected faults do not count.
    #[arg(long, value_name = "KEY", value_parser = parse_by)]
    pub by: Option<By>,

    /// Also write the report as one page that needs no network and no JavaScript
    #[arg(long, value_name = "FILE", value_parser = parse_file)]
    pub html: Option<PathBuf>,

    /// Write to this file instead of stdout (`.zst` and `.gz` compress)
    #[arg(short, long, value_name = "FILE", value_parser = parse_file)]
    pub output: Option<PathBuf>,

    /// Count the warm-up, too
    #[arg(long)]
    pub include_warmup: bool,

    /// Leave out lines that are no records, and say how many, instead of stopping at the first
    #[arg(long)]
    pub skip_bad_lines: bool,
}

/// How the report on stdout is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Tables for people
    Text,
    /// One JSON object in the format `lt.report/1`
    Json,
}

impl Args {
    pub(crate) fn reads_stdin(&self) -> bool {
        self.inputs.is_empty() || self.inputs.iter().any(|input| input == Path::new("-"))
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

    /// Refuses to put one output over the other, or a report over the stream that it tells of.
    pub(crate) fn refuse_overwriting(&self) -> anyhow::Result<()> {
        let outputs = [&self.html, &self.output];
        let outputs: Vec<&PathBuf> = outputs.into_iter().flatten().collect();
        for (place, output) in outputs.iter().enumerate() {
            let others = self.inputs.iter().chain(outputs[..place].iter().copied());
            if others.into_iter().any(|other| is_same(other, output)) {
                return Err(usage(anyhow!(
                    "`{}` is given twice, the second time to be written over; choose another name",
                    output.display()
                )));
            }
        }
        Ok(())
    }
}

fn is_same(one: &Path, other: &Path) -> bool {
    let is_file = |path: &Path| fs::metadata(path).is_ok_and(|data| data.is_file());
    match (fs::canonicalize(one), fs::canonicalize(other)) {
        (Ok(one), Ok(other)) => one == other && is_file(&one),
        _ => one == other,
    }
}

fn parse_file(text: &str) -> Result<PathBuf, NotAFile> {
    match text {
        "" | "-" => Err(NotAFile),
        _ => Ok(PathBuf::from(text)),
    }
}

fn parse_by(text: &str) -> Result<By, NotAKey> {
    By::parse(text).ok_or(NotAKey)
}

#[derive(Debug, thiserror::Error)]
#[error(
    "nothing to compare by; use variant, round, level, label.NAME, scenario, journey, stage, endpoint or tag.NAME"
)]
struct NotAKey;

#[derive(Debug, thiserror::Error)]
#[error("not a file; give the name of the file to write")]
struct NotAFile;
