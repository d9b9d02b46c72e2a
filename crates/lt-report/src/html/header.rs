//! The head of the page: what ran, when, against what and with which plan, in a line each.

use lt_sample::Run;
use lt_stats::{Slice, Summary};
use serde::Serialize;

use crate::remark::headline;
use crate::{faults, number, runs, words};

/// Harmless text, empty where it is unknown.
#[derive(Serialize)]
pub(super) struct Header {
    /// The sentence that says how it went.
    headline: String,
    /// The scenarios.
    what: String,
    /// From when to when, in UTC.
    when: String,
    /// The URLs under load.
    target: String,
    /// The scenario file, or how the load was made.
    plan: String,
}

const LONGEST: usize = 120;
/// Of more scenarios or targets the others are only counted.
const MOST: usize = 3;

impl Header {
    pub(super) fn of(summary: &Summary, total: &Slice) -> Self {
        let accounts = runs::in_order(summary);
        let runs = accounts.iter();
        let runs: Vec<&Run> = runs
            .filter_map(|(_, account)| account.run.as_ref())
            .collect();
        let names = runs.iter().flat_map(|run| &run.plan);
        let files = runs.iter().filter_map(|run| run.scenario_file.as_deref());
        let plan = some_of(files);
        let model = some_of(runs.iter().filter_map(|run| run.model.as_deref()));
        Self {
            headline: headline(total, faults::count(summary)),
            what: some_of(names.filter_map(|scenario| scenario.name.as_deref())),
            when: when(&runs, total),
            target: some_of(runs.iter().flat_map(|run| targets(run))),
            plan: match (plan.is_empty(), model.is_empty()) {
                (true, false) => format!("{model} model"),
                _ => plan,
            },
        }
    }
}

/// The URLs that a run put under load.
pub(super) fn targets(run: &Run) -> impl Iterator<Item = &str> {
    let one = run.target.as_deref().filter(|_| run.targets.is_empty());
    run.targets.iter().map(String::as_str).chain(one)
}

/// `2025-11-21 09:40:00 to 09:40:24 UTC`.
fn when(runs: &[&Run], total: &Slice) -> String {
    let measured = (total.requests() > 0).then_some((total.tally.first, total.tally.last));
    let started = runs.iter().map(|run| run.started_us).min();
    let Some(from) = started.or(measured.map(|(first, _)| first)) else {
        return String::new();
    };
    let from = number::instant(from);
    let Some((_, last)) = measured else {
        return from;
    };
    let to = number::instant(last);
    match (from.strip_suffix(" UTC"), from.split_once(' ')) {
        (Some(start), Some((day, _))) if to.starts_with(&format!("{day} ")) => {
            format!("{start} to {}", &to[day.len() + 1..])
        }
        _ => format!("{from} to {to}"),
    }
}

/// Each once, the first of many.
fn some_of<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut known: Vec<&str> = Vec::new();
    let mut more = 0;
    for name in names.filter(|name| !name.is_empty()) {
        match known.len() {
            _ if known.contains(&name) => {}
            MOST => more += 1,
            _ => known.push(name),
        }
    }
    let mut text: Vec<String> = known.iter().map(|name| words::cut(name, LONGEST)).collect();
    if more > 0 {
        text.push(format!("and {} more", number::count(more)));
    }
    text.join(", ")
}
