//! The runs of a summary, in the order in which they began.

use lt_sample::{Account, End, EndReason, Health, RunId, Shard};
use lt_stats::Summary;

use crate::{number, words};

const LONGEST: usize = 400;
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
        notes.extend(of_machine(health));
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

fn of_machine(health: &Health) -> Vec<String> {
    let share = |share: Option<f64>, notable: f64, what: &str| {
        let share = share.filter(|share| *share >= notable)?;
        Some(format!("{what} {} % of the CPU time", number::busy(share)))
    };
    let count = |n: u64, noun: &str, what: &str| {
        (n > 0).then(|| format!("{} {what}", number::counted(n, noun)))
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
