//! Thresholds and a reading in, checks out. No file, no clock, no printing.

use lt_stats::baseline::Baseline;

use crate::reading::Reading;
use crate::threshold::{Comparison, Rule, Severity, Threshold};

mod base;
mod check;
mod counts;
mod found;
mod gauges;
mod generator;
mod part;
mod scenario_checks;
mod times;

pub use check::{Check, Status};

use found::Found;
use part::Part;

/// Judges every threshold by what was read, those that speak of a baseline by what is known of it, too.
///
/// Of several baselines the figures are those of all their requests together.
pub fn judge(thresholds: &[Threshold], reading: &Reading, base: &[Baseline]) -> Vec<Check> {
    let whole = Part::of(reading.whole());
    let checks = thresholds.iter().map(|threshold| {
        let scope = &threshold.selector.scope;
        if scope.is_everything() {
            return check(threshold, &whole, &whole, base);
        }
        let Some(part) = reading.scoped(scope).map(Part::of) else {
            return absent(threshold);
        };
        let of_time = scope.of_time();
        match of_time.is_everything() {
            true => check(threshold, &part, &whole, base),
            false => {
                let lasting = reading
                    .scoped(&of_time)
                    .map_or(part.summary, |summary| summary);
                check(threshold, &part, &Part::of(lasting), base)
            }
        }
    });
    checks.collect()
}

/// The check of a part of the test that is not there.
fn absent(threshold: &Threshold) -> Check {
    let is_level_of_table =
        threshold.origin.row.is_some() && threshold.selector.scope.level.is_some();
    let (status, why) = match is_level_of_table {
        true => (Status::Skipped, "this load level did not run"),
        false => (Status::Missing, "no run has this part of the test"),
    };
    Check {
        threshold: threshold.clone(),
        status,
        observed: None,
        limit: threshold.rule.limit.value(),
        interval: None,
        beyond: None,
        n: 0,
        needed: None,
        marginal: false,
        why: Some(why.to_owned()),
    }
}

fn check(threshold: &Threshold, part: &Part<'_>, lasting: &Part<'_>, base: &[Baseline]) -> Check {
    let Rule {
        comparison, limit, ..
    } = &threshold.rule;
    let found = part.find(threshold, lasting);
    let (limit, no_base) = match limit.value() {
        Some(limit) => (Some(limit), None),
        None => match base::value(threshold, base) {
            Ok(based) => (limit.resolve(Some(based)), None),
            Err(why) => (None, Some(why)),
        },
    };
    let both = found.observed.zip(limit);
    let (status, why) = match (found.observed, both) {
        (None, _) => (Status::Missing, found.why.clone()),
        (Some(_), None) => (Status::Skipped, no_base),
        (_, Some((observed, limit))) => (status(threshold, &found, observed, limit), None),
    };
    let interval = found.bounds.0.zip(found.bounds.1);
    let is_told = matches!(status, Status::Pass | Status::Fail | Status::Warn);
    Check {
        threshold: threshold.clone(),
        status,
        observed: found.observed,
        limit,
        interval: interval.filter(|_| found.observed.is_some()),
        beyond: both.and_then(|(observed, limit)| beyond(*comparison, observed, limit)),
        n: found.n,
        needed: (both.is_some() && found.n < found.needed).then_some(found.needed),
        marginal: limit
            .zip(interval)
            .is_some_and(|(limit, sides)| is_told && is_marginal(*comparison, sides, limit)),
        why,
    }
}

/// What to say of a value that was observed.
fn status(threshold: &Threshold, found: &Found, observed: f64, limit: f64) -> Status {
    let comparison = threshold.rule.comparison;
    let is_kept = comparison.holds(observed, limit);
    // What cannot be told from so few samples is not called a breach, unless it is one wherever the truth lies.
    match found.n < found.needed
        && (is_kept || proves(comparison, found.bounds, limit) != Some(true))
    {
        true => Status::Insufficient,
        false => settled(is_kept, threshold.severity),
    }
}

/// Whether a value between these bounds breaks the rule wherever it lies; `None` where the bound that counts is open.
pub(crate) fn proves(
    comparison: Comparison,
    (low, high): (Option<f64>, Option<f64>),
    limit: f64,
) -> Option<bool> {
    let best = match comparison {
        Comparison::Less | Comparison::AtMost => low,
        Comparison::More | Comparison::AtLeast => high,
        Comparison::Equal | Comparison::NotEqual => None,
    };
    best.map(|best| !comparison.holds(best, limit))
}

/// What a limit means that is kept, or not, where there are samples enough.
pub(crate) fn settled(is_kept: bool, severity: Severity) -> Status {
    match (is_kept, severity) {
        (true, _) => Status::Pass,
        (false, Severity::Fail) => Status::Fail,
        (false, Severity::Warn) => Status::Warn,
    }
}

/// Whether the interval holds values that keep the rule and others that break it.
pub(crate) fn is_marginal(comparison: Comparison, (low, high): (f64, f64), limit: f64) -> bool {
    comparison.is_ordered() && comparison.holds(low, limit) != comparison.holds(high, limit)
}

/// How far a value is beyond a limit that it breaks, as a share of it.
pub(crate) fn beyond(comparison: Comparison, observed: f64, limit: f64) -> Option<f64> {
    let is_broken = comparison.is_ordered() && !comparison.holds(observed, limit);
    (is_broken && limit > 0.0).then(|| (observed - limit) / limit)
}

#[cfg(test)]
mod tests;
