//! A table of Markdown. Cells are fit for it already.

use std::fmt;

/// To which side a column's cells go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
}

/// A header and rows of as many cells.
pub(super) struct Table {
    columns: Vec<(String, Align)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new(columns: &[(&str, Align)]) -> Self {
        let columns = columns.iter();
        Self::titled(
            columns
                .map(|(title, align)| ((*title).to_owned(), *align))
                .collect(),
        )
    }

    pub(super) fn titled(columns: Vec<(String, Align)>) -> Self {
        Self {
            columns,
            rows: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let titles = self.columns.iter().map(|(title, _)| title.as_str());
        writeln!(f, "| {} |", titles.collect::<Vec<_>>().join(" | "))?;
        let rules = self.columns.iter().map(|(_, align)| match align {
            Align::Left => "---|",
            Align::Right => "--:|",
        });
        writeln!(f, "|{}", rules.collect::<String>())?;
        for row in &self.rows {
            writeln!(f, "| {} |", row.join(" | "))?;
        }
        Ok(())
    }
}
