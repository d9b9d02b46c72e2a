//! What can be typed.

mod choices;
mod http;
mod parse;
mod shard;

use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use lt_scenario::{Process, Rate, Wait};

pub(crate) use choices::{Commands, Emit, Late, Pace, WhenFull};
pub(crate) use http::HttpArgs;
use parse::{control, duration, process, rate, wait};
pub(crate) use shard::ShardArgs;

use crate::locust::LocustArgs;
use crate::sources::Origins;

const LOAD: &str = "Load";
const SELECTION: &str = "What of the scenario file";
const REQUEST: &str = "Requests";

/// Make load and tell the truth about every request, one NDJSON line each on stdout.
#[derive(Debug, Parser)]
#[command(
    version,
    infer_long_args = true,
    after_help = concat!(
        "Options also come from LT_* variables (LT_RUN_TIME=5m), and Locust's LOCUST_* and locust.conf.\n",
        "Long ones may be cut short where that is unique. Lists are typed as a,b.\n\n",
        "Examples:\n",
        "  lt-gen http://127.0.0.1:8080/ -u 20 -t 30s | lt-report\n",
        "  lt-gen shop.yaml --warmup 5s -o run.ndjson.zst\n",
        "  lt-gen algorithms.yaml --rounds 3 | lt-report --by variant\n",
        "  lt-gen http://127.0.0.1:8080/ --rate 500/s -t 1m | lt-gate check --threshold 'p(95)<200ms'\n\n",
        "Exit codes:\n",
        "  0  done, whatever the target answered (also on Ctrl-C, and when the reader of stdout went away)\n",
        "  1  the samples could not be written, the target was not ready, or a hook of `before` failed\n",
        "  2  wrong usage or configuration\n",
        "  3  too late for --start-at",
    )
)]
pub struct Args {
    /// A scenario file (YAML, JSON or TOML), or a URL to GET.
    // Typed with -f, too, so that only `CommandLine` can tell whether it is missing.
    #[arg(value_name = "SCENARIO|URL", required = false)]
    pub source: String,

    /// Only these user profiles, as --profile.
    #[arg(value_name = "PROFILE")]
    pub(crate) user_classes: Vec<String>,

    /// Check the scenario, print the plan as a table, make no load.
    #[arg(long)]
    pub check: bool,

    /// Print what is planned, a line for each request or user, make no load.
    #[arg(long, conflicts_with = "check")]
    pub plan: bool,

    /// Ask for users (or rate), spawn rate and run time first.
    #[arg(long)]
    pub ask: bool,

    /// Write the samples to a file; .zst and .gz are compressed.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Write `samples`, or `frames` of a second [default: samples].
    #[arg(
        long,
        value_name = "WHAT",
        default_value = "samples",
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub(crate) emit: Emit,

    /// Change the load by commands on stdin; it needs no end.
    #[arg(long, value_name = "-", value_parser = control, conflicts_with_all = ["plan", "ask"])]
    pub(crate) control: Option<Commands>,

    /// Say on stderr what was decided, and by which files.
    #[arg(short, long)]
    pub verbose: bool,

    #[command(flatten)]
    pub(crate) locust: LocustArgs,

    /// Virtual users (closed model); each waits for its answers.
    #[arg(short, long, value_name = "N", help_heading = LOAD)]
    pub users: Option<u64>,

    /// Users started per second; all at once without it.
    #[arg(short = 'r', long, value_name = "R", help_heading = LOAD)]
    pub spawn_rate: Option<f64>,

    /// How long to measure: 20, 20s, 3m, 1h20m.
    #[arg(short = 't', long, value_name = "D", value_parser = duration, help_heading = LOAD)]
    pub run_time: Option<Duration>,

    /// How many requests, or walks of several, to measure in all.
    #[arg(short = 'n', long, value_name = "N", help_heading = LOAD)]
    pub requests: Option<u64>,

    /// How many of them each user makes.
    #[arg(long, value_name = "N", help_heading = LOAD)]
    pub per_user_iterations: Option<u64>,

    /// Load before what is measured; reports leave it out.
    #[arg(long, value_name = "D", value_parser = duration, help_heading = LOAD)]
    pub warmup: Option<Duration>,

    /// A user's pause: 2s, 1s..3s, `exponential 2s`, `pacing 5s`.
    #[arg(long, value_name = "WAIT", value_parser = wait, help_heading = LOAD)]
    pub wait: Option<Wait>,

    /// Arrivals (open model), answered or not: 500/s, 30/m.
    #[arg(long, value_name = "RATE", value_parser = rate, help_heading = LOAD)]
    pub rate: Option<Rate>,

    /// Arrivals `constant` or `poisson` [default: constant].
    #[arg(long, value_name = "HOW", value_parser = process, help_heading = LOAD)]
    pub arrivals: Option<Process>,

    /// Most arrivals at work with --rate [default: 10000].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), help_heading = LOAD)]
    pub max_in_flight: Option<u64>,

    /// An arrival beyond that: `drop`, or `wait` [default: drop].
    #[arg(long, value_name = "WHAT", hide_possible_values = true, help_heading = LOAD)]
    pub(crate) when_full: Option<WhenFull>,

    /// Arrivals start `exact`, or `coarse`, each ms [default: exact].
    #[arg(
        long,
        value_name = "HOW",
        default_value = "exact",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = LOAD
    )]
    pub(crate) pace: Pace,

    /// How many times everything is run [default: 1].
    #[arg(
        long,
        value_name = "N",
        default_value = "1",
        hide_default_value = true,
        value_parser = clap::value_parser!(u64).range(1..=1_000),
        help_heading = LOAD
    )]
    pub rounds: u64,

    /// Seed of every random choice: the same seed makes the same requests.
    #[arg(long, value_name = "N", help_heading = LOAD)]
    pub seed: Option<u64>,

    /// Threads that make load [default: one per core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1024), help_heading = LOAD)]
    pub threads: Option<u64>,

    /// How long the last answers are waited for [default: 30s].
    #[arg(
        short,
        long,
        value_name = "D",
        default_value = "30s",
        hide_default_value = true,
        value_parser = duration,
        help_heading = LOAD
    )]
    pub stop_timeout: Duration,

    /// Only this scenario; may be repeated.
    #[arg(long = "scenario", value_name = "NAME", help_heading = SELECTION)]
    pub scenarios: Vec<String>,

    /// Only these user profiles.
    #[arg(long = "profile", value_name = "NAMES", help_heading = SELECTION)]
    pub(crate) profiles: Vec<String>,

    /// Only these variants.
    #[arg(long = "variant", value_name = "NAMES", help_heading = SELECTION)]
    pub variants: Vec<String>,

    /// Only what has one of these tags.
    #[arg(short = 'T', long, value_name = "TAGS", num_args = 1.., help_heading = SELECTION)]
    pub tags: Vec<String>,

    /// Nothing that has one of these tags.
    #[arg(short = 'E', long, value_name = "TAGS", num_args = 1.., help_heading = SELECTION)]
    pub exclude_tags: Vec<String>,

    /// Let the file run the commands that it names.
    #[arg(long, help_heading = SELECTION)]
    pub allow_commands: bool,

    /// `Name: value`, or http://… instead of the file's host.
    #[arg(
        short = 'H',
        long = "header",
        visible_alias = "host",
        value_name = "HEADER|HOST",
        help_heading = REQUEST
    )]
    pub headers: Vec<String>,

    /// Method (URL only); POST where there is a body, else GET.
    #[arg(short = 'X', long, value_name = "METHOD", help_heading = REQUEST)]
    pub request: Option<String>,

    /// Body (URL only), or @FILE to read it from a file.
    #[arg(short, long, value_name = "BODY", help_heading = REQUEST)]
    pub data: Option<String>,

    /// Longest wait for an answer [default: 60s].
    #[arg(long, value_name = "D", value_parser = duration, help_heading = REQUEST)]
    pub request_timeout: Option<Duration>,

    #[command(flatten, next_help_heading = "HTTP")]
    pub(crate) http: HttpArgs,

    #[command(flatten, next_help_heading = "Several machines")]
    pub(crate) shard: ShardArgs,

    /// Name shared by all parts of one test [default: random].
    #[arg(long, value_name = "ID", help_heading = "Several machines")]
    pub test_id: Option<String>,

    /// Which of these were not typed, and where they stand.
    #[arg(skip)]
    pub(crate) origins: Origins,
}

impl Args {
    /// Names of the user profiles to run, however they were given; empty for all.
    pub(crate) fn all_profiles(&self) -> Vec<String> {
        [self.profiles.as_slice(), self.user_classes.as_slice()].concat()
    }

    /// Whether to say what was decided.
    pub(crate) fn is_verbose(&self) -> bool {
        self.verbose || self.locust.debug
    }
}
