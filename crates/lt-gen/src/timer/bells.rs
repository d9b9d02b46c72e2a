//! Who waits for which moment: a heap of moments over places that are used again.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::task::{Poll, Waker};

use lt_scenario::RunTime;

/// The bells of a timer.
///
/// Each has at most one moment in the heap. A bell that is set to a later moment keeps its earlier one there, and is
/// put back when that comes: a time-out that is set anew for every request costs one entry a minute, not one a request.
#[derive(Default)]
pub(super) struct Bells {
    moments: BinaryHeap<Reverse<(RunTime, usize)>>,
    bells: Vec<State>,
    free: Vec<usize>,
}

#[derive(Default)]
struct State {
    waker: Option<Waker>,
    /// When it shall ring; `None` when it has rung or was not set.
    due: Option<RunTime>,
    /// Its moment in the heap, at or before `due`.
    queued: Option<RunTime>,
    is_removed: bool,
}

impl Bells {
    /// A place for a bell.
    pub(super) fn add(&mut self) -> usize {
        match self.free.pop() {
            Some(place) => {
                self.bells[place] = State::default();
                place
            }
            None => {
                self.bells.push(State::default());
                self.bells.len() - 1
            }
        }
    }

    /// Gives a place back; it is used again once its moment has left the heap.
    pub(super) fn remove(&mut self, place: usize) {
        let bell = &mut self.bells[place];
        *bell = State {
            queued: bell.queued,
            is_removed: true,
            ..State::default()
        };
        if bell.queued.is_none() {
            self.free.push(place);
        }
    }

    /// Sets a bell; tells whether a moment entered the heap, which may be the earliest now.
    pub(super) fn set(&mut self, place: usize, due: RunTime) -> bool {
        let bell = &mut self.bells[place];
        bell.due = Some(due);
        if bell.queued.is_some_and(|queued| queued <= due) {
            return false;
        }
        // An earlier moment than the queued one: that entry is stale from now on and ignored when it comes.
        bell.queued = Some(due);
        self.moments.push(Reverse((due, place)));
        true
    }

    /// Keeps a bell from ringing.
    pub(super) fn unset(&mut self, place: usize) {
        self.bells[place].due = None;
    }

    /// Whether a bell has rung; if not, it will wake `waker`.
    pub(super) fn poll(&mut self, place: usize, waker: &Waker) -> Poll<()> {
        if self.bells[place].due.is_none() {
            return Poll::Ready(());
        }
        self.note(place, waker);
        Poll::Pending
    }

    /// Notes whom a bell wakes.
    pub(super) fn note(&mut self, place: usize, waker: &Waker) {
        match &mut self.bells[place].waker {
            Some(known) => known.clone_from(waker),
            none => *none = Some(waker.clone()),
        }
    }

    /// Rings every bell that is due.
    pub(super) fn ring_due(&mut self, now: RunTime) {
        while let Some(Reverse((moment, place))) = self.moments.peek().copied() {
            if moment > now {
                return;
            }
            self.moments.pop();
            self.reached(moment, place, now);
        }
    }

    /// Wakes everybody, whether it is time or not.
    pub(super) fn ring_all(&self) {
        for bell in &self.bells {
            bell.waker.iter().for_each(Waker::wake_by_ref);
        }
    }

    /// The earliest moment that somebody may wait for.
    pub(super) fn earliest(&self) -> Option<RunTime> {
        self.moments.peek().map(|Reverse((moment, _))| *moment)
    }

    fn reached(&mut self, moment: RunTime, place: usize, now: RunTime) {
        let bell = &mut self.bells[place];
        if bell.queued != Some(moment) {
            return;
        }
        bell.queued = None;
        match bell.due {
            _ if bell.is_removed => self.free.push(place),
            None => {}
            Some(due) if due > now => {
                bell.queued = Some(due);
                self.moments.push(Reverse((due, place)));
            }
            Some(_) => {
                bell.due = None;
                bell.waker.iter().for_each(Waker::wake_by_ref);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bell_set_anew_a_thousand_times_takes_one_place_in_the_heap() {
        let mut bells = Bells::default();
        let place = bells.add();
        for ms in 0..1000 {
            bells.set(place, RunTime(60_000 + ms));
            bells.unset(place);
        }
        assert_eq!(bells.moments.len(), 1);
        bells.set(place, RunTime(70_000));
        bells.ring_due(RunTime(60_000));
        assert_eq!(bells.earliest(), Some(RunTime(70_000)));
        assert!(bells.poll(place, Waker::noop()).is_pending());
        bells.ring_due(RunTime(70_000));
        assert!(bells.poll(place, Waker::noop()).is_ready());
        assert_eq!(bells.earliest(), None);
    }

    #[test]
    fn an_earlier_moment_goes_before_a_later_one_of_the_same_bell() {
        let mut bells = Bells::default();
        let place = bells.add();
        assert!(bells.set(place, RunTime(50)));
        assert!(bells.set(place, RunTime(20)));
        bells.ring_due(RunTime(20));
        assert!(bells.poll(place, Waker::noop()).is_ready());
        bells.set(place, RunTime(90));
        bells.ring_due(RunTime(50));
        assert!(bells.poll(place, Waker::noop()).is_pending());
    }

    #[test]
    fn a_place_is_used_again_only_when_nothing_of_it_is_left() {
        let mut bells = Bells::default();
        let first = bells.add();
        bells.set(first, RunTime(50));
        bells.remove(first);
        assert_ne!(bells.add(), first);
        bells.ring_due(RunTime(50));
        assert_eq!(bells.add(), first);
    }
}
