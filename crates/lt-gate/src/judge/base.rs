//! What the baselines show of that which a threshold is about.

use lt_sample::{Histogram, Micros};
use lt_stats::baseline::{Baseline, Series};

use super::times;
use crate::threshold::{Metric, Scope, Threshold};

/// The figure of all baselines together: of their distributions added up, of their counts over their time.
///
/// # Errors
/// There is none; the text says why.
pub(super) fn value(threshold: &Threshold, base: &[Baseline]) -> Result<f64, String> {
    let selector = &threshold.selector;
    if base.is_empty() {
        return Err("there is no baseline".to_owned());
    }
    let is_meant = |baseline: &&Baseline| is_in(&selector.scope, baseline);
    let base: Vec<&Baseline> = base.iter().filter(is_meant).collect();
    let series = base.iter().flat_map(|baseline| &baseline.series);
    let series: Vec<&Series> = series
        .filter(|series| selector.matches_endpoint(&series.endpoint))
        .collect();
    let sum = |count: fn(&Series) -> u64| {
        let counts = series.iter().map(|series| count(series));
        counts.fold(0, u64::saturating_add) as f64
    };
    let added = |histogram: fn(&Series) -> &Histogram| {
        let mut all = Histogram::new();
        series.iter().for_each(|series| all.add(histogram(series)));
        times::value(threshold.rule.aggregate, &all)
    };
    let share = |part: f64, all: f64| (all > 0.0).then(|| part / all);
    let seconds = base.iter().map(|baseline| baseline.span_us);
    let seconds: f64 = seconds.map(Micros::as_secs_f64).sum();
    let requests = sum(|series| series.requests);
    let value = match selector.metric {
        _ if series.is_empty() => None,
        Metric::ResponseTime => added(|series| &series.response),
        Metric::ServiceTime => added(|series| &series.service),
        Metric::Ttfb => added(|series| &series.ttfb),
        Metric::Errors => share(sum(|series| series.errors), requests),
        Metric::Requests => share(requests, seconds),
        Metric::BytesIn => share(sum(|series| series.received), seconds),
        Metric::BytesOut => share(sum(|series| series.sent), seconds),
        Metric::Dropped => {
            let dropped = sum(|series| series.dropped);
            share(dropped, dropped + requests)
        }
        // The language refuses a base of anything else.
        _ => None,
    };
    value.ok_or_else(|| "the baseline has nothing of it".to_owned())
}

fn is_in(scope: &Scope, baseline: &Baseline) -> bool {
    let Baseline { load, labels, .. } = baseline;
    let label = load.level.as_ref().or_else(|| labels.get("level"));
    let level = scope.level.as_ref();
    level.is_none_or(|level| level.matches(label.map(String::as_str), load.users))
        && scope.labels.iter().all(|(name, pattern)| {
            let label = labels.get(name);
            label.is_some_and(|label| pattern.matches(label))
        })
}
