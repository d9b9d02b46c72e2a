//! How fast lt-report and lt-gate read: what lt-gen wrote, from a file and from a pipe, beside other tools that read JSON.

mod lines;

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use super::Bench;
use super::client::{Client, unless_stopped};
use super::cores::Side;
use super::figures::Spread;
use super::instructions::collected;
use super::peers::Peer;
use super::proc;
use super::table::{Table, cell};
use crate::shell::{say, typed};
use crate::tools;
use lines::Lines;

/// How often a running reader is looked at.
const POLL: Duration = Duration::from_millis(5);
/// How many times the lines go through the pipe whose reader's memory is looked at.
const TIMES: u64 = 10;
/// Under callgrind everything is many times slower.
const AT_MOST: Duration = Duration::from_secs(300);

/// What jq is asked for: count, sum and maximum of each endpoint, a small part of what lt-report tells.
const QUESTION: &str = r#"
reduce (inputs | select(.type == "sample")) as $sample ({};
  ($sample.method + " " + $sample.name) as $key
  | .[$key].n += 1
  | .[$key].sum += $sample.service_us
  | .[$key].max = ([.[$key].max, $sample.service_us] | max))
"#;

/// What lt-gate is asked for, which holds on any machine.
const QUESTIONS: [&str; 5] = [
    "check",
    "--threshold",
    "p(99)<1m",
    "--threshold",
    "errors rate<50%",
];

/// A way to read lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    OneCore,
    TwoCores,
    Pipe,
    Gate,
    GateOnTwoCores,
    Frames,
    Slice,
    Jq,
    Vegeta,
}

const WAYS: [Way; 9] = [
    Way::OneCore,
    Way::TwoCores,
    Way::Pipe,
    Way::Gate,
    Way::GateOnTwoCores,
    Way::Frames,
    Way::Slice,
    Way::Jq,
    Way::Vegeta,
];

/// What a reading took.
#[derive(Clone, Copy, Debug)]
struct Turn {
    wall: f64,
    cpu: f64,
    rss_mib: f64,
}

/// All ways in turns, then memory and instructions.
pub(super) fn run(bench: &Bench) -> anyhow::Result<String> {
    let lines = Lines::make(bench)?;
    let columns = take_turns(bench, &lines)?;
    let table = table(&lines, &columns);
    let long = from_a_long_pipe(bench, &lines);
    let long = unless_stopped(bench, "the long pipe", long)?;
    let long = long.map(|turn| {
        format!(
            "{} lines from a pipe: {:.1} MiB of memory at most, {:.2} million lines a second.\n\n",
            lines.n * TIMES,
            turn.rss_mib,
            millions(lines.n * TIMES, turn.wall),
        )
    });
    let instructions = unless_stopped(bench, "callgrind", instructions(bench, &lines))?.flatten();
    let instructions = instructions.map(|n| format!("Instructions per line: {n:.0}.\n\n"));
    Ok(format!(
        "{} lines, {:.2} GB, written by lt-gen; the slice is the first {} of them. Rounds: {}.\n\n{table}\n{}{}",
        lines.n,
        lines.bytes as f64 / 1e9,
        lines.n_slice,
        bench.rounds,
        long.unwrap_or_default(),
        instructions.unwrap_or_default(),
    ))
}

/// What each round took of one way; `None` where it failed.
#[derive(Debug)]
struct Column {
    way: Way,
    turns: Vec<Option<Turn>>,
}

impl Column {
    /// Million lines for each of the seconds that `seconds` picks, round by round.
    fn speeds(&self, lines: &Lines, seconds: fn(&Turn) -> f64) -> Vec<Option<f64>> {
        let n = self.way.lines(lines);
        // A few frames take less CPU time than the kernel counts.
        let speed = |turn: &Turn| Some(seconds(turn)).filter(|s| *s > 0.0);
        let speed = |turn: &Option<Turn>| Some(millions(n, speed(turn.as_ref()?)?));
        self.turns.iter().map(speed).collect()
    }
}

fn take_turns(bench: &Bench, lines: &Lines) -> anyhow::Result<Vec<Column>> {
    let here = WAYS.into_iter().filter(|way| way.is_here(bench));
    let column = |way| Column {
        way,
        turns: Vec::new(),
    };
    let mut columns: Vec<Column> = here.map(column).collect();
    for round in 0..bench.rounds {
        if round > 0 {
            say(format_args!("round {} of {}", round + 1, bench.rounds));
        }
        for Column { way, turns } in &mut columns {
            let turn = way.read(bench, lines, round > 0);
            turns.push(unless_stopped(bench, way.name(), turn)?);
        }
        // Each round begins with another one.
        columns.rotate_left(1);
    }
    columns.sort_by_key(|column| WAYS.iter().position(|way| *way == column.way));
    columns.retain(|column| column.turns.iter().any(Option::is_some));
    if columns.is_empty() {
        bail!("nothing was read");
    }
    Ok(columns)
}

fn table(lines: &Lines, columns: &[Column]) -> Table {
    let header = [
        "reader",
        "lines",
        "million lines/s",
        "million lines per CPU second",
        "RSS MiB",
        "speed × one core",
        "lines per CPU second × jq",
    ];
    let mut table = Table::new(1, &header);
    for column in columns {
        let speed = |seconds: fn(&Turn) -> f64| {
            Spread::of(column.speeds(lines, seconds).into_iter().flatten())
        };
        let ratio = |to: Way, seconds: fn(&Turn) -> f64| {
            let other = columns.iter().find(|column| column.way == to)?;
            let own = column.speeds(lines, seconds);
            Spread::of_ratios(&own, &other.speeds(lines, seconds))
        };
        let rss = Spread::of(column.turns.iter().flatten().map(|turn| turn.rss_mib));
        table.row([
            column.way.name().to_owned(),
            column.way.lines(lines).to_string(),
            cell(speed(|turn| turn.wall)),
            cell(speed(|turn| turn.cpu)),
            cell(rss.map(|rss| format!("{:.1}", rss.max))),
            cell(ratio(Way::OneCore, |turn| turn.wall)),
            cell(ratio(Way::Jq, |turn| turn.cpu)),
        ]);
    }
    table
}

fn millions(lines: u64, seconds: f64) -> f64 {
    lines as f64 / 1e6 / seconds
}

impl Way {
    fn name(self) -> &'static str {
        match self {
            Self::OneCore => "lt-report FILE, one core",
            Self::TwoCores => "lt-report FILE, two cores",
            Self::Pipe => "cat FILE | lt-report, one core each",
            Self::Gate => "lt-gate check FILE, one core",
            Self::GateOnTwoCores => "lt-gate check FILE, two cores",
            Self::Frames => "lt-report of the same as frames",
            Self::Slice => "lt-report, the slice",
            Self::Jq => "jq, the slice",
            Self::Vegeta => "vegeta report, the slice as its JSON",
        }
    }

    fn is_here(self, bench: &Bench) -> bool {
        match self {
            Self::OneCore | Self::Pipe | Self::Gate | Self::Frames | Self::Slice => true,
            Self::TwoCores | Self::GateOnTwoCores => bench.cores.is_some(),
            Self::Jq => bench.peers.has(Peer::Jq),
            Self::Vegeta => bench.peers.has(Peer::Vegeta),
        }
    }

    /// How many requests it reads of.
    fn lines(self, lines: &Lines) -> u64 {
        match self {
            Self::OneCore | Self::TwoCores | Self::Pipe => lines.n,
            Self::Gate | Self::GateOnTwoCores | Self::Frames => lines.n,
            Self::Slice | Self::Jq | Self::Vegeta => lines.n_slice,
        }
    }

    fn read(self, bench: &Bench, lines: &Lines, silently: bool) -> anyhow::Result<Turn> {
        let report = || bench.pinned(Side::Client, &tools::path("lt-report"));
        let mut command = match self {
            Self::OneCore | Self::Pipe | Self::Frames | Self::Slice => report(),
            Self::TwoCores => on_two_cores(bench, "lt-report")?,
            Self::Gate => bench.pinned(Side::Client, &tools::path("lt-gate")),
            Self::GateOnTwoCores => on_two_cores(bench, "lt-gate")?,
            Self::Jq => bench.pinned(Side::Client, Peer::Jq.program()),
            Self::Vegeta => bench.pinned(Side::Client, Peer::Vegeta.program()),
        };
        let feeder = match self {
            Self::Pipe => {
                let mut cat = bench.pinned(Side::Server, "cat");
                cat.arg(&lines.file);
                Some(cat)
            }
            _ => None,
        };
        match self {
            Self::OneCore | Self::TwoCores => command.arg(&lines.file),
            Self::Pipe => &mut command,
            Self::Gate | Self::GateOnTwoCores => command.args(QUESTIONS).arg(&lines.file),
            Self::Frames => command.arg(&lines.frames),
            Self::Slice => command.arg(&lines.slice),
            Self::Jq => command.args(["-n", QUESTION]).arg(&lines.slice),
            Self::Vegeta => command.arg("report").arg(&lines.for_vegeta),
        };
        read(bench, command, feeder, silently)
    }
}

fn on_two_cores(bench: &Bench, tool: &str) -> anyhow::Result<Command> {
    let cores = bench.cores.context("there are not two cores")?;
    let mut command = cores.pin_to_both(tools::path(tool));
    command.current_dir(bench.shell.folder());
    Ok(command)
}

/// Runs a reader to its end. What feeds it costs nothing of what is counted, and has the other core.
fn read(
    bench: &Bench,
    mut command: Command,
    feeder: Option<Command>,
    silently: bool,
) -> anyhow::Result<Turn> {
    let start = |command: Command| match silently {
        true => bench.shell.start_silently(command),
        false => bench.shell.start(command),
    };
    let mut feeding = None;
    command.stdin(Stdio::null()).stdout(Stdio::null());
    if let Some(mut feeder) = feeder {
        feeder.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut started = start(feeder)?;
        let pipe = started.0.stdout.take().context("its stdout was piped")?;
        command.stdin(pipe);
        feeding = Some(started);
    }
    let line = typed(&command);
    let begin = Instant::now();
    let mut reader = start(command)?;
    let mut peak = 0;
    let cpu = loop {
        peak = proc::peak_rss(reader.0.id()).unwrap_or(0).max(peak);
        if let Some(cpu) = proc::final_cpu_time(&reader.0)? {
            break cpu;
        }
        bench.shell.sleep(POLL)?;
    };
    let wall = begin.elapsed();
    let status = reader.0.wait()?;
    drop(feeding);
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(Turn {
        wall: wall.as_secs_f64(),
        cpu: cpu.user + cpu.system,
        rss_mib: peak as f64 / 1024.0,
    })
}

/// Ten times the same lines: what stays in memory must not grow with their number.
fn from_a_long_pipe(bench: &Bench, lines: &Lines) -> anyhow::Result<Turn> {
    let mut cat = bench.pinned(Side::Server, "cat");
    cat.args((0..TIMES).map(|_| &lines.file));
    let report = bench.pinned(Side::Client, &tools::path("lt-report"));
    read(bench, report, Some(cat), false)
}

/// Marginal between the slice and twice the slice; `None` without valgrind.
fn instructions(bench: &Bench, lines: &Lines) -> anyhow::Result<Option<f64>> {
    if !bench.peers.has(Peer::Valgrind) {
        return Ok(None);
    }
    let count = |n_times: usize| -> anyhow::Result<f64> {
        let mut command = bench.pinned(Side::Client, Peer::Valgrind.program());
        command.arg("--tool=callgrind");
        let out = bench.file("callgrind.out");
        command.arg(format!("--callgrind-out-file={}", out.display()));
        command.arg(tools::path("lt-report"));
        command.args(vec![&lines.slice; n_times]);
        let finished = Client::new(command).run(bench, AT_MOST, false)?;
        collected(&finished.stderr)
    };
    let more = count(2)? - count(1)?;
    Ok(Some(more / lines.n_slice as f64))
}
