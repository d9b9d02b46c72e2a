//! What an engine thread is doing right now, and has done: plain numbers of one thread, shown to others ten times a second.

use std::cell::Cell;
use std::iter::Sum;

/// Counts of one engine thread.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    /// Virtual users at work.
    pub(crate) users: Cell<u64>,
    /// Requests that were started and have not ended.
    pub(crate) in_flight: Cell<u64>,
    /// What makes load or waits to make it: the thread is done when there is nothing.
    pub(crate) work: Cell<u64>,
    /// Requests that ended, for the progress line.
    pub(crate) ended: Cell<u64>,
    /// Those among them that are errors.
    pub(crate) errors: Cell<u64>,
    /// Requests that were due in the measured part.
    pub(crate) due: Cell<u64>,
    /// Requests that were started in the measured part.
    pub(crate) started: Cell<u64>,
    /// Requests that were repeated on a fresh connection.
    pub(crate) retries: Cell<u64>,
    /// Connections that could not be made because this machine had no open files left.
    pub(crate) no_files: Cell<u64>,
    /// Connections that could not be made because this machine had no local ports left.
    pub(crate) no_ports: Cell<u64>,
    /// Arrivals among the requests that were due.
    pub(crate) arrivals_due: Cell<u64>,
    /// Arrivals among the requests that were started.
    pub(crate) arrivals_started: Cell<u64>,
}

/// What the counts were at a moment; those of several threads add up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) users: u64,
    pub(crate) in_flight: u64,
    pub(crate) ended: u64,
    pub(crate) errors: u64,
    pub(crate) due: u64,
    pub(crate) started: u64,
    pub(crate) retries: u64,
    pub(crate) no_files: u64,
    pub(crate) no_ports: u64,
    pub(crate) arrivals_due: u64,
    pub(crate) arrivals_started: u64,
}

impl Counters {
    /// What they are now.
    pub(crate) fn read(&self) -> Counts {
        Counts {
            users: self.users.get(),
            in_flight: self.in_flight.get(),
            ended: self.ended.get(),
            errors: self.errors.get(),
            due: self.due.get(),
            started: self.started.get(),
            retries: self.retries.get(),
            no_files: self.no_files.get(),
            no_ports: self.no_ports.get(),
            arrivals_due: self.arrivals_due.get(),
            arrivals_started: self.arrivals_started.get(),
        }
    }
}

impl Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, one| Self {
            users: sum.users + one.users,
            in_flight: sum.in_flight + one.in_flight,
            ended: sum.ended + one.ended,
            errors: sum.errors + one.errors,
            due: sum.due + one.due,
            started: sum.started + one.started,
            retries: sum.retries + one.retries,
            no_files: sum.no_files + one.no_files,
            no_ports: sum.no_ports + one.no_ports,
            arrivals_due: sum.arrivals_due + one.arrivals_due,
            arrivals_started: sum.arrivals_started + one.arrivals_started,
        })
    }
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
    add(count, 1);
}

/// Takes one from a count: what was counted is not to count.
pub(crate) fn take_back(count: &Cell<u64>) {
    count.set(count.get().saturating_sub(1));
}

/// Adds to a count for good.
pub(crate) fn add(count: &Cell<u64>, n: u64) {
    count.set(count.get() + n);
}
