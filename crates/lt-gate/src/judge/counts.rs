//! What is counted: errors, requests, arrivals that were dropped, bytes.

use lt_sample::Micros;
use lt_stats::Slice;

use super::Found;
use crate::threshold::{Aggregate, Metric};

/// What a threshold is about in what was counted; rates are over `span`.
pub(super) fn find(
    metric: Metric,
    aggregate: Aggregate,
    selection: &Slice,
    span: impl FnOnce() -> Micros,
) -> Found {
    let requests = selection.requests();
    let is_rate = aggregate == Aggregate::Rate;
    // All at one instant, or nothing at all: there is no time over which to count.
    let per_second = |n: u64| {
        Some(span())
            .filter(|span| span.0 > 0)
            .map(|span| n as f64 / span.as_secs_f64())
    };
    let (n, count) = match metric {
        Metric::Errors if is_rate => return Found::share(selection.errors, requests),
        Metric::Dropped if is_rate => {
            let arrivals = requests.saturating_add(selection.dropped);
            let share = (arrivals > 0).then(|| selection.dropped as f64 / arrivals as f64);
            return Found::of(share, arrivals);
        }
        Metric::Errors => (requests, selection.errors),
        Metric::Dropped => (selection.dropped, selection.dropped),
        Metric::BytesIn => (requests, selection.tally.received),
        Metric::BytesOut => (requests, selection.tally.sent),
        _ => (requests, requests),
    };
    match is_rate {
        true => Found::of(per_second(count), n),
        false => Found::of(Some(count as f64), n),
    }
}
