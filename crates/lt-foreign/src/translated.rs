//! The bytes of a foreign format, read as those of a stream.

use std::io::{self, Read};

use lt_sample::MAX_LINE;
use serde::Deserialize;

use crate::format::BYTE_ORDER_MARK;
use crate::rows::Rows;
use crate::stream::Stream;
use crate::{BadLine, Flaw, Format};

/// How a result is to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Leave out lines that are none of the format, and count them, instead of stopping at the first.
    pub skip_bad_lines: bool,
    /// Leave numbers and ids in the paths of URLs as they are.
    pub keep_paths: bool,
}

/// A foreign result that reads as a stream.
///
/// A result that ends in the middle of a line gives a stream without `end` line, and then
/// [`io::ErrorKind::UnexpectedEof`]: the run was cut off. A line that is none of the format ends in an error of kind
/// [`io::ErrorKind::InvalidData`] that holds a [`BadLine`]; what was read before it is given out first.
pub struct Translated<R> {
    format: Format,
    reader: R,
    name: String,
    options: Options,
    rows: Rows,
    translator: Box<dyn Translate + Send>,
    /// Made when the first bytes are there: the run is named after them.
    stream: Option<Stream>,
    out: io::Cursor<Vec<u8>>,
    any_row: bool,
    skipped: u64,
    state: State,
}

/// One format: from its rows to the lines of the stream.
pub(crate) trait Translate {
    /// Translates a row, in which a quoted cell may break over lines.
    fn row(&mut self, row: &str, out: &mut Stream) -> Result<(), Flaw>;

    /// Writes what is still held, once; no row follows.
    fn finish(&mut self, _out: &mut Stream) {}

    /// What was read and is not, or not where one looks for it, in the stream: a sentence each.
    fn left_out(&self) -> Vec<String> {
        Vec::new()
    }
}

#[derive(Debug)]
enum State {
    Reading,
    /// Everything is translated; the error that is told when all of it was read.
    Over(Option<io::Error>),
}

/// So many bytes name a run, or all that there are.
const HEAD: usize = 4096;

impl<R: Read> Translated<R> {
    /// Reads `reader` in this format; errors name it `name`.
    pub fn new(format: Format, reader: R, name: String, options: Options) -> Self {
        Self {
            format,
            reader,
            name,
            options,
            rows: Rows::new(format.is_csv()),
            translator: format.translator(),
            stream: None,
            out: io::Cursor::default(),
            any_row: false,
            skipped: 0,
            state: State::Reading,
        }
    }

    /// The format that is read.
    pub fn format(&self) -> Format {
        self.format
    }

    /// How many lines were left out because they are none of the format.
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    /// What was in this result so far and is not, or not where one looks for it, in the stream: a sentence each.
    pub fn left_out(&self) -> Vec<String> {
        self.translator.left_out()
    }

    /// Reads once and translates the rows that are whole then.
    fn advance(&mut self) -> io::Result<()> {
        let more = self.rows.fill(&mut self.reader);
        let ended = !matches!(more, Ok(true));
        let Some(mut stream) = self.stream.take().or_else(|| self.begin(ended)) else {
            return Ok(());
        };
        let read = self.translate(&mut stream, more);
        if let Err(error) = read {
            // What is still held was read before something went wrong.
            self.translator.finish(&mut stream);
            self.state = State::Over(error);
        }
        self.out = io::Cursor::new(stream.take_lines());
        self.stream = Some(stream);
        Ok(())
    }

    /// The stream, as soon as enough is there to name it.
    fn begin(&mut self, ended: bool) -> Option<Stream> {
        let head = self.rows.rest();
        if head.len() < HEAD && !ended {
            return None;
        }
        let mark = head.starts_with(BYTE_ORDER_MARK);
        let head = &head[..head.len().min(HEAD)];
        let stream = Stream::new(self.format.tool(), head, self.options);
        if mark {
            self.rows.skip(BYTE_ORDER_MARK.len());
        }
        Some(stream)
    }

    /// Translates what is there. An error means that nothing follows, and what is told then.
    fn translate(
        &mut self,
        out: &mut Stream,
        more: io::Result<bool>,
    ) -> Result<(), Option<io::Error>> {
        while let Some((line, row)) = self.rows.next() {
            let translated = row.and_then(|row| translate(&mut *self.translator, row, out));
            match translated {
                Ok(any) => self.any_row |= any,
                Err(flaw) => self.refuse(line, flaw)?,
            }
        }
        let error = match more {
            Ok(true) => return Ok(()),
            Ok(false) => None,
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Some(error),
            Err(error) => return Err(Some(error)),
        };
        let torn = self.end_in_last_row(out)? || error.is_some();
        self.translator.finish(out);
        if torn {
            return Err(Some(
                error.unwrap_or_else(|| io::ErrorKind::UnexpectedEof.into()),
            ));
        }
        if self.any_row {
            out.end();
        }
        Err(None)
    }

    /// Translates what stands after the last line break; whether that was torn.
    ///
    /// JSON ends with its object. A row of CSV ends with its line break alone: half a number is a number, too.
    fn end_in_last_row(&mut self, out: &mut Stream) -> Result<bool, Option<io::Error>> {
        let Some((line, row)) = self.rows.last() else {
            return Ok(false);
        };
        if self.format.is_csv() && line > 1 {
            return Ok(true);
        }
        match row.and_then(|row| translate(&mut *self.translator, row, out)) {
            Ok(any) => self.any_row |= any,
            // Garbage alone is no run that was cut off.
            Err(flaw) if line == 1 => self.refuse(line, flaw)?,
            Err(_) => return Ok(true),
        }
        Ok(false)
    }

    fn refuse(&mut self, line: u64, flaw: Flaw) -> Result<(), Option<io::Error>> {
        // Without its header no line of a table can be read.
        if self.options.skip_bad_lines && !matches!(flaw, Flaw::NoColumn(_)) {
            self.skipped += 1;
            return Ok(());
        }
        let bad = BadLine {
            name: self.name.clone(),
            line,
            format: self.format,
            flaw,
        };
        Err(Some(io::Error::new(io::ErrorKind::InvalidData, bad)))
    }
}

/// Translates one row; `false` where it is blank.
fn translate(
    translator: &mut (dyn Translate + Send),
    row: &[u8],
    out: &mut Stream,
) -> Result<bool, Flaw> {
    let row = row.strip_suffix(b"\r").unwrap_or(row);
    if row.trim_ascii().is_empty() {
        return Ok(false);
    }
    translator.row(std::str::from_utf8(row)?, out)?;
    Ok(true)
}

/// Reads a JSON object; serde would take a list for one, too.
pub(crate) fn object<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Flaw> {
    match text.trim_start().starts_with('{') {
        true => Ok(serde_json::from_str(text)?),
        false => Err(Flaw::NotAnObject),
    }
}

impl<R: Read> Read for Translated<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let n = self.out.read(buffer)?;
            if n > 0 || buffer.is_empty() {
                return Ok(n);
            }
            match &mut self.state {
                State::Reading => self.advance()?,
                State::Over(error) => return error.take().map_or(Ok(0), Err),
            }
        }
    }
}

impl<R> std::fmt::Debug for Translated<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Translated")
            .field("format", &self.format)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

const _: () = assert!(
    HEAD < MAX_LINE,
    "the first bytes are held until the run is named"
);
