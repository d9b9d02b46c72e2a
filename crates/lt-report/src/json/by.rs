//! The requests taken apart by what was asked for.

use std::collections::BTreeMap;

use lt_stats::{Group, Slice};
use serde::Serialize;

use super::distribution::Distribution;
use super::row::Details;
use crate::comparison::{Block, Column, Comparison, Difference, Row, StreamRow};

#[derive(Serialize)]
pub(super) struct By {
    key: String,
    groups: Vec<GroupRow>,
    groups_left_out: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<BTreeMap<&'static str, Change>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoints: Option<Vec<Endpoint>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoints_left_out: Option<usize>,
    sentences: Vec<String>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct GroupRow {
    value: Option<String>,
    name: String,
    #[serde(flatten)]
    figures: Figures,
    best: Vec<&'static str>,
    legs: Vec<Figures>,
}

#[derive(Serialize)]
struct Figures {
    requests: u64,
    errors: u64,
    error_rate: Option<f64>,
    dropped: u64,
    cancelled: u64,
    rate: f64,
    span_us: lt_sample::Micros,
    #[serde(flatten)]
    details: Details,
}

/// The second of two groups minus the first.
#[derive(Serialize)]
struct Change {
    absolute: f64,
    relative: Option<f64>,
}

/// One endpoint in all streams.
#[derive(Serialize)]
struct Endpoint {
    method: String,
    name: String,
    host: Option<String>,
    streams: Vec<Stream>,
}

/// One endpoint in one stream; no request is no figure.
#[derive(Serialize)]
struct Stream {
    value: String,
    requests: u64,
    errors: u64,
    error_rate: Option<f64>,
    response_time: Option<Distribution>,
}

impl By {
    pub(super) fn of(comparison: Comparison) -> Self {
        let (endpoints, endpoints_left_out) = comparison
            .endpoints
            .map(|endpoints| {
                let blocks = endpoints.blocks.into_iter().map(Endpoint::of);
                (blocks.collect(), endpoints.left_out)
            })
            .unzip();
        Self {
            key: comparison.by.to_string(),
            groups: comparison.rows.into_iter().map(GroupRow::of).collect(),
            groups_left_out: comparison.left_out,
            difference: comparison.difference.map(changes),
            endpoints,
            endpoints_left_out,
            sentences: comparison.sentences,
            notes: comparison.notes,
        }
    }
}

/// By the keys of the figures; what is not compared is not there.
fn changes(difference: Difference) -> BTreeMap<&'static str, Change> {
    let changes = difference.cells.into_iter().filter_map(|change| {
        let (absolute, relative) = change.values?;
        let told = change.column != Column::Success;
        told.then(|| (change.column.key(), Change { absolute, relative }))
    });
    changes.collect()
}

impl Endpoint {
    fn of(block: Block) -> Self {
        Self {
            method: block.endpoint.method,
            name: block.endpoint.name,
            host: block.endpoint.host,
            streams: block.streams.into_iter().map(Stream::of).collect(),
        }
    }
}

impl Stream {
    fn of(row: StreamRow) -> Self {
        let figures = row.figures.unwrap_or_default();
        let share = || figures.errors as f64 / figures.requests as f64;
        Self {
            value: row.stream,
            requests: figures.requests,
            errors: figures.errors,
            error_rate: (figures.requests > 0).then(share),
            response_time: Distribution::of(&figures.response),
        }
    }
}

impl GroupRow {
    fn of(row: Row) -> Self {
        let best = row.cells.iter().filter(|cell| cell.best);
        let best = best
            .map(|cell| cell.column)
            .filter(|column| *column != Column::Success);
        let best = best.map(Column::key).collect();
        let Group {
            value, slice, legs, ..
        } = row.group;
        Self {
            value,
            name: row.name,
            figures: Figures::of(&slice),
            best,
            legs: legs.iter().map(|leg| Figures::of(leg)).collect(),
        }
    }
}

impl Figures {
    fn of(slice: &Slice) -> Self {
        Self {
            requests: slice.requests(),
            errors: slice.errors,
            error_rate: slice.error_rate(),
            dropped: slice.dropped,
            cancelled: slice.cancelled,
            rate: slice.rate_over(slice.span()),
            span_us: slice.span(),
            details: Details::of(slice),
        }
    }
}
