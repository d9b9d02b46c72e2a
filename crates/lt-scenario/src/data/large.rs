//! Files that are too large to hold: the places of their rows are, 8 bytes each, and rows are read when asked for.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use minijinja::Value;

use super::file::{self, DataError, Format};
use super::quotes::Quotes;

/// The longest row, in bytes.
const LONGEST_ROW: u64 = 16 << 20;

/// A file, and where its rows begin; clones share both.
#[derive(Clone, Debug)]
pub(super) struct LargeFile(Arc<Opened>);

#[derive(Debug)]
struct Opened {
    path: PathBuf,
    file: File,
    format: Format,
    /// The names of the columns of a CSV file.
    names: Vec<String>,
    /// Where each row begins, and where the last one ends.
    offsets: Vec<u64>,
}

impl PartialEq for LargeFile {
    fn eq(&self, other: &Self) -> bool {
        self.0.path == other.0.path && self.0.offsets == other.0.offsets
    }
}

impl LargeFile {
    pub(super) fn len(&self) -> u64 {
        self.0.offsets.len() as u64 - 1
    }

    /// Reads a row; `row` is below [`LargeFile::len`].
    pub(super) fn row(&self, row: u64) -> Result<Value, DataError> {
        let Opened { path, names, .. } = &*self.0;
        let bytes = self.bytes(row).map_err(|cause| DataError::Read {
            path: path.clone(),
            cause,
        })?;
        let changed = || DataError::Changed {
            path: path.clone(),
            row: row + 1,
        };
        if self.0.format == Format::Lines {
            let row = serde_json::from_slice(file::without_mark(&bytes)).ok();
            return row.ok_or_else(changed);
        }
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(bytes.as_slice());
        match reader.records().next() {
            Some(Ok(record)) if record.len() == names.len() => Ok(file::row(names, &record)),
            _ => Err(changed()),
        }
    }

    fn bytes(&self, row: u64) -> io::Result<Vec<u8>> {
        let at = usize::try_from(row).map_err(io::Error::other)?;
        let (begin, end) = (self.0.offsets[at], self.0.offsets[at + 1]);
        let mut bytes = vec![0; usize::try_from(end - begin).map_err(io::Error::other)?];
        let mut filled = 0;
        while filled < bytes.len() {
            match read_at(&self.0.file, &mut bytes[filled..], begin + filled as u64)? {
                0 => break,
                read => filled += read,
            }
        }
        bytes.truncate(filled);
        Ok(bytes)
    }
}

/// Threads read at the same time: none may move the others' place in the file.
#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, bytes, at)
}

#[cfg(windows)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, bytes, at)
}

/// Goes through a file once, and notes where its rows begin.
pub(super) fn index(path: &Path, file: File, format: Format) -> Result<LargeFile, DataError> {
    let (names, offsets) = match format {
        Format::Csv => index_csv(path, &file)?,
        _ => (Vec::new(), index_lines(path, &file)?),
    };
    if offsets.len() < 2 {
        return Err(file::no_rows(path));
    }
    Ok(LargeFile(Arc::new(Opened {
        path: path.to_owned(),
        file,
        format,
        names,
        offsets,
    })))
}

fn index_csv(path: &Path, file: &File) -> Result<(Vec<String>, Vec<u64>), DataError> {
    let quotes = Quotes::new(BufReader::new(file));
    let mut reader = csv::ReaderBuilder::new().from_reader(quotes);
    let indexed = index_records(path, &mut reader);
    file::check_quotes(path, &mut reader)?;
    indexed
}

fn index_records<R: Read>(
    path: &Path,
    reader: &mut csv::Reader<R>,
) -> Result<(Vec<String>, Vec<u64>), DataError> {
    let failed = |cause| file::csv_error(path, cause);
    let header = reader.headers().map_err(failed)?;
    // The mark that spreadsheets begin a file with is no part of the first name.
    let header = header.iter().enumerate().map(|(i, name)| match i {
        0 => name.trim_start_matches('\u{feff}'),
        _ => name,
    });
    let names = file::header(path, &header.collect())?;
    let mut offsets = Vec::new();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(failed)? {
        let place = record.position().map_or(0, csv::Position::byte);
        offsets.push(place);
    }
    offsets.push(reader.position().byte());
    Ok((names, offsets))
}

fn index_lines(path: &Path, file: &File) -> Result<Vec<u64>, DataError> {
    let mut reader = BufReader::new(file);
    let (mut offsets, mut place, mut line) = (Vec::new(), 0u64, 0u64);
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        line += 1;
        let read = reader
            .by_ref()
            .take(LONGEST_ROW)
            .read_until(b'\n', &mut bytes)
            .map_err(|cause| DataError::Read {
                path: path.to_owned(),
                cause,
            })?;
        if read == 0 {
            break;
        }
        if read as u64 == LONGEST_ROW {
            return Err(DataError::Row {
                path: path.to_owned(),
                line,
                what: "a row of more than 16 MiB".to_owned(),
            });
        }
        if !bytes.trim_ascii().is_empty() {
            file::json_line(path, line, file::without_mark(&bytes))?;
            offsets.push(place);
        }
        place += read as u64;
    }
    offsets.push(place);
    Ok(offsets)
}
