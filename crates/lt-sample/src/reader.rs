//! Reading a stream line by line.
//!
//! The reader knows nothing of files: it takes bytes, and a name for its messages. It holds one line at a time,
//! and hands each on as soon as it is there, so that a live pipe is followed without delay.

use std::io::{self, Read};

use crate::record::NotARecord;
use crate::{MAX_LINE, Record};

/// What a reader does with a line that is no record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnBadLine {
    /// Ends with an error that names the line.
    #[default]
    Stop,
    /// Leaves it out and counts it.
    Skip,
}

/// A line of a stream and what it says.
#[derive(Debug)]
pub struct Line<'a> {
    /// The line as it stands, without its line break.
    pub bytes: &'a [u8],
    /// What it says.
    pub record: Record<'a>,
}

/// How a stream ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StreamEnd {
    /// It ended in the middle of a line or of a compressed block: the run behind it was cut off.
    pub cut_off: bool,
    /// How many lines were left out because they are no records.
    pub skipped: u64,
}

/// Hands every line of a stream to `each`, and tells how the stream ended.
///
/// A last line without line break that is no whole record marks a cut-off stream and is left out; so is a compressed
/// stream that ends too early. Blank lines are passed over.
///
/// # Errors
/// The source fails, a line is no record (unless those are skipped), a run has a newer format, the stream is empty,
/// or `each` returns an error.
pub fn read_records<E: From<ReadError>>(
    mut source: impl Read,
    name: &str,
    on_bad_line: OnBadLine,
    mut each: impl FnMut(Line<'_>) -> Result<(), E>,
) -> Result<StreamEnd, E> {
    let mut lines = Lines::new(name, on_bad_line);
    loop {
        let more = lines.fill(&mut source)?;
        while let Some((start, end)) = lines.next_whole() {
            lines.hand_on(start, end, &mut each)?;
        }
        if !more {
            return lines.finish(&mut each);
        }
    }
}

/// Why a stream could not be read on.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The bytes could not be had.
    #[error("{name}: cannot read on after line {line}")]
    Io {
        /// Name of the stream.
        name: String,
        /// The last line that was read.
        line: u64,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// A line is no record.
    #[error("{name}:{line}: not a line of an lt stream ({cause}); {advice}")]
    BadLine {
        /// Name of the stream.
        name: String,
        /// The line's number, from 1.
        line: u64,
        /// What is wrong with it.
        cause: String,
        /// The way out.
        advice: &'static str,
    },
    /// A run was written in a newer format.
    #[error("{name}:{line}: {cause}")]
    NewerFormat {
        /// Name of the stream.
        name: String,
        /// The line's number, from 1.
        line: u64,
        /// Which version was found and which is known.
        cause: NotARecord,
    },
    /// The stream holds no line at all.
    #[error("{name}: the stream is empty; did the tool that should write it say why?")]
    Empty {
        /// Name of the stream.
        name: String,
    },
}

impl ReadError {
    /// Whether the input as a whole is unusable (exit code 2), rather than broken midway (exit code 1).
    pub fn is_unusable_input(&self) -> bool {
        match self {
            Self::Io { line, .. } => *line == 0,
            Self::BadLine { line, .. } => *line == 1,
            Self::NewerFormat { .. } | Self::Empty { .. } => true,
        }
    }
}

/// The bytes that were read and not yet handed on, and the place in the stream.
struct Lines<'n> {
    name: &'n str,
    on_bad_line: OnBadLine,
    buffer: Vec<u8>,
    start: usize,
    filled: usize,
    /// Where the search for the next line break goes on: no byte is looked at twice.
    searched: usize,
    /// The beginning of the present line was thrown away because it is too long.
    overlong: bool,
    line: u64,
    end: StreamEnd,
}

impl<'n> Lines<'n> {
    const CHUNK: usize = 256 * 1024;

    fn new(name: &'n str, on_bad_line: OnBadLine) -> Self {
        Self {
            name,
            on_bad_line,
            buffer: vec![0; Self::CHUNK],
            start: 0,
            filled: 0,
            searched: 0,
            overlong: false,
            line: 0,
            end: StreamEnd::default(),
        }
    }

    /// Reads once; `false` at the end of the source.
    fn fill(&mut self, source: &mut impl Read) -> Result<bool, ReadError> {
        self.buffer.copy_within(self.start..self.filled, 0);
        self.filled -= self.start;
        self.searched -= self.start;
        self.start = 0;
        if self.filled > MAX_LINE {
            self.overlong = true;
            (self.filled, self.searched) = (0, 0);
        } else if self.filled == self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        loop {
            return match source.read(&mut self.buffer[self.filled..]) {
                Ok(0) => Ok(false),
                Ok(n) => {
                    self.filled += n;
                    Ok(true)
                }
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
                Err(cause) if cause.kind() == io::ErrorKind::UnexpectedEof => {
                    self.end.cut_off = true;
                    Ok(false)
                }
                Err(cause) => Err(ReadError::Io {
                    name: self.name.to_owned(),
                    line: self.line,
                    cause,
                }),
            };
        }
    }

    /// The next line that has its line break, as a range of the buffer.
    fn next_whole(&mut self) -> Option<(usize, usize)> {
        let Some(length) = memchr::memchr(b'\n', &self.buffer[self.searched..self.filled]) else {
            self.searched = self.filled;
            return None;
        };
        let line = (self.start, self.searched + length);
        self.start = line.1 + 1;
        self.searched = self.start;
        Some(line)
    }

    fn hand_on<E: From<ReadError>>(
        &mut self,
        start: usize,
        end: usize,
        each: &mut impl FnMut(Line<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.line += 1;
        if std::mem::take(&mut self.overlong) || end - start > MAX_LINE {
            return Ok(self.bad_line(format!("it is longer than {MAX_LINE} bytes"))?);
        }
        let bytes = &self.buffer[start..end];
        match Record::parse(bytes) {
            Ok(record) => each(Line { bytes, record }),
            Err(_) if bytes.trim_ascii().is_empty() => Ok(()),
            Err(cause @ NotARecord::NewerFormat(_)) => Err(ReadError::NewerFormat {
                name: self.name.to_owned(),
                line: self.line,
                cause,
            })?,
            Err(cause) => Ok(self.bad_line(cause.to_string())?),
        }
    }

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
    fn finish<E: From<ReadError>>(
        mut self,
        each: &mut impl FnMut(Line<'_>) -> Result<(), E>,
    ) -> Result<StreamEnd, E> {
        let (start, end) = (self.start, self.filled);
        let rest_is_whole = matches!(
            Record::parse(&self.buffer[start..end]),
            Ok(_) | Err(NotARecord::NewerFormat(_))
        );
        if rest_is_whole && !self.overlong {
            self.hand_on(start, end, each)?;
        } else if self.overlong || !self.buffer[start..end].trim_ascii().is_empty() {
            // Garbage alone is no cut-off run.
            if self.line == 0 && !self.buffer[start..end].starts_with(b"{") {
                self.line = 1;
                self.bad_line(NotARecord::NotAnObject.to_string())?;
            }
            self.end.cut_off = true;
        } else if self.line == 0 && !self.end.cut_off {
            return Err(ReadError::Empty {
                name: self.name.to_owned(),
            })?;
        }
        Ok(self.end)
    }
}

#[cfg(test)]
mod tests;
