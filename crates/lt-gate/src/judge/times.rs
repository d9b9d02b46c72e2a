//! What a distribution says in one number.

use lt_sample::{Histogram, Tally};
use lt_stats::{Percentile, confidence, deviation, highest_at_rank, mean, n_at_most, percentile};

use super::Found;
use crate::threshold::{Aggregate, Amount, Metric, Threshold};

/// The distribution of a time.
pub(super) fn of(metric: Metric, tally: &Tally) -> &Histogram {
    match metric {
        Metric::ServiceTime => &tally.service,
        Metric::Ttfb => &tally.ttfb,
        Metric::Connect => &tally.connect,
        Metric::Dns => &tally.dns,
        Metric::Tls => &tally.tls,
        Metric::Delay => &tally.delay,
        _ => &tally.response,
    }
}

/// What a threshold is about in a distribution of values.
pub(super) fn find(threshold: &Threshold, all: &Histogram) -> Found {
    let n = all.count();
    let found = match threshold.rule.aggregate {
        Aggregate::Percentile(p) => return at(p, all),
        Aggregate::Med => return at(Percentile::P50, all),
        Aggregate::Count => return Found::of((n > 0).then_some(n as f64), n),
        Aggregate::Max if threshold.allow > 0 => but_for(threshold.allow, all),
        aggregate => value(aggregate, all),
    };
    Found::of(found, n)
}

/// What an aggregate is of a distribution; `None` of nothing, and of what is not of one distribution.
pub(super) fn value(aggregate: Aggregate, all: &Histogram) -> Option<f64> {
    let exact = |value: u64| (!all.is_empty()).then_some(value as f64);
    let at = |p| percentile(all, p).map(|time| time.0 as f64);
    match aggregate {
        Aggregate::Percentile(p) => at(p),
        Aggregate::Med => at(Percentile::P50),
        Aggregate::Avg => mean(all),
        Aggregate::Min => exact(all.min()),
        Aggregate::Max => exact(all.max()),
        Aggregate::Stddev => deviation(all),
        Aggregate::Count | Aggregate::Rate | Aggregate::Value | Aggregate::Apdex(_) => None,
    }
}

fn at(p: Percentile, all: &Histogram) -> Found {
    let bounds = confidence::bounds(all, p);
    let number = |value: Option<u64>| value.map(|value| value as f64);
    Found {
        observed: value(Aggregate::Percentile(p), all),
        n: all.count(),
        bounds: (number(bounds.lower), number(bounds.upper)),
        needed: confidence::needed(p),
        why: None,
    }
}

/// The largest value but for so many: the end of its bucket, for a value of which only the bucket is known may be as large.
fn but_for(allowed: u64, all: &Histogram) -> Option<f64> {
    let rank = all.count().saturating_sub(allowed).max(1);
    highest_at_rank(all, rank).map(|value| value as f64)
}

/// Apdex Technical Specification 1.1: the share of the requests that satisfied, and half of those that were borne. Whoever
/// got an error, or no answer, was frustrated, however quickly; `good` are the times of those that are no errors.
pub(super) fn apdex(patience: &Amount, requests: u64, good: &Histogram) -> Found {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast of a float saturates, which is what is meant"
    )]
    let micros = |times: f64| (patience.value() * times) as u64;
    let satisfied = n_at_most(good, micros(1.0));
    let tolerating = n_at_most(good, micros(4.0)).saturating_sub(satisfied);
    let apdex = (satisfied as f64 + tolerating as f64 / 2.0) / requests as f64;
    Found::of((requests > 0).then_some(apdex), requests)
}
