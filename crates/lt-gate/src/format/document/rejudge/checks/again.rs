//! What the numbers of a check say, by the rules of [`crate::judge`].

use lt_stats::{Percentile, confidence};

use crate::format::document::{Check, Interval, Place};
use crate::judge::{Status, beyond, is_marginal, proves, settled};
use crate::threshold::{Aggregate, Metric, Threshold};

/// The check that the numbers of another one make.
pub(super) fn again(told: &Check, threshold: &Threshold, require_levels: bool) -> Check {
    let rule = &threshold.rule;
    // What the baseline showed is known to who judged, and only of the rule that was judged.
    let based = told.limit.filter(|_| rule.to_string() == told.rule);
    let limit = rule.limit.value().or(based);
    let both = told.observed.zip(limit);
    let interval = told.interval.filter(|interval| is_in_order(*interval));
    let interval = interval.filter(|_| told.observed.is_some());
    let needed = needed(threshold).filter(|needed| both.is_some() && told.n < *needed);
    let row = threshold.origin.row.clone().or_else(|| told.row.clone());
    let status = match (told.observed, both) {
        (None, _) => {
            let is_of_level = row.is_some() && threshold.selector.scope.level.is_some();
            match told.status == Status::Skipped && is_of_level && !require_levels {
                true => Status::Skipped,
                false => Status::Missing,
            }
        }
        (Some(_), None) => match told.limit {
            // The limit is another one than that which was judged, and only a baseline tells it.
            Some(_) => Status::Missing,
            None => Status::Skipped,
        },
        (_, Some(both)) => status(told, threshold, both, needed.is_some(), interval),
    };
    let comparison = rule.comparison;
    let sides = interval.and_then(|interval| interval.low.zip(interval.high));
    let is_told = matches!(status, Status::Pass | Status::Fail | Status::Warn);
    let place = threshold.origin.place.as_ref().map(|place| Place {
        file: place.file.clone(),
        line: place.line,
        column: place.column,
    });
    Check {
        id: told.id.clone(),
        selector: threshold.selector.to_string(),
        rule: rule.to_string(),
        metric: threshold.selector.metric.to_string(),
        status,
        severity: threshold.severity,
        observed: told.observed,
        limit,
        unit: rule.limit.quantity().unit().to_owned(),
        n: told.n,
        needed,
        interval,
        marginal: sides
            .zip(limit)
            .is_some_and(|(sides, limit)| is_told && is_marginal(comparison, sides, limit)),
        beyond: both.and_then(|(observed, limit)| beyond(comparison, observed, limit)),
        why: told.why.clone(),
        place: place.or_else(|| told.place.clone()),
        row,
    }
}

fn status(
    told: &Check,
    threshold: &Threshold,
    (observed, limit): (f64, f64),
    are_few: bool,
    interval: Option<Interval>,
) -> Status {
    let comparison = threshold.rule.comparison;
    let is_kept = comparison.holds(observed, limit);
    if are_few {
        let bounds = interval.map_or((None, None), |sides| (sides.low, sides.high));
        // An interval with one open side is not told: whether so few samples prove a breach is known to who judged.
        let is_proven = proves(comparison, bounds, limit).unwrap_or(is_broken(told.status));
        if is_kept || !is_proven {
            return Status::Insufficient;
        }
    }
    settled(is_kept, threshold.severity)
}

/// How many values a figure should rest on; `None` where any number will do.
fn needed(threshold: &Threshold) -> Option<u64> {
    let metric = threshold.selector.metric;
    let is_distribution = metric == Metric::Custom || metric.is_time();
    let percentile = match threshold.rule.aggregate {
        Aggregate::Percentile(percentile) => percentile,
        Aggregate::Med => Percentile::P50,
        _ => return None,
    };
    (is_distribution && !metric.is_of_generator()).then(|| confidence::needed(percentile))
}

fn is_in_order(interval: Interval) -> bool {
    let both = interval.low.zip(interval.high);
    both.is_none_or(|(low, high)| low <= high)
}

/// Whether the limit is not kept.
pub(super) fn is_broken(status: Status) -> bool {
    matches!(status, Status::Fail | Status::Warn)
}
