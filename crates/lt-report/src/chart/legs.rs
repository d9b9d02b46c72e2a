//! When each leg of a test lasted, so that pictures can tell them apart.

use std::collections::BTreeMap;

use lt_sample::{Run, RunId, UnixMicros};
use lt_stats::Summary;

use crate::{runs, words};

/// One leg on the time axis.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Band {
    /// When it began, in seconds since the start.
    pub(crate) from: f64,
    /// What it is called; harmless text.
    pub(crate) name: String,
}

const LONGEST_NAME: usize = 40;

/// The legs in order of time. Empty where there is one, or where some ran at the same time.
pub(super) fn bands(summary: &Summary, start: UnixMicros) -> Vec<Band> {
    let names = runs::legs(summary);
    let mut legs: BTreeMap<&String, (UnixMicros, UnixMicros, RunId)> = BTreeMap::new();
    for (run, account) in runs::in_order(summary) {
        let (Some(line), Some(name)) = (&account.run, names.get(&run)) else {
            continue;
        };
        let from = line.started_us;
        let to = account.end.as_ref().map_or(from, |end| end.at_us.max(from));
        let leg = legs.entry(name).or_insert((from, to, run));
        leg.1 = leg.1.max(to);
    }
    let mut legs: Vec<(UnixMicros, UnixMicros, RunId)> = legs.into_values().collect();
    legs.sort_unstable();
    let overlaps = legs.windows(2).any(|pair| pair[1].0 < pair[0].1);
    if legs.len() < 2 || overlaps {
        return Vec::new();
    }
    let bands = legs.into_iter().map(|(from, _, run)| Band {
        from: from.since(start).as_secs_f64(),
        name: name(summary, run),
    });
    bands.collect()
}

/// Its variant, or else its round, or else its labels.
fn name(summary: &Summary, run: RunId) -> String {
    let line = summary.ledger().account(run);
    let line: Option<&Run> = line.and_then(|account| account.run.as_ref());
    let labels = line.map(|line| &line.labels);
    let label = |key: &str| labels.and_then(|labels| labels.get(key));
    let name = match (label("variant"), label("round")) {
        (Some(variant), _) => variant.clone(),
        (None, Some(round)) => format!("round {round}"),
        (None, None) => runs::legs(summary).remove(&run).unwrap_or_default(),
    };
    words::cut(&name, LONGEST_NAME)
}
