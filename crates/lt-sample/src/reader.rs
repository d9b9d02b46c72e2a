//! Reading a stream line by line.
//!
//! The reader knows nothing of files: it takes bytes, and a name for its messages. It holds one [`Block`] at a time,
//! and hands each line on as soon as it is there, so that a live pipe is followed without delay.

mod block;
mod error;
mod shared;
mod source;

use std::io::Read;
use std::mem;

use crate::Record;
pub use block::Block;
pub use error::ReadError;
pub use shared::SharedReader;
use source::Source;

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
    source: impl Read,
    name: &str,
    on_bad_line: OnBadLine,
    mut each: impl FnMut(Line<'_>) -> Result<(), E>,
) -> Result<StreamEnd, E> {
    let mut source = Source::new(source, name);
    let mut block = Block::default();
    let mut end = StreamEnd::default();
    while source.fill(&mut block)? {
        end.add(
            block.hand_on(name, on_bad_line, &mut |line: &mut Line<'_>| {
                each(mem::take(line))
            })?,
        );
    }
    Ok(end)
}

impl Default for Line<'_> {
    fn default() -> Self {
        Self {
            bytes: &[],
            record: Record::Unknown,
        }
    }
}

impl StreamEnd {
    fn add(&mut self, other: Self) {
        self.cut_off |= other.cut_off;
        self.skipped += other.skipped;
    }
}

#[cfg(test)]
mod tests;
