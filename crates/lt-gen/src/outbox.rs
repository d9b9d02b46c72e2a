//! From an engine thread to the writer: lines in batches, through one bounded channel.
//!
//! An engine never waits here. While the channel is full (the reader of the stream is slow), requests are folded into
//! frames instead, exact in count and distribution, and written when there is room again.

use std::iter::Sum;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

use lt_sample::{Folder, Journey, Outcome, Record, Sample, SampleLine};

use crate::args::Emit;

/// A batch holds some 300 lines; a write of it costs little more than one of 4 KiB.
const BATCH: usize = 64 * 1024;
/// Batches that may wait for the writer: 4 MiB, about 20,000 requests.
const WAITING: usize = 64;

/// One thread's end of the channel to the writer.
#[derive(Debug)]
pub(crate) struct Outbox {
    emit: Emit,
    batch: Vec<u8>,
    writer: SyncSender<Vec<u8>>,
    folder: Folder,
    /// A batch that the channel had no room for.
    held: Option<Vec<u8>>,
    written: Written,
}

/// What was handed to the writer; that of several threads adds up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Written {
    /// Requests as lines of their own.
    pub(crate) samples: u64,
    /// Requests inside frames.
    pub(crate) framed: u64,
    /// Those of both that were dropped.
    pub(crate) dropped: u64,
    /// Those of both that were cancelled.
    pub(crate) cancelled: u64,
    /// Records of journeys that found no room.
    pub(crate) journeys_left_out: u64,
}

impl Outbox {
    /// An outbox, and the writer's end of its channel.
    pub(crate) fn new(emit: Emit) -> (Self, Receiver<Vec<u8>>) {
        Self::with_room(emit, WAITING)
    }

    /// The same, where so many batches may wait.
    pub(crate) fn with_room(emit: Emit, batches: usize) -> (Self, Receiver<Vec<u8>>) {
        let (writer, batches) = sync_channel(batches);
        (Self::to(writer, emit), batches)
    }

    fn to(writer: SyncSender<Vec<u8>>, emit: Emit) -> Self {
        Self {
            emit,
            batch: Vec::new(),
            writer,
            folder: Folder::default(),
            held: None,
            written: Written::default(),
        }
    }

    /// Another thread's outbox to the same writer.
    pub(crate) fn another(&self) -> Self {
        Self::to(self.writer.clone(), self.emit)
    }

    /// Takes a request's sample.
    pub(crate) fn sample(&mut self, line: &SampleLine, sample: &Sample<'_>) {
        match sample.outcome {
            Outcome::Dropped => self.written.dropped += 1,
            Outcome::Cancelled => self.written.cancelled += 1,
            _ => {}
        }
        if self.emit == Emit::Frames || self.held.is_some() {
            self.folder.add_sample(sample);
            self.written.framed += 1;
            return;
        }
        line.write(sample, &mut self.batch);
        self.written.samples += 1;
        if self.batch.len() >= BATCH {
            self.hand_over();
        }
    }

    /// Takes the record of a journey. There is none beside frames, and while the channel is full it is left out: what it
    /// says of requests, their samples say.
    pub(crate) fn journey(&mut self, journey: Journey) {
        if self.emit == Emit::Frames {
            return;
        }
        if self.held.is_some() {
            self.written.journeys_left_out += 1;
            return;
        }
        self.record(&Record::Journey(journey));
        if self.batch.len() >= BATCH {
            self.hand_over();
        }
    }

    /// Takes any other record.
    pub(crate) fn record(&mut self, record: &Record<'_>) {
        record.write(&mut self.batch);
    }

    /// Hands over what there is, as far as the channel has room; called every now and then so that no line waits long.
    pub(crate) fn hand_over(&mut self) {
        if let Some(batch) = self.held.take() {
            self.try_send(batch);
        }
        if self.held.is_some() {
            return;
        }
        if self.emit == Emit::Samples {
            self.unfold();
        }
        if !self.batch.is_empty() {
            let batch = std::mem::replace(&mut self.batch, Vec::with_capacity(BATCH + 1024));
            self.try_send(batch);
        }
    }

    /// Hands over what there is, waiting for the channel to have room.
    pub(crate) fn hand_over_now(&mut self) {
        let batch = std::mem::take(&mut self.batch);
        for batch in self.held.take().into_iter().chain([batch]) {
            // A writer that is gone has said why.
            drop(self.writer.send(batch));
        }
    }

    /// Writes the frames of what was folded; with `--emit frames` called once a second.
    pub(crate) fn unfold(&mut self) {
        for frame in self.folder.take_all() {
            Record::Frame(Box::new(frame)).write(&mut self.batch);
        }
    }

    /// Hands over everything, waiting for the writer: the load is over. Tells what was taken.
    pub(crate) fn finish(mut self) -> Written {
        self.unfold();
        self.hand_over_now();
        self.written
    }

    fn try_send(&mut self, batch: Vec<u8>) {
        if let Err(TrySendError::Full(batch)) = self.writer.try_send(batch) {
            self.held = Some(batch);
        }
    }
}

impl Sum for Written {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, one| Self {
            samples: sum.samples + one.samples,
            framed: sum.framed + one.framed,
            dropped: sum.dropped + one.dropped,
            cancelled: sum.cancelled + one.cancelled,
            journeys_left_out: sum.journeys_left_out + one.journeys_left_out,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lt_sample::{Micros, RunId, UnixMicros, read_records};

    /// Sends 10,000 requests through outboxes of two threads; returns what was written and what was read.
    fn through(emit: Emit, room: usize) -> (Written, (u64, u64)) {
        let (mut first, batches) = Outbox::with_room(emit, room);
        let mut second = first.another();
        let run = RunId::from_bits(1);
        let mut sample = Sample::new(run, UnixMicros(0), "GET", "/", Outcome::Ok);
        (sample.delay_us, sample.service_us) = (Some(Micros(1)), Some(Micros(2)));
        let line = SampleLine::of(&sample);
        for n in 0..10_000 {
            sample.at_us = UnixMicros(n * 1000);
            let outbox = if n % 2 == 0 { &mut first } else { &mut second };
            outbox.sample(&line, &sample);
        }
        let reader = std::thread::spawn(move || batches.iter().flatten().collect::<Vec<u8>>());
        let written = [first, second].into_iter().map(Outbox::finish).sum();
        let (mut samples, mut framed) = (0, 0);
        let bytes = reader.join().unwrap();
        read_records(&bytes[..], "outbox", lt_sample::OnBadLine::Stop, |line| {
            match line.record {
                Record::Sample(_) => samples += 1,
                Record::Frame(frame) => framed += frame.tally.n,
                other => panic!("{other:?}"),
            }
            Ok::<(), lt_sample::ReadError>(())
        })
        .unwrap();
        (written, (samples, framed))
    }

    #[test]
    fn a_slow_reader_loses_nothing_and_gets_frames() {
        let (written, read) = through(Emit::Samples, 1);
        assert_eq!((written.samples, written.framed), read);
        assert_eq!(written.samples + written.framed, 10_000);
        assert!(written.framed > 5_000, "{written:?}");
    }

    #[test]
    fn frames_are_all_there_is_where_they_are_wanted() {
        let (written, read) = through(Emit::Frames, 64);
        assert_eq!((written.samples, written.framed), (0, 10_000));
        assert_eq!(read, (0, 10_000));
    }
}
