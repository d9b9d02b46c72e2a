//! Whether what a baseline says of itself can be true.

use lt_sample::Outcome;

use crate::Endpoint;
use crate::baseline::limits::{MOST_INTERVALS, MOST_MOMENTS};
use crate::baseline::make::is_name;
use crate::baseline::{Baseline, Load, Series};

/// Why it cannot be true, in words.
pub(super) fn check(baseline: &Baseline) -> Result<(), &'static str> {
    let moments: usize = baseline.series.iter().map(|one| one.intervals.len()).sum();
    let key = |series: &Series| {
        (
            series.endpoint == Endpoint::other(),
            series.endpoint.clone(),
        )
    };
    let has_requests = baseline.series.iter().any(|series| series.requests > 0);
    for (holds, said) in [
        (is_name(&baseline.name), "its name is none"),
        (baseline.interval_us.0 > 0, "its intervals have no length"),
        (has_requests, "there is no request in it"),
        (moments <= MOST_MOMENTS, "it has too many intervals"),
        (is_load(&baseline.load), "its arrival rate is none"),
        (
            baseline.series.is_sorted_by(|one, two| key(one) < key(two)),
            "its endpoints are not in order, or one is there twice",
        ),
    ] {
        if !holds {
            return Err(said);
        }
    }
    baseline.series.iter().try_for_each(check_series)
}

fn is_load(load: &Load) -> bool {
    load.rate.is_none_or(|rate| rate.is_finite() && rate >= 0.0)
}

fn check_series(series: &Series) -> Result<(), &'static str> {
    let ended = |condition: fn(&Outcome<'_>) -> bool| {
        let outcomes = series.outcomes.iter();
        let counted =
            outcomes.filter(|(word, _)| condition(&Outcome::from_text(word.as_str().into())));
        sum(counted.map(|(_, n)| *n))
    };
    let n = series.requests;
    let histograms = [&series.response, &series.service, &series.ttfb];
    let statuses = sum(series.statuses.values().copied());
    for (holds, said) in [
        (
            ended(|outcome| outcome.is_request()) == n,
            "requests and outcomes differ",
        ),
        (
            ended(|outcome| outcome.is_error()) == series.errors,
            "errors and outcomes differ",
        ),
        (
            ended(|outcome| *outcome == Outcome::Dropped) == series.dropped,
            "dropped arrivals and outcomes differ",
        ),
        (statuses <= n, "there are more statuses than requests"),
        (
            histograms.iter().all(|histogram| histogram.count() <= n),
            "there are more times than requests",
        ),
    ] {
        if !holds {
            return Err(said);
        }
    }
    check_course(series)
}

fn check_course(series: &Series) -> Result<(), &'static str> {
    let moments = || series.intervals.iter().map(|(_, moment)| moment);
    let numbers = series.intervals.iter().map(|(number, _)| *number as usize);
    let times = |n: u64| n <= series.response.count();
    for (holds, said) in [
        (
            series.intervals.is_sorted_by(|one, two| one.0 < two.0),
            "intervals are not in order, or one is there twice",
        ),
        (
            numbers.max().is_none_or(|number| number < MOST_INTERVALS),
            "an interval lies too far from the beginning",
        ),
        (
            moments().all(|moment| {
                moment.requests > 0
                    && moment.errors <= moment.requests
                    && moment.response.count() <= moment.requests
            }),
            "an interval contradicts itself",
        ),
        (
            sum(moments().map(|moment| moment.requests)) <= series.requests
                && sum(moments().map(|moment| moment.errors)) <= series.errors
                && sum(moments().map(|moment| moment.received)) <= series.received
                && times(sum(moments().map(|moment| moment.response.count()))),
            "there is more in the intervals than in all",
        ),
    ] {
        if !holds {
            return Err(said);
        }
    }
    Ok(())
}

fn sum(numbers: impl Iterator<Item = u64>) -> u64 {
    numbers.fold(0, u64::saturating_add)
}
