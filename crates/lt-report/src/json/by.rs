//! The requests taken apart by what was asked for.

use lt_stats::{Group, Slice};
use serde::Serialize;

use super::row::Details;
use crate::comparison::{Column, Comparison, Row};

#[derive(Serialize)]
pub(super) struct By {
    key: String,
    groups: Vec<GroupRow>,
    groups_left_out: usize,
    sentences: Vec<String>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct GroupRow {
    value: Option<String>,
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

impl By {
    pub(super) fn of(comparison: Comparison) -> Self {
        Self {
            key: comparison.by.to_string(),
            groups: comparison.rows.into_iter().map(GroupRow::of).collect(),
            groups_left_out: comparison.left_out,
            sentences: comparison.sentences,
            notes: comparison.notes,
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
        let Group { value, slice, legs } = row.group;
        Self {
            value,
            figures: Figures::of(&slice),
            best,
            legs: legs.iter().map(Figures::of).collect(),
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
