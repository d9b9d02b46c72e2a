//! What became of the requests into which we injected a fault.

use lt_stats::{Percentile, Slice, Summary, percentile};

use crate::{number, words};

/// The faults of one kind. All text is harmless.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) kind: String,
    pub(crate) requests: String,
    /// `400: 12, 500: 1, no answer: 3`.
    pub(crate) statuses: String,
    /// `fault_injected: 13, timeout: 3`.
    pub(crate) outcomes: String,
    /// Median of the response time in milliseconds.
    pub(crate) p50: String,
}

const KIND_WIDTH: usize = 30;
const LIST_WIDTH: usize = 80;
const UNKNOWN: &str = "\u{2013}";

/// One row a kind.
pub(crate) fn faults(summary: &Summary) -> Vec<Fault> {
    let faults = summary.faults().into_iter();
    let rows = faults.map(|(kind, slice)| Fault {
        kind: words::cut(kind, KIND_WIDTH),
        requests: number::count(slice.requests()),
        statuses: words::cut(&statuses(slice), LIST_WIDTH),
        outcomes: words::cut(&counts(slice.outcomes.iter()), LIST_WIDTH),
        p50: percentile(&slice.tally.response, Percentile::P50)
            .map_or_else(|| UNKNOWN.to_owned(), number::micros),
    });
    rows.collect()
}

/// How many there are of all kinds.
pub(crate) fn count(summary: &Summary) -> u64 {
    let faults = summary.faults().into_iter();
    faults.fold(0, |sum, (_, slice)| sum.saturating_add(slice.requests()))
}

fn statuses(slice: &Slice) -> String {
    let answered = slice.statuses.values();
    let answered = answered.fold(0_u64, |sum, n| sum.saturating_add(*n));
    let mut text = counts(slice.statuses.iter());
    let unanswered = slice.requests().saturating_sub(answered);
    if unanswered > 0 {
        let comma = if text.is_empty() { "" } else { ", " };
        text.push_str(&format!("{comma}no answer: {}", number::count(unanswered)));
    }
    text
}

fn counts<'a, K: ToString + 'a>(counts: impl Iterator<Item = (&'a K, &'a u64)>) -> String {
    let counts = counts.map(|(key, n)| format!("{}: {}", key.to_string(), number::count(*n)));
    counts.collect::<Vec<_>>().join(", ")
}
