//! What can be typed.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, ValueEnum};
use lt_scenario::Rate;

/// Make load and tell the truth about every request, one NDJSON line each on stdout.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = concat!(
        "Examples:\n",
        "  lt-gen http://127.0.0.1:8080/ -u 20 -t 30s | lt-report\n",
        "  lt-gen shop.yaml --warmup 5s -o run.ndjson.zst\n",
        "  lt-gen http://127.0.0.1:8080/ --rate 500/s -t 1m | lt-gate check --threshold 'p(95)<200ms'\n\n",
        "Exit codes:\n",
        "  0  done, whatever the target answered (also on Ctrl-C, and when the reader of stdout went away)\n",
        "  1  the samples could not be written\n",
        "  2  wrong usage or configuration",
    )
)]
pub struct Args {
    /// A scenario file (YAML or JSON), or a URL to GET.
    #[arg(value_name = "SCENARIO|URL")]
    pub source: String,

    /// Virtual users (closed model); each waits for its answers.
    #[arg(short, long, value_name = "N")]
    pub users: Option<u64>,

    /// Users started per second; all at once without it.
    #[arg(short = 'r', long, value_name = "R")]
    pub spawn_rate: Option<f64>,

    /// How long to measure, without the warm-up: 20, 20s, 3m, 1h20m.
    #[arg(short = 't', long, value_name = "D", value_parser = duration)]
    pub run_time: Option<Duration>,

    /// How many requests to measure in all, without the warm-up.
    #[arg(short = 'n', long, value_name = "N")]
    pub requests: Option<u64>,

    /// Arrivals per unit of time (open model), whether answers come or not: 500, 500/s, 30/m.
    #[arg(long, value_name = "RATE", value_parser = rate)]
    pub rate: Option<Rate>,

    /// Most requests in flight in the open model [default: 10000].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub max_in_flight: Option<u64>,

    /// What happens to an arrival when so many are in flight [default: drop].
    #[arg(long, value_name = "WHAT")]
    pub when_full: Option<WhenFull>,

    /// Load before the measured part; its samples are marked and left out of reports.
    #[arg(long, value_name = "D", value_parser = duration)]
    pub warmup: Option<Duration>,

    /// Method of the request; POST where there is a body, else GET (URL only).
    #[arg(short = 'X', long, value_name = "METHOD")]
    pub request: Option<String>,

    /// A header `Name: value`, or a host that replaces the one of the file (http://…).
    #[arg(
        short = 'H',
        long = "header",
        visible_alias = "host",
        value_name = "HEADER|HOST"
    )]
    pub headers: Vec<String>,

    /// Body of the request, or @FILE to read it from a file (URL only).
    #[arg(short, long, value_name = "BODY")]
    pub data: Option<String>,

    /// Longest wait for an answer [default: 60s].
    #[arg(long, value_name = "D", value_parser = duration)]
    pub request_timeout: Option<Duration>,

    /// Only these scenarios of the file.
    #[arg(long = "scenario", value_name = "NAME")]
    pub scenarios: Vec<String>,

    /// Seed of every random choice: the same seed makes the same requests.
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,

    /// Name shared by all shards and legs of one test [default: random].
    #[arg(long, value_name = "ID")]
    pub test_id: Option<String>,

    /// How long requests in flight may take to end after the run does; a second Ctrl-C cuts it short.
    #[arg(short, long, value_name = "D", default_value = "30s", value_parser = duration)]
    pub stop_timeout: Duration,

    /// Write the samples to a file; .zst and .gz are compressed.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Check the scenario, print the plan as a table, make no load.
    #[arg(long)]
    pub check: bool,
}

/// What happens to an arrival when as many requests are in flight as are allowed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum WhenFull {
    /// It is never sent, and its sample says `dropped`.
    #[default]
    Drop,
    /// It is sent late, and its sample says how late.
    Wait,
}

fn duration(text: &str) -> Result<Duration, lt_scenario::duration::ParseError> {
    lt_scenario::duration::parse(text)
}

fn rate(text: &str) -> Result<Rate, lt_scenario::rate::ParseError> {
    lt_scenario::rate::parse(text)
}
