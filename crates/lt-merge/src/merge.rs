//! Taking the line that is due next, and waiting for inputs that have none.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError, sync_channel};
use std::time::{Duration, Instant};

use lt_cli::{Input, message};
use lt_sample::UnixMicros;

use crate::batch::Batch;
use crate::output::Output;
use crate::recognized::HowToRead;
use crate::source::{Parcel, Reading, Source, Supply};
use crate::unreadable::Unreadable;

/// Merges the inputs by time into `out`, and tells how each of them ended, in their order.
///
/// Of two lines with the same time that of the earlier input comes first. A live input that is silent for `max_wait`
/// while others have lines is passed over until it speaks again.
pub(crate) fn merge(
    inputs: Vec<(Input, Supply)>,
    how: HowToRead,
    max_wait: Duration,
    out: &mut Output<'_>,
) -> Result<Vec<Reading>, MergeError> {
    let (ring, bell) = sync_channel(1);
    let inputs = inputs.into_iter().map(|(input, supply)| {
        let source = Source::start(input, supply, how, ring.clone());
        Ok(Stream::new(source.map_err(MergeError::Thread)?))
    });
    let mut merge = Merge {
        streams: inputs.collect::<Result<_, MergeError>>()?,
        ready: BinaryHeap::new(),
        starved: Vec::new(),
        bell,
        max_wait,
    };
    (0..merge.streams.len()).for_each(|number| merge.starve(number));
    let merged = merge.run(out);
    // What was read before something went wrong is worth having, too.
    let finished = out.finish().map_err(MergeError::Write);
    merged.and(finished)?;
    let readings = merge
        .streams
        .into_iter()
        .filter_map(|stream| stream.reading);
    Ok(readings.map(|reading| *reading).collect())
}

/// Why a merge cannot go on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MergeError {
    #[error(transparent)]
    Read(#[from] Unreadable),
    #[error("cannot write the merged stream")]
    Write(#[source] io::Error),
    #[error("cannot start a thread for each input; merge them in several steps")]
    Thread(#[source] io::Error),
    #[error("{0}: reading ended without a word")]
    Lost(String),
}

struct Merge {
    streams: Vec<Stream>,
    /// The streams that have a line, by its time.
    ready: BinaryHeap<Reverse<(UnixMicros, usize)>>,
    /// The streams that have none and have not ended.
    starved: Vec<Starved>,
    bell: Receiver<()>,
    max_wait: Duration,
}

struct Stream {
    source: Source,
    batch: Batch,
    reading: Option<Box<Reading>>,
    named: bool,
}

struct Starved {
    number: usize,
    patience: Patience,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Patience {
    Endless,
    Until(Instant),
    Over,
}

impl Merge {
    fn run(&mut self, out: &mut Output<'_>) -> Result<(), MergeError> {
        loop {
            self.refill(out)?;
            let Some(Reverse((_, number))) = self.ready.pop() else {
                return Ok(());
            };
            let next = self.ready.peek().map(|Reverse(next)| *next);
            let batch = &mut self.streams[number].batch;
            let due = batch.give(|at| next.is_none_or(|next| (at, number) < next));
            out.write(&due).map_err(MergeError::Write)?;
            match batch.next_at() {
                Some(at) => self.ready.push(Reverse((at, number))),
                None => self.starve(number),
            }
        }
    }

    fn starve(&mut self, number: usize) {
        let patience = match self.streams[number].source.supply {
            Supply::File => Patience::Endless,
            Supply::Live => Patience::Until(Instant::now() + self.max_wait),
        };
        self.starved.push(Starved { number, patience });
    }

    /// Waits until every stream has a line, has ended, or is passed over while another has one.
    fn refill(&mut self, out: &mut Output<'_>) -> Result<(), MergeError> {
        loop {
            self.take_arrivals()?;
            let all_over = |starved: &Starved| starved.patience == Patience::Over;
            let enough = !self.ready.is_empty() && self.starved.iter().all(all_over);
            if enough || self.starved.is_empty() {
                return Ok(());
            }
            self.wait(out)?;
        }
    }

    fn take_arrivals(&mut self) -> Result<(), MergeError> {
        let mut place = 0;
        while let Some(Starved { number, .. }) = self.starved.get(place) {
            let (number, stream) = (*number, &mut self.streams[*number]);
            match stream.source.take() {
                Ok(Parcel::Lines(batch)) => {
                    self.ready
                        .extend(batch.next_at().map(|at| Reverse((at, number))));
                    stream.batch = batch;
                }
                Ok(Parcel::End(reading)) => stream.reading = Some(reading?),
                Err(TryRecvError::Disconnected) => {
                    return Err(MergeError::Lost(stream.source.name.clone()));
                }
                Err(TryRecvError::Empty) => {
                    place += 1;
                    continue;
                }
            }
            self.starved.swap_remove(place);
        }
        Ok(())
    }

    /// Waits for the bell; patience ends only where another stream has something to go on with.
    fn wait(&mut self, out: &mut Output<'_>) -> Result<(), MergeError> {
        let live = |starved: &Starved| self.streams[starved.number].source.supply == Supply::Live;
        if self.starved.iter().any(live) {
            out.flush().map_err(MergeError::Write)?;
        }
        let ends = self
            .starved
            .iter()
            .filter_map(|starved| match starved.patience {
                Patience::Until(end) => Some(end),
                Patience::Endless | Patience::Over => None,
            });
        let Some(end) = ends.min().filter(|_| !self.ready.is_empty()) else {
            // An error means that all threads are done; what they sent is taken next.
            let _ = self.bell.recv();
            return Ok(());
        };
        let rest = end.saturating_duration_since(Instant::now());
        if self.bell.recv_timeout(rest) == Err(RecvTimeoutError::Timeout) {
            self.pass_over(end);
        }
        Ok(())
    }

    fn pass_over(&mut self, end: Instant) {
        for starved in &mut self.starved {
            if starved.patience != Patience::Until(end) {
                continue;
            }
            starved.patience = Patience::Over;
            let stream = &mut self.streams[starved.number];
            if !std::mem::replace(&mut stream.named, true) {
                let (name, wait) = (&stream.source.name, self.max_wait);
                let text =
                    format!("{name}: silent for {wait:?}; going on without it until it speaks");
                message::note("lt-merge", text);
            }
        }
    }
}

impl Stream {
    fn new(source: Source) -> Self {
        Self {
            source,
            batch: Batch::default(),
            reading: None,
            named: false,
        }
    }
}

#[cfg(test)]
mod tests;
