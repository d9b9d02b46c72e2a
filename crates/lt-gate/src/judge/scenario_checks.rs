//! The checks of the scenario: how many of those that were made held.
//!
//! A stream tells which checks did not hold, not how many were made. That follows from the run lines, which list the checks
//! of each endpoint, and from the number of answers: every complete answer of an endpoint is checked for all of them.

use std::collections::{BTreeMap, BTreeSet};

use lt_sample::Run;
use lt_stats::{Endpoint, Slice, Summary};

use super::Found;
use crate::threshold::{Aggregate, Selector};

/// Those of the checks that are asked for, by `METHOD NAME`; `None` where the runs do not agree on them.
type Listed<'s> = BTreeMap<&'s str, Option<Vec<&'s str>>>;

/// What a threshold is about in the checks: the share that held, or how many did not.
pub(super) fn find(
    selector: &Selector,
    aggregate: Aggregate,
    selection: &Slice,
    summary: &Summary,
) -> Found {
    let listed = listed(selector, summary);
    let mut sum = Made::default();
    for (endpoint, checks) in &listed {
        if let Some(checks) = checks {
            let slice = summary.select(|key| selector.matches(key) && is(&key.endpoint, endpoint));
            sum.add(checks, &slice);
        }
    }
    let failed = failed(selection, |name| is_asked_for(selector, name));
    // Values that could not be extracted are listed nowhere: they were looked for at least as often as they were missed.
    let made = sum.n.saturating_add(failed.saturating_sub(sum.failed));
    match aggregate {
        _ if listed.is_empty() && failed == 0 => Found::nothing("no run line lists such a check"),
        Aggregate::Count => Found::of(Some(failed as f64), made),
        _ if listed.values().any(Option::is_none) => {
            Found::nothing("the runs have different checks; select those that they share, or count")
        }
        _ => Found::share(made.saturating_sub(failed), made),
    }
}

/// How often checks were made, and did not hold.
#[derive(Default)]
struct Made {
    n: u64,
    failed: u64,
}

impl Made {
    fn add(&mut self, checks: &[&str], slice: &Slice) {
        let n = checks.len() as u64;
        let failed = failed(slice, |name| checks.contains(&name));
        self.n = self.n.saturating_add(answers(slice).saturating_mul(n));
        self.failed = self.failed.saturating_add(failed);
    }
}

fn is_asked_for(selector: &Selector, check: &str) -> bool {
    let pattern = selector.check.as_ref();
    pattern.is_none_or(|pattern| pattern.matches(check))
}

/// How often checks did not hold.
fn failed(slice: &Slice, is_meant: impl Fn(&str) -> bool) -> u64 {
    let failed = slice.tally.failed.iter();
    let failed = failed.filter(|(name, _)| is_meant(name));
    failed.fold(0, |sum, (_, n)| sum.saturating_add(*n))
}

/// Which of the checks that are asked for the runs have, where they have any.
fn listed<'s>(selector: &Selector, summary: &'s Summary) -> Listed<'s> {
    let runs = summary.ledger().runs();
    let runs: Vec<&Run> = runs
        .filter_map(|(_, account)| account.run.as_ref())
        .collect();
    let of_run = |run: &'s Run, endpoint: &str| -> Vec<&'s str> {
        let checks = run.checks.get(endpoint).into_iter().flatten();
        let checks = checks.map(String::as_str);
        checks
            .filter(|check| is_asked_for(selector, check))
            .collect()
    };
    let endpoints = runs.iter().flat_map(|run| run.checks.keys());
    let endpoints: BTreeSet<&str> = endpoints.map(String::as_str).collect();
    let meant = endpoints
        .into_iter()
        .filter(|endpoint| is_meant(selector, endpoint));
    let lists = meant.map(|endpoint| {
        let mut lists = runs.iter().map(|run| of_run(run, endpoint));
        let first = lists.next().unwrap_or_default();
        match lists.all(|list| list == first) {
            true => (endpoint, Some(first)),
            false => (endpoint, None),
        }
    });
    lists
        .filter(|(_, checks)| checks.as_ref().is_none_or(|checks| !checks.is_empty()))
        .collect()
}

fn is_meant(selector: &Selector, listed: &str) -> bool {
    let (method, name) = listed.split_once(' ').unwrap_or(("", listed));
    selector.matches_endpoint(&Endpoint {
        name: name.to_owned(),
        method: method.to_owned(),
        host: None,
    })
}

fn is(endpoint: &Endpoint, listed: &str) -> bool {
    listed.split_once(' ') == Some((&endpoint.method, &endpoint.name))
}

/// How many complete answers came, which are those that were checked.
fn answers(slice: &Slice) -> u64 {
    let outcomes = ["ok", "http_error", "check_failed"].iter();
    let counts = outcomes.filter_map(|outcome| slice.outcomes.get(*outcome));
    counts.fold(0, |sum, n| sum.saturating_add(*n))
}
