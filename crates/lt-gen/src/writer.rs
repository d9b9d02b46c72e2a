//! The one place that writes the stream.

use std::io::{self, Write};
use std::path::Path;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use anyhow::Context;
use lt_cli::OutputFile;
use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::stop::Stop;

/// Where the samples go.
pub(crate) enum Sink<'a> {
    /// Stdout: everything at once, somebody may be watching.
    Pipe(&'a mut dyn Write),
    /// A file that gets its name when it is whole.
    File(Box<OutputFile>),
}

impl<'a> Sink<'a> {
    /// The file of `-o`, or stdout.
    pub(crate) fn open(file: Option<&Path>, out: &'a mut dyn Write) -> anyhow::Result<Self> {
        Ok(match file {
            Some(file) => Self::File(Box::new(OutputFile::create(file)?)),
            None => Self::Pipe(out),
        })
    }
}

/// Whether stdout is a pipe whose reader has gone: while nothing is written, nothing else tells.
pub(crate) fn nobody_reads() -> bool {
    let mut out = [PollFd::from_borrowed_fd(
        rustix::stdio::stdout(),
        PollFlags::empty(),
    )];
    let now = Timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    poll(&mut out, Some(&now)).is_ok() && out[0].revents().contains(PollFlags::ERR)
}

/// Writes all batches; at the first failure tells the engine to stop, and takes the rest without writing it.
pub(crate) fn write_all(
    batches: Receiver<Vec<u8>>,
    sink: &mut Sink<'_>,
    stop: &Stop,
) -> anyhow::Result<()> {
    let mut written = Ok(());
    let mut flushed = Instant::now();
    for batch in batches {
        if written.is_ok() {
            written = sink.write(&batch, &mut flushed);
            if written.is_err() {
                stop.reader_is_gone();
            }
        }
    }
    written.context("cannot write the samples")
}

impl Sink<'_> {
    /// Gives a file its name; called when the run is whole.
    pub(crate) fn commit(self) -> anyhow::Result<()> {
        match self {
            Self::Pipe(_) => Ok(()),
            Self::File(file) => file.commit(),
        }
    }

    fn write(&mut self, batch: &[u8], flushed: &mut Instant) -> io::Result<()> {
        match self {
            Self::Pipe(out) => {
                out.write_all(batch)?;
                out.flush()
            }
            Self::File(file) => {
                file.write_all(batch)?;
                // Once a second, so that a killed run is readable; more often would cost compression.
                if flushed.elapsed() >= Duration::from_secs(1) {
                    *flushed = Instant::now();
                    file.flush()?;
                }
                Ok(())
            }
        }
    }
}
