//! One stream read by several threads: each takes the next block, and reads it while others take theirs.

use std::io::Read;
use std::sync::{Mutex, PoisonError};

use super::source::Source;
use super::{Block, Line, OnBadLine, ReadError, StreamEnd};

/// A stream of which several threads take turns to take a [`Block`].
///
/// What the threads make of their lines must not depend on the order in which they get them. How the stream ended, or
/// failed, is what one thread would have found that reads everything.
#[derive(Debug)]
pub struct SharedReader<'n, R> {
    name: &'n str,
    on_bad_line: OnBadLine,
    shared: Mutex<Shared<'n, R>>,
}

#[derive(Debug)]
struct Shared<'n, R> {
    source: Source<'n, R>,
    end: StreamEnd,
    failure: Option<Failure>,
}

/// Why reading ends, and how many lines stand before the block in which that was found.
#[derive(Debug)]
struct Failure {
    lines_before: u64,
    error: ReadError,
}

impl<'n, R: Read> SharedReader<'n, R> {
    /// Of a stream that messages call `name`.
    pub fn new(bytes: R, name: &'n str, on_bad_line: OnBadLine) -> Self {
        let source = Source::new(bytes, name);
        Self {
            name,
            on_bad_line,
            shared: Mutex::new(Shared {
                source,
                end: StreamEnd::default(),
                failure: None,
            }),
        }
    }

    /// Reads the next block and hands its lines to `each`; `false` when there is none any more.
    pub fn read_block(&self, block: &mut Block, mut each: impl FnMut(&Line<'_>)) -> bool {
        let taken = self.with(|shared| shared.take(block));
        if !taken {
            return false;
        }
        let read = block.hand_on(self.name, self.on_bad_line, &mut |line: &mut Line<'_>| {
            each(line);
            Ok::<(), ReadError>(())
        });
        self.with(|shared| match read {
            Ok(end) => shared.end.add(end),
            Err(error) => shared.fail(block.lines_before(), error),
        });
        true
    }

    /// How the stream ended.
    ///
    /// # Errors
    /// As [`read_records`](super::read_records); of several errors that of the first line.
    pub fn end(self) -> Result<StreamEnd, ReadError> {
        let shared = self.shared.into_inner();
        let shared = shared.unwrap_or_else(PoisonError::into_inner);
        match shared.failure {
            Some(Failure { error, .. }) => Err(error),
            None => Ok(shared.end),
        }
    }

    fn with<T>(&self, work: impl FnOnce(&mut Shared<'n, R>) -> T) -> T {
        // A thread that panicked ends the others, too, when it is joined.
        work(&mut self.shared.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<R: Read> Shared<'_, R> {
    fn take(&mut self, block: &mut Block) -> bool {
        // All blocks before the one that failed have been taken, so the first error is among what is found.
        self.failure.is_none()
            && match self.source.fill(block) {
                Ok(taken) => taken,
                Err(error) => {
                    self.fail(self.source.line(), error);
                    false
                }
            }
    }

    fn fail(&mut self, lines_before: u64, error: ReadError) {
        let is_earlier = |known: &Failure| lines_before < known.lines_before;
        if self.failure.as_ref().is_none_or(is_earlier) {
            self.failure = Some(Failure {
                lines_before,
                error,
            });
        }
    }
}
