//! The summary between the one who reads and the one who looks.

use std::cell::RefCell;
use std::io::{self, Read};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Mutex, MutexGuard, Once, PoisonError, TryLockError};
use std::thread;
use std::time::{Duration, Instant};

use lt_sample::{Line, OnBadLine, ReadError, read_records};
use lt_stats::Summary;

use super::News;

/// A summary that is free to be looked at whenever its reader waits for bytes.
///
/// The reader locks it once for each piece that it was given (256 KiB, about a millisecond), not once a line.
pub(crate) struct Shared {
    summary: Mutex<Summary>,
    /// Somebody waits for a look: between two pieces of a file that is read at full speed the lock is free for too short
    /// a time to be caught.
    wanted: AtomicBool,
    begun: Once,
    watcher: SyncSender<News>,
}

impl Shared {
    /// Far more than a piece takes, and no time at all to somebody at a key.
    const PATIENCE: Duration = Duration::from_millis(250);

    /// A summary whose `watcher` is told when the first bytes have come.
    pub(super) fn new(summary: Summary, watcher: SyncSender<News>) -> Self {
        Self {
            summary: Mutex::new(summary),
            wanted: AtomicBool::new(false),
            begun: Once::new(),
            watcher,
        }
    }

    /// Takes in a whole stream and hands on every line.
    ///
    /// # Errors
    /// As [`Summary::read_and`].
    pub(crate) fn read<E: From<ReadError>>(
        &self,
        source: impl Read,
        name: &str,
        on_bad_line: OnBadLine,
        mut each: impl FnMut(&Line<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.lock().begin_stream(name);
        let held = RefCell::new(None);
        let source = Pieces {
            source,
            shared: self,
            held: &held,
        };
        let end = read_records(source, name, on_bad_line, |line| {
            if let Some(summary) = held.borrow_mut().as_mut() {
                summary.add(&line.record);
            }
            each(&line)
        })?;
        drop(held.take());
        self.lock().note_end(end);
        Ok(())
    }

    /// What `glance` sees in the summary of this instant; `None` while the reader is held up by whoever takes the lines
    /// that it hands on: keys must not wait for them.
    pub(super) fn look<T>(&self, glance: impl FnOnce(&Summary) -> T) -> Option<T> {
        self.wanted.store(true, Ordering::Release);
        let summary = self.lock_soon();
        self.wanted.store(false, Ordering::Release);
        summary.map(|summary| glance(&summary))
    }

    fn lock_soon(&self) -> Option<MutexGuard<'_, Summary>> {
        const PAUSE: Duration = Duration::from_micros(200);
        let over = Instant::now() + Self::PATIENCE;
        loop {
            match self.summary.try_lock() {
                Ok(summary) => return Some(summary),
                Err(TryLockError::Poisoned(error)) => return Some(error.into_inner()),
                Err(TryLockError::WouldBlock) if Instant::now() >= over => return None,
                Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
            }
        }
    }

    pub(super) fn into_summary(self) -> Summary {
        let summary = self.summary.into_inner();
        summary.unwrap_or_else(PoisonError::into_inner)
    }

    /// A look that panicked has changed nothing.
    fn lock(&self) -> MutexGuard<'_, Summary> {
        self.summary.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A source that lets go of the summary while it waits for more.
struct Pieces<'s, 'h, R> {
    source: R,
    shared: &'s Shared,
    held: &'h RefCell<Option<MutexGuard<'s, Summary>>>,
}

impl<R: Read> Read for Pieces<'_, '_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        drop(self.held.take());
        let read = self.source.read(buffer);
        if matches!(read, Ok(1..)) {
            // A watcher that is gone needs no word.
            let watcher = &self.shared.watcher;
            let tell = || watcher.send(News::Begun).unwrap_or_default();
            self.shared.begun.call_once(tell);
        }
        while self.shared.wanted.load(Ordering::Acquire) {
            thread::yield_now();
        }
        self.held.replace(Some(self.shared.lock()));
        read
    }
}

#[cfg(test)]
mod tests {
    use std::iter;
    use std::sync::mpsc::{Receiver, sync_channel};
    use std::thread;

    use lt_stats::Include;

    use super::*;
    use crate::tests::{OK, RUN, sample, stream};

    /// A pipe whose pieces are handed over one by one.
    struct Pipe(Receiver<String>);

    impl Read for Pipe {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let Ok(piece) = self.0.recv() else {
                return Ok(0);
            };
            buffer[..piece.len()].copy_from_slice(piece.as_bytes());
            Ok(piece.len())
        }
    }

    #[test]
    fn who_looks_does_not_wait_for_who_takes_the_lines() {
        let (watcher, _news) = sync_channel(1);
        let shared = Shared::new(Summary::new(Include::Measured), watcher);
        let (writer, pipe) = sync_channel(1);
        writer.send(RUN.to_owned() + "\n").unwrap();
        drop(writer);
        let (stuck, is_stuck) = sync_channel(0);
        let (free, is_free) = sync_channel::<()>(0);
        thread::scope(|scope| {
            let shared = &shared;
            scope.spawn(move || {
                let each = |_: &Line<'_>| {
                    stuck.send(()).unwrap();
                    is_free.recv().unwrap();
                    Ok::<_, ReadError>(())
                };
                shared.read(Pipe(pipe), "test", OnBadLine::Stop, each)
            });
            is_stuck.recv().unwrap();
            assert_eq!(shared.look(|_| ()), None);
            free.send(()).unwrap();
        });
        assert_eq!(shared.look(|_| ()), Some(()));
    }

    #[test]
    fn what_was_written_is_seen_while_the_writer_is_silent() {
        let (watcher, news) = sync_channel(1);
        let shared = Shared::new(Summary::new(Include::Measured), watcher);
        // No room: a piece that was handed over is a piece that is being read.
        let (writer, pipe) = sync_channel(0);
        thread::scope(|scope| {
            let reader = scope.spawn(|| {
                shared.read(Pipe(pipe), "test", OnBadLine::Stop, |_| {
                    Ok::<_, ReadError>(())
                })
            });
            for n in 1..=3 {
                let lines = [RUN.to_owned(), sample(n, OK)];
                writer.send(stream(&lines[usize::from(n > 1)..])).unwrap();
                // The reader takes an empty-handed turn: now it has added all of the piece before.
                writer.send("\n".to_owned()).unwrap();
                // A reader that the system holds up for long is seen later.
                let look = || shared.look(|summary| summary.total().requests());
                assert_eq!(iter::repeat_with(look).find_map(|seen| seen), Some(n));
            }
            writer.send("{\"type\":\"sam".to_owned()).unwrap();
            drop(writer);
            reader.join().unwrap().unwrap();
        });
        assert_eq!(news.try_iter().collect::<Vec<_>>(), [News::Begun]);
        assert!(shared.into_summary().is_cut_off());
    }
}
