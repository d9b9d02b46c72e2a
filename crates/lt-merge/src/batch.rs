//! Some consecutive lines of one input, and when each of them is due in the merged stream.

use lt_sample::{Line, Record, UnixMicros};

/// Lines that were read together, given out from the front.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    text: Vec<u8>,
    marks: Vec<Mark>,
    given: usize,
}

/// Where a line ends in the text, and what the merge needs to know of it.
#[derive(Debug)]
struct Mark {
    end: usize,
    at: UnixMicros,
    kind: Kind,
}

/// What folding does with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A sample or a frame: it can be folded.
    Requests,
    /// The last line of a run: it stands behind the run's frames.
    End,
    /// Anything else: it is copied.
    Other,
}

/// A line that is given out: its time, its kind and its bytes with the line break.
pub(crate) type Given<'b> = (UnixMicros, Kind, &'b [u8]);

impl Batch {
    /// Appends a line.
    pub(crate) fn push(&mut self, line: &Line<'_>) {
        self.text.extend_from_slice(line.bytes);
        self.text.push(b'\n');
        self.marks.push(Mark {
            end: self.text.len(),
            // A line without a time follows the one before it at once.
            at: line.record.at().unwrap_or(UnixMicros(0)),
            kind: match line.record {
                Record::Sample(_) | Record::Frame(_) => Kind::Requests,
                Record::End(_) => Kind::End,
                _ => Kind::Other,
            },
        });
    }

    /// Whether nothing was put in.
    pub(crate) fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// The time of the next line; `None` when all are given out.
    pub(crate) fn next_at(&self) -> Option<UnixMicros> {
        self.marks.get(self.given).map(|mark| mark.at)
    }

    /// Gives out the next line, and those behind it as long as their time is fit.
    pub(crate) fn give(&mut self, fits: impl Fn(UnixMicros) -> bool) -> Stretch<'_> {
        let first = self.given;
        let more = self.marks.iter().skip(first + 1);
        self.given =
            (first + 1 + more.take_while(|mark| fits(mark.at)).count()).min(self.marks.len());
        Stretch {
            text: &self.text,
            start: first
                .checked_sub(1)
                .map_or(0, |before| self.marks[before].end),
            marks: &self.marks[first..self.given],
        }
    }
}

/// Lines that are given out together.
#[derive(Debug)]
pub(crate) struct Stretch<'b> {
    text: &'b [u8],
    start: usize,
    marks: &'b [Mark],
}

impl<'b> Stretch<'b> {
    /// All of it, as it stood in the input.
    pub(crate) fn bytes(&self) -> &'b [u8] {
        let end = self.marks.last().map_or(self.start, |mark| mark.end);
        &self.text[self.start..end]
    }

    /// Line by line.
    pub(crate) fn lines(&self) -> impl Iterator<Item = Given<'b>> {
        let text = self.text;
        self.marks.iter().scan(self.start, move |start, mark| {
            let line = &text[std::mem::replace(start, mark.end)..mark.end];
            Some((mark.at, mark.kind, line))
        })
    }
}
