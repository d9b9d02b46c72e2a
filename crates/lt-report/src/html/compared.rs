//! The table of what was asked to be compared.

use lt_stats::Summary;
use serde::Serialize;

use super::prose::{Prose, prose};
use crate::comparison::{Block, Column, Comparison, Difference, Endpoints};
use crate::words;

#[derive(Serialize)]
pub(super) struct Compared {
    key: String,
    title: String,
    columns: Vec<&'static str>,
    rows: Vec<Row>,
    difference: Vec<(String, Vec<String>)>,
    marked: bool,
    left_out: usize,
    sentences: Vec<Prose>,
    notes: Vec<Prose>,
    spread_columns: Vec<&'static str>,
    spread: Vec<Spread>,
    endpoint_columns: Vec<&'static str>,
    endpoints: Vec<Endpoint>,
    endpoints_left_out: usize,
    endpoint_notes: Vec<Prose>,
}

/// The rows of one endpoint: the name of a stream, or what their difference is called, and its figures.
#[derive(Serialize)]
struct Endpoint {
    name: String,
    rows: Vec<(String, Vec<String>)>,
}

#[derive(Serialize)]
struct Row {
    name: String,
    cells: Vec<Cell>,
}

#[derive(Serialize)]
struct Cell {
    text: String,
    best: bool,
}

#[derive(Serialize)]
struct Spread {
    name: String,
    rounds: String,
    cells: Vec<String>,
}

impl Compared {
    /// `None` where nothing was to be compared.
    pub(super) fn of(summary: &Summary) -> Option<Self> {
        let comparison = Comparison::of(summary)?;
        let rows = comparison.rows.into_iter().map(|row| {
            let cells = row.cells.into_iter().map(|cell| Cell {
                text: cell.text,
                best: cell.best,
            });
            Row {
                name: row.name,
                cells: cells.collect(),
            }
        });
        let rows: Vec<Row> = rows.collect();
        let spread = comparison.spread.into_iter().map(|row| Spread {
            name: row.name,
            rounds: row.rounds,
            cells: row.cells,
        });
        let endpoints = comparison.endpoints.as_ref();
        let notes = endpoints.into_iter().flat_map(|all| &all.notes);
        Some(Self {
            difference: comparison.difference.map_or_else(Vec::new, differences),
            endpoint_columns: Endpoints::COLUMNS.to_vec(),
            endpoints_left_out: endpoints.map_or(0, |all| all.left_out),
            endpoint_notes: notes.map(|note| prose(note)).collect(),
            endpoints: endpoints
                .into_iter()
                .flat_map(|all| &all.blocks)
                .map(Endpoint::of)
                .collect(),
            key: words::cut(&comparison.by.to_string(), 80),
            title: comparison.title,
            columns: Column::ALL.map(Column::title).to_vec(),
            marked: rows.iter().flat_map(|row| &row.cells).any(|cell| cell.best),
            rows,
            left_out: comparison.left_out,
            sentences: comparison
                .sentences
                .iter()
                .map(|text| prose(text))
                .collect(),
            notes: comparison.notes.iter().map(|text| prose(text)).collect(),
            spread_columns: Column::SPREAD.map(Column::title).to_vec(),
            spread: spread.collect(),
        })
    }
}

impl Endpoint {
    fn of(block: &Block) -> Self {
        let streams = block.streams.iter();
        let streams = streams.map(|row| (row.stream.clone(), row.cells.clone()));
        let difference = block.difference.iter();
        let difference = difference.map(|cells| (Endpoints::DIFFERENCE.to_owned(), cells.clone()));
        Self {
            name: block.name.clone(),
            rows: streams.chain(difference).collect(),
        }
    }
}

fn differences(difference: Difference) -> Vec<(String, Vec<String>)> {
    let [absolute, relative] = Difference::TITLES.map(str::to_owned);
    let (cells, shares) = difference
        .cells
        .into_iter()
        .map(|change| (change.absolute, change.relative))
        .unzip();
    vec![(absolute, cells), (relative, shares)]
}
