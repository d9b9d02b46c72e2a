//! The merged stream on its way out.

use std::io::{self, Write};

use crate::batch::Stretch;
use crate::folding::Folding;

/// Where merged lines go: as they are, or with their samples folded.
pub(crate) struct Output<'o> {
    out: &'o mut dyn Write,
    folding: Option<Folding>,
}

impl<'o> Output<'o> {
    /// Copies every line.
    pub(crate) fn copying(out: &'o mut dyn Write) -> Self {
        Self { out, folding: None }
    }

    /// Folds samples and frames, copies all other lines.
    pub(crate) fn folding(out: &'o mut dyn Write) -> Self {
        Self {
            out,
            folding: Some(Folding::default()),
        }
    }

    pub(crate) fn write(&mut self, lines: &Stretch<'_>) -> io::Result<()> {
        let Some(folding) = &mut self.folding else {
            return self.out.write_all(lines.bytes());
        };
        lines
            .lines()
            .try_for_each(|line| folding.take(line, self.out))
    }

    /// Lets the reader see what was written so far.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Writes what is still held.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        match &mut self.folding {
            Some(folding) => folding.finish(self.out),
            None => Ok(()),
        }
    }
}
