//! The rows of the tables of endpoints.

use std::cmp::Reverse;

use lt_sample::{Histogram, Micros};
use lt_stats::{Endpoint, Percentile, Slice, mean, percentile};
use serde::Serialize;

use super::UNKNOWN;
use crate::{number, words};

/// The endpoints with the most requests.
#[derive(Serialize)]
pub(super) struct Endpoints {
    rows: Vec<Row>,
    /// How many more there are; empty where there are none.
    left_out: String,
}

/// What an endpoint, or all of them, amount to.
#[derive(Serialize)]
pub(super) struct Row {
    method: String,
    name: String,
    /// Why this row is worth a look.
    marks: Vec<Mark>,
    requests: String,
    errors: String,
    failed: bool,
    failed_percent: String,
    rate: String,
    failures_rate: String,
    mean: String,
    min: String,
    p50: String,
    p95: String,
    /// Length of the bar under p95, as a share of the slowest row's.
    p95_share: String,
    p99: String,
    max: String,
    service_p95: String,
    percentiles: Vec<String>,
}

/// An icon and the words that say the same.
#[derive(Clone, Serialize)]
pub(super) struct Mark {
    class: &'static str,
    icon: &'static str,
    word: &'static str,
}

const SLOWEST: Mark = Mark {
    class: "slowest",
    icon: "\u{25b2}",
    word: "slowest p95",
};
const FAILING: Mark = Mark {
    class: "failing",
    icon: "\u{2716}",
    word: "fails most",
};

pub(super) const METHOD_WIDTH: usize = 20;
pub(super) const NAME_WIDTH: usize = 200;
/// Rows beyond this many make a page that nobody reads and some browsers do not scroll.
const MOST: usize = 500;

impl Endpoints {
    /// The rows and the endpoints that they show, in the order of the summary; all rates are over the span of all
    /// requests, so that they add up.
    pub(super) fn of(
        endpoints: Vec<(Endpoint, Slice)>,
        total: &Slice,
    ) -> (Self, Vec<(Endpoint, Slice)>) {
        let (shown, left_out) = most_frequent(endpoints);
        let times = shown.iter().filter_map(|(_, slice)| p95(slice));
        let slowest = times.max().unwrap_or_default();
        let mut rows: Vec<Row> = shown
            .iter()
            .map(|(endpoint, slice)| Row {
                method: words::cut(&endpoint.method, METHOD_WIDTH),
                name: words::cut(&words::name(endpoint), NAME_WIDTH),
                ..Row::of(slice, total.span(), slowest)
            })
            .collect();
        mark_worst(&mut rows, &shown);
        let endpoints = Self {
            rows,
            left_out: match left_out {
                0 => String::new(),
                n => number::count(n),
            },
        };
        (endpoints, shown)
    }
}

/// The row of everything together.
pub(super) fn total_row(total: &Slice) -> Row {
    Row {
        name: "All".to_owned(),
        ..Row::of(total, total.span(), Micros(0))
    }
}

fn p95(slice: &Slice) -> Option<Micros> {
    percentile(&slice.tally.response, Percentile::P95)
}

/// Those with the most requests in their order, and how many there are beside them.
fn most_frequent(mut endpoints: Vec<(Endpoint, Slice)>) -> (Vec<(Endpoint, Slice)>, u64) {
    let Some(left_out) = endpoints.len().checked_sub(MOST).filter(|n| *n > 0) else {
        return (endpoints, 0);
    };
    let mut places: Vec<usize> = (0..endpoints.len()).collect();
    places.sort_by_key(|place| Reverse(endpoints[*place].1.requests()));
    let mut is_shown = vec![false; endpoints.len()];
    places
        .into_iter()
        .take(MOST)
        .for_each(|place| is_shown[place] = true);
    let mut is_shown = is_shown.into_iter();
    endpoints.retain(|_| is_shown.next() == Some(true));
    (endpoints, left_out as u64)
}

/// Of a single endpoint nothing is worst.
fn mark_worst(rows: &mut [Row], shown: &[(Endpoint, Slice)]) {
    if shown.len() < 2 {
        return;
    }
    let slowest = (0..shown.len()).max_by_key(|place| (p95(&shown[*place].1), Reverse(*place)));
    if let Some(place) = slowest.filter(|place| p95(&shown[*place].1).is_some()) {
        rows[place].marks.push(SLOWEST);
    }
    let rate = |place: usize| shown[place].1.error_rate().unwrap_or(0.0);
    let failing = (0..shown.len())
        .rev()
        .max_by(|a, b| rate(*a).total_cmp(&rate(*b)));
    if let Some(place) = failing.filter(|place| rate(*place) > 0.0) {
        rows[place].marks.push(FAILING);
    }
}

impl Row {
    fn of(slice: &Slice, span: Micros, slowest: Micros) -> Self {
        let response = &slice.tally.response;
        let share = p95(slice)
            .filter(|_| slowest.0 > 0)
            .map_or(0.0, |p95| p95.0 as f64 / slowest.0 as f64);
        let known = |us: u64| match response.is_empty() {
            true => UNKNOWN.to_owned(),
            false => number::ms(us as f64),
        };
        Self {
            method: String::new(),
            name: String::new(),
            marks: Vec::new(),
            requests: number::count(slice.requests()),
            errors: number::count(slice.errors),
            failed: slice.errors > 0,
            failed_percent: number::percent(slice.errors, slice.requests()),
            rate: number::rate(slice.rate_over(span)),
            failures_rate: number::rate(slice.errors_per_second_over(span)),
            mean: mean(response).map_or_else(|| UNKNOWN.to_owned(), number::ms),
            min: known(response.min()),
            p50: time(response, Percentile::P50),
            p95: time(response, Percentile::P95),
            p95_share: format!("{share:.3}"),
            p99: time(response, Percentile::P99),
            max: known(response.max()),
            service_p95: time(&slice.tally.service, Percentile::P95),
            percentiles: Percentile::TABLE.map(|p| time(response, p)).to_vec(),
        }
    }
}

fn time(histogram: &Histogram, p: Percentile) -> String {
    percentile(histogram, p).map_or_else(|| UNKNOWN.to_owned(), number::micros)
}
