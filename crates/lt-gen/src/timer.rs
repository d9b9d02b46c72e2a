//! Waiting until a moment of the run, and not longer than until one.
//!
//! Moments are absolute and kept in one heap; one alarm rings for the earliest. A moment that has passed is due at
//! once, never skipped. Tokio's own timer is 0.6 ms late on average (its wheel has 1 ms steps); timerfd is 0.05 ms.
//! A task that waits often keeps its [`Bell`], so that waiting allocates nothing.

mod alarm;
mod bells;

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::io;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, Waker};

use lt_scenario::RunTime;

use crate::clock::Clock;
use alarm::Alarm;
use bells::Bells;

/// Wakes tasks of one thread at moments of the run.
#[derive(Clone)]
pub(crate) struct Timer(Rc<Inner>);

struct Inner {
    clock: Clock,
    alarm: Alarm,
    bells: RefCell<Bells>,
    /// What the alarm is set to; while its driver is at work, a moment before all others.
    armed: Cell<Option<RunTime>>,
    closed: Cell<bool>,
    calls: Cell<u64>,
}

/// The timer was closed: whoever sleeps should end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Closed;

/// Why a sleep ended early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Woken {
    /// The timer was closed.
    Closed,
    /// Everybody was called, to look at what has changed.
    Called,
}

/// What one task is woken by.
pub(crate) struct Bell {
    timer: Timer,
    place: usize,
}

impl Timer {
    /// A timer of the current runtime, which drives it.
    pub(crate) fn new(clock: Clock) -> io::Result<Self> {
        let timer = Self(Rc::new(Inner {
            clock,
            alarm: Alarm::new()?,
            bells: RefCell::default(),
            armed: Cell::new(None),
            closed: Cell::new(false),
            calls: Cell::new(0),
        }));
        tokio::task::spawn_local(timer.clone().drive());
        Ok(timer)
    }

    /// What rings: `timerfd` or `tokio`.
    pub(crate) const fn kind() -> &'static str {
        Alarm::KIND
    }

    /// A bell of this timer.
    pub(crate) fn bell(&self) -> Bell {
        Bell {
            place: self.0.bells.borrow_mut().add(),
            timer: self.clone(),
        }
    }

    /// Ends every sleep, now and from now on; time-outs go on.
    pub(crate) fn close(&self) {
        self.0.closed.set(true);
        self.call();
    }

    /// Wakes everybody who sleeps, to look at what has changed.
    pub(crate) fn call(&self) {
        self.0.calls.set(self.0.calls.get() + 1);
        self.0.bells.borrow().ring_all();
    }

    /// How often everybody was called: who has seen another number has something to look at.
    pub(crate) fn calls(&self) -> u64 {
        self.0.calls.get()
    }

    /// Whether sleeping has ended.
    pub(crate) fn is_closed(&self) -> bool {
        self.0.closed.get()
    }

    async fn drive(self) {
        let inner = &self.0;
        loop {
            inner.alarm.ring().await;
            inner.armed.set(Some(RunTime(0)));
            inner.bells.borrow_mut().ring_due(inner.clock.now());
            // The woken tasks come first: what they wait for next is most often the next moment, and one setting
            // of the alarm is enough for both.
            run_after_the_woken().await;
            let next = inner.bells.borrow_mut().earliest();
            inner.armed.set(next);
            if let Some(next) = next {
                inner.alarm.set(&inner.clock, next);
            }
        }
    }
}

impl Bell {
    /// Waits until `due`, or until everybody is called; returns at once where that has passed. The largest moment is
    /// never.
    pub(crate) async fn sleep_until(&self, due: RunTime) -> Result<(), Woken> {
        let inner = &self.timer.0;
        if inner.closed.get() {
            return Err(Woken::Closed);
        }
        if inner.clock.now() >= due {
            return Ok(());
        }
        let is_never = due == RunTime(u64::MAX);
        if !is_never {
            self.set(due);
        }
        let calls = inner.calls.get();
        poll_fn(|context| {
            if inner.closed.get() {
                return Poll::Ready(Err(Woken::Closed));
            }
            if inner.calls.get() != calls {
                inner.bells.borrow_mut().unset(self.place);
                return Poll::Ready(Err(Woken::Called));
            }
            if is_never {
                inner.bells.borrow_mut().note(self.place, context.waker());
                return Poll::Pending;
            }
            self.rung(context.waker()).map(Ok)
        })
        .await
    }

    /// What `task` results in, or `None` where it has not ended by `deadline`. It is dropped then.
    pub(crate) async fn limit<F: Future>(&self, deadline: RunTime, task: F) -> Option<F::Output> {
        self.set(deadline);
        let mut task = pin!(task);
        let result = poll_fn(|context| match task.as_mut().poll(context) {
            Poll::Ready(result) => Poll::Ready(Some(result)),
            Poll::Pending => self.rung(context.waker()).map(|()| None),
        })
        .await;
        self.timer.0.bells.borrow_mut().unset(self.place);
        result
    }

    fn set(&self, due: RunTime) {
        let inner = &self.timer.0;
        let is_first = inner.bells.borrow_mut().set(self.place, due);
        if is_first && inner.armed.get().is_none_or(|armed| due < armed) {
            inner.armed.set(Some(due));
            inner.alarm.set(&inner.clock, due);
        }
    }

    fn rung(&self, waker: &Waker) -> Poll<()> {
        self.timer.0.bells.borrow_mut().poll(self.place, waker)
    }
}

impl Drop for Bell {
    fn drop(&mut self) {
        self.timer.0.bells.borrow_mut().remove(self.place);
    }
}

/// The first moment at or after `due` that is a multiple of `step` nanoseconds: what is due together wakes together.
pub(crate) fn in_step(due: RunTime, step: u64) -> RunTime {
    RunTime(due.0.div_ceil(step).saturating_mul(step))
}

/// Lets every task that is ready now run first.
async fn run_after_the_woken() {
    let mut came_back = false;
    poll_fn(|context| {
        if came_back {
            return Poll::Ready(());
        }
        came_back = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[tokio::test(flavor = "local", start_paused = true)]
    async fn sleepers_wake_in_the_order_of_their_due_times_and_the_past_is_due_at_once() {
        let timer = Timer::new(Clock::start_on_tokio()).unwrap();
        let order = Rc::new(RefCell::new(Vec::new()));
        let tasks = [30_u64, 10, 20, 0].map(|ms| {
            let (timer, order) = (timer.clone(), Rc::clone(&order));
            tokio::task::spawn_local(async move {
                let bell = timer.bell();
                bell.sleep_until(RunTime(ms * 1_000_000)).await.unwrap();
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
        let bell = timer.bell();
        let asleep =
            tokio::task::spawn_local(async move { bell.sleep_until(RunTime(u64::MAX)).await });
        tokio::task::yield_now().await;
        timer.close();
        assert_eq!(asleep.await.unwrap(), Err(Woken::Closed));
        assert_eq!(
            timer.bell().sleep_until(RunTime(0)).await,
            Err(Woken::Closed)
        );
    }

    #[tokio::test(flavor = "local", start_paused = true)]
    async fn a_call_ends_every_sleep_now_and_none_later() {
        let clock = Clock::start_on_tokio();
        let timer = Timer::new(clock).unwrap();
        for due in [RunTime(u64::MAX), RunTime(5_000_000_000)] {
            let bell = timer.bell();
            let asleep = tokio::task::spawn_local(async move {
                let woken = bell.sleep_until(due).await;
                (woken, bell)
            });
            tokio::task::yield_now().await;
            timer.call();
            let (woken, bell) = asleep.await.unwrap();
            assert_eq!((woken, clock.now()), (Err(Woken::Called), RunTime(0)));
            assert_eq!(bell.sleep_until(RunTime(0)).await, Ok(()));
        }
        let soon = RunTime(1_000_000);
        assert_eq!(timer.bell().sleep_until(soon).await, Ok(()));
        assert!(clock.now() >= soon);
    }

    #[tokio::test(flavor = "local", start_paused = true)]
    async fn a_limit_holds_for_one_task_and_then_for_the_next() {
        let clock = Clock::start_on_tokio();
        let timer = Timer::new(clock).unwrap();
        let bell = timer.bell();
        for round in 0..100_u64 {
            let quick = tokio::time::sleep(Duration::from_millis(10));
            let deadline = clock.now() + RunTime::after(Duration::from_millis(15));
            assert_eq!(bell.limit(deadline, quick).await, Some(()), "{round}");
        }
        let deadline = clock.now() + RunTime::after(Duration::from_millis(15));
        assert_eq!(
            bell.limit(deadline, std::future::pending::<()>()).await,
            None
        );
        assert!(clock.now() >= deadline);
    }
}
