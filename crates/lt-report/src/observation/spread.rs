//! A few requests that take much longer than most.

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
    let mut wide: Vec<(f64, f64, &Endpoint, u64, u64)> = endpoints
        .iter()
        .filter_map(|(endpoint, slice)| {
            let (p50, p99) = ends(slice)?;
            let ratio = p99 as f64 / p50.max(1) as f64;
            let is_wide = ratio >= WIDE && p99.saturating_sub(p50) >= FELT;
            // What costs users most comes first.
            let cost = p99.saturating_sub(p50) as f64 * slice.requests() as f64;
            is_wide.then_some((cost, ratio, endpoint, p50, p99))
        })
        .collect();
    wide.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.2.cmp(other.2)));
    let (_, ratio, endpoint, p50, p99) = wide.first()?;
    let ms = |us: u64| number::ms(us as f64);
    let others = match wide.len() - 1 {
        0 => String::new(),
        1 => " So it is at one more endpoint.".to_owned(),
        n => format!(" So it is at {} more endpoints.", number::count(n as u64)),
    };
    let all = match ends(&summary.total()).filter(|_| endpoints.len() > 1) {
        Some((p50, p99)) => format!(" (all requests: {} ms and {} ms)", ms(p50), ms(p99)),
        None => String::new(),
    };
    Some(Observation {
        kind: "wide-gap",
        text: format!(
            "A few requests take much longer than most: p99 of {} is {} ms, {} times its p50 of {} ms{all}.{others}{}",
            words::quoted(endpoint),
            ms(*p99),
            number::whole(*ratio),
            ms(*p50),
            moment(course)
        ),
        causes: vec![
            "something that holds everybody up now and then: a pause for garbage collection, a lock, a stalled disk",
            "a queue before a pool that is too small: database connections, workers, threads",
            "cold caches or a slow query for some of the data: look at what the slow requests have in common",
        ],
    })
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
        " It was slow from second {} to {} of the run: p95 reached {} ms, {} ms being usual.",
        number::whole(from),
        number::whole(to),
        number::ms(highest),
        number::ms(usual)
    )
}

/// p50 and p99 in microseconds, where there are enough requests.
fn ends(slice: &Slice) -> Option<(u64, u64)> {
    let time = |p| Some(percentile(&slice.tally.response, p)?.0);
    let times = (time(Percentile::P50)?, time(Percentile::P99)?);
    (slice.tally.response.count() >= FEWEST).then_some(times)
}
