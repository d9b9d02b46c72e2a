//! Cutting bytes into rows: lines, or several of them where a quoted cell breaks over lines.
//!
//! By hand, and not with csv-core, because that takes the end of the input for the end of a row (a torn row must be told
//! from a whole one), passes over blank lines without a word (their numbers are needed), accepts `"a"b` and a quote
//! without end, and would still need this buffer for the lines of JSON and the bound on a row.

use std::io::{self, Read};

use lt_sample::MAX_LINE;

use crate::Flaw;

/// The bytes that were read and not yet given out, and the place in the input.
#[derive(Debug)]
pub(crate) struct Rows {
    buffer: Vec<u8>,
    start: usize,
    filled: usize,
    /// Where the search for the end of the row goes on: no byte is looked at twice.
    searched: usize,
    quotes: Option<Quotes>,
    /// The beginning of the present row was thrown away because it is too long.
    overlong: bool,
    /// Lines that were given out, and lines that the present row has so far.
    line: u64,
    breaks: u64,
}

/// Where in a row of CSV the search stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quotes {
    CellBegins,
    Outside,
    Inside,
}

/// A row: the number of its first line, and its bytes without line break.
pub(crate) type Row<'r> = (u64, Result<&'r [u8], Flaw>);

impl Rows {
    const CHUNK: usize = 256 * 1024;

    /// Rows of which `quoted` ones may break over lines.
    pub(crate) fn new(quoted: bool) -> Self {
        Self {
            buffer: vec![0; Self::CHUNK],
            start: 0,
            filled: 0,
            searched: 0,
            quotes: quoted.then_some(Quotes::CellBegins),
            overlong: false,
            line: 0,
            breaks: 0,
        }
    }

    /// What was read and not given out yet.
    pub(crate) fn rest(&self) -> &[u8] {
        &self.buffer[self.start..self.filled]
    }

    /// Passes over bytes that are no part of a row.
    pub(crate) fn skip(&mut self, bytes: usize) {
        self.start += bytes;
        self.searched = self.start;
    }

    /// Reads once; `false` at the end of the source.
    pub(crate) fn fill(&mut self, source: &mut impl Read) -> io::Result<bool> {
        self.buffer.copy_within(self.start..self.filled, 0);
        self.filled -= self.start;
        self.searched -= self.start;
        self.start = 0;
        if self.filled > MAX_LINE {
            self.throw_away();
        } else if self.filled == self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        loop {
            match source.read(&mut self.buffer[self.filled..]) {
                Ok(n) => {
                    self.filled += n;
                    return Ok(n > 0);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// The next row that has its line break.
    pub(crate) fn next(&mut self) -> Option<Row<'_>> {
        let end = self.find_end()?;
        let bytes = (self.start, end);
        self.start = end + 1;
        self.searched = self.start;
        Some(self.give(bytes))
    }

    /// What stands after the last line break; `None` where that is nothing.
    pub(crate) fn last(&mut self) -> Option<Row<'_>> {
        let bytes = (self.start, self.filled);
        self.start = self.filled;
        self.searched = self.filled;
        (bytes.0 < bytes.1 || self.overlong).then(|| self.give(bytes))
    }

    fn give(&mut self, (start, end): (usize, usize)) -> Row<'_> {
        let line = self.line + 1;
        self.line = line + std::mem::take(&mut self.breaks);
        if std::mem::take(&mut self.overlong) || end - start > MAX_LINE {
            return (line, Err(Flaw::TooLong));
        }
        (line, Ok(&self.buffer[start..end]))
    }

    /// A quote without end must not swallow the whole input: the row ends with its line.
    fn throw_away(&mut self) {
        self.overlong = true;
        (self.filled, self.searched) = (0, 0);
        self.quotes = self.quotes.map(|_| Quotes::Outside);
    }

    fn find_end(&mut self) -> Option<usize> {
        for (place, &byte) in self.buffer[self.searched..self.filled].iter().enumerate() {
            if byte == b'\n' && self.quotes != Some(Quotes::Inside) {
                self.quotes = self.quotes.map(|_| Quotes::CellBegins);
                return Some(self.searched + place);
            }
            self.breaks += u64::from(byte == b'\n');
            self.quotes = self.quotes.map(|quotes| quotes.after(byte));
        }
        self.searched = self.filled;
        None
    }
}

impl Quotes {
    /// A doubled quote inside a cell ends it and begins it again.
    fn after(self, byte: u8) -> Self {
        match (self, byte) {
            (Self::Inside, b'"') => Self::CellBegins,
            (Self::Inside, _) | (Self::CellBegins, b'"') => Self::Inside,
            (_, b',') => Self::CellBegins,
            _ => Self::Outside,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &[u8], quoted: bool) -> Vec<(u64, Option<String>)> {
        let mut rows = Rows::new(quoted);
        let mut found = Vec::new();
        let own = |(line, bytes): Row<'_>| {
            let text = bytes
                .ok()
                .map(|bytes| String::from_utf8_lossy(bytes).into_owned());
            (line, text.map(|text| text.chars().take(20).collect()))
        };
        let mut source = text;
        loop {
            let more = rows.fill(&mut source).unwrap();
            while let Some(row) = rows.next() {
                found.push(own(row));
            }
            if !more {
                found.extend(rows.last().map(own));
                return found;
            }
        }
    }

    fn row(line: u64, text: &str) -> (u64, Option<String>) {
        (line, Some(text.to_owned()))
    }

    #[test]
    fn a_quoted_cell_may_hold_line_breaks_and_doubled_quotes() {
        let text = b"a,b\n\"x\n\"\"y\",2\nlast";
        let expected = [row(1, "a,b"), row(2, "\"x\n\"\"y\",2"), row(4, "last")];
        assert_eq!(rows(text, true), expected);
        let expected = [
            row(1, "a,b"),
            row(2, "\"x"),
            row(3, "\"\"y\",2"),
            row(4, "last"),
        ];
        assert_eq!(rows(text, false), expected);
    }

    #[test]
    fn a_quote_within_a_cell_means_nothing() {
        assert_eq!(
            rows(b"5\" disk,1\nb\n", true),
            [row(1, "5\" disk,1"), row(2, "b")]
        );
    }

    #[test]
    fn a_quote_without_end_costs_one_row_of_a_mebibyte() {
        let mut text = b"\"".to_vec();
        text.extend(b"x\n".repeat(MAX_LINE));
        text.extend(b"next,row\n");
        let found = rows(&text, true);
        assert_eq!(found[0], (1, None));
        assert_eq!(found.last().unwrap().1.as_deref(), Some("next,row"));
    }
}
