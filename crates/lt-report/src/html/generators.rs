//! The rows of the table that says how each generator did.

use lt_sample::Micros;
use lt_stats::Summary;
use serde::Serialize;

use super::page::UNKNOWN;
use crate::{number, runs};

#[derive(Serialize)]
pub(super) struct Generator {
    run: String,
    shard: String,
    ended: &'static str,
    /// What puts its figures in doubt, in a word; empty where nothing does.
    bad: &'static str,
    cpu: String,
    delay_p50: String,
    delay_p99: String,
    delay_max: String,
    achieved: String,
    offered: String,
    dropped: String,
    cancelled: String,
    notes: Vec<String>,
}

/// One row a run.
pub(super) fn generators(summary: &Summary) -> Vec<Generator> {
    let rows = runs::in_order(summary).into_iter().map(|(run, account)| {
        let health = runs::health(account);
        let end = account.end.as_ref();
        let count = |n: Option<u64>| n.map_or_else(|| UNKNOWN.to_owned(), number::count);
        let delay = |time: Option<Micros>| time.map_or_else(|| UNKNOWN.to_owned(), number::micros);
        Generator {
            run: run.to_string(),
            shard: runs::shard(account).map_or_else(|| UNKNOWN.to_owned(), ToString::to_string),
            ended: runs::ending(end),
            bad: runs::flaw(account),
            cpu: health.map_or_else(
                || UNKNOWN.to_owned(),
                |health| number::busy(health.cpu_busy),
            ),
            delay_p50: delay(health.map(|health| health.delay_p50_us)),
            delay_p99: delay(health.map(|health| health.delay_p99_us)),
            delay_max: delay(health.map(|health| health.delay_max_us)),
            achieved: count(health.map(|health| health.achieved)),
            offered: count(health.map(|health| health.offered)),
            dropped: count(end.map(|end| end.dropped)),
            cancelled: count(end.map(|end| end.cancelled)),
            notes: runs::notes(account),
        }
    });
    rows.collect()
}
