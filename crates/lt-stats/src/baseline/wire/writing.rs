//! The canonical form, written part by part: a whole one never stands in memory to be hashed.

use std::collections::BTreeMap;
use std::io::Write;

use lt_sample::{Histogram, Micros, UnixMicros};
use serde::{Serialize, Serializer};

use super::SCHEMA;
use super::histogram::{Distribution, WrittenTimes};
use crate::Moment;
use crate::baseline::{Baseline, Environment, Load, Series, Source};

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// What is kept.
    Kept,
    /// What the id is made of: no id, and every distribution as the list of its buckets.
    Hashed,
}

/// Writes a baseline.
pub(crate) fn write(
    baseline: &Baseline,
    form: Form,
    to: &mut impl Write,
) -> Result<(), serde_json::Error> {
    let line = Line {
        schema: SCHEMA,
        id: (form == Form::Kept).then_some(&*baseline.id),
        name: &baseline.name,
        created_us: baseline.created_us,
        source: &baseline.source,
        load: &baseline.load,
        environment: &baseline.environment,
        labels: &baseline.labels,
        span_us: baseline.span_us,
        interval_us: baseline.interval_us,
        series: List(&baseline.series, form),
        doubts: &baseline.doubts,
        verdict: baseline.verdict.as_deref(),
        notes: &baseline.notes,
    };
    serde_json::to_writer(to, &line)
}

#[derive(Serialize)]
struct Line<'a> {
    schema: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    name: &'a str,
    created_us: UnixMicros,
    source: &'a Source,
    load: &'a Load,
    environment: &'a Environment,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    labels: &'a BTreeMap<String, String>,
    span_us: Micros,
    interval_us: Micros,
    series: List<'a, Series>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    doubts: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    notes: &'a [String],
}

/// A list of things that are written one by one.
struct List<'a, T>(&'a [T], Form);

impl Serialize for List<'_, Series> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|series| SeriesLine::of(series, self.1)))
    }
}

#[derive(Serialize)]
struct SeriesLine<'a> {
    method: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<&'a str>,
    requests: u64,
    errors: u64,
    dropped: u64,
    sent: u64,
    received: u64,
    outcomes: &'a BTreeMap<String, u64>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    statuses: &'a BTreeMap<u16, u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_us: Option<Distribution<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_us: Option<Distribution<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ttfb_us: Option<Distribution<'a>>,
    intervals: List<'a, (u32, Moment)>,
}

impl<'a> SeriesLine<'a> {
    fn of(series: &'a Series, form: Form) -> Self {
        let distribution = |histogram: &'a Histogram| Distribution::of(histogram, form);
        Self {
            method: &series.endpoint.method,
            name: &series.endpoint.name,
            host: series.endpoint.host.as_deref(),
            requests: series.requests,
            errors: series.errors,
            dropped: series.dropped,
            sent: series.sent,
            received: series.received,
            outcomes: &series.outcomes,
            statuses: &series.statuses,
            response_us: distribution(&series.response),
            service_us: distribution(&series.service),
            ttfb_us: distribution(&series.ttfb),
            intervals: List(&series.intervals, form),
        }
    }
}

impl Serialize for List<'_, (u32, Moment)> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let form = self.1;
        serializer.collect_seq(self.0.iter().map(|(at, moment)| IntervalLine {
            at: *at,
            requests: moment.requests,
            errors: moment.errors,
            received: moment.received,
            response_us: WrittenTimes::of(&moment.response, form),
        }))
    }
}

#[derive(Serialize)]
struct IntervalLine<'a> {
    at: u32,
    requests: u64,
    errors: u64,
    received: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_us: Option<WrittenTimes<'a>>,
}
