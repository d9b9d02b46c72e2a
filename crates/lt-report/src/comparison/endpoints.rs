//! The endpoints of several streams side by side.

use std::collections::BTreeSet;

use lt_stats::{Endpoint, Figures, Percentile, percentile};

use super::difference::{percent, points};
use super::{Row, column};
use crate::{number, words};

/// A block of rows for each endpoint: one of each stream, and where there are two, one of how far they lie apart.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Endpoints {
    pub(crate) blocks: Vec<Block>,
    /// Endpoints that have no block.
    pub(crate) left_out: usize,
    /// Which of them are not in all streams.
    pub(crate) notes: Vec<String>,
}

/// One endpoint.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Block {
    /// Method and name, harmless.
    pub(crate) name: String,
    pub(crate) endpoint: Endpoint,
    /// In the order of the streams.
    pub(crate) streams: Vec<StreamRow>,
    /// In the order of [`Endpoints::COLUMNS`]; absent where there are not two streams that have it.
    pub(crate) difference: Option<Vec<String>>,
}

/// One endpoint in one stream.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StreamRow {
    pub(crate) stream: String,
    /// Absent where the stream has no such endpoint.
    pub(crate) figures: Option<Figures>,
    /// In the order of [`Endpoints::COLUMNS`].
    pub(crate) cells: Vec<String>,
}

/// Longer than what is compared: endpoints often differ at their ends only.
const LONGEST_ENDPOINT: usize = 120;
const MOST_BLOCKS: usize = 50;
const MOST_NAMED: usize = 5;
const TIMES: [Percentile; 3] = [Percentile::P50, Percentile::P95, Percentile::P99];

impl Endpoints {
    pub(crate) const COLUMNS: [&str; 5] =
        ["Requests", "Error Rate", "P50 (ms)", "P95 (ms)", "P99 (ms)"];
    /// What the row of differences is called.
    pub(crate) const DIFFERENCE: &str = "difference";

    /// `None` where no stream has an endpoint.
    pub(super) fn of(rows: &[Row]) -> Option<Self> {
        let all = rows.iter().flat_map(|row| row.group.endpoints.keys());
        let mut all: BTreeSet<&Endpoint> = all.collect();
        let other = Endpoint::other();
        let rest = all.take(&other);
        let blocks = all.into_iter().chain(rest);
        let mut blocks: Vec<Block> = blocks.map(|endpoint| Block::of(endpoint, rows)).collect();
        let notes = rows.iter().filter_map(|row| missing(&row.name, &blocks));
        let notes = notes.collect();
        let left_out = blocks.len().saturating_sub(MOST_BLOCKS);
        blocks.truncate(MOST_BLOCKS);
        (!blocks.is_empty()).then_some(Self {
            blocks,
            left_out,
            notes,
        })
    }
}

impl Block {
    fn of(endpoint: &Endpoint, rows: &[Row]) -> Self {
        let streams = rows.iter().map(|row| {
            let figures = row.group.endpoints.get(endpoint);
            StreamRow {
                stream: row.name.clone(),
                cells: cells(figures),
                figures: figures.cloned(),
            }
        });
        let streams: Vec<StreamRow> = streams.collect();
        let name = format!("{} {}", endpoint.method, words::name(endpoint));
        Self {
            name: words::cut(name.trim_start(), LONGEST_ENDPOINT),
            endpoint: endpoint.clone(),
            difference: match streams.as_slice() {
                [one, two] => one.figures.as_ref().zip(two.figures.as_ref()),
                _ => None,
            }
            .map(|(one, two)| difference(one, two)),
            streams,
        }
    }
}

fn cells(figures: Option<&Figures>) -> Vec<String> {
    let Some(figures) = figures else {
        return vec![column::UNKNOWN.to_owned(); Endpoints::COLUMNS.len()];
    };
    let errors = number::percent(figures.errors, figures.requests);
    let mut cells = vec![number::count(figures.requests), format!("{errors} %")];
    cells.extend(TIMES.map(|p| {
        let time = percentile(&figures.response, p);
        time.map_or_else(|| column::UNKNOWN.to_owned(), number::micros)
    }));
    cells
}

/// In percent of the first, errors in percentage points.
fn difference(one: &Figures, two: &Figures) -> Vec<String> {
    let change = |old: Option<f64>, new: Option<f64>| {
        let change = old.zip(new).filter(|(old, _)| *old > 0.0);
        change.map_or_else(
            || column::UNKNOWN.to_owned(),
            |(old, new)| percent((new - old) / old),
        )
    };
    let requests = |figures: &Figures| Some(figures.requests as f64);
    let errors = |figures: &Figures| figures.errors as f64 / figures.requests.max(1) as f64;
    let mut cells = vec![
        change(requests(one), requests(two)),
        points(errors(two) - errors(one)),
    ];
    cells.extend(TIMES.map(|p| {
        let time = |figures: &Figures| percentile(&figures.response, p).map(|time| time.0 as f64);
        change(time(one), time(two))
    }));
    cells
}

/// Which endpoints a stream does not have that others have.
fn missing(stream: &str, blocks: &[Block]) -> Option<String> {
    let is_missing = |block: &&Block| {
        let mut rows = block.streams.iter();
        rows.any(|row| row.stream == stream && row.figures.is_none())
    };
    let names: Vec<&str> = blocks
        .iter()
        .filter(is_missing)
        .map(|block| block.name.as_str())
        .collect();
    let named = names
        .iter()
        .take(MOST_NAMED)
        .map(|name| format!("`{name}`"));
    let named: Vec<String> = named.collect();
    let more = match names.len().saturating_sub(MOST_NAMED) {
        0 => String::new(),
        n => format!(" and {} more", number::count(n as u64)),
    };
    (!names.is_empty()).then(|| format!("Not in `{stream}`: {}{more}.", named.join(", ")))
}
