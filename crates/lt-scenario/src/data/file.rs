//! Files of rows.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use minijinja::Value;

use super::large::{self, LargeFile};
use super::quotes::Quotes;
use crate::quoted::Quoted;

/// The largest file that is held in memory, in bytes.
pub(super) const MOST_IN_MEMORY: u64 = 64 << 20;

/// What a file holds.
pub(super) enum Read {
    /// All its rows.
    Rows(Vec<Value>),
    /// Where its rows are.
    Large(LargeFile),
}

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Csv,
    Lines,
    List,
}

impl Format {
    fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "csv" => Some(Self::Csv),
            "ndjson" | "jsonl" => Some(Self::Lines),
            "json" => Some(Self::List),
            _ => None,
        }
    }
}

/// Reads a file's rows, or notes where they are if it has more than `most_in_memory` bytes.
pub(super) fn read(path: &Path, most_in_memory: u64) -> Result<Read, DataError> {
    let format = Format::of(path).ok_or_else(|| DataError::Format(path.to_owned()))?;
    let failed = |cause| DataError::Read {
        path: path.to_owned(),
        cause,
    };
    let file = File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if metadata.len() > most_in_memory {
        return match format {
            Format::List => Err(DataError::LargeList(path.to_owned())),
            _ => large::index(path, file, format).map(Read::Large),
        };
    }
    drop(file);
    let bytes = fs::read(path).map_err(failed)?;
    match format {
        Format::Csv => csv_rows(path, &bytes),
        Format::Lines => lines(path, &bytes),
        Format::List => list(path, &bytes),
    }
    .map(Read::Rows)
}

/// The error of a file without rows.
pub(super) fn no_rows(path: &Path) -> DataError {
    DataError::NoRows(path.to_owned())
}

fn csv_rows(path: &Path, bytes: &[u8]) -> Result<Vec<Value>, DataError> {
    let quotes = Quotes::new(without_mark(bytes));
    let mut reader = csv::ReaderBuilder::new().from_reader(quotes);
    let mut read = || {
        let first = reader.headers().map_err(|cause| csv_error(path, cause))?;
        let names = header(path, first)?;
        let records = reader.records();
        records
            .map(|record| match record {
                Ok(record) => Ok(row(&names, &record)),
                Err(cause) => Err(csv_error(path, cause)),
            })
            .collect()
    };
    let rows = read();
    check_quotes(path, &mut reader)?;
    rows
}

/// Refuses a quote that is open at the end; what else is wrong with the last row comes of it.
pub(super) fn check_quotes<R: io::Read>(
    path: &Path,
    reader: &mut csv::Reader<Quotes<R>>,
) -> Result<(), DataError> {
    let is_at_end = matches!(reader.read_record(&mut csv::StringRecord::new()), Ok(false));
    match reader.get_ref().open().filter(|_| is_at_end) {
        Some(line) => Err(DataError::OpenQuote {
            path: path.to_owned(),
            line,
        }),
        None => Ok(()),
    }
}

/// Spreadsheets begin a file with a byte order mark, which is no part of the first name.
pub(super) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// The names of the columns, each of them used once and not empty.
pub(super) fn header(path: &Path, record: &csv::StringRecord) -> Result<Vec<String>, DataError> {
    let names: Vec<String> = record.iter().map(|name| name.trim().to_owned()).collect();
    for (i, name) in names.iter().enumerate() {
        if name.is_empty() || names[..i].contains(name) {
            return Err(DataError::Column {
                path: path.to_owned(),
                name: name.clone(),
            });
        }
    }
    Ok(names)
}

/// A row is a map from column names to texts.
pub(super) fn row(names: &[String], record: &csv::StringRecord) -> Value {
    Value::from_pairs(names.iter().map(String::as_str).zip(record.iter()))
}

pub(super) fn csv_error(path: &Path, cause: csv::Error) -> DataError {
    let line = cause.position().map_or(1, csv::Position::line);
    let what = match cause.kind() {
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => format!("{len} fields where the header has {expected_len}"),
        csv::ErrorKind::Utf8 { .. } => "a field that is no UTF-8".to_owned(),
        _ => cause.to_string(),
    };
    DataError::Row {
        path: path.to_owned(),
        line,
        what,
    }
}

fn lines(path: &Path, bytes: &[u8]) -> Result<Vec<Value>, DataError> {
    let mut rows = Vec::new();
    for (i, line) in without_mark(bytes).split(|byte| *byte == b'\n').enumerate() {
        if !line.trim_ascii().is_empty() {
            rows.push(json_line(path, i as u64 + 1, line)?);
        }
    }
    Ok(rows)
}

pub(super) fn json_line(path: &Path, line: u64, bytes: &[u8]) -> Result<Value, DataError> {
    serde_json::from_slice(bytes).map_err(|cause| json_error(path, line, &cause))
}

fn list(path: &Path, bytes: &[u8]) -> Result<Vec<Value>, DataError> {
    serde_json::from_slice(without_mark(bytes))
        .map_err(|cause| json_error(path, cause.line() as u64, &cause))
}

fn json_error(path: &Path, line: u64, cause: &serde_json::Error) -> DataError {
    let text = cause.to_string();
    let what = text.split(" at line ").next().unwrap_or_default();
    let what = match cause.classify() {
        serde_json::error::Category::Data => "not a JSON list of rows".to_owned(),
        _ => format!("not JSON: {what}"),
    };
    DataError::Row {
        path: path.to_owned(),
        line,
        what,
    }
}

fn rows_way_out(path: &Path) -> &'static str {
    match Format::of(path) {
        Some(Format::Csv) => "a CSV file needs a header line and at least one more",
        _ => "add some",
    }
}

/// Why a data set cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// A set without rows.
    #[error("data set {} has no rows; add some", Quoted(.0))]
    Empty(String),
    /// An ending that says nothing.
    #[error("{}: unknown kind of data; use `.csv`, `.json`, `.ndjson` or `.jsonl`", .0.display())]
    Format(PathBuf),
    /// A file that cannot be read.
    #[error("{}: {cause}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// A JSON list that is too large to hold.
    #[error("{}: a JSON list of more than 64 MiB cannot be read row by row; write a row a line, as `.ndjson`", .0.display())]
    LargeList(PathBuf),
    /// A file without rows.
    #[error("{}: no rows; {}", .0.display(), rows_way_out(.0))]
    NoRows(PathBuf),
    /// A quote in a CSV file that opens a field and never closes it.
    #[error("{}:{line}: a quote that is never closed; close it, or double it where it is text", path.display())]
    OpenQuote {
        /// The file.
        path: PathBuf,
        /// The line of the quote, from 1.
        line: u64,
    },
    /// A column without a name of its own.
    #[error("{}:1: column {} needs a name of its own", path.display(), Quoted(name))]
    Column {
        /// The file.
        path: PathBuf,
        /// The name that is empty or stands twice.
        name: String,
    },
    /// A row that was there when the file was first read.
    #[error("{}: row {row} is no longer there; leave the file as it is during a run", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
        /// Which row, from 1.
        row: u64,
    },
    /// A row that is none.
    #[error("{}:{line}: {what}", path.display())]
    Row {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        what: String,
    },
}
