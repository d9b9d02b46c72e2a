//! The form in which a baseline is read: every list and map bounded, distributions decoded as soon as they are met.

use std::collections::BTreeMap;

use lt_sample::{Micros, UnixMicros};
use serde::{Deserialize, Deserializer};

use super::bounded::{Entries, Text, list, texts};
use super::histogram::{ReadDistribution, ReadTimes};
use crate::baseline::limits::{MOST_INTERVALS, MOST_MEMORY, MOST_SERIES, memory};
use crate::baseline::{Baseline, Environment, Load, Series, Source};
use crate::{Endpoint, Moment};

#[derive(Deserialize)]
pub(super) struct Line {
    pub(super) schema: String,
    id: String,
    name: String,
    created_us: UnixMicros,
    source: Source,
    load: Load,
    environment: Environment,
    #[serde(default)]
    labels: Entries<Text, Text>,
    span_us: Micros,
    interval_us: Micros,
    #[serde(deserialize_with = "all_series")]
    series: Vec<Series>,
    #[serde(default, deserialize_with = "texts")]
    doubts: Vec<String>,
    verdict: Option<String>,
    #[serde(default, deserialize_with = "texts")]
    notes: Vec<String>,
}

#[derive(Deserialize)]
struct SeriesLine {
    method: Text,
    name: Text,
    host: Option<Text>,
    requests: u64,
    errors: u64,
    dropped: u64,
    sent: u64,
    received: u64,
    outcomes: Entries<Text, u64>,
    #[serde(default)]
    statuses: Entries<u16, u64>,
    #[serde(default)]
    response_us: ReadDistribution,
    #[serde(default)]
    service_us: ReadDistribution,
    #[serde(default)]
    ttfb_us: ReadDistribution,
    #[serde(deserialize_with = "intervals")]
    intervals: Vec<(u32, Moment)>,
}

#[derive(Deserialize)]
struct IntervalLine {
    at: u32,
    requests: u64,
    errors: u64,
    received: u64,
    #[serde(default)]
    response_us: ReadTimes,
}

/// A part that is what it was read from.
struct Read<T>(T);

impl<'de> Deserialize<'de> for Read<Series> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let line = SeriesLine::deserialize(deserializer)?;
        let outcomes: BTreeMap<_, _> = line.outcomes.0.into_iter().collect();
        Ok(Self(Series {
            endpoint: Endpoint {
                name: line.name.0,
                method: line.method.0,
                host: line.host.map(|host| host.0),
            },
            requests: line.requests,
            errors: line.errors,
            dropped: line.dropped,
            sent: line.sent,
            received: line.received,
            outcomes: outcomes.into_iter().map(|(word, n)| (word.0, n)).collect(),
            statuses: line.statuses.0,
            response: line.response_us.0,
            service: line.service_us.0,
            ttfb: line.ttfb_us.0,
            intervals: line.intervals,
        }))
    }
}

impl<'de> Deserialize<'de> for Read<(u32, Moment)> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let line = IntervalLine::deserialize(deserializer)?;
        let moment = Moment {
            requests: line.requests,
            errors: line.errors,
            received: line.received,
            response: line.response_us.0,
        };
        Ok(Self((line.at, moment)))
    }
}

fn all_series<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Series>, D::Error> {
    let weigh = |series: &Read<Series>| memory(&series.0);
    let list = list(deserializer, MOST_SERIES, weigh, MOST_MEMORY)?;
    Ok(list.into_iter().map(|series| series.0).collect())
}

fn intervals<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<(u32, Moment)>, D::Error> {
    let size = size_of::<(u32, Moment)>();
    let weigh = |interval: &Read<(u32, Moment)>| size + interval.0.1.response.heap();
    let list = list(deserializer, MOST_INTERVALS, weigh, MOST_MEMORY / 2)?;
    Ok(list.into_iter().map(|interval| interval.0).collect())
}

impl From<Line> for Baseline {
    fn from(line: Line) -> Self {
        let labels = line.labels.0.into_iter();
        Self {
            id: line.id,
            name: line.name,
            created_us: line.created_us,
            source: line.source,
            load: line.load,
            environment: line.environment,
            labels: labels.map(|(name, value)| (name.0, value.0)).collect(),
            span_us: line.span_us,
            interval_us: line.interval_us,
            series: line.series,
            doubts: line.doubts,
            verdict: line.verdict,
            notes: line.notes,
        }
    }
}
