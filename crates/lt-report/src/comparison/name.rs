//! What the rows of a comparison are called.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::Timestamp;
use lt_sample::{PlannedStage, UnixMicros};
use lt_stats::{By, Group, Summary};

use super::LONGEST_NAME;
use crate::{number, words};

/// What those are called that have no value.
const NONE: &str = "(none)";
/// Endings of files that say nothing of what is in them.
const ENDINGS: [&str; 6] = [".zst", ".gz", ".ndjson", ".jsonl", ".json", ".csv"];

/// A harmless name for each group, no two alike.
pub(super) fn names(summary: &Summary, by: &By, groups: &[Group]) -> Vec<String> {
    let values = groups.iter().map(|group| group.value.as_deref());
    let names = match by {
        By::Stream => of_streams(&values.flatten().collect::<Vec<_>>()),
        By::Window(_) => of_windows(groups),
        By::Stage => values.map(|value| of_stage(summary, value)).collect(),
        _ => values.map(plain).collect(),
    };
    told_apart(names)
}

fn plain(value: Option<&str>) -> String {
    value.map_or_else(|| NONE.to_owned(), |value| words::cut(value, LONGEST_NAME))
}

/// The names of files without folders and endings, where these tell them apart; else as much of the end of each path as
/// there is room for.
fn of_streams(paths: &[&str]) -> Vec<String> {
    let bare: Vec<&str> = paths.iter().map(|path| bare(path)).collect();
    let distinct: BTreeSet<&str> = bare.iter().copied().collect();
    let names = match distinct.len() == paths.len() {
        true => bare.iter(),
        false => paths.iter(),
    };
    names.map(|name| end_of(name)).collect()
}

fn bare(path: &str) -> &str {
    let file = Path::new(path).file_name().and_then(|file| file.to_str());
    let mut name = file.unwrap_or(path);
    for ending in ENDINGS {
        name = name
            .strip_suffix(ending)
            .filter(|rest| !rest.is_empty())
            .unwrap_or(name);
    }
    name
}

/// Paths differ in their ends, so that is what stays of a long one.
fn end_of(name: &str) -> String {
    let length = name.chars().count();
    match length > LONGEST_NAME {
        true => {
            let end: String = name.chars().skip(length - LONGEST_NAME + 1).collect();
            words::cut(&format!("…{end}"), LONGEST_NAME)
        }
        false => words::cut(name, LONGEST_NAME),
    }
}

/// `60 s, 2025-11-21 09:41:00 UTC`: seconds since the first window began.
fn of_windows(groups: &[Group]) -> Vec<String> {
    let begins = groups.iter().map(|group| begin(group.value.as_deref()?));
    let begins: Vec<Option<UnixMicros>> = begins.collect();
    let start = begins.iter().flatten().min().copied().unwrap_or_default();
    let seconds = |at: UnixMicros| number::count(at.since(start).0 / 1_000_000);
    let widest = begins.iter().flatten().map(|at| seconds(*at).len()).max();
    let names = begins.iter().zip(groups).map(|(begin, group)| match begin {
        Some(at) => format!(
            "{:>width$} s, {}",
            seconds(*at),
            number::instant(*at),
            width = widest.unwrap_or_default()
        ),
        None => plain(group.value.as_deref()),
    });
    names.collect()
}

fn begin(value: &str) -> Option<UnixMicros> {
    let instant: Timestamp = value.parse().ok()?;
    u64::try_from(instant.as_microsecond()).ok().map(UnixMicros)
}

/// `Spike: 1 (1,000 users)`: a number alone says nothing of the load.
fn of_stage(summary: &Summary, value: Option<&str>) -> String {
    let level = value.and_then(|value| level(summary, value));
    let (Some(value), Some(level)) = (value, level) else {
        return plain(value);
    };
    let room = LONGEST_NAME.saturating_sub(level.chars().count() + 3);
    let (scenario, number) = scenario_and_number(value);
    let stage = match scenario {
        Some(scenario) => {
            let room = room.saturating_sub(number.len() + 2);
            format!("{}: {number}", words::cut(scenario, room.max(8)))
        }
        None => number.to_owned(),
    };
    format!("{stage} ({level})")
}

fn scenario_and_number(value: &str) -> (Option<&str>, &str) {
    match value.rsplit_once(": ") {
        Some((scenario, number)) => (Some(scenario), number),
        None => (None, value),
    }
}

/// What was planned for a stage, where all runs that planned it agree.
fn level(summary: &Summary, value: &str) -> Option<String> {
    let (scenario, number) = scenario_and_number(value);
    let number: usize = number.parse().ok()?;
    let runs = summary.ledger().runs();
    let runs = runs.filter_map(|(_, account)| account.run.as_ref());
    let planned = runs.flat_map(|run| &run.plan);
    let planned = planned.filter(|planned| planned.name.as_deref() == scenario);
    let levels = planned.filter_map(|planned| shown(planned.stages.get(number)?));
    let levels: BTreeSet<String> = levels.collect();
    (levels.len() == 1).then_some(levels)?.pop_first()
}

fn shown(stage: &PlannedStage) -> Option<String> {
    let users = stage.users.map(|users| number::counted(users, "user"));
    users.or_else(|| Some(format!("{}/s", number::rate(stage.rate?))))
}

/// The same names, those numbered that stood before: names are what rows are told apart by.
pub(crate) fn told_apart(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut known = BTreeSet::new();
    let mut numbers: BTreeMap<String, u64> = BTreeMap::new();
    let names = names.into_iter().map(|name| {
        let mut free = name.clone();
        while !known.insert(free.clone()) {
            let number = numbers.entry(name.clone()).or_insert(1);
            *number += 1;
            free = format!("{name} ({number})");
        }
        free
    });
    names.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_called_by_what_tells_them_apart() {
        let check = |paths: &[&str], names: &[&str]| assert_eq!(of_streams(paths), names);
        check(
            &["runs/before.ndjson.zst", "after.ndjson"],
            &["before", "after"],
        );
        check(
            &["v1.2.ndjson", "v1.3.ndjson.gz", "stdin"],
            &["v1.2", "v1.3", "stdin"],
        );
        check(
            &["mon/run.ndjson", "tue/run.ndjson"],
            &["mon/run.ndjson", "tue/run.ndjson"],
        );
        check(
            &[".ndjson", "a\u{1b}[2J\u{202e}b"],
            &[".ndjson", "a\u{fffd}[2J\u{fffd}b"],
        );
        let long = "x".repeat(10_000) + "/run.ndjson";
        let other = "y/run.ndjson";
        let names = of_streams(&[&long, other]);
        assert_eq!(names[0].chars().count(), LONGEST_NAME);
        assert!(names[0].starts_with("…xxx") && names[0].ends_with("/run.ndjson"));
    }

    #[test]
    fn names_that_would_be_alike_are_numbered() {
        let names = ["a", "b", "a", "a (2)", "a"].map(str::to_owned);
        let numbered = ["a", "b", "a (2)", "a (2) (2)", "a (3)"];
        assert_eq!(told_apart(names), numbered);
    }
}
