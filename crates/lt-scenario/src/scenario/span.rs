//! Where in which file something stands.

/// A stretch of one of the files that make up a scenario.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    /// Which file, as [`Files`](super::files::Files) counts them.
    pub(crate) file: usize,
    /// The line on which it begins, from 1.
    pub(crate) line: u64,
    /// Where in the file's text it begins, in bytes.
    pub(crate) begin: usize,
    /// Where it ends; the same as `begin` where that is unknown.
    pub(crate) end: usize,
}

/// The first byte of every line of a text.
pub(super) struct Lines(Vec<usize>);

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        let begins = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self(
            std::iter::once(0)
                .chain(begins.map(|(i, _)| i + 1))
                .collect(),
        )
    }

    /// The span of some bytes of the text; whoever puts the tree together adds the file.
    pub(super) fn span(&self, begin: usize, end: usize) -> Span {
        let line = self.0.partition_point(|first| *first <= begin);
        Span {
            file: 0,
            line: line as u64,
            begin,
            end: end.max(begin),
        }
    }
}
