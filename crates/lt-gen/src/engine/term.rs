//! How long a user or an arrival goes on, and when it may go on at all: both can change while it is at work.

use std::cell::Cell;

use lt_scenario::RunTime;

use super::users::in_steps;
use super::walker::Cut;
use super::{Engine, NEVER};
use crate::timer::{Bell, Closed, Woken};
use crate::transport::Transport;

/// The time that somebody has. What has changed is looked at when everybody is called, and else costs a comparison.
pub(super) struct Term<'a, T: Transport> {
    engine: &'a Engine<T>,
    load: usize,
    /// The user's place in the load; an arrival has all the time that it needs.
    user: Option<u64>,
    seen: Cell<u64>,
    last: Cell<RunTime>,
    resumed: Cell<RunTime>,
}

impl<'a, T: Transport> Term<'a, T> {
    /// The turn of a load's `g`-th user, which ends at `last` by what is known now.
    pub(super) fn of_user(engine: &'a Engine<T>, load: usize, g: u64, last: RunTime) -> Self {
        Self::new(engine, load, Some(g), last)
    }

    /// The time of an arrival: it ends by itself.
    pub(super) fn of_arrival(engine: &'a Engine<T>, load: usize) -> Self {
        Self::new(engine, load, None, NEVER)
    }

    fn new(engine: &'a Engine<T>, load: usize, user: Option<u64>, last: RunTime) -> Self {
        // In a pause there is something to look at from the beginning.
        let calls = match engine.is_paused() {
            true => u64::MAX,
            false => engine.timer.calls(),
        };
        Self {
            engine,
            load,
            user,
            seen: Cell::new(calls),
            last: Cell::new(last),
            resumed: Cell::new(RunTime(0)),
        }
    }

    /// Whether something has changed that was not looked at.
    #[inline]
    pub(super) fn is_outdated(&self) -> bool {
        self.seen.get() != self.engine.timer.calls()
    }

    /// Nothing that is due at or after this moment is begun.
    pub(super) fn last(&self) -> RunTime {
        if self.is_outdated() {
            self.look();
        }
        self.last.get()
    }

    /// When the last pause ended that was looked at; what was due before it is due then.
    #[inline]
    pub(super) fn resumed(&self) -> RunTime {
        self.resumed.get()
    }

    /// Waits until something is due that becomes possible at `free_since`, and tells when it is due: after a pause, that
    /// is the end of it.
    pub(super) async fn wait(
        &self,
        sleep: &Bell,
        free_since: RunTime,
        due: RunTime,
    ) -> Result<RunTime, Cut> {
        let (mut free_since, mut due) = (free_since, due);
        loop {
            if self.is_outdated() {
                if self.engine.timer.is_closed() {
                    return Err(Cut::Closed);
                }
                self.look();
                if due < self.resumed.get() {
                    due = self.resumed.get();
                    free_since = free_since.max(due);
                }
            }
            let is_held = self.engine.is_paused();
            let wake = match is_held {
                _ if due >= self.last.get() => return Err(Cut::TimeIsOver),
                true => self.last.get(),
                false => in_steps(free_since, due.max(free_since)),
            };
            match sleep.sleep_until(wake).await {
                Ok(()) if is_held => return Err(Cut::TimeIsOver),
                // Called while it slept to the end.
                Ok(()) if self.is_outdated() => {}
                Ok(()) => return Ok(due),
                Err(Woken::Called) => {}
                Err(Woken::Closed) => return Err(Cut::Closed),
            }
        }
    }

    /// Stays until the time is over, connected as a real user would be; tells whether more of it was given meanwhile.
    pub(super) async fn rest(&self, sleep: &Bell) -> Result<bool, Closed> {
        let until = self.last();
        loop {
            match sleep.sleep_until(self.last()).await {
                Ok(()) => return Ok(false),
                Err(Woken::Closed) => return Err(Closed),
                Err(Woken::Called) if self.last() > until => return Ok(true),
                Err(Woken::Called) => {}
            }
        }
    }

    fn look(&self) {
        let engine = self.engine;
        self.seen.set(engine.timer.calls());
        self.resumed.set(engine.courses.borrow().resumed);
        let Some(g) = self.user else {
            return;
        };
        let now = engine.clock.now();
        let turn = engine.course(self.load).turn(g, now);
        let last = match turn.filter(|turn| turn.begin <= now) {
            Some(turn) => turn.end.unwrap_or(NEVER),
            None => self.last.get().min(now),
        };
        self.last.set(last);
    }
}
