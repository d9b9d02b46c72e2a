//! What happened when.

use std::borrow::Cow;
use std::collections::BTreeMap;

use lt_sample::{Micros, RunId, UnixMicros};
use lt_stats::{GaugeSeries, Percentile, percentile};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Window {
    at_us: UnixMicros,
    requests: u64,
    errors: u64,
    dropped: u64,
    received: u64,
    answers: Answers,
    response_time: Option<Times>,
}

/// Requests by the class of their status.
#[derive(Serialize)]
struct Answers {
    #[serde(rename = "1xx")]
    informational: u64,
    #[serde(rename = "2xx")]
    successful: u64,
    #[serde(rename = "3xx")]
    redirected: u64,
    #[serde(rename = "4xx")]
    refused: u64,
    #[serde(rename = "5xx")]
    failed: u64,
    none: u64,
}

#[derive(Serialize)]
struct Times {
    p50_us: Micros,
    p95_us: Micros,
    p99_us: Micros,
    max_us: u64,
}

#[derive(Serialize)]
pub(super) struct Gauge {
    test: Option<String>,
    run: Option<RunId>,
    source: String,
    name: String,
    unit: String,
    labels: BTreeMap<String, String>,
    points: Vec<(UnixMicros, f64)>,
}

impl Window {
    pub(super) fn of((at, window): &(UnixMicros, Cow<'_, lt_stats::Window>)) -> Self {
        Self {
            at_us: *at,
            requests: window.requests,
            errors: window.errors,
            dropped: window.dropped,
            received: window.received,
            answers: Answers::of(window.answers),
            response_time: Times::of(window),
        }
    }
}

impl Answers {
    fn of(answers: lt_stats::Answers) -> Self {
        let [informational, successful, redirected, refused, failed] = answers.classes;
        Self {
            informational,
            successful,
            redirected,
            refused,
            failed,
            none: answers.none,
        }
    }
}

impl Times {
    fn of(window: &lt_stats::Window) -> Option<Self> {
        Some(Self {
            p50_us: percentile(&window.response, Percentile::P50)?,
            p95_us: percentile(&window.response, Percentile::P95)?,
            p99_us: percentile(&window.response, Percentile::P99)?,
            max_us: window.response.max(),
        })
    }
}

impl Gauge {
    pub(super) fn of(series: GaugeSeries) -> Self {
        Self {
            test: series.test,
            run: series.run,
            source: series.source,
            name: series.name,
            unit: series.unit,
            labels: series.labels,
            points: series.points,
        }
    }
}
