//! What ran: the facts of the runs' first lines, each said once.

use lt_sample::{Machine, PlannedScenario, PlannedStage, Run};
use lt_stats::{Slice, Summary};
use serde::Serialize;

use super::header::targets;
use crate::{number, runs, words};

/// A term and what there is to say of it; several lines where the runs differ.
#[derive(Serialize)]
pub(super) struct Fact {
    term: &'static str,
    lines: Vec<String>,
}

const MOST_LINES: usize = 8;
const LONGEST: usize = 200;

/// The facts that are known.
pub(super) fn facts(summary: &Summary, total: &Slice) -> Vec<Fact> {
    let accounts = runs::in_order(summary);
    let runs: Vec<&Run> = accounts
        .iter()
        .filter_map(|(_, account)| account.run.as_ref())
        .collect();
    let started = runs.iter().map(|run| run.started_us).min();
    let started = started.or((total.requests() > 0).then_some(total.tally.first));
    let each = |text: &dyn Fn(&Run) -> Option<String>| {
        runs.iter().filter_map(|run| text(run)).collect::<Vec<_>>()
    };
    let facts = [
        (
            "Target",
            runs.iter()
                .flat_map(|run| targets(run))
                .map(str::to_owned)
                .collect(),
        ),
        (
            "Started",
            started.map(number::instant).into_iter().collect(),
        ),
        ("Measured", measured(total)),
        (
            "Load",
            runs.iter().flat_map(|run| &run.plan).map(planned).collect(),
        ),
        ("Load model", each(&|run| run.model.clone())),
        (
            "Warm-up",
            each(&|run| {
                run.warmup_us
                    .filter(|time| time.0 > 0)
                    .map(number::duration)
            }),
        ),
        ("Seed", each(&|run| run.seed.map(|seed| seed.to_string()))),
        ("Scenario file", each(&scenario_file)),
        ("Labels", labels(&runs)),
        ("Legs", legs(summary)),
        (
            "Made by",
            each(&|run| Some(format!("{} {}", run.tool, run.version))),
        ),
        ("Machine", each(&|run| run.machine.as_ref().map(machine))),
        ("Test", each(&|run| Some(run.test.clone()))),
        ("Runs", vec![number::count(accounts.len() as u64)]),
    ];
    let facts = facts.into_iter().map(|(term, lines)| Fact {
        term,
        lines: distinct(lines),
    });
    facts.filter(|fact| !fact.lines.is_empty()).collect()
}

/// Each line once, in the order of the runs.
fn distinct(lines: Vec<String>) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::new();
    let mut more = 0;
    for line in lines.into_iter().filter(|line| !line.is_empty()) {
        let line = words::cut(&line, LONGEST);
        match distinct.len() {
            _ if distinct.contains(&line) => {}
            MOST_LINES => more += 1,
            _ => distinct.push(line),
        }
    }
    if more > 0 {
        distinct.push(format!("and {more} more"));
    }
    distinct
}

fn measured(total: &Slice) -> Vec<String> {
    if total.requests() == 0 {
        return Vec::new();
    }
    let successful = total.requests().saturating_sub(total.errors);
    vec![
        format!(
            "{}, until {}",
            number::duration(total.span()),
            number::instant(total.tally.last)
        ),
        format!(
            "{} successful ({} %), {} failed ({} %)",
            number::count(successful),
            number::percent(successful, total.requests()),
            number::count(total.errors),
            number::percent(total.errors, total.requests())
        ),
        format!(
            "{} sent, {} received",
            number::bytes(total.tally.sent),
            number::bytes(total.tally.received)
        ),
    ]
}

/// `Read-Heavy Traffic: 10 users, 2.00 started per second, for 1 min`.
fn planned(scenario: &PlannedScenario) -> String {
    let mut parts = Vec::new();
    let most = if scenario.stages.is_empty() {
        ""
    } else {
        "up to "
    };
    let users = scenario.users.map(|users| number::counted(users, "user"));
    parts.extend(users.map(|users| format!("{most}{users}")));
    parts.extend(
        scenario
            .spawn_rate
            .map(|rate| format!("{} started per second", number::rate(rate))),
    );
    parts.extend(scenario.rate.map(|rate| {
        let process = scenario.process.as_ref();
        let process = process.map_or_else(String::new, |process| format!(" ({process})"));
        format!("{} arrivals per second{process}", number::rate(rate))
    }));
    parts.extend(scenario.sine.map(|sine| {
        format!(
            "a wave of {} \u{b1} {} every {}",
            number::rate(sine.mean),
            number::rate(sine.amplitude),
            number::duration(sine.period_us)
        )
    }));
    let length = scenario.length_us.map(number::duration);
    parts.extend(length.map(|length| format!("for {length}")));
    let requests = scenario.requests.map(|n| number::counted(n, "request"));
    parts.extend(requests.map(|requests| format!("until {requests}")));
    let iterations = scenario.per_user_iterations;
    let iterations = iterations.map(|n| number::counted(n, "iteration"));
    parts.extend(iterations.map(|iterations| format!("{iterations} a user")));
    parts.extend(scenario.stages.iter().take(MOST_LINES).map(stage));
    if scenario.start_us.0 > 0 {
        parts.push(format!("from {}", number::duration(scenario.start_us)));
    }
    match &scenario.name {
        Some(name) => format!("{name}: {}", parts.join(", ")),
        None => parts.join(", "),
    }
}

fn stage(stage: &PlannedStage) -> String {
    let users = stage.users.map(|users| number::counted(users, "user"));
    let rate = stage.rate.map(|rate| format!("{}/s", number::rate(rate)));
    let to = users.or(rate).unwrap_or_default();
    format!("to {to} in {}", number::duration(stage.length_us))
}

fn scenario_file(run: &Run) -> Option<String> {
    let name = run.scenario_file.as_deref()?;
    Some(match &run.scenario_sha256 {
        Some(digest) => format!("{name} (SHA-256 {})", words::cut(digest, 13)),
        None => name.to_owned(),
    })
}

/// The labels that all runs share, `git_sha: 4f2a9c1`; those in which legs differ stand beside these.
fn labels(runs: &[&Run]) -> Vec<String> {
    let Some((first, others)) = runs.split_first() else {
        return Vec::new();
    };
    let is_shared = |(name, value): &(&String, &String)| {
        let mut others = others.iter().map(|run| run.labels.get(*name));
        others.all(|other| other == Some(value))
    };
    let shared = first.labels.iter().filter(is_shared);
    shared
        .map(|(name, value)| format!("{name}: {value}"))
        .collect()
}

/// The legs in the order in which they began, by what tells them apart.
fn legs(summary: &Summary) -> Vec<String> {
    let names = runs::legs(summary);
    let runs = runs::in_order(summary).into_iter();
    runs.filter_map(|(run, _)| names.get(&run).cloned())
        .collect()
}

fn machine(machine: &Machine) -> String {
    let parts = [
        machine.cpu.clone(),
        machine
            .cores
            .map(|cores| number::counted(cores.into(), "core")),
        machine.memory_bytes.map(number::bytes),
        machine.os.clone(),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
