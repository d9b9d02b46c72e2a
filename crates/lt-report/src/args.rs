//! What was typed.

use std::num::NonZero;
use std::path::{Path, PathBuf};

use clap::{Parser, ValueEnum};
use lt_sample::OnBadLine;
use lt_stats::{By, Include};

use crate::Since;

/// Say what happened in a run
///
/// Reads the streams that lt-gen, lt-merge and lt-watch write, several into one report, and prints a summary, what stands
/// out and what usually causes that, two tables in the columns of Locust, the errors, how the generator itself did, and
/// what each figure means. Times are response times (schedule delay plus
/// service time) in whole milliseconds: percentiles rounded, the others cut off after the point, both as Locust does.
/// Unlike Locust's, the percentiles are not rounded to two digits. A warning in the first line says when the figures
/// are in doubt.
#[derive(Debug, Parser)]
#[command(version, after_help = lt_cli::Exit::HELP)]
pub struct Args {
    /// Streams to read, plain, `.zst` or `.gz`; `-` or none is stdin
    #[arg(value_name = "FILE")]
    pub inputs: Vec<PathBuf>,

    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,

    /// Write to this file instead of stdout (`.zst` and `.gz` compress)
    #[arg(short, long, value_name = "FILE", value_parser = parse_file)]
    pub output: Option<PathBuf>,

    /// Compare the requests by variant, round, level, label.NAME, scenario, journey, stage, endpoint, method, status,
    /// tag.NAME or window=LENGTH
    ///
    /// Labels (variant, round, level, label.NAME) are those of the runs, tags those of the samples: what differs in them
    /// does the same work, so the best of each column is marked with `*`, unless all are level; what fails more than 1
    /// percentage point above the least is compared in that alone. Rates leave out the pauses between the legs of a test.
    /// Injected faults do not count.
    #[arg(long, value_name = "KEY", value_parser = parse_by)]
    pub by: Option<By>,

    /// Compare the streams with each other, side by side and in one picture
    #[arg(long, conflicts_with = "by")]
    pub compare: bool,

    /// Watch the run in the terminal while it lasts; without a terminal, one line a second on stderr
    #[arg(long)]
    pub live: bool,

    /// Hand the stream on to stdout; the report goes to stderr unless -o names a file
    #[arg(long)]
    pub pass: bool,

    /// Count the warm-up, too
    #[arg(long)]
    pub include_warmup: bool,

    /// Count only what was due from this moment on: 2026-11-21T10:15:00Z, Unix seconds, or `reset`
    ///
    /// A request counts by its intended start, a frame (requests that were folded into one line) whole or not at all by the
    /// earliest of them, a gauge by when it was read. Events stay. `reset` is the last moment at which the figures of the run
    /// were reset (an event `control` of lt-gen, labeled `command=reset`); where there is none, nothing is left out. To find
    /// it, files are read twice, and stdin cannot be.
    #[arg(long, value_name = "TIME", value_parser = Since::parse)]
    pub since: Option<Since>,

    /// Leave out lines that are no records, and say how many, instead of stopping at the first
    #[arg(long)]
    pub skip_bad_lines: bool,

    /// Read a large file with at most so many threads [default: one per core, up to 4]
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZero<usize>>,

    /// Reports that are written to files.
    #[command(flatten)]
    pub files: Files,
}

/// Reports that are written to files, in addition to what is printed.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Files")]
pub struct Files {
    /// Write the report as one page that needs no network and no JavaScript
    #[arg(long, value_name = "FILE", value_parser = parse_file)]
    pub html: Option<PathBuf>,

    /// Fill this minijinja template instead of the page's own
    #[arg(long, value_name = "FILE", requires = "html")]
    pub template: Option<PathBuf>,

    /// Write `lt.report/1`; in a folder as `performance_report_YYYYMMDD_HHMMSS.json`, the time at which the run began
    #[arg(long, value_name = "FILE|FOLDER", value_parser = parse_file)]
    pub json: Option<PathBuf>,

    /// Write Locust's files PREFIX_stats.csv, _stats_history.csv, _failures.csv and _exceptions.csv
    #[arg(long, value_name = "PREFIX", value_parser = parse_file)]
    pub csv: Option<PathBuf>,

    /// In the history, one row an endpoint and second in addition to the sum
    #[arg(long, requires = "csv")]
    pub csv_full_history: bool,

    /// The columns of which Locust: `legacy` leaves out when failures were first and last seen (before 2.44)
    #[arg(long, value_enum, value_name = "VERSION", default_value_t = LocustCsv::Current, requires = "csv")]
    pub locust_csv: LocustCsv,

    /// Write one row a sample
    #[arg(long, value_name = "FILE", value_parser = parse_file)]
    pub csv_samples: Option<PathBuf>,

    /// Write Markdown for a step summary or a comment
    #[arg(long, value_name = "FILE", value_parser = parse_file)]
    pub markdown: Option<PathBuf>,

    /// Keep Markdown, printed or written, within this size; the least important tables go first
    #[arg(long, value_name = "BYTES", default_value_t = 60_000, value_parser = clap::value_parser!(u64).range(1_000..))]
    pub markdown_budget: u64,

    /// Write each chart as an SVG file into this folder
    #[arg(long, value_name = "FOLDER", value_parser = parse_file)]
    pub svg: Option<PathBuf>,
}

/// How the report on stdout is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Tables for people
    Text,
    /// One JSON object in the format `lt.report/1`
    Json,
    /// Markdown for a step summary or a comment
    Markdown,
    /// The rows of Locust's PREFIX_stats.csv
    Csv,
    /// What Locust's `--json` prints
    LocustJson,
    /// github-action-benchmark's `customSmallerIsBetter`
    GithubBenchmark,
    /// Bencher Metric Format
    Bencher,
}

/// Which Locust's columns the failures have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LocustCsv {
    /// Since Locust 2.44
    Current,
    /// Before Locust 2.44
    Legacy,
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
}

fn parse_file(text: &str) -> Result<PathBuf, NotAFile> {
    match text {
        "" | "-" => Err(NotAFile),
        _ => Ok(PathBuf::from(text)),
    }
}

fn parse_by(text: &str) -> Result<By, NotAKey> {
    By::parse(text).ok_or_else(|| match text.starts_with("window") {
        true => NotAKey::Window,
        false => NotAKey::Unknown,
    })
}

#[derive(Debug, thiserror::Error)]
enum NotAKey {
    #[error(
        "nothing to compare by; use variant, round, level, label.NAME, scenario, journey, stage, endpoint, method, status, tag.NAME or window=LENGTH"
    )]
    Unknown,
    #[error(
        "no length of windows; use whole seconds, minutes or hours: window=10s, window=1m or window=1h"
    )]
    Window,
}

#[derive(Debug, thiserror::Error)]
#[error("not a file; give the name of the file to write")]
struct NotAFile;
