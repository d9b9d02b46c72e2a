//! The runs of a summary, in the order in which they began.

use lt_sample::{Account, End, EndReason, Health, RunId};
use lt_stats::Summary;

/// Every run and what was read of it: by its start, then by its name; those without run line come last.
pub(crate) fn in_order(summary: &Summary) -> Vec<(RunId, &Account)> {
    let mut runs: Vec<(RunId, &Account)> = summary.ledger().runs().collect();
    runs.sort_by_key(|(name, account)| {
        let started = account.run.as_ref().map(|run| run.started_us);
        (started.is_none(), started, *name)
    });
    runs
}

/// How the generator of a run did, where it was watched and its end was read.
pub(crate) fn health(account: &Account) -> Option<&Health> {
    account.end.as_ref()?.health.as_ref()
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
