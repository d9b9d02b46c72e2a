//! What the engine is doing right now, and has done: plain numbers of one thread.

use std::cell::Cell;

/// Counts of the engine's thread.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    /// Virtual users at work.
    pub(crate) users: Cell<u64>,
    /// Requests that were started and have not ended.
    pub(crate) in_flight: Cell<u64>,
    /// Tasks that make load: the run is over when there is none.
    pub(crate) tasks: Cell<u64>,
    /// Requests that ended, for the progress line.
    pub(crate) ended: Cell<u64>,
    /// Those among them that are errors.
    pub(crate) errors: Cell<u64>,
    /// Requests that were due in the measured part.
    pub(crate) due: Cell<u64>,
    /// Requests that were started in the measured part.
    pub(crate) started: Cell<u64>,
}

/// One more in a count for as long as this lives.
pub(crate) struct OneMore<'a>(&'a Cell<u64>);

impl<'a> OneMore<'a> {
    pub(crate) fn of(count: &'a Cell<u64>) -> Self {
        count.set(count.get() + 1);
        Self(count)
    }
}

impl Drop for OneMore<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

/// Adds one to a count for good.
pub(crate) fn count(count: &Cell<u64>) {
    count.set(count.get() + 1);
}
