//! The open model: arrivals that wait for nothing but a place.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use lt_scenario::{Arrival, ArrivalSchedule, BlockId, Program, RunTime, Step, Task};

use super::attempt::Attempt;
use super::connections::Connections;
use super::memory::Memory;
use super::term::Term;
use super::walker::Walker;
use super::{Engine, NEVER};
use crate::args::{Pace, WhenFull};
use crate::counters::{count, take_back};
use crate::timer::{Bell, Closed, Woken, in_step};
use crate::transport::{Jar, Transport};

/// How many arrivals are begun in one go before answers are looked at again: a generator that is behind must not
/// stop reading.
const IN_ONE_GO: u32 = 32;
/// How often `--pace coarse` looks for arrivals that are due.
const COARSE: u64 = 1_000_000;

/// What an arrival does: its request, or a walk.
pub(super) struct Errand<T: Transport> {
    /// The request; of a walk the first one that stands in it, which tells of it where it is not begun.
    attempt: Attempt<T>,
    walk: Option<Walking>,
}

/// A walk of an arrival.
#[derive(Clone, Copy, Debug)]
struct Walking {
    task: Task,
    profile: usize,
}

/// A task that makes one arrival after another, kept for the next one.
pub(super) struct Worker<T: Transport> {
    given: Cell<Option<Errand<T>>>,
    waker: RefCell<Option<Waker>>,
}

impl<T: Transport> Engine<T> {
    /// Begins this thread's arrivals of a load.
    pub(super) fn begin_arrivals(self: &Rc<Self>, load: usize) {
        let engine = Rc::clone(self);
        self.spawn(async move {
            // A closed timer ends the arrivals; what is in flight goes on.
            let _: Result<(), Closed> = engine.arrive(load).await;
        });
    }

    async fn arrive(self: &Rc<Self>, load: usize) -> Result<(), Closed> {
        let plan = &self.job.plan;
        let bell = self.timer.bell();
        let mut schedule = self.course(load).arrivals(&self.share);
        let mut seen = self.timer.calls();
        let mut in_one_go = 0;
        loop {
            if seen != self.timer.calls() {
                seen = self.timer.calls();
                schedule.follow(&self.course(load));
            }
            let Some(arrival) = schedule.peek() else {
                if self.may_bring_more(load, &bell, &schedule).await? {
                    continue;
                }
                return Ok(());
            };
            let Arrival { k, id, due } = arrival;
            if due < self.joined {
                schedule.pass(arrival);
                continue;
            }
            let wake = match self.job.limits.pace {
                _ if due >= self.changes_at.get() => NEVER,
                Pace::Exact => due,
                Pace::Coarse => in_step(due, COARSE),
            };
            match bell.sleep_until(wake).await {
                // What is due after a change waits for it.
                Ok(()) if seen != self.timer.calls() || due >= self.changes_at.get() => continue,
                Ok(()) => schedule.pass(arrival),
                Err(Woken::Called) => continue,
                Err(Woken::Closed) => return Err(Closed),
            }
            if !self.is_warmup(due) {
                count(&self.counters.due);
                count(&self.counters.arrivals_due);
            }
            let profile = plan.loads[load].profile_of_user(plan, k);
            self.admit(self.errand(load, profile, id, due));
            in_one_go += 1;
            if in_one_go % IN_ONE_GO == 0 {
                tokio::task::yield_now().await;
            }
        }
    }

    /// Waits, where no arrival is due as things are, until that may have changed; tells whether it can.
    async fn may_bring_more(
        &self,
        load: usize,
        bell: &Bell,
        schedule: &ArrivalSchedule,
    ) -> Result<bool, Closed> {
        if !self.job.is_controlled || schedule.is_over() {
            return Ok(false);
        }
        let end = self.course(load).end().unwrap_or(NEVER);
        match bell.sleep_until(end).await {
            Ok(()) => Ok(false),
            Err(Woken::Called) => Ok(true),
            Err(Woken::Closed) => Err(Closed),
        }
    }

    /// Starts an arrival if there is a place for it; the place is taken at once, before its task first runs.
    fn admit(self: &Rc<Self>, errand: Errand<T>) {
        if self.places.get() >= self.max_in_flight {
            match self.job.limits.when_full {
                WhenFull::Drop => errand.attempt.drop_it(),
                WhenFull::Wait => {
                    self.waited_for_places.set(true);
                    count(&self.counters.work);
                    self.queue.borrow_mut().push_back(errand);
                }
            }
            return;
        }
        self.places.set(self.places.get() + 1);
        count(&self.counters.work);
        let idle = self.idle_workers.borrow_mut().pop();
        let worker = idle.unwrap_or_else(|| self.new_worker());
        worker.give(errand);
    }

    /// Gives up the arrivals that still wait for a place; each says that it was cancelled.
    pub(super) fn give_up_queue(&self) {
        for errand in self.queue.take() {
            drop(errand);
            self.one_work_less();
        }
    }

    fn errand(self: &Rc<Self>, load: usize, profile: usize, user: u64, due: RunTime) -> Errand<T> {
        let plan = &self.job.plan;
        let task = plan.task_of(load, profile, user, 0);
        let (request, walk) = match self.plain_request(task, profile, user) {
            Some(request) => (request, None),
            None => {
                let first = first_request(&plan.program, task).unwrap_or_default();
                let request = plan.on_base(first, profile, user);
                (request, Some(Walking { task, profile }))
            }
        };
        Errand {
            attempt: Attempt::new(self, load, request, due, user, None),
            walk,
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
            while let Some(errand) = next {
                match errand.walk {
                    None => self.make_on_pooled(errand.attempt, &limit).await,
                    Some(walk) => Box::pin(self.walk(errand.attempt, walk)).await,
                }
                self.one_work_less();
                next = self.queue.borrow_mut().pop_front();
            }
            self.places.set(self.places.get() - 1);
            self.idle_workers.borrow_mut().push(Rc::clone(&worker));
        }
    }

    /// Performs an arrival's walk; it holds its place until that ends.
    async fn walk(self: &Rc<Self>, attempt: Attempt<T>, walk: Walking) {
        let Walking { task, profile } = walk;
        let (load, user, due) = (attempt.load, attempt.user, attempt.due);
        let memory = match Memory::begin(&self.job.plan, profile, user) {
            Ok(memory) => memory,
            Err(why) => {
                attempt.forget();
                self.note_failed_begin(why, true);
                self.take_back_arrival(due);
                return;
            }
        };
        attempt.forget();
        let mut memory = memory;
        memory.session.begin_iteration(0);
        let jar = Jar::default();
        let bells = [self.timer.bell(), self.timer.bell()];
        let term = Term::of_arrival(self, load);
        let walker = Walker {
            engine: self,
            load,
            profile,
            user,
            iter: None,
            memory: &memory,
            jar: self.keeps_cookies.then_some(&jar),
            connections: Connections::Shared(&self.pool),
            bells: &bells,
            free_since: due,
            term: Some(&term),
            arrival: Some(Cell::new(true)),
        };
        // However it ends, it has said so.
        let (Ok(_) | Err(_)) = walker.perform(task, due).await;
        if walker.arrival.is_some_and(|arrival| arrival.get()) {
            self.take_back_arrival(due);
        }
    }

    /// Of an arrival that sends nothing, nothing was due.
    fn take_back_arrival(&self, due: RunTime) {
        if !self.is_warmup(due) {
            take_back(&self.counters.due);
            take_back(&self.counters.arrivals_due);
        }
    }

    async fn make_on_pooled(&self, attempt: Attempt<T>, limit: &Bell) {
        if !self.is_warmup(attempt.due) {
            count(&self.counters.arrivals_started);
        }
        let prepared = &self.job.requests[attempt.request().0];
        let mut slot = self.pool.borrow_mut()[prepared.origin].pop();
        let jar = self.keeps_cookies.then(Jar::default);
        let jar = jar.as_ref();
        let making = attempt.make(prepared, &mut slot, jar, limit, |_, _, _| {});
        making.await;
        if let Some(connection) = slot {
            self.pool.borrow_mut()[prepared.origin].push(connection);
        }
    }
}

/// The request that a task begins with, as it stands in the file.
fn first_request(program: &Program, task: Task) -> Option<usize> {
    let of_block = |block: BlockId| {
        let steps = program.blocks.get(block.0)?;
        steps.iter().find_map(|step| of_step(program, step))
    };
    fn of_step(program: &Program, step: &Step) -> Option<usize> {
        let of = |block: &BlockId| first_request(program, Task::Steps(*block));
        match step {
            Step::Request(template) => Some(*template),
            Step::Parallel(templates) => templates.first().copied(),
            Step::Journey(journey) => first_request(program, Task::Journey(*journey)),
            Step::If {
                then, otherwise, ..
            } => of(then).or_else(|| of(otherwise)),
            Step::Repeat { steps, .. }
            | Step::While { steps, .. }
            | Step::Foreach { steps, .. } => of(steps),
            Step::Choose(ways) => ways.iter().find_map(|(_, steps)| of(steps)),
            Step::Think(_) | Step::Set(_) => None,
        }
    }
    match task {
        Task::Request(template) => Some(template),
        Task::Journey(journey) => of_block(program.journeys.get(journey)?.steps),
        Task::Steps(block) => of_block(block),
    }
}

impl<T: Transport> Worker<T> {
    fn give(&self, errand: Errand<T>) {
        self.given.set(Some(errand));
        if let Some(waker) = &*self.waker.borrow() {
            waker.wake_by_ref();
        }
    }

    async fn next(&self) -> Errand<T> {
        poll_fn(|context| {
            if let Some(errand) = self.given.take() {
                return Poll::Ready(errand);
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
