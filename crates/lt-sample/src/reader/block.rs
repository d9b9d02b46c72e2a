//! Some whole lines of a stream, or what stands behind its last line break.

use super::error::ReadError;
use super::{Line, OnBadLine, StreamEnd};
use crate::record::NotARecord;
use crate::{MAX_LINE, Record};

/// Lines that were read at once, with their place in the stream. It keeps its memory from one filling to the next.
#[derive(Debug)]
pub struct Block {
    buffer: Vec<u8>,
    /// How much of the buffer was read.
    filled: usize,
    /// Where the last whole line ends; all that was read in the last block.
    whole: usize,
    /// How many lines of the stream stand before it.
    lines_before: u64,
    /// The beginning of the first line was thrown away because it is too long.
    overlong: bool,
    /// It is what stands behind the last line break.
    is_last: bool,
    cut_off: bool,
}

impl Default for Block {
    fn default() -> Self {
        Self {
            buffer: vec![0; Self::ROOM],
            filled: 0,
            whole: 0,
            lines_before: 0,
            overlong: false,
            is_last: false,
            cut_off: false,
        }
    }
}

impl Block {
    /// Little enough to stay in a core's own cache until all lines are read.
    const ROOM: usize = 256 * 1024;

    /// Forgets its lines for those that begin with `rest`.
    pub(super) fn begin(&mut self, rest: &[u8], lines_before: u64, overlong: bool) {
        (self.filled, self.whole) = (0, 0);
        (self.lines_before, self.overlong) = (lines_before, overlong);
        (self.is_last, self.cut_off) = (false, false);
        while self.buffer.len() < rest.len() {
            self.grow();
        }
        self.buffer[..rest.len()].copy_from_slice(rest);
        self.filled = rest.len();
    }

    /// Makes sure that something can be read; of a line that is too long nothing is kept.
    pub(super) fn make_room(&mut self) {
        if self.filled > MAX_LINE {
            self.overlong = true;
            self.filled = 0;
        } else if self.filled == self.buffer.len() {
            self.grow();
        }
    }

    fn grow(&mut self) {
        self.buffer.resize(self.buffer.len() * 2, 0);
    }

    /// Where the next bytes go.
    pub(super) fn room(&mut self) -> &mut [u8] {
        &mut self.buffer[self.filled..]
    }

    /// Takes in `n` bytes; once they hold a line break, tells how many lines are whole and what stands behind them.
    pub(super) fn take(&mut self, n: usize) -> Option<(u64, &[u8])> {
        let new = &self.buffer[self.filled..self.filled + n];
        let n_lines = memchr::memchr_iter(b'\n', new).count() as u64;
        let last = memchr::memrchr(b'\n', new).map(|last| self.filled + last);
        self.filled += n;
        self.whole = last? + 1;
        Some((n_lines, &self.buffer[self.whole..self.filled]))
    }

    /// Notes that the stream broke off.
    pub(super) fn cut_off(&mut self) {
        self.cut_off = true;
    }

    /// Notes that nothing follows.
    pub(super) fn end(&mut self) {
        self.is_last = true;
        self.whole = self.filled;
    }

    /// How many lines of the stream stand before it.
    pub(super) fn lines_before(&self) -> u64 {
        self.lines_before
    }

    /// Hands every line to `each`, and tells what became of those that are no records.
    pub(super) fn hand_on<E: From<ReadError>>(
        &self,
        name: &str,
        on_bad_line: OnBadLine,
        each: &mut impl FnMut(&mut Line<'_>) -> Result<(), E>,
    ) -> Result<StreamEnd, E> {
        let mut lines = Lines {
            name,
            on_bad_line,
            line: self.lines_before,
            overlong: self.overlong,
            end: StreamEnd::default(),
        };
        let bytes = &self.buffer[..self.whole];
        if self.is_last {
            lines.end.cut_off = self.cut_off;
            lines.finish(bytes, each)?;
        } else if let Ok(text) = std::str::from_utf8(bytes) {
            // One look at all lines instead of one at each: 5 % of summarizing a stream.
            lines.hand_on_all(text, each)?;
        } else {
            for line in bytes.split_inclusive(|byte| *byte == b'\n') {
                let line = &line[..line.len() - 1];
                lines.hand_on(line, Record::parse(line), each)?;
            }
        }
        Ok(lines.end)
    }
}

/// A walk through the lines of a block.
struct Lines<'n> {
    name: &'n str,
    on_bad_line: OnBadLine,
    /// The number of the line handed on last.
    line: u64,
    overlong: bool,
    end: StreamEnd,
}

impl Lines<'_> {
    fn hand_on_all<E: From<ReadError>>(
        &mut self,
        mut text: &str,
        each: &mut impl FnMut(&mut Line<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        while !text.is_empty() {
            let mut line = Line::default();
            // A sample in order says itself where its line ends: 6 % less than to look for that first.
            if let Some(rest) = line.record.read_sample(text) {
                line.bytes = &text.as_bytes()[..text.len() - rest.len() - 1];
                if self.counts(line.bytes)? {
                    each(&mut line)?;
                }
                text = rest;
            } else {
                let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
                self.hand_on(line.as_bytes(), Record::parse_any_order(line), each)?;
                text = rest;
            }
        }
        Ok(())
    }

    fn hand_on<'a, E: From<ReadError>>(
        &mut self,
        bytes: &'a [u8],
        record: Result<Record<'a>, NotARecord>,
        each: &mut impl FnMut(&mut Line<'a>) -> Result<(), E>,
    ) -> Result<(), E> {
        if !self.counts(bytes)? {
            return Ok(());
        }
        match record {
            Ok(record) => each(&mut Line { bytes, record }),
            Err(cause) => Ok(self.no_record(bytes, cause)?),
        }
    }

    /// Goes on to the next line; `false` where that is too long to say anything.
    #[inline]
    fn counts(&mut self, bytes: &[u8]) -> Result<bool, ReadError> {
        self.line += 1;
        if std::mem::take(&mut self.overlong) || bytes.len() > MAX_LINE {
            self.bad_line(format!("it is longer than {MAX_LINE} bytes"))?;
            return Ok(false);
        }
        Ok(true)
    }

    #[cold]
    fn no_record(&mut self, bytes: &[u8], cause: NotARecord) -> Result<(), ReadError> {
        match cause {
            _ if bytes.trim_ascii().is_empty() => Ok(()),
            NotARecord::NewerFormat(_) => Err(ReadError::NewerFormat {
                name: self.name.to_owned(),
                line: self.line,
                cause,
            }),
            cause => self.bad_line(cause.to_string()),
        }
    }

    #[cold]
    fn bad_line(&mut self, cause: String) -> Result<(), ReadError> {
        if self.on_bad_line == OnBadLine::Skip {
            self.end.skipped += 1;
            return Ok(());
        }
        Err(ReadError::BadLine {
            name: self.name.to_owned(),
            line: self.line,
            cause,
            advice: match self.line {
                1 => "give a stream that lt-gen or lt-merge wrote",
                _ => "use --skip-bad-lines to leave such lines out",
            },
        })
    }

    /// Deals with what stands after the last line break.
    fn finish<'a, E: From<ReadError>>(
        &mut self,
        rest: &'a [u8],
        each: &mut impl FnMut(&mut Line<'a>) -> Result<(), E>,
    ) -> Result<(), E> {
        let record = Record::parse(rest);
        let is_whole = matches!(record, Ok(_) | Err(NotARecord::NewerFormat(_)));
        if is_whole && !self.overlong {
            self.hand_on(rest, record, each)?;
        } else if self.overlong || !rest.trim_ascii().is_empty() {
            // Garbage alone is no cut-off run.
            if self.line == 0 && !rest.starts_with(b"{") {
                self.line = 1;
                self.bad_line(NotARecord::NotAnObject.to_string())?;
            }
            self.end.cut_off = true;
        } else if self.line == 0 && !self.end.cut_off {
            return Err(ReadError::Empty {
                name: self.name.to_owned(),
            })?;
        }
        Ok(())
    }
}
