//! The open model: arrivals that wait for nothing but a place.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use lt_scenario::{Arrivals, RunTime};

use super::Engine;
use super::attempt::Attempt;
use crate::args::WhenFull;
use crate::counters::count;
use crate::timer::Closed;
use crate::transport::Transport;

/// Arrivals that are due and wait for a place, the oldest first.
type Queue<T> = Rc<RefCell<VecDeque<Attempt<T>>>>;

/// How many arrivals are begun in one go before answers are looked at again: a generator that is behind must not
/// stop reading.
const IN_ONE_GO: u32 = 32;

impl<T: Transport> Engine<T> {
    /// Begins the arrivals of a load.
    pub(super) fn begin_arrivals(self: &Rc<Self>, load: usize, arrivals: Arrivals, begin: RunTime) {
        let engine = Rc::clone(self);
        self.spawn(async move {
            // A closed timer ends the arrivals; what is in flight goes on.
            let _: Result<(), Closed> = engine.arrive(load, arrivals, begin).await;
        });
    }

    async fn arrive(
        self: &Rc<Self>,
        load: usize,
        arrivals: Arrivals,
        begin: RunTime,
    ) -> Result<(), Closed> {
        let base = self.plan.user_base(load);
        let queue = Queue::default();
        let mut in_one_go = 0;
        for k in 0..self.plan.arrivals_in(load) {
            let due = begin + arrivals.intended_start(k);
            self.timer.sleep_until(due).await?;
            if !self.is_warmup(due) {
                count(&self.counters.due);
            }
            let profile = &self.plan.profiles[self.plan.loads[load].profile_of_user(&self.plan, k)];
            let request = profile.action(self.plan.seed, base + k, 0);
            self.admit(
                Attempt::new(self, load, request, due, base + k, None),
                &queue,
            );
            in_one_go += 1;
            if in_one_go % IN_ONE_GO == 0 {
                tokio::task::yield_now().await;
            }
        }
        Ok(())
    }

    /// Starts an arrival if there is a place for it; the place is taken at once, before its task first runs.
    fn admit(self: &Rc<Self>, attempt: Attempt<T>, queue: &Queue<T>) {
        if self.places.get() < self.limits.max_in_flight {
            let (engine, queue) = (Rc::clone(self), Rc::clone(queue));
            self.places.set(self.places.get() + 1);
            self.spawn(async move {
                let mut next = Some(attempt);
                while let Some(attempt) = next {
                    engine.make_on_pooled(attempt).await;
                    next = queue.borrow_mut().pop_front();
                }
                engine.places.set(engine.places.get() - 1);
            });
        } else {
            match self.limits.when_full {
                WhenFull::Drop => attempt.drop_it(),
                WhenFull::Wait => queue.borrow_mut().push_back(attempt),
            }
        }
    }

    async fn make_on_pooled(&self, attempt: Attempt<T>) {
        let origin = self.requests[attempt.request().0].origin;
        let mut slot = self.pool.borrow_mut()[origin].pop();
        attempt.make(&mut slot).await;
        if let Some(connection) = slot {
            self.pool.borrow_mut()[origin].push(connection);
        }
    }
}
