//! What can be typed.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, ValueEnum};
use lt_scenario::http::{Connections, Http1Client, Resolve};
use lt_scenario::{Process, Rate, Share, Wait};

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
        "  2  wrong usage or configuration\n",
        "  3  too late for --start-at",
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

    /// How arrivals are spread in time [default: constant].
    #[arg(long, value_name = "HOW", value_parser = process)]
    pub arrivals: Option<Process>,

    /// Most requests in flight in the open model, in the whole test [default: 10000].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub max_in_flight: Option<u64>,

    /// What happens to an arrival when so many are in flight [default: drop].
    #[arg(long, value_name = "WHAT")]
    pub when_full: Option<WhenFull>,

    /// How exactly arrivals start: `coarse` wakes once a millisecond, which is cheaper.
    #[arg(long, value_name = "HOW", default_value = "exact")]
    pub(crate) pace: Pace,

    /// How long a user waits after a request: 2s, 1s..3s, `exponential 2s`, `pacing 5s`, `throughput 0.5/s`.
    #[arg(long, value_name = "WAIT", value_parser = wait)]
    pub wait: Option<Wait>,

    /// How many requests each user makes, without the warm-up.
    #[arg(long, value_name = "N")]
    pub per_user_iterations: Option<u64>,

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

    /// A line for each request, or frames (counts and distributions of each second).
    #[arg(long, value_name = "WHAT", default_value = "samples")]
    pub(crate) emit: Emit,

    /// Threads that make load, at most one a user or place [default: one per core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1024))]
    pub threads: Option<u64>,

    /// Print what is planned, a line for each request (open model) or user (closed model), make no load.
    #[arg(long, conflicts_with = "check")]
    pub plan: bool,

    /// Check the scenario, print the plan as a table, make no load.
    #[arg(long)]
    pub check: bool,

    #[command(flatten, next_help_heading = "HTTP")]
    pub(crate) http: HttpArgs,

    #[command(flatten, next_help_heading = "Several machines")]
    pub(crate) shard: ShardArgs,
}

/// Which part of a test this process makes, and when it begins.
#[derive(Debug, clap::Args)]
pub(crate) struct ShardArgs {
    /// Make only part I (from 0) of N of the users and arrivals; several parts as 0,1/4.
    #[arg(long, value_name = "I/N", value_parser = share, default_value = "0/1")]
    pub(crate) shard: Share,

    /// Begin at a moment, as the other shards do: 2026-11-21T10:15:00Z, +30s or Unix seconds.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(crate) start_at: Option<String>,

    /// What to do when that moment has passed [default: fail].
    #[arg(long, value_name = "WHAT", requires = "start_at")]
    pub(crate) late: Option<Late>,
}

/// How requests are carried.
#[derive(Debug, clap::Args)]
pub(crate) struct HttpArgs {
    /// HTTP/2: agreed on over TLS, with prior knowledge without.
    #[arg(long)]
    pub(crate) http2: bool,

    /// HTTP/1.1 only, also where the target offers HTTP/2 over TLS.
    #[arg(long = "http1.1", conflicts_with = "http2")]
    pub(crate) http1: bool,

    /// Who speaks HTTP/1.1: our lean client, or hyper's as a second opinion [default: lean].
    #[arg(long, value_name = "WHO", value_parser = client)]
    pub(crate) http_client: Option<Http1Client>,

    /// Take any certificate of the target, without proof of who it is.
    #[arg(short = 'k', long)]
    pub(crate) insecure: bool,

    /// PEM file of the certificate authorities to trust, instead of the system's.
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,

    /// PEM file of our own certificate, for a target that asks.
    #[arg(long, value_name = "FILE", requires = "key")]
    pub(crate) cert: Option<PathBuf>,

    /// PEM file of that certificate's private key.
    #[arg(long, value_name = "FILE", requires = "cert")]
    pub(crate) key: Option<PathBuf>,

    /// Connect to this address instead of asking the resolver.
    #[arg(long, value_name = "HOST:PORT:ADDRESS", value_parser = resolve)]
    pub(crate) resolve: Vec<Resolve>,

    /// Send everything to a Unix socket.
    #[arg(long, value_name = "PATH")]
    pub(crate) unix_socket: Option<PathBuf>,

    /// Local addresses that connections start from in turn, for more than 28,000 of them.
    #[arg(long = "local-address", value_name = "IP", value_delimiter = ',')]
    pub(crate) local_addresses: Vec<IpAddr>,

    /// Redirects that are followed within a request, never to a host that is not in the plan [default: 10].
    #[arg(long, value_name = "N")]
    pub(crate) redirects: Option<u32>,

    /// When connections are closed: keepalive, or per_request [default: keepalive].
    #[arg(long, value_name = "WHEN", value_parser = connections)]
    pub(crate) connections: Option<Connections>,
}

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

fn wait(text: &str) -> Result<Wait, lt_scenario::wait::ParseError> {
    lt_scenario::wait::parse(text)
}

fn process(text: &str) -> Result<Process, String> {
    text.parse().map_err(|error| format!("{error}"))
}

fn share(text: &str) -> Result<Share, String> {
    Share::parse(text).map_err(|error| format!("{error}"))
}

fn resolve(text: &str) -> Result<Resolve, String> {
    Resolve::parse(text).map_err(|error| format!("{error}"))
}

fn client(text: &str) -> Result<Http1Client, String> {
    text.parse().map_err(|error| format!("{error}"))
}

fn connections(text: &str) -> Result<Connections, String> {
    text.parse().map_err(|error| format!("{error}"))
}

fn rate(text: &str) -> Result<Rate, lt_scenario::rate::ParseError> {
    lt_scenario::rate::parse(text)
}
