//! The gate of a pull request as the action runs it: `lt-gate ci` on ten million samples beside a kept baseline, then
//! `lt-gate comment` to an imitation of GitHub.

mod job;

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use super::client::Client;
use super::figures::Spread;
use super::table::{Table, cell};
use super::{Bench, shop};
use crate::shell::say;
use job::{Event, Job};

/// Longer than this nobody shall wait for the gate, in seconds.
const LIMIT: f64 = 10.0;
/// No step takes as long.
const AT_MOST: Duration = Duration::from_secs(120);

/// What a step took.
#[derive(Clone, Copy, Debug)]
struct Turn {
    wall: f64,
    cpu: f64,
    rss_mib: f64,
}

/// What both steps of a round took.
#[derive(Clone, Copy, Debug)]
struct Round {
    ci: Turn,
    comment: Turn,
}

/// Keeps a baseline, then gates another run of the same load in every round.
pub(super) fn run(bench: &Bench) -> anyhow::Result<String> {
    let job = Job::prepare(bench)?;
    shop::record(bench, job.samples())?;
    job.begin(Event::Push)?;
    take(bench, job.ci(Event::Push), false)?;
    let n = shop::record(bench, job.samples())?;
    let mut rounds = Vec::new();
    for round in 0..bench.rounds {
        if round > 0 {
            say(format_args!("round {} of {}", round + 1, bench.rounds));
        }
        job.begin(Event::PullRequest)?;
        rounds.push(Round {
            ci: take(bench, job.ci(Event::PullRequest), round > 0)?,
            comment: take(bench, job.comment(), round > 0)?,
        });
        job.check()?;
    }
    let table = table(&rounds);
    let whole = Spread::of(rounds.iter().map(|round| round.together().wall));
    let whole = whole.context("there was no round")?.median;
    if whole > LIMIT && !shop::is_trial(bench) {
        bail!("the gate took {whole:.1} s, where {LIMIT} s are asked for\n{table}");
    }
    Ok(format!(
        "{n} samples beside a baseline of as many, on two cores, which the imitation of GitHub shares; asked for: at most {LIMIT} s. Rounds: {}.\n\n{table}",
        bench.rounds,
    ))
}

fn take(bench: &Bench, command: Command, silently: bool) -> anyhow::Result<Turn> {
    let begin = Instant::now();
    let finished = Client::new(command).run(bench, AT_MOST, silently)?;
    Ok(Turn {
        wall: begin.elapsed().as_secs_f64(),
        cpu: finished.cpu.user + finished.cpu.system,
        rss_mib: finished.peak_rss,
    })
}

impl Round {
    fn together(&self) -> Turn {
        let Self { ci, comment } = self;
        Turn {
            wall: ci.wall + comment.wall,
            cpu: ci.cpu + comment.cpu,
            rss_mib: ci.rss_mib.max(comment.rss_mib),
        }
    }
}

fn table(rounds: &[Round]) -> Table {
    let mut table = Table::new(1, &["step", "s", "CPU s", "RSS MiB"]);
    let mut row = |name: &str, step: fn(&Round) -> Turn| {
        let spread =
            |figure: fn(&Turn) -> f64| Spread::of(rounds.iter().map(|round| figure(&step(round))));
        // A step can be over before anybody looked, or when it had hardly begun.
        let rss = spread(|turn| turn.rss_mib).filter(|rss| rss.max >= 1.0);
        table.row([
            name.to_owned(),
            cell(spread(|turn| turn.wall)),
            cell(spread(|turn| turn.cpu)),
            cell(rss.map(|rss| format!("{:.1}", rss.max))),
        ]);
    };
    row("lt-gate ci", |round| round.ci);
    row("lt-gate comment", |round| round.comment);
    row("both", Round::together);
    table
}
