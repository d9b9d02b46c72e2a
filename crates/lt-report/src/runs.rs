//! The runs of a summary, in the order in which they began.

use std::collections::{BTreeMap, BTreeSet};

use lt_sample::{Account, End, EndReason, Health, Run, RunId, Shard, UnixMicros};
use lt_stats::Summary;

use crate::{number, words};

const LONGEST: usize = 400;
const LEG_WIDTH: usize = 60;
/// Of more runs than this only those have a line that did not end well.
const MOST_RUNS: usize = 5;
/// Less than this of the machine's CPU time used by other processes says nothing.
const NOTABLE_FOREIGN: f64 = 0.05;
/// The same of the time that the hypervisor took away.
const NOTABLE_STEAL: f64 = 0.01;

/// Every run and what was read of it: by its start, then by its name; those without run line come last.
pub(crate) fn in_order(summary: &Summary) -> Vec<(RunId, &Account)> {
    let mut runs: Vec<(RunId, &Account)> = summary.ledger().runs().collect();
    runs.sort_by_key(|(name, account)| {
        let started = account.run.as_ref().map(|run| run.started_us);
        (started.is_none(), started, *name)
    });
    runs
}

/// When the first run began, or else when the first request was due: what seconds are counted from.
pub(crate) fn start(summary: &Summary) -> UnixMicros {
    let runs = in_order(summary).into_iter();
    let started = runs.filter_map(|(_, account)| Some(account.run.as_ref()?.started_us));
    let first = || summary.windows().1.first().map(|(at, _)| *at);
    let due = Some(summary.total().tally.first).filter(|first| first.0 < u64::MAX);
    started.min().or(due).or_else(first).unwrap_or_default()
}

/// What the legs are called, by the labels in which they differ: `round=0, variant=rl`. Empty where there is one leg.
pub(crate) fn legs(summary: &Summary) -> BTreeMap<RunId, String> {
    let runs = summary.ledger().runs();
    let lines: Vec<&Run> = runs
        .filter_map(|(_, account)| account.run.as_ref())
        .collect();
    let keys: BTreeSet<&String> = lines.iter().flat_map(|run| run.labels.keys()).collect();
    let differs = |key: &&&String| {
        let mut values = lines.iter().map(|run| run.labels.get(**key));
        let first = values.next();
        values.any(|value| Some(value) != first)
    };
    let keys: Vec<&String> = keys.iter().filter(differs).copied().collect();
    if keys.is_empty() {
        return BTreeMap::new();
    }
    let name = |run: &Run| {
        let labels = keys
            .iter()
            .filter_map(|key| Some(format!("{key}={}", run.labels.get(*key)?)));
        words::cut(&labels.collect::<Vec<_>>().join(", "), LEG_WIDTH)
    };
    lines.iter().map(|run| (run.run, name(run))).collect()
}

/// The runs that are worth a line each, and how the others did together.
pub(crate) fn told_apart(summary: &Summary) -> (Vec<(RunId, &Account)>, Option<Together>) {
    let runs = in_order(summary);
    if runs.len() <= MOST_RUNS {
        return (runs, None);
    }
    let is_well = |(_, account): &(RunId, &Account)| {
        let completed = account.end.as_ref().map(|end| end.reason) == Some(EndReason::Completed);
        completed && flaw(account).is_empty() && notes(account).is_empty()
    };
    let (well, others): (Vec<_>, Vec<_>) = runs.into_iter().partition(is_well);
    let together = (!well.is_empty()).then(|| Together::of(&well));
    (others, together)
}

/// How several runs did that ended well: the worst of each.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Together {
    pub(crate) runs: u64,
    pub(crate) health: Option<Health>,
    pub(crate) dropped: u64,
    pub(crate) cancelled: u64,
}

impl Together {
    fn of(runs: &[(RunId, &Account)]) -> Self {
        let mut together = Self {
            runs: runs.len() as u64,
            ..Self::default()
        };
        for (_, account) in runs {
            if let Some(end) = &account.end {
                together.dropped = together.dropped.saturating_add(end.dropped);
                together.cancelled = together.cancelled.saturating_add(end.cancelled);
            }
            let Some(health) = health(account) else {
                continue;
            };
            together.health = Some(match together.health.take() {
                None => health.clone(),
                Some(worst) => Health {
                    cpu_busy: worst.cpu_busy.max(health.cpu_busy),
                    delay_p50_us: worst.delay_p50_us.max(health.delay_p50_us),
                    delay_p99_us: worst.delay_p99_us.max(health.delay_p99_us),
                    delay_max_us: worst.delay_max_us.max(health.delay_max_us),
                    achieved: worst.achieved.saturating_add(health.achieved),
                    offered: worst.offered.saturating_add(health.offered),
                    ..worst
                },
            });
        }
        together
    }
}

/// The part of the test that a run makes, where one of its lines was read.
pub(crate) fn shard(account: &Account) -> Option<&Shard> {
    let run = account.run.as_ref().map(|run| &run.shard);
    run.or(account.end.as_ref().map(|end| &end.shard))
}

/// How the generator of a run did, where it was watched and its end was read.
pub(crate) fn health(account: &Account) -> Option<&Health> {
    account.end.as_ref()?.health.as_ref()
}

/// Whether what a run tells is not all that was planned, or not of the target: in a word, empty where all is well.
pub(crate) fn flaw(account: &Account) -> &'static str {
    match &account.end {
        Some(_) if health(account).is_some_and(|health| health.saturated) => "saturated",
        Some(end) if end.skipped_late == 0 => "",
        _ => "incomplete",
    }
}

/// What there is to say of how a generator did: the reasons that it gives itself, then what its machine adds to them.
pub(crate) fn notes(account: &Account) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(health) = health(account) {
        notes.extend(health.why.iter().map(|why| words::cut(why, LONGEST)));
        let of_machine = of_machine(health).into_iter();
        let is_told = |(_, what): &(String, &str)| health.why.iter().any(|why| why.contains(what));
        let news = of_machine.filter(|note| !is_told(note));
        notes.extend(news.map(|(note, _)| note));
    }
    let late = account.run.as_ref().and_then(|run| run.late_us);
    notes.extend(
        late.map(|late| format!("began {} later than it was told to", number::duration(late))),
    );
    let skipped = account.end.as_ref().map_or(0, |end| end.skipped_late);
    if skipped > 0 {
        let requests = number::counted(skipped, "planned request");
        notes.push(format!("{requests} skipped: joined late"));
    }
    notes
}

/// What was measured of the machine, each in words and in those of them that tell what it is.
fn of_machine(health: &Health) -> Vec<(String, &'static str)> {
    let share = |share: Option<f64>, notable: f64, what: &'static str| {
        let share = share.filter(|share| *share >= notable)?;
        let note = format!("{what} {} % of the CPU time", number::busy(share));
        Some((note, what))
    };
    let count = |n: u64, noun: &str, what: &'static str| {
        (n > 0).then(|| (format!("{} {what}", number::counted(n, noun)), what))
    };
    let notes = [
        share(health.foreign, NOTABLE_FOREIGN, "other processes used"),
        share(health.steal, NOTABLE_STEAL, "the hypervisor took away"),
        count(
            health.no_files,
            "connection",
            "failed because this machine had no open files left",
        ),
        count(
            health.no_ports,
            "connection",
            "failed because this machine had no local ports left",
        ),
        count(
            health.retries,
            "request",
            "repeated on a fresh connection because the target had closed an idle one",
        ),
    ];
    notes.into_iter().flatten().collect()
}

/// How a run ended, in a word or two.
pub(crate) fn ending(end: Option<&End>) -> &'static str {
    match end.map(|end| end.reason) {
        Some(EndReason::Completed) => "completed",
        Some(EndReason::Interrupted) => "interrupted",
        Some(EndReason::Aborted) => "aborted",
        None => "cut off",
    }
}
