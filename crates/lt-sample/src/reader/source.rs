//! Cutting a source into blocks of whole lines.

use std::io::{self, Read};

use super::Block;
use super::error::ReadError;

/// What gives the bytes, and how far it was read.
#[derive(Debug)]
pub(super) struct Source<'n, R> {
    bytes: R,
    name: &'n str,
    /// The beginning of a line whose line break was not read yet.
    rest: Vec<u8>,
    /// The beginning of that line was thrown away because it is too long.
    overlong: bool,
    /// How many lines were read whole.
    line: u64,
    ended: bool,
}

impl<'n, R: Read> Source<'n, R> {
    pub(super) fn new(bytes: R, name: &'n str) -> Self {
        Self {
            bytes,
            name,
            rest: Vec::new(),
            overlong: false,
            line: 0,
            ended: false,
        }
    }

    /// How many lines were read whole.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Reads the next block: as many lines as come at once, at least one; `false` behind the last block, which holds what
    /// stands behind the last line break.
    pub(super) fn fill(&mut self, block: &mut Block) -> Result<bool, ReadError> {
        if self.ended {
            return Ok(false);
        }
        block.begin(&self.rest, self.line, self.overlong);
        loop {
            block.make_room();
            match self.bytes.read(block.room()) {
                Ok(0) => break,
                Ok(n) => {
                    if let Some((n_lines, rest)) = block.take(n) {
                        self.line += n_lines;
                        self.overlong = false;
                        self.rest.clear();
                        self.rest.extend_from_slice(rest);
                        return Ok(true);
                    }
                }
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
                Err(cause) if cause.kind() == io::ErrorKind::UnexpectedEof => {
                    block.cut_off();
                    break;
                }
                Err(cause) => {
                    return Err(ReadError::Io {
                        name: self.name.to_owned(),
                        line: self.line,
                        cause,
                    });
                }
            }
        }
        self.ended = true;
        block.end();
        Ok(true)
    }
}
