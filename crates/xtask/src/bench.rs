//! lt-gen beside other load generators: the same server, the same machine, the same minutes.
//!
//! Every group is a file with a `run` that measures and gives back Markdown. How figures come about, and what they
//! mean, is told in `docs/performance.md`.

mod action;
mod arrivals;
mod client;
mod closed;
mod cores;
mod figures;
mod gate;
mod http;
mod instructions;
mod machine;
mod memory;
mod open;
mod pair;
mod peers;
mod proc;
mod reader;
mod record;
mod report;
mod rounds;
mod scenario;
mod server;
mod shop;
mod stall;
mod table;
mod tool;
mod truth;
mod web;

use std::fmt;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::{Parser, ValueEnum};
use tempfile::TempDir;

use crate::shell::{Shell, say};
use crate::tools;
use client::unless_stopped;
use cores::{Cores, Side};
use peers::{Peer, Peers};
use record::Record;

/// How often a running client is looked at.
const POLL: Duration = Duration::from_millis(20);

/// Compare lt-gen with the other load generators of this machine; Linux only.
///
/// Tables in Markdown go to stdout, progress to stderr. Everything takes about half an hour; `--rounds 1 --seconds 1`
/// tries it out in a few minutes.
#[derive(Debug, Parser)]
pub(crate) struct Args {
    /// What to measure; everything that is measured on this machine without it
    #[arg(value_enum, value_name = "GROUP")]
    groups: Vec<Group>,

    /// How often every generator takes its turn; slow starters and long runs take a third of it
    #[arg(long, value_name = "N", default_value_t = 9, value_parser = clap::value_parser!(u32).range(1..100))]
    rounds: u32,

    /// How long a turn takes; slow starters and the open model take five times that
    #[arg(long, value_name = "S", default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=60))]
    seconds: u64,

    /// Also put the tables into this file, between the comments `<!-- bench GROUP -->` and `<!-- end of bench GROUP -->`
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Invocations of the gate in each row of `gate`
    #[arg(long, value_name = "N", default_value_t = 2000, value_parser = clap::value_parser!(u64).range(2..=1_000_000))]
    trials: u64,

    /// What the worlds of `gate` are drawn from
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

/// A question that the bench answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Group {
    /// What a request costs at full speed over 64, 16 and 256 connections
    Closed,
    /// The same over TLS
    Tls,
    /// The same over HTTP/2, with TLS and without
    Http2,
    /// How punctual arrivals are at 5,000/s and 10,000/s, as the server sees them, and what they cost
    Open,
    /// What each reports of a stall of one second
    Stall,
    /// Whether a reader that begins 3 s late disturbs the load
    Reader,
    /// Memory over time, and per idle connection
    Memory,
    /// How far the measured service time is from the server's own
    Truth,
    /// What a scenario file costs beside a URL: plain, and with templates, an extract and two checks
    Scenario,
    /// Instructions per request in user space
    Instructions,
    /// How fast lt-report and lt-gate read ten million lines: on one core and two, from a pipe, beside jq and vegeta
    Report,
    /// How long the gate holds a pull request up: lt-gate ci on ten million samples with a baseline, then lt-gate comment
    Action,
    /// What watching costs: lt-gen under lt-web with five browsers, with none, and alone; lt-web's memory over a day
    Web,
    /// What `lt-gate pair` says of the same build twice, and of one that is 20 % slower
    Pair,
    /// How often lt-gate cries wolf and how often it sees what is there, in worlds drawn from a seed; not measured, so it goes
    /// by itself
    Gate,
}

/// What every measurement needs.
#[derive(Debug)]
struct Bench {
    shell: Shell,
    peers: Peers,
    cores: Option<Cores>,
    folder: TempDir,
    rounds: u32,
    turn: Duration,
}

/// Measures, prints, and records where that is asked for.
///
/// # Errors
/// The tools cannot be built, the record cannot be written, nothing could be measured, or Ctrl-C came.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let groups = match args.groups.as_slice() {
        [] => &Group::MEASURED,
        some => some,
    };
    if groups.contains(&Group::Gate) {
        return simulate(args, groups);
    }
    let record = args.out.as_deref().map(|path| Record::open(path, groups));
    let record = record.transpose()?;
    let bench = Bench::prepare(args)?;
    let machine = machine::describe(&bench);
    let mut failed = Vec::new();
    for group in groups {
        say(format_args!("\n== {group} =="));
        let results = group.measure(&bench);
        let Some(results) = unless_stopped(&bench, &group.to_string(), results)? else {
            failed.push(group.to_string());
            continue;
        };
        let results = format!("{results}\n{machine}\n");
        writeln!(io::stdout(), "## {group}\n\n{results}")?;
        if let Some(record) = &record {
            record.put(*group, &results)?;
        }
    }
    if failed.len() == groups.len() {
        bail!("there are no results");
    }
    if !failed.is_empty() {
        say(format_args!("No results for: {}.", failed.join(", ")));
    }
    Ok(())
}

/// Asks the gate, which takes no machine, and says nothing of one: the same seed gives the same bytes.
fn simulate(args: &Args, groups: &[Group]) -> anyhow::Result<()> {
    if groups.len() > 1 {
        bail!("`gate` measures nothing; run it without other groups");
    }
    let record = args.out.as_deref().map(|path| Record::open(path, groups));
    let record = record.transpose()?;
    let results = gate::run(gate::Plan {
        trials: args.trials,
        seed: args.seed,
    });
    write!(io::stdout(), "## {}\n\n{results}", Group::Gate)?;
    match record {
        Some(record) => record.put(Group::Gate, &results),
        None => Ok(()),
    }
}

impl Group {
    /// What is measured where nothing else is asked for.
    const MEASURED: [Self; 14] = [
        Self::Closed,
        Self::Tls,
        Self::Http2,
        Self::Open,
        Self::Stall,
        Self::Reader,
        Self::Memory,
        Self::Truth,
        Self::Scenario,
        Self::Instructions,
        Self::Report,
        Self::Action,
        Self::Web,
        Self::Pair,
    ];

    fn measure(self, bench: &Bench) -> anyhow::Result<String> {
        match self {
            Self::Closed => closed::run(bench),
            Self::Tls => closed::run_tls(bench),
            Self::Http2 => closed::run_http2(bench),
            Self::Open => open::run(bench),
            Self::Stall => stall::run(bench),
            Self::Reader => reader::run(bench),
            Self::Memory => memory::run(bench),
            Self::Truth => truth::run(bench),
            Self::Scenario => scenario::run(bench),
            Self::Instructions => instructions::run(bench),
            Self::Report => report::run(bench),
            Self::Action => action::run(bench),
            Self::Web => web::run(bench),
            Self::Pair => pair::run(bench),
            Self::Gate => bail!("`gate` measures nothing"),
        }
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.to_possible_value();
        f.write_str(value.as_ref().map_or("", |value| value.get_name()))
    }
}

impl Bench {
    /// Looks for peers and cores, and builds our own tools.
    fn prepare(args: &Args) -> anyhow::Result<Self> {
        if !cfg!(target_os = "linux") {
            bail!("only Linux tells what a process cost; run the bench there");
        }
        let shell = Shell::new()?;
        let peers = Peers::find();
        tools::build(
            &shell,
            &[
                "lt-gate",
                "lt-gen",
                "lt-merge",
                "lt-report",
                "lt-target",
                "lt-web",
            ],
        )?;
        let cores = Cores::find().filter(|_| peers.has(Peer::Taskset));
        match cores {
            // Our own looking at processes must not disturb the client.
            Some(cores) => cores.pin_this_thread(Side::Server)?,
            None => {
                say("Fewer than two cores, or no taskset: client and server are not kept apart.");
            }
        }
        memory::raise_file_limit();
        Ok(Self {
            shell,
            peers,
            cores,
            folder: tempfile::tempdir().context("cannot make a temporary folder")?,
            rounds: args.rounds,
            turn: Duration::from_secs(args.seconds),
        })
    }

    /// A command that runs on a side's core, where sides have cores.
    fn pinned(&self, side: Side, program: &str) -> Command {
        let mut command = match self.cores {
            Some(cores) => cores.pin(side, program),
            None => Command::new(program),
        };
        command.current_dir(self.shell.folder());
        command
    }

    /// A file in the bench's own folder, which goes when the bench ends.
    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// How many rounds are made of what takes long.
    fn long_rounds(&self) -> u32 {
        self.rounds.div_ceil(3)
    }
}
