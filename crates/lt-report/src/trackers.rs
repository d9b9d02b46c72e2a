//! What services that track benchmarks over time read.
//!
//! github-action-benchmark has one direction a file: smaller is better in all that is told here, so throughput is left to
//! Bencher, whose users set a direction for each measure.

use lt_stats::{Endpoint, Percentile, Slice, Summary, deviation, mean, percentile};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::comparison::told_apart;
use crate::words;

/// What all requests together are called.
const ALL: &str = "all requests";
/// As long as Bencher takes the name of a benchmark.
const LONGEST: usize = 1000;
const PERCENTILES: [(Percentile, &str); 3] = [
    (Percentile::P50, "p50"),
    (Percentile::P95, "p95"),
    (Percentile::P99, "p99"),
];

/// github-action-benchmark's `customSmallerIsBetter`: percentiles in ms and the error rate in percent, in all and by
/// endpoint.
pub(crate) fn github_benchmark(summary: &Summary) -> anyhow::Result<String> {
    let mut figures = Vec::new();
    for (name, slice) in rows(summary) {
        let extra = format!("requests: {}, errors: {}", slice.requests(), slice.errors);
        for (p, word) in PERCENTILES {
            figures.extend(percentile(&slice.tally.response, p).map(|time| Figure {
                name: format!("{name} response time {word}"),
                unit: "ms",
                value: time.0 as f64 / 1000.0,
                extra: extra.clone(),
            }));
        }
        figures.extend(slice.error_rate().map(|rate| Figure {
            name: format!("{name} error rate"),
            unit: "%",
            value: rate * 100.0,
            extra,
        }));
    }
    text(&figures)
}

/// Bencher Metric Format: times in nanoseconds and requests per second, as its own measures have them; the bounds of the
/// latency are a standard deviation away from the mean.
pub(crate) fn bencher(summary: &Summary) -> anyhow::Result<String> {
    let span = summary.total().span();
    let mut benchmarks = Map::new();
    for (name, slice) in rows(summary) {
        let times = &slice.tally.response;
        let mut measures = Map::new();
        if let Some((mean, deviation)) = mean(times).zip(deviation(times)) {
            let low = (mean - deviation).max(times.min() as f64);
            let [value, low, high] = [mean, low, mean + deviation].map(|us| us * 1000.0);
            let latency = json!({"value": value, "lower_value": low, "upper_value": high});
            measures.insert("latency".to_owned(), latency);
        }
        for (p, word) in PERCENTILES {
            if let Some(time) = percentile(times, p) {
                measures.insert(
                    format!("response-time-{word}"),
                    value(time.0 as f64 * 1000.0),
                );
            }
        }
        measures.insert("throughput".to_owned(), value(slice.rate_over(span)));
        if let Some(rate) = slice.error_rate() {
            measures.insert("error-rate".to_owned(), value(rate * 100.0));
        }
        benchmarks.insert(name, Value::Object(measures));
    }
    text(&benchmarks)
}

#[derive(Serialize)]
struct Figure {
    name: String,
    unit: &'static str,
    value: f64,
    extra: String,
}

/// The endpoints that had requests, then everything together, each under a name of its own: of two rows that are called
/// alike these services keep one.
fn rows(summary: &Summary) -> Vec<(String, Slice)> {
    let mut endpoints = summary.endpoints();
    endpoints.retain(|(_, slice)| slice.requests() > 0);
    let names = endpoints.iter().map(|(endpoint, _)| name(endpoint));
    // Whatever an endpoint is called, everything together is called as ever.
    let names = told_apart([ALL.to_owned()].into_iter().chain(names));
    let slices = endpoints.into_iter().map(|(_, slice)| slice);
    let rows = names.into_iter().skip(1).zip(slices);
    let total = Some(summary.total()).filter(|total| total.requests() > 0);
    rows.chain(total.map(|total| (ALL.to_owned(), total)))
        .collect()
}

fn name(endpoint: &Endpoint) -> String {
    let name = format!("{} {}", endpoint.method, words::name(endpoint));
    words::cut(name.trim_start(), LONGEST)
}

fn value(value: f64) -> Value {
    json!({ "value": value })
}

fn text(value: &impl Serialize) -> anyhow::Result<String> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::tests::{RUN, end, sample, stream, summary};

    #[test]
    fn hostile_names_are_data_and_bounded() {
        let long = format!(
            r#""method":"","name":"{}\"]<b>","outcome":"ok","service_us":5"#,
            "x".repeat(5000)
        );
        let stream = stream(&[
            RUN.to_owned(),
            sample(0, &long),
            end(1, r#""reason":"completed""#),
        ]);
        let text = bencher(&summary(&stream)).unwrap();
        let read: BTreeMap<String, Value> = serde_json::from_str(&text).unwrap();
        let lengths: Vec<usize> = read.keys().map(|name| name.chars().count()).collect();
        assert_eq!(lengths, [ALL.len(), LONGEST]);
        let text = github_benchmark(&summary(&stream)).unwrap();
        let read: Vec<Value> = serde_json::from_str(&text).unwrap();
        assert_eq!(read.len(), 8);
        assert_eq!(
            read[7],
            json!({"name": "all requests error rate", "unit": "%", "value": 0.0, "extra": "requests: 1, errors: 0"})
        );
    }

    #[test]
    fn endpoints_that_are_called_alike_are_told_apart() {
        let request = |place: &str| {
            let rest = r#""outcome":"ok","service_us":5"#;
            sample(0, &format!("{place},{rest}"))
        };
        let stream = stream(&[
            RUN.to_owned(),
            request(r#""method":"GET","name":"/x","host":"a""#),
            request(r#""method":"GET","name":"a/x""#),
            request(r#""method":"","name":"all requests""#),
        ]);
        let read: BTreeMap<String, Value> =
            serde_json::from_str(&bencher(&summary(&stream)).unwrap()).unwrap();
        let names: Vec<&str> = read.keys().map(String::as_str).collect();
        let told = ["GET a/x", "GET a/x (2)", ALL, "all requests (2)"];
        assert_eq!(names, told);
        let text = github_benchmark(&summary(&stream)).unwrap();
        let read: Vec<Value> = serde_json::from_str(&text).unwrap();
        assert_eq!(read[12]["name"], "all requests response time p50");
        assert_eq!(read[12]["extra"], "requests: 3, errors: 0");
    }

    #[test]
    fn of_nothing_there_is_nothing_to_track() {
        assert_eq!(github_benchmark(&summary(RUN)).unwrap(), "[]\n");
        assert_eq!(bencher(&summary(RUN)).unwrap(), "{}\n");
    }
}
