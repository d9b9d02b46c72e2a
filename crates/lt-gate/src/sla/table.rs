//! A table of a document.

use std::ops::Range;

/// A table, and where it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Table {
    pub(super) span: Range<usize>,
    pub(super) headings: Vec<Cell>,
    pub(super) rows: Vec<Row>,
}

/// A row below the headings.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Row {
    pub(super) span: Range<usize>,
    pub(super) cells: Vec<Cell>,
}

/// What stands in a cell, without emphasis and the like.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Cell {
    pub(super) span: Range<usize>,
    pub(super) text: String,
}

impl Row {
    /// What stands in a column; nothing where the row is shorter.
    pub(super) fn text(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.text.trim())
    }

    /// Where the cell of a column stands.
    pub(super) fn span_of(&self, column: usize) -> Range<usize> {
        let cell = self.cells.get(column);
        cell.map_or_else(|| self.span.clone(), |cell| cell.span.clone())
    }
}
