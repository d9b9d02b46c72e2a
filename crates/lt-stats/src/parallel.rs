//! Reading one stream with several threads.

use std::io::Read;
use std::num::NonZero;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use lt_sample::{Block, OnBadLine, ReadError, SharedReader};

use crate::Summary;

/// Bytes that all parts together may take before they are handed over; tests want to see that happen.
const MOST_IN_PARTS: usize = if cfg!(test) { 64 << 10 } else { 8 << 20 };
/// How many blocks are read before a part is looked at: more take more memory, fewer merge more often.
const BLOCKS_BETWEEN_LOOKS: u32 = 8;

impl Summary {
    /// As [`Summary::read`], with several threads: they take turns to take a block of lines, and each adds up what it
    /// reads before it hands that over.
    ///
    /// Neither the result nor an error depends on how many they are. What they hold is handed over before it takes much
    /// memory; where requests are also taken apart, one thread reads. For files: a live pipe is followed without delay, too, but seldom keeps two threads busy.
    ///
    /// # Errors
    /// As [`read_records`](lt_sample::read_records).
    pub fn read_in_parallel(
        &mut self,
        source: impl Read + Send,
        name: &str,
        on_bad_line: OnBadLine,
        threads: NonZero<usize>,
    ) -> Result<(), ReadError> {
        let Some(empty) = self.part().filter(|_| threads.get() > 1) else {
            return self.read(source, name, on_bad_line);
        };
        let reader = SharedReader::new(source, name, on_bad_line);
        let whole = Mutex::new(&mut *self);
        let read = || {
            let mut part = empty.clone();
            let mut block = Block::default();
            let mut n_blocks = 0_u32;
            while reader.read_block(&mut block, |line| part.add(&line.record)) {
                n_blocks += 1;
                if n_blocks.is_multiple_of(BLOCKS_BETWEEN_LOOKS)
                    && part.heap() > MOST_IN_PARTS / threads
                {
                    let mut whole = locked(&whole);
                    whole.merge(&part);
                    part = whole.part().unwrap_or_else(|| empty.clone());
                }
            }
            locked(&whole).merge(&part);
        };
        thread::scope(|scope| {
            for _ in 1..threads.get() {
                scope.spawn(read);
            }
            read();
        });
        self.note_end(reader.end()?);
        Ok(())
    }
}

fn locked<T>(whole: &Mutex<T>) -> MutexGuard<'_, T> {
    // A thread that panicked ends the others, too, when it is joined.
    whole.lock().unwrap_or_else(PoisonError::into_inner)
}
