//! The stream of a run: fills a summary that is looked at once a second, and a file.

use std::io::{self, Read};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use lt_sample::{Block, OnBadLine, ReadError, Record, SharedReader};
use lt_stats::live::Stream;
use lt_stats::{Include, Since, Summary};
use tokio::sync::{Notify, oneshot};

use super::late::Late;
use super::log::{Log, LogLevel};
use super::recording::Recording;
use super::told::{Answer, Told};

/// A stream that is being read, or was.
#[derive(Debug)]
pub(super) struct Feed {
    seen: Mutex<Seen>,
    /// How many wait for a look. A stream that is read at full speed leaves the lock free for too short a time.
    wanted: AtomicUsize,
    recording: Mutex<Option<Recording>>,
    waiting: Mutex<Vec<Waiting>>,
    log: Arc<Log>,
}

/// What was read so far.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) summary: Summary,
    pub(super) late: Late,
    pub(super) told: Told,
    /// Whether a run line was read.
    pub(super) has_begun: bool,
    /// Why no more was read, or no more is kept: sentences.
    pub(super) trouble: Vec<String>,
    /// Whether the stream could not be read to its end.
    pub(super) is_broken: bool,
    /// Whether the stream ended without a word.
    pub(super) is_empty: bool,
    /// How many commands were answered.
    pub(super) answers: u64,
    pub(super) stream: Stream,
}

/// Somebody who waits for what comes of a command.
#[derive(Debug)]
struct Waiting {
    id: String,
    sender: oneshot::Sender<Answer>,
}

impl Feed {
    /// Reads a stream, which messages call `name`, in a thread of its own; `ended` is told when that is done.
    ///
    /// # Errors
    /// There is no thread to be had.
    pub(super) fn begin(
        stream: impl Read + Send + 'static,
        name: &'static str,
        recording: Recording,
        log: Arc<Log>,
        ended: Arc<Notify>,
    ) -> io::Result<Arc<Self>> {
        let feed = Arc::new(Self {
            seen: Mutex::new(Seen::new()),
            wanted: AtomicUsize::new(0),
            recording: Mutex::new(Some(recording)),
            waiting: Mutex::default(),
            log,
        });
        let filled = Arc::clone(&feed);
        let reader = thread::Builder::new().name("stream".to_owned());
        reader.spawn(move || {
            filled.read(stream, name);
            ended.notify_one();
        })?;
        Ok(feed)
    }

    /// What `glance` sees of this instant.
    pub(super) fn look<T>(&self, glance: impl FnOnce(&Seen) -> T) -> T {
        self.wanted.fetch_add(1, Ordering::AcqRel);
        let seen = lock(&self.seen);
        self.wanted.fetch_sub(1, Ordering::AcqRel);
        glance(&seen)
    }

    /// Lets whoever opens the recording see all lines up to here.
    pub(super) fn flush(&self) {
        let flushed = match &mut *lock(&self.recording) {
            Some(recording) => recording.flush(),
            None => Ok(()),
        };
        self.note_unkept(flushed);
    }

    /// The answer to the command of this name, when it comes.
    pub(super) fn answer(&self, id: &str) -> oneshot::Receiver<Answer> {
        let (sender, answer) = oneshot::channel();
        let mut waiting = lock(&self.waiting);
        waiting.retain(|known| !known.sender.is_closed());
        waiting.push(Waiting {
            id: id.to_owned(),
            sender,
        });
        answer
    }

    fn read(&self, stream: impl Read, name: &str) {
        let reader = SharedReader::new(stream, name, OnBadLine::Skip);
        let mut block = Block::default();
        let mut lines = Vec::new();
        let mut answers = Vec::new();
        // The lock is held while the lines of a block are taken in, about a millisecond, and never while there is
        // nothing to read or the file is written.
        loop {
            let mut held = None;
            let more = reader.read_block(&mut block, |line| {
                let seen = held.get_or_insert_with(|| self.lock_after_looks());
                answers.extend(seen.add(&line.record));
                lines.extend_from_slice(line.bytes);
                lines.push(b'\n');
            });
            drop(held);
            self.keep(&lines);
            lines.clear();
            answers.drain(..).for_each(|answer| self.give(answer));
            if !more {
                break;
            }
        }
        let end = reader.end();
        let recording = lock(&self.recording).take();
        self.note_unkept(recording.map_or(Ok(()), Recording::end));
        let mut seen = lock(&self.seen);
        match end {
            Ok(end) => seen.summary.note_end(end),
            // Who should have written it says why.
            Err(ReadError::Empty { .. }) => seen.is_empty = true,
            Err(error) => {
                let text = format!("{:#}", anyhow::Error::from(error));
                self.log.say("lt-web", LogLevel::Error, &text);
                seen.trouble.push(text);
                seen.is_broken = true;
            }
        }
        seen.stream = Stream::Ended;
        drop(seen);
        // Nobody will answer any more.
        lock(&self.waiting).clear();
    }

    fn lock_after_looks(&self) -> MutexGuard<'_, Seen> {
        while self.wanted.load(Ordering::Acquire) > 0 {
            thread::yield_now();
        }
        lock(&self.seen)
    }

    fn keep(&self, lines: &[u8]) {
        let kept = match &mut *lock(&self.recording) {
            Some(recording) => recording.keep(lines),
            None => Ok(()),
        };
        self.note_unkept(kept);
    }

    /// A recording that cannot be written ends there; the run goes on.
    fn note_unkept(&self, kept: io::Result<()>) {
        let Err(error) = kept else { return };
        drop(lock(&self.recording).take());
        let text = format!(
            "the run is not recorded any further: {error}; make room in the folder of runs"
        );
        self.log.say("lt-web", LogLevel::Error, &text);
        lock(&self.seen).trouble.push(text);
    }

    fn give(&self, answer: Answer) {
        let level = match answer.is_refused {
            true => LogLevel::Warning,
            false => LogLevel::Note,
        };
        self.log.say("control", level, &answer.text);
        let mut waiting = lock(&self.waiting);
        let known = |one: &Waiting| answer.id.as_deref() == Some(&*one.id);
        if let Some(place) = waiting.iter().position(known) {
            // Whoever does not wait any more needs no answer.
            drop(waiting.swap_remove(place).sender.send(answer));
        }
    }
}

impl Seen {
    fn new() -> Self {
        Self {
            summary: Summary::new(Include::Measured),
            late: Late::default(),
            told: Told::default(),
            has_begun: false,
            trouble: Vec::new(),
            is_broken: false,
            is_empty: false,
            answers: 0,
            stream: Stream::Open,
        }
    }

    fn add(&mut self, record: &Record<'_>) -> Option<Answer> {
        let since = Since(self.told.since.unwrap_or_default());
        let answer = match record {
            Record::Run(_) => {
                self.has_begun = true;
                None
            }
            Record::Event(event) => self.told.hear(event),
            _ => None,
        };
        if Since(self.told.since.unwrap_or_default()) != since {
            self.begin_anew();
        }
        self.answers += u64::from(answer.as_ref().is_some_and(|answer| answer.id.is_some()));
        self.summary.add(record);
        if !since.leaves_out(record) {
            self.late.add(record);
        }
        answer
    }

    /// Figures from now on; what is known of the runs stays.
    fn begin_anew(&mut self) {
        let since = Since(self.told.since.unwrap_or_default());
        self.summary = self.summary.anew(since);
        self.late = Late::default();
    }
}

/// A look that panicked has changed nothing.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
