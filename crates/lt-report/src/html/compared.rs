//! The table of what was asked to be compared.

use lt_stats::Summary;
use serde::Serialize;

use super::prose::{Prose, prose};
use crate::comparison::{Column, Comparison};
use crate::words;

#[derive(Serialize)]
pub(super) struct Compared {
    key: String,
    title: String,
    columns: Vec<&'static str>,
    rows: Vec<Row>,
    marked: bool,
    left_out: usize,
    sentences: Vec<Prose>,
    notes: Vec<Prose>,
    spread_columns: Vec<&'static str>,
    spread: Vec<Spread>,
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
        Some(Self {
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
