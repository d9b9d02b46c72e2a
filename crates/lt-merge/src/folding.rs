//! Folding the merged stream into frames of one second.

use std::io::{self, Write};

use lt_sample::{Folder, Frame, Record};

use crate::batch::{Given, Kind};

/// A second is written out when the merged time has moved this many seconds beyond it. A sample that comes later makes
/// a second frame of the same key, which readers add up.
const PATIENCE: u64 = 10;

/// Frames that are held at most: tags and errors of hostile samples must not fill the memory.
const MOST_FRAMES: usize = 10_000;

/// Holds the frames of the last seconds.
#[derive(Debug, Default)]
pub(crate) struct Folding {
    folder: Folder,
    latest: u64,
    line: Vec<u8>,
}

impl Folding {
    /// Takes in one line of the merged stream.
    pub(crate) fn take(
        &mut self,
        (at, kind, line): Given<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        if at.second() > self.latest {
            self.latest = at.second();
            let past = self
                .folder
                .take_before(self.latest.saturating_sub(PATIENCE));
            self.write(past, out)?;
        }
        match kind {
            Kind::Requests => self.fold(line, out),
            Kind::End => {
                self.finish(out)?;
                out.write_all(line)
            }
            Kind::Other => out.write_all(line),
        }
    }

    /// Writes all that is held. Done before each `end` line, so that it is its run's last.
    pub(crate) fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let rest = self.folder.take_all();
        self.write(rest, out)
    }

    fn fold(&mut self, line: &[u8], out: &mut dyn Write) -> io::Result<()> {
        match Record::parse(line.trim_ascii_end()) {
            Ok(Record::Sample(sample)) => self.folder.add_sample(&sample),
            Ok(Record::Frame(frame)) => self.folder.add_frame(&frame),
            _ => return out.write_all(line),
        }
        if self.folder.len() > MOST_FRAMES {
            self.finish(out)?;
        }
        Ok(())
    }

    fn write(&mut self, frames: Vec<Frame>, out: &mut dyn Write) -> io::Result<()> {
        for frame in frames {
            self.line.clear();
            Record::Frame(Box::new(frame)).write(&mut self.line);
            out.write_all(&self.line)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
