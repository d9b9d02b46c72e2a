//! What is to be known of a comparison beside its answers.

use std::collections::BTreeSet;

use lt_sample::UnixMicros;
use lt_stats::Endpoint;
use lt_stats::baseline::Baseline;
use lt_stats::compare::Ruling;

use super::Row;
use super::choice::{days, is_older};
use crate::config::ComparePolicy;
use crate::format::cut;

/// Sentences about the age of the baseline, what it covers, and a run that is much better.
pub(super) fn of(
    head: &[Baseline],
    base: &[Baseline],
    rows: &[Row],
    policy: &ComparePolicy,
) -> Vec<String> {
    let today = head.iter().map(|run| run.created_us).max();
    [
        old(base, today.unwrap_or_default(), policy),
        coverage(head, base),
        better(rows),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Whatever was chosen by hand may be old; that is said all the same.
fn old(base: &[Baseline], today: UnixMicros, policy: &ComparePolicy) -> Option<String> {
    let max_age = policy.max_age?;
    let newest = base.iter().max_by_key(|run| run.created_us)?;
    is_older(newest, today, max_age).then(|| {
        format!(
            "the newest baseline is {} old; more than {} is much: save a newer one",
            days(today.since(newest.created_us)),
            days(max_age)
        )
    })
}

/// How many endpoints both sides have, where that is not all of them.
fn coverage(head: &[Baseline], base: &[Baseline]) -> Option<String> {
    let (ours, theirs) = (endpoints(head), endpoints(base));
    let both = ours.intersection(&theirs).count();
    let all = ours.union(&theirs).count();
    let gone: Vec<String> = theirs
        .difference(&ours)
        .take(3)
        .map(|endpoint| {
            let name = format!("{} {}", endpoint.method, endpoint.name);
            format!("`{}`", cut(&name.replace('`', "'"), 60))
        })
        .collect();
    let gone = match gone.is_empty() {
        true => String::new(),
        false => format!(
            "; this run has no {}: if that is meant, save a baseline of this build",
            gone.join(", ")
        ),
    };
    (both < all).then(|| format!("{both} of {all} endpoints are on both sides{gone}"))
}

fn endpoints(runs: &[Baseline]) -> BTreeSet<&Endpoint> {
    let series = runs.iter().flat_map(|run| &run.series);
    series.map(|series| &series.endpoint).collect()
}

/// A baseline that is beaten by far leaves room for regressions.
fn better(rows: &[Row]) -> Option<String> {
    let count = |wanted: Ruling| {
        let gated = rows.iter().filter(|row| row.answer.question.gated);
        gated.filter(|row| row.answer.ruling == wanted).count()
    };
    let improved = count(Ruling::Improved);
    let figures = match improved {
        1 => "1 figure is".to_owned(),
        n => format!("{n} figures are"),
    };
    (improved > 0 && count(Ruling::Regression) == 0).then(|| {
        format!(
            "{figures} better than the baseline by more than the tolerance; if that stays, promote a newer run with `lt-gate baseline promote`"
        )
    })
}
