//! What the figures of a baseline ask for, in sentences.

use lt_sample::Micros;

use crate::baseline::shown::{cut, name, rounded, thousands, time};
use crate::baseline::{Band, Baseline, Grades, Series};
use crate::{Percentile, percentile};

/// Of each kind that many are told one by one, the worst first.
const MOST: usize = 5;
/// Columns of an endpoint or a reason in a sentence.
const MOST_SHOWN: usize = 120;
/// What nothing else needs to be said to.
const ACCEPTABLE: &str = "Performance metrics are within acceptable ranges.";

/// What is to be done, most urgent first; never nothing.
pub(super) fn of(baseline: &Baseline, grades: &Grades) -> Vec<String> {
    let mut all = doubts(baseline);
    let slow = slow(baseline, grades);
    let failing = failing(baseline, grades);
    match slow.is_empty() && failing.is_empty() {
        true => all.push(ACCEPTABLE.to_owned()),
        false => {
            all.extend(slow);
            all.extend(failing);
            all.extend(scaling(baseline, grades));
        }
    }
    all.extend(dropped(baseline));
    all.extend(few_requests(baseline));
    all
}

fn doubts(baseline: &Baseline) -> Vec<String> {
    let doubts = baseline.doubts.iter();
    let told = doubts.map(|doubt| {
        let doubt = cut(doubt, MOST_SHOWN);
        format!("Run the test again before relying on these figures: {doubt}.")
    });
    worst(
        told.collect(),
        "further reason to doubt the run",
        "further reasons to doubt the run",
    )
}

fn slow(baseline: &Baseline, grades: &Grades) -> Vec<String> {
    let [.., limit] = grades.response_time;
    let mut slow: Vec<(Micros, &Series)> = baseline
        .series
        .iter()
        .filter_map(|series| Some((percentile(&series.response, Percentile::P95)?, series)))
        .filter(|(p95, _)| grades.of_response_time(*p95) == Band::Poor)
        .collect();
    slow.sort_by_key(|(p95, _)| std::cmp::Reverse(*p95));
    let told = slow.into_iter().map(|(p95, series)| {
        let (endpoint, p95, limit) = (quoted(series), time(p95), time(limit));
        format!("Optimize {endpoint}: its P95 of {p95} is beyond what is acceptable ({limit}).")
    });
    worst(
        told.collect(),
        "further endpoint is as slow",
        "further endpoints are as slow",
    )
}

fn failing(baseline: &Baseline, grades: &Grades) -> Vec<String> {
    let [.., limit] = grades.error_rate;
    let mut failing: Vec<(f64, &Series)> = baseline
        .series
        .iter()
        .filter_map(|series| Some((series.error_rate()?, series)))
        .filter(|(rate, _)| grades.of_error_rate(*rate) == Band::Poor)
        .collect();
    failing.sort_by(|(one, _), (two, _)| two.total_cmp(one));
    let told = failing.into_iter().map(|(rate, series)| {
        let (endpoint, rate, limit) = (quoted(series), percent(rate), percent(limit));
        let most = most_frequent(series);
        format!(
            "Investigate the errors of {endpoint}: {rate} of its requests fail{most}; {limit} is acceptable."
        )
    });
    worst(
        told.collect(),
        "further endpoint fails as often",
        "further endpoints fail as often",
    )
}

/// Few requests per second say something only where users wait for slow or failing answers: else nobody asked for more.
fn scaling(baseline: &Baseline, grades: &Grades) -> Option<String> {
    let rate = baseline.rate(&baseline.total());
    let is_slow = grades.of_rate(rate) == Band::Poor && baseline.load.rate.is_none();
    let [.., limit] = grades.rate;
    is_slow.then(|| {
        let (rate, limit) = (rounded(rate, 1), rounded(limit, 1));
        format!(
            "Consider scaling: {rate} requests per second are below what is acceptable ({limit})."
        )
    })
}

fn dropped(baseline: &Baseline) -> Option<String> {
    let total = baseline.total();
    let arrivals = total.dropped.saturating_add(total.requests);
    (total.dropped > 0).then(|| {
        let (dropped, arrivals) = (thousands(total.dropped), thousands(arrivals));
        format!(
            "Allow more requests in flight: {dropped} of {arrivals} arrivals were never sent, and are in no figure above."
        )
    })
}

/// Percentiles rest on ten requests beyond them at least.
fn few_requests(baseline: &Baseline) -> Option<String> {
    let asked = || baseline.series.iter().filter(|series| series.requests > 0);
    let few = |least: u64| asked().filter(move |series| series.requests < least);
    let (figures, least) = match few(200).next() {
        Some(_) => ("P95 and P99 need 200 and 1,000 requests", 200),
        None => ("P99 needs 1,000 requests", 1000),
    };
    let fewest = few(least).min_by_key(|series| series.requests)?;
    let (endpoint, n) = (quoted(fewest), thousands(fewest.requests));
    let (too_few, of) = (few(least).count(), asked().count());
    Some(format!(
        "Measure longer: {figures} to rely on; endpoints with fewer than {}: {too_few} of {of}, {endpoint} with {n} the least.",
        thousands(least)
    ))
}

/// The first ones, and how many more there are.
fn worst(mut told: Vec<String>, further: &str, several: &str) -> Vec<String> {
    let more = told.len().saturating_sub(MOST);
    told.truncate(MOST);
    match more {
        0 => {}
        1 => told.push(format!("1 {further}.")),
        more => told.push(format!("{} {several}.", thousands(more as u64))),
    }
    told
}

/// The error that the endpoint has most.
fn most_frequent(series: &Series) -> String {
    let outcomes = series.outcomes.iter().filter(|(word, _)| {
        let outcome = lt_sample::Outcome::from_text(word.as_str().into());
        outcome.is_error()
    });
    let most = outcomes.max_by_key(|(_, n)| **n);
    most.map_or_else(String::new, |(word, _)| {
        format!(", mostly with {}", cut(word, MOST_SHOWN))
    })
}

fn quoted(series: &Series) -> String {
    let endpoint = format!("{} {}", series.endpoint.method, name(&series.endpoint));
    cut(endpoint.trim_start(), MOST_SHOWN)
}

fn percent(share: f64) -> String {
    format!("{}%", rounded(share * 100.0, 2))
}
