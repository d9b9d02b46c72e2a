//! What `locust --json` prints: an object an endpoint, and no sum.

use std::collections::BTreeMap;

use lt_sample::Histogram;
use lt_stats::{Endpoint, Moments, Slice, Summary};
use serde::Serialize;
use serde_json::ser::{PrettyFormatter, Serializer};

use super::entry::milliseconds;
use super::stats;
use crate::words;

/// The whole array, indented by four as Python's is, with a line break at its end.
pub(crate) fn render(summary: &Summary) -> anyhow::Result<String> {
    let mut history: BTreeMap<&Endpoint, Moments<'_>> =
        summary.history().endpoints.into_iter().collect();
    let endpoints = stats::endpoints(summary);
    let rows: Vec<Row> = endpoints
        .iter()
        .map(|(endpoint, slice)| Row::of(endpoint, slice, history.remove(endpoint)))
        .collect();
    let mut text = Vec::new();
    let indent = PrettyFormatter::with_indent(b"    ");
    rows.serialize(&mut Serializer::with_formatter(&mut text, indent))?;
    text.push(b'\n');
    Ok(ascii(&String::from_utf8(text)?))
}

/// As Python does, what is not ASCII is written in escapes; in JSON it can stand only in texts.
fn ascii(json: &str) -> String {
    let mut ascii = String::with_capacity(json.len());
    for c in json.chars() {
        match c.is_ascii() {
            true => ascii.push(c),
            false => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    ascii.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    ascii
}

/// An endpoint, in the keys of Locust's.
#[derive(Serialize)]
struct Row {
    name: String,
    method: String,
    last_request_timestamp: f64,
    start_time: f64,
    num_requests: u64,
    num_none_requests: u64,
    num_failures: u64,
    total_response_time: f64,
    max_response_time: f64,
    min_response_time: Option<f64>,
    total_content_length: u64,
    response_times: BTreeMap<u64, u64>,
    num_reqs_per_sec: BTreeMap<u64, u64>,
    num_fail_per_sec: BTreeMap<u64, u64>,
}

impl Row {
    fn of(endpoint: &Endpoint, slice: &Slice, history: Option<Moments<'_>>) -> Self {
        let (tally, times) = (&slice.tally, &slice.tally.response);
        let (mut requests, mut errors) = (BTreeMap::new(), BTreeMap::new());
        for (at, moment) in history.into_iter().flatten() {
            requests.insert(at.second(), moment.requests);
            errors.insert(at.second(), moment.errors);
        }
        errors.retain(|_, n| *n > 0);
        let ms = |us| milliseconds(lt_sample::Micros(us));
        Self {
            name: words::name(endpoint),
            method: endpoint.method.clone(),
            last_request_timestamp: tally.last.0 as f64 / 1e6,
            start_time: tally.first.0 as f64 / 1e6,
            num_requests: slice.requests(),
            num_none_requests: slice.requests().saturating_sub(times.count()),
            num_failures: slice.errors,
            total_response_time: times.sum() as f64 / 1000.0,
            max_response_time: ms(times.max()),
            min_response_time: (!times.is_empty()).then(|| ms(times.min())),
            total_content_length: tally.received,
            response_times: rounded(times),
            num_reqs_per_sec: requests,
            num_fail_per_sec: errors,
        }
    }
}

/// How many requests took how many milliseconds, rounded to two digits as Locust does.
fn rounded(times: &Histogram) -> BTreeMap<u64, u64> {
    let mut counts = BTreeMap::new();
    for (lowest, n) in times.buckets_from_below() {
        let us = middle(lowest).clamp(times.min(), times.max());
        let count: &mut u64 = counts.entry(round(us)).or_default();
        *count = count.saturating_add(n);
    }
    counts
}

/// The middle of the bucket of a histogram of three digits that begins with `lowest`.
fn middle(lowest: u64) -> u64 {
    let shift = lowest.checked_ilog2().unwrap_or(0).saturating_sub(10);
    lowest.saturating_add((1 << shift) / 2)
}

/// To 1 ms below 100 ms, to 10 ms below a second, to 100 ms below ten seconds, to 1 s beyond; halves to the even side.
fn round(us: u64) -> u64 {
    let unit = match us {
        ..100_000 => 1000,
        100_000..1_000_000 => 10_000,
        1_000_000..10_000_000 => 100_000,
        _ => 1_000_000,
    };
    let (whole, rest) = (us / unit, us % unit);
    let up = rest > unit / 2 || (rest == unit / 2 && whole % 2 == 1);
    (whole + u64::from(up)) * (unit / 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_rounded_as_python_does() {
        for (us, ms) in [
            (499, 0),
            (500, 0),
            (1_500, 2),
            (2_500, 2),
            (99_499, 99),
            (99_501, 100),
            (147_000, 150),
            (145_000, 140),
            (145_001, 150),
            (3_432_000, 3_400),
            (58_760_000, 59_000),
        ] {
            assert_eq!(round(us), ms, "{us} us");
        }
    }

    #[test]
    fn what_is_not_ascii_is_escaped_as_python_does() {
        assert_eq!(
            ascii("[\"a\u{e9}\u{202e}\u{1f600}\"]"),
            r#"["a\u00e9\u202e\ud83d\ude00"]"#
        );
    }

    #[test]
    fn every_time_is_counted_once() {
        let mut times = Histogram::new();
        (0..5000_u64).for_each(|n| times.record(n * n));
        assert_eq!(rounded(&times).values().sum::<u64>(), 5000);
    }
}
