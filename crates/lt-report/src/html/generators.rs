//! The rows of the table that says how each generator did.

use lt_sample::{Account, Health, Micros, RunId};
use lt_stats::Summary;
use serde::Serialize;

use super::UNKNOWN;
use crate::runs::Together;
use crate::{number, runs};

#[derive(Serialize)]
pub(super) struct Generators {
    rows: Vec<Generator>,
    /// Whether the rows say to which leg they belong.
    legs: bool,
}

#[derive(Serialize)]
struct Generator {
    run: String,
    leg: String,
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

/// One row a run; of many, those that did well share one.
pub(super) fn generators(summary: &Summary) -> Generators {
    let (runs, together) = runs::told_apart(summary);
    let legs = runs::legs(summary);
    let named = !legs.is_empty() && !runs.is_empty();
    let rows = runs.into_iter().map(|(run, account)| Generator {
        leg: legs.get(&run).cloned().unwrap_or_default(),
        ..Generator::of(run, account)
    });
    Generators {
        rows: rows.chain(together.map(Generator::of_several)).collect(),
        legs: named,
    }
}

impl Generator {
    fn of(run: RunId, account: &Account) -> Self {
        let end = account.end.as_ref();
        let count = |n: Option<u64>| n.map_or_else(|| UNKNOWN.to_owned(), number::count);
        Self {
            run: run.to_string(),
            shard: runs::shard(account).map_or_else(|| UNKNOWN.to_owned(), ToString::to_string),
            ended: runs::ending(end),
            bad: runs::flaw(account),
            dropped: count(end.map(|end| end.dropped)),
            cancelled: count(end.map(|end| end.cancelled)),
            notes: runs::notes(account),
            ..Self::of_health(runs::health(account))
        }
    }

    fn of_several(together: Together) -> Self {
        Self {
            run: number::counted(together.runs, "run"),
            ended: "completed",
            dropped: number::count(together.dropped),
            cancelled: number::count(together.cancelled),
            notes: vec!["all well: the highest of each delay, the sum of each count".to_owned()],
            ..Self::of_health(together.health.as_ref())
        }
    }

    fn of_health(health: Option<&Health>) -> Self {
        let count = |n: Option<u64>| n.map_or_else(|| UNKNOWN.to_owned(), number::count);
        let delay = |time: Option<Micros>| time.map_or_else(|| UNKNOWN.to_owned(), number::micros);
        Self {
            run: String::new(),
            leg: String::new(),
            shard: String::new(),
            ended: "",
            bad: "",
            cpu: health.map_or_else(
                || UNKNOWN.to_owned(),
                |health| number::busy(health.cpu_busy),
            ),
            delay_p50: delay(health.map(|health| health.delay_p50_us)),
            delay_p99: delay(health.map(|health| health.delay_p99_us)),
            delay_max: delay(health.map(|health| health.delay_max_us)),
            achieved: count(health.map(|health| health.achieved)),
            offered: count(health.map(|health| health.offered)),
            dropped: String::new(),
            cancelled: String::new(),
            notes: Vec::new(),
        }
    }
}
