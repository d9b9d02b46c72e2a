//! Waiting until a moment of the run.
//!
//! Due times are absolute and kept in one heap; one alarm rings for the earliest. A moment that has passed is due at
//! once, never skipped. Tokio's own timer is 0.6 ms late on average (its wheel has 1 ms steps); timerfd is 0.05 ms.

mod alarm;

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::future::poll_fn;
use std::io;
use std::rc::Rc;
use std::task::{Poll, Waker};

use lt_scenario::RunTime;

use crate::clock::Clock;
use alarm::Alarm;

/// Wakes tasks of one thread at moments of the run.
#[derive(Clone)]
pub(crate) struct Timer(Rc<Inner>);

struct Inner {
    clock: Clock,
    alarm: Alarm,
    sleepers: RefCell<Sleepers>,
}

#[derive(Default)]
struct Sleepers {
    by_due: BinaryHeap<Reverse<(RunTime, u64)>>,
    wakers: HashMap<u64, Waker>,
    next: u64,
    armed: Option<RunTime>,
    closed: bool,
}

/// The timer was closed: whoever sleeps should end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Closed;

impl Timer {
    /// A timer of the current runtime, which drives it.
    pub(crate) fn new(clock: Clock) -> io::Result<Self> {
        let timer = Self(Rc::new(Inner {
            clock,
            alarm: Alarm::new()?,
            sleepers: RefCell::default(),
        }));
        tokio::task::spawn_local(timer.clone().drive());
        Ok(timer)
    }

    /// What rings: `timerfd` or `tokio`.
    pub(crate) fn kind(&self) -> &'static str {
        Alarm::KIND
    }

    /// Waits until `due`; returns at once where that has passed.
    pub(crate) async fn sleep_until(&self, due: RunTime) -> Result<(), Closed> {
        let mut id = None;
        poll_fn(|context| {
            let mut sleepers = self.0.sleepers.borrow_mut();
            if sleepers.closed {
                return Poll::Ready(Err(Closed));
            }
            if self.0.clock.now() >= due {
                return Poll::Ready(Ok(()));
            }
            let id = *id.get_or_insert_with(|| sleepers.add(due));
            sleepers.wakers.insert(id, context.waker().clone());
            if sleepers.armed.is_none_or(|armed| due < armed) {
                sleepers.armed = Some(due);
                self.0.alarm.set(&self.0.clock, due);
            }
            Poll::Pending
        })
        .await
    }

    /// Ends every sleep, now and from now on.
    pub(crate) fn close(&self) {
        let mut sleepers = self.0.sleepers.borrow_mut();
        sleepers.closed = true;
        sleepers.wakers.drain().for_each(|(_, waker)| waker.wake());
    }

    async fn drive(self) {
        loop {
            self.0.alarm.ring().await;
            let mut sleepers = self.0.sleepers.borrow_mut();
            sleepers.wake_due(self.0.clock.now());
            sleepers.armed = sleepers.by_due.peek().map(|Reverse((due, _))| *due);
            if let Some(due) = sleepers.armed {
                self.0.alarm.set(&self.0.clock, due);
            }
        }
    }
}

impl Sleepers {
    fn add(&mut self, due: RunTime) -> u64 {
        let id = self.next;
        self.next += 1;
        self.by_due.push(Reverse((due, id)));
        id
    }

    fn wake_due(&mut self, now: RunTime) {
        while let Some(Reverse((due, id))) = self.by_due.peek().copied() {
            if due > now {
                return;
            }
            self.by_due.pop();
            if let Some(waker) = self.wakers.remove(&id) {
                waker.wake();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "local", start_paused = true)]
    async fn sleepers_wake_in_the_order_of_their_due_times_and_the_past_is_due_at_once() {
        let timer = Timer::new(Clock::start_on_tokio()).unwrap();
        let order = Rc::new(RefCell::new(Vec::new()));
        let tasks = [30_u64, 10, 20, 0].map(|ms| {
            let (timer, order) = (timer.clone(), Rc::clone(&order));
            tokio::task::spawn_local(async move {
                timer.sleep_until(RunTime(ms * 1_000_000)).await.unwrap();
                order.borrow_mut().push(ms);
            })
        });
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(*order.borrow(), [0, 10, 20, 30]);
    }

    #[tokio::test(flavor = "local", start_paused = true)]
    async fn closing_ends_every_sleep_now_and_later() {
        let timer = Timer::new(Clock::start_on_tokio()).unwrap();
        let sleeper = timer.clone();
        let asleep =
            tokio::task::spawn_local(async move { sleeper.sleep_until(RunTime(u64::MAX)).await });
        tokio::task::yield_now().await;
        timer.close();
        assert_eq!(asleep.await.unwrap(), Err(Closed));
        assert_eq!(timer.sleep_until(RunTime(0)).await, Err(Closed));
    }
}
