//! Data sets: rows that users and arrivals fill into their requests.

mod file;
mod large;
mod quotes;
mod shuffle;

use std::path::Path;

use minijinja::Value;

use crate::RenderError;
use crate::template::Failure;
pub use file::DataError;
use large::LargeFile;

/// Named rows, and how users pick among them.
#[derive(Clone, Debug, PartialEq)]
pub struct DataSet {
    /// Its name.
    pub name: String,
    /// The name of the present row in templates.
    pub row_name: String,
    /// How rows are picked.
    pub pick: Pick,
    rows: Rows,
}

/// How rows are picked. Where order counts, pick p (from 0) of user g of T users is number g + T * p.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pick {
    /// Each pick is a draw.
    #[default]
    Random,
    /// Row after row, over and over.
    Sequential,
    /// Each row once per pass, in an order of chance that is another one in each pass.
    Shuffled,
    /// Each row at most once; then none is left.
    Unique,
}

#[derive(Clone, Debug, PartialEq)]
enum Rows {
    /// A list value, and how many.
    Memory(Value, u64),
    File(LargeFile),
}

/// The place of a pick in the order of all picks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Turn {
    /// Where chance begins.
    pub(crate) seed: u64,
    /// Which data set of the plan it is.
    pub(crate) set: u64,
    /// The number of the pick over all users.
    pub(crate) number: u64,
}

impl DataSet {
    /// Takes rows as they are, usually maps.
    pub fn from_rows(
        name: &str,
        row_name: &str,
        pick: Pick,
        rows: Vec<Value>,
    ) -> Result<Self, DataError> {
        if rows.is_empty() {
            return Err(DataError::Empty(name.to_owned()));
        }
        let len = rows.len() as u64;
        Ok(Self {
            name: name.to_owned(),
            row_name: row_name.to_owned(),
            pick,
            rows: Rows::Memory(Value::from(rows), len),
        })
    }

    /// Reads a file of rows: CSV with a header line, a JSON list, or a JSON value a line (`.ndjson`, `.jsonl`), told
    /// by its ending. A file of more than 64 MiB, which a JSON list cannot be, stays on disk: 8 bytes a row are held,
    /// and rows are read as they are picked.
    pub fn from_file(
        name: &str,
        row_name: &str,
        pick: Pick,
        path: &Path,
    ) -> Result<Self, DataError> {
        Self::from_file_up_to(name, row_name, pick, path, file::MOST_IN_MEMORY)
    }

    /// How many rows there are; at least 1.
    pub fn len(&self) -> u64 {
        match &self.rows {
            Rows::Memory(_, len) => *len,
            Rows::File(file) => file.len(),
        }
    }

    /// Whether there are no rows; never.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The name of a row of the set `set_name`: without the `s` at its end.
    pub fn row_name_of(set_name: &str) -> String {
        match set_name.strip_suffix('s') {
            Some("") | None => set_name.to_owned(),
            Some(singular) => singular.to_owned(),
        }
    }

    /// Whether all rows are held, so that templates can see the list of them.
    pub fn is_in_memory(&self) -> bool {
        matches!(self.rows, Rows::Memory(..))
    }

    /// All rows; `None` for those that stay on disk.
    pub(crate) fn list(&self) -> Option<Value> {
        match &self.rows {
            Rows::Memory(list, _) => Some(list.clone()),
            Rows::File(_) => None,
        }
    }

    /// Picks a row; `draw` gives a number below its argument.
    pub(crate) fn pick(
        &self,
        turn: Turn,
        draw: impl FnOnce(u64) -> u64,
    ) -> Result<Value, RenderError> {
        let len = self.len();
        let Turn { seed, set, number } = turn;
        let row = match self.pick {
            Pick::Random => draw(len),
            Pick::Sequential => number % len,
            Pick::Shuffled => shuffle::nth(seed, set, number / len, len, number % len),
            Pick::Unique if number < len => number,
            Pick::Unique => return Err(RenderError::UsedUp(self.name.clone())),
        };
        self.row(row)
    }

    fn row(&self, row: u64) -> Result<Value, RenderError> {
        let failed = |cause: String| {
            let phrase = format!("no row of `{}` can be read", self.name);
            RenderError::from(Failure::new(phrase, &cause))
        };
        match &self.rows {
            Rows::Memory(list, _) => {
                let index = usize::try_from(row).unwrap_or(usize::MAX);
                list.get_item_by_index(index)
                    .map_err(|cause| failed(cause.to_string()))
            }
            Rows::File(file) => file.row(row).map_err(|cause| failed(cause.to_string())),
        }
    }

    fn from_file_up_to(
        name: &str,
        row_name: &str,
        pick: Pick,
        path: &Path,
        most_in_memory: u64,
    ) -> Result<Self, DataError> {
        let rows = match file::read(path, most_in_memory)? {
            file::Read::Rows(rows) => {
                return match Self::from_rows(name, row_name, pick, rows) {
                    Err(DataError::Empty(_)) => Err(file::no_rows(path)),
                    other => other,
                };
            }
            file::Read::Large(file) => Rows::File(file),
        };
        Ok(Self {
            name: name.to_owned(),
            row_name: row_name.to_owned(),
            pick,
            rows,
        })
    }
}

#[cfg(test)]
mod tests;
