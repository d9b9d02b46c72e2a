//! A few requests that take much longer than most.

use std::cmp::Reverse;

use lt_stats::{Endpoint, Percentile, Slice, Summary, percentile};

use super::Observation;
use super::course::{Course, Stretch};
use crate::{number, words};

/// Times of a queue without any trouble are spread exponentially at worst, which makes p99 6.6 times p50.
const WIDE: f64 = 10.0;
/// In microseconds: a gap that nobody feels.
const FELT: u64 = 20_000;
/// What lasted for no more than this share of the run is a moment of it.
const MOMENT: f64 = 0.25;
/// Of fewer requests p99 is decided by one or two.
const FEWEST: u64 = 200;

/// Looked for endpoint by endpoint: that one endpoint is slower than another is no gap.
pub(super) fn gap(summary: &Summary, course: &Course) -> Option<Observation> {
    let endpoints = summary.endpoints();
    let named = endpoints.iter();
    let named = named.filter(|(endpoint, _)| *endpoint != Endpoint::other());
    let mut wide: Vec<(&Endpoint, Ends)> = named
        .filter_map(|(endpoint, slice)| {
            let ends = Ends::of(slice)?;
            ends.are_wide().then_some((endpoint, ends))
        })
        .collect();
    wide.sort_by_key(|(endpoint, ends)| (Reverse(ends.cost), *endpoint));
    let (endpoint, ends) = wide.first()?;
    let ms = |us: u64| number::ms(us as f64);
    let others = match wide.len() - 1 {
        0 => String::new(),
        1 => " One more endpoint has such a gap.".to_owned(),
        n => format!(
            " {} more endpoints have such a gap.",
            number::count(n as u64)
        ),
    };
    let all = match Ends::of(&summary.total()).filter(|_| endpoints.len() > 1) {
        Some(all) => format!(
            " (of all requests: p99 {} ms, p50 {} ms)",
            ms(all.p99),
            ms(all.p50)
        ),
        None => String::new(),
    };
    let how_many = match ends.are_few() {
        true => "A few requests take much longer than most",
        false => "Some requests take much longer than the others",
    };
    Some(Observation {
        kind: "wide-gap",
        text: format!(
            "{how_many}: p99 of {} is {} ms, {} times its p50 of {} ms{all}.{others}{}",
            words::quoted(endpoint),
            ms(ends.p99),
            number::whole(ends.ratio()),
            ms(ends.p50),
            moment(course)
        ),
        causes: vec![
            "something that holds everybody up now and then: a pause for garbage collection, a lock, a stalled disk",
            "a queue before a pool that is too small: database connections, workers, threads",
            "cold caches or a slow query for some of the data: look at what the slow requests have in common",
        ],
    })
}

/// Percentiles of an endpoint in microseconds.
struct Ends {
    p50: u64,
    p95: u64,
    p99: u64,
    /// What the gap costs all its users together: the highest is told first.
    cost: u64,
}

impl Ends {
    /// `None` of too few requests.
    fn of(slice: &Slice) -> Option<Self> {
        let response = &slice.tally.response;
        let time = |p| Some(percentile(response, p)?.0);
        let (p50, p99) = (time(Percentile::P50)?, time(Percentile::P99)?);
        (response.count() >= FEWEST).then_some(Self {
            p50,
            p95: time(Percentile::P95)?,
            p99,
            cost: p99.saturating_sub(p50).saturating_mul(slice.requests()),
        })
    }

    fn ratio(&self) -> f64 {
        self.p99 as f64 / self.p50.max(1) as f64
    }

    fn are_wide(&self) -> bool {
        self.ratio() >= WIDE && self.p99.saturating_sub(self.p50) >= FELT
    }

    /// Whether no more than one request in twenty lies beyond the gap.
    fn are_few(&self) -> bool {
        (self.p95 as f64) < WIDE * self.p50 as f64
    }
}

/// When it was slow, where that was for a small part of the run.
fn moment(course: &Course) -> String {
    let p95 = |stretch: &Stretch| stretch.percentile(Percentile::P95).unwrap_or(0.0);
    let mut sorted: Vec<f64> = course.stretches.iter().map(p95).collect();
    sorted.sort_by(f64::total_cmp);
    let usual = sorted.get(sorted.len() / 2).copied().unwrap_or(0.0);
    let is_slow = |stretch: &&Stretch| p95(stretch) >= WIDE * usual;
    let slow: Vec<&Stretch> = course.stretches.iter().filter(is_slow).collect();
    let (Some(first), Some(last)) = (slow.first(), slow.last()) else {
        return String::new();
    };
    let (from, to) = (first.second, last.second + course.step);
    let lasted = (last.place - first.place + 1) as f64;
    let place = course.stretches.last().map_or(0, |last| last.place);
    if lasted > MOMENT * (place + 1) as f64 {
        return String::new();
    }
    let highest = slow.iter().map(|stretch| p95(stretch)).fold(0.0, f64::max);
    format!(
        " Response times were highest between second {} and {} of the run: their p95 reached {} ms, {} ms being usual.",
        number::whole(from),
        number::whole(to),
        number::ms(highest),
        number::ms(usual)
    )
}
