//! The open model: arrivals that wait for nothing but a place.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use lt_scenario::{Arrival, RunTime};

use super::Engine;
use super::attempt::Attempt;
use crate::args::{Pace, WhenFull};
use crate::counters::count;
use crate::timer::{Bell, Closed, in_step};
use crate::transport::Transport;

/// How many arrivals are begun in one go before answers are looked at again: a generator that is behind must not
/// stop reading.
const IN_ONE_GO: u32 = 32;
/// How often `--pace coarse` looks for arrivals that are due.
const COARSE: u64 = 1_000_000;

/// A task that makes one arrival after another, kept for the next one.
pub(super) struct Worker<T: Transport> {
    given: Cell<Option<Attempt<T>>>,
    waker: RefCell<Option<Waker>>,
}

impl<T: Transport> Engine<T> {
    /// Begins this thread's arrivals of a load.
    pub(super) fn begin_arrivals(self: &Rc<Self>, load: usize, begin: RunTime) {
        let engine = Rc::clone(self);
        self.spawn(async move {
            // A closed timer ends the arrivals; what is in flight goes on.
            let _: Result<(), Closed> = engine.arrive(load, begin).await;
        });
    }

    async fn arrive(self: &Rc<Self>, load: usize, begin: RunTime) -> Result<(), Closed> {
        let plan = &self.job.plan;
        let bell = self.timer.bell();
        bell.sleep_until(begin).await?;
        let base = plan.user_base(load);
        let mut in_one_go = 0;
        for Arrival { k, due } in plan.arrivals(load, &self.share) {
            if due < self.joined {
                continue;
            }
            let wake = match self.job.limits.pace {
                Pace::Exact => due,
                Pace::Coarse => in_step(due, COARSE),
            };
            bell.sleep_until(wake).await?;
            if !self.is_warmup(due) {
                count(&self.counters.due);
                count(&self.counters.arrivals_due);
            }
            let profile = plan.loads[load].profile_of_user(plan, k);
            let request = plan.request_of(profile, base + k, 0);
            self.admit(Attempt::new(self, load, request, due, base + k, None));
            in_one_go += 1;
            if in_one_go % IN_ONE_GO == 0 {
                tokio::task::yield_now().await;
            }
        }
        Ok(())
    }

    /// Starts an arrival if there is a place for it; the place is taken at once, before its task first runs.
    fn admit(self: &Rc<Self>, attempt: Attempt<T>) {
        if self.places.get() >= self.max_in_flight {
            match self.job.limits.when_full {
                WhenFull::Drop => attempt.drop_it(),
                WhenFull::Wait => {
                    self.waited_for_places.set(true);
                    count(&self.counters.work);
                    self.queue.borrow_mut().push_back(attempt);
                }
            }
            return;
        }
        self.places.set(self.places.get() + 1);
        count(&self.counters.work);
        let idle = self.idle_workers.borrow_mut().pop();
        let worker = idle.unwrap_or_else(|| self.new_worker());
        worker.give(attempt);
    }

    /// Gives up the arrivals that still wait for a place; each says that it was cancelled.
    pub(super) fn give_up_queue(&self) {
        for attempt in self.queue.take() {
            drop(attempt);
            self.one_work_less();
        }
    }

    fn new_worker(self: &Rc<Self>) -> Rc<Worker<T>> {
        let worker = Rc::new(Worker {
            given: Cell::new(None),
            waker: RefCell::new(None),
        });
        tokio::task::spawn_local(Rc::clone(self).work(Rc::clone(&worker)));
        worker
    }

    async fn work(self: Rc<Self>, worker: Rc<Worker<T>>) {
        let limit = self.timer.bell();
        loop {
            let mut next = Some(worker.next().await);
            while let Some(attempt) = next {
                self.make_on_pooled(attempt, &limit).await;
                self.one_work_less();
                next = self.queue.borrow_mut().pop_front();
            }
            self.places.set(self.places.get() - 1);
            self.idle_workers.borrow_mut().push(Rc::clone(&worker));
        }
    }

    async fn make_on_pooled(&self, attempt: Attempt<T>, limit: &Bell) {
        let origin = self.job.requests[attempt.request().0].origin;
        let mut slot = self.pool.borrow_mut()[origin].pop();
        attempt.make(&mut slot, limit).await;
        if let Some(connection) = slot {
            self.pool.borrow_mut()[origin].push(connection);
        }
    }
}

impl<T: Transport> Worker<T> {
    fn give(&self, attempt: Attempt<T>) {
        self.given.set(Some(attempt));
        if let Some(waker) = &*self.waker.borrow() {
            waker.wake_by_ref();
        }
    }

    async fn next(&self) -> Attempt<T> {
        poll_fn(|context| {
            if let Some(attempt) = self.given.take() {
                return Poll::Ready(attempt);
            }
            match &mut *self.waker.borrow_mut() {
                Some(known) => known.clone_from(context.waker()),
                none => *none = Some(context.waker().clone()),
            }
            Poll::Pending
        })
        .await
    }
}
