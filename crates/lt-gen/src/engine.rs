//! Obeys the plan: the users and arrivals of one thread, from the first intended start to the last answer.
//!
//! Everything here lives on one current-thread runtime. Nothing is locked and nothing shared with other threads on the
//! way of a request; ten times a second a thread hands over its lines and shows how it is doing.

mod arrivals;
mod attempt;
mod connections;
mod fault;
mod journal;
mod memory;
mod send;
mod tags;
mod term;
mod ticker;
mod users;
mod walker;

#[cfg(test)]
mod tests;

use std::cell::{Cell, Ref, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use anyhow::Context;
use lt_sample::{Histogram, Record};
use lt_scenario::{
    Course, Expects, Fault, LoadModel, Plan, Request, RequestId, RunTime, Share, Task, Wait,
};
use tokio::sync::{Notify, watch};

use crate::clock::{Clock, thread_cpu};
use crate::conductor::{Board, Order};
use crate::control::Courses;
use crate::counters::{Counters, count};
use crate::notes::Notes;
use crate::outbox::{Outbox, Written};
use crate::resolve::Job;
use crate::timer::Timer;
use crate::transport::{Client, Transport, Wants};
use arrivals::{Errand, Worker};
use attempt::Lines;
use tags::Tags;
pub(crate) use tags::{MOST_TAGS, OTHER_TAGS};

/// A moment that does not come.
const NEVER: RunTime = RunTime(u64::MAX);

/// What one engine thread is given.
pub(crate) struct Post {
    /// Which users and arrivals are its own.
    pub(crate) share: Share,
    /// How many arrivals it may have in flight.
    pub(crate) max_in_flight: u64,
    /// Where its lines go.
    pub(crate) outbox: Outbox,
    /// Where it shows how it is doing.
    pub(crate) board: Arc<Board>,
    /// When we join a test that has begun; zero where we were in time.
    pub(crate) joined: RunTime,
    /// How the loads go.
    pub(crate) courses: watch::Receiver<Arc<Courses>>,
}

/// What all users and arrivals of a thread work with.
pub(crate) struct Engine<T: Transport> {
    job: Arc<Job>,
    share: Share,
    max_in_flight: u64,
    transport: T,
    /// The constant parts of the lines.
    lines: Lines,
    /// Of each request, whether it is always the same and nothing of its answer is looked at but the status.
    is_plain: Vec<bool>,
    /// What is wanted of the answers to each request of a walk.
    wants: Vec<Wants>,
    keeps_cookies: bool,
    clock: Clock,
    timer: Timer,
    outbox: RefCell<Outbox>,
    board: Arc<Board>,
    counters: Counters,
    /// Schedule delays of measured requests that were not shown yet.
    delays: RefCell<Histogram>,
    /// Rings when there is no work left.
    idle: Notify,
    /// How the loads go, by what was heard of last.
    courses: RefCell<Arc<Courses>>,
    /// Where changes of them are heard.
    news: watch::Receiver<Arc<Courses>>,
    /// When the next change that was heard of holds; the largest moment where there is none.
    changes_at: Cell<RunTime>,
    /// The end of the warm-up.
    measured_from: RunTime,
    /// When we joined a test that had begun; zero otherwise.
    joined: RunTime,
    /// When the thread was ready.
    began: RunTime,
    /// Places of `--max-in-flight` that are taken.
    places: Cell<u64>,
    /// Arrivals that are due and wait for a place, the oldest first.
    queue: RefCell<VecDeque<Errand<T>>>,
    waited_for_places: Cell<bool>,
    notes: RefCell<Notes>,
    tags: Tags,
    /// Tasks without an arrival, the one that was busy last on top.
    idle_workers: RefCell<Vec<Rc<Worker<T>>>>,
    /// Idle connections of the open model, by origin, the last used on top.
    pool: RefCell<Vec<Vec<T::Connection>>>,
    /// CPU time that the thread had used when it began, in nanoseconds.
    cpu_at_begin: u64,
}

/// Carries out one thread's part of a job.
pub(crate) fn run(
    job: &Arc<Job>,
    post: Post,
    clock: Clock,
    told: watch::Receiver<Order>,
) -> anyhow::Result<Written> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .event_interval(128)
        .build_local(Default::default())
        .context("cannot make an engine thread's runtime")?;
    let engine = runtime.block_on(async {
        let timer = Timer::new(clock).context("cannot make a timer")?;
        let transport = Client::new(clock, job.origins.clone(), job.settings.clone());
        anyhow::Ok(Rc::new(Engine::new(job, post, transport, clock, timer)))
    })?;
    std::thread::sleep(clock.until_begin());
    runtime.block_on(Rc::clone(&engine).obey(told));
    // Whatever is still in flight ends here; each such attempt says that it was cancelled.
    // A look-up of a host that hangs in its own thread is left behind.
    runtime.shutdown_background();
    let Some(engine) = Rc::into_inner(engine) else {
        unreachable!("every task ended with the runtime");
    };
    Ok(engine.finish())
}

impl<T: Transport> Engine<T> {
    pub(crate) fn new(
        job: &Arc<Job>,
        post: Post,
        transport: T,
        clock: Clock,
        timer: Timer,
    ) -> Self {
        let courses = Arc::clone(&post.courses.borrow());
        Self {
            lines: Lines::new(job),
            is_plain: job.plan.requests.iter().map(is_plain).collect(),
            wants: wants(&job.plan),
            // A URL that is typed has no users with a past.
            keeps_cookies: job.file.is_some() && job.plan.http.cookies,
            notes: RefCell::default(),
            tags: Tags::default(),
            job: Arc::clone(job),
            share: post.share,
            max_in_flight: post.max_in_flight,
            transport,
            clock,
            timer,
            outbox: RefCell::new(post.outbox),
            board: post.board,
            counters: Counters::default(),
            delays: RefCell::default(),
            idle: Notify::new(),
            courses: RefCell::new(courses),
            news: post.courses,
            changes_at: Cell::new(NEVER),
            measured_from: RunTime::after(job.plan.warmup),
            joined: post.joined,
            began: clock.now(),
            places: Cell::new(0),
            queue: RefCell::default(),
            waited_for_places: Cell::new(false),
            idle_workers: RefCell::default(),
            pool: RefCell::new((0..job.origins.len()).map(|_| Vec::new()).collect()),
            cpu_at_begin: thread_cpu(),
        }
    }

    /// Runs the thread's part of the plan to its end, or until it is told to end.
    pub(crate) async fn obey(self: Rc<Self>, mut told: watch::Receiver<Order>) {
        let ticker = tokio::task::spawn_local(Rc::clone(&self).tick());
        for (load, begin) in self.job.plan.load_starts().into_iter().enumerate() {
            match self.job.plan.loads[load].model {
                LoadModel::Closed(_) => self.begin_users(load, begin),
                LoadModel::Open(_) => self.begin_arrivals(load),
            }
        }
        let mut news = self.news.clone();
        let bell = self.timer.bell();
        loop {
            let order = *told.borrow_and_update();
            match order {
                Order::Go => {}
                Order::End => {
                    self.timer.close();
                    self.give_up_queue();
                }
                Order::CutOff => break,
            }
            tokio::select! {
                () = self.idle.notified() => break,
                changed = told.changed() => if changed.is_err() { break },
                Ok(()) = news.changed() => {
                    // What is heard of later holds earlier things, too.
                    let at = news.borrow().at.min(self.changes_at.get());
                    self.changes_at.set(at);
                }
                Ok(()) = bell.sleep_until(self.changes_at.get()) => self.change(&mut news),
            }
        }
        ticker.abort();
        self.give_up_queue();
    }

    /// Follows what was heard of, and lets everybody look at it.
    fn change(&self, news: &mut watch::Receiver<Arc<Courses>>) {
        let courses = Arc::clone(&news.borrow_and_update());
        self.courses.replace(courses);
        self.changes_at.set(NEVER);
        self.timer.call();
    }

    /// How a load goes.
    fn course(&self, load: usize) -> Ref<'_, Course> {
        Ref::map(self.courses.borrow(), |courses| &courses.of[load])
    }

    /// Whether nothing new is begun until somebody says so.
    fn is_paused(&self) -> bool {
        self.courses.borrow().is_paused
    }

    /// Hands over the last lines and shows the last counts.
    pub(crate) fn finish(self) -> Written {
        self.show();
        let notes = self.notes.into_inner();
        let mut outbox = self.outbox.into_inner();
        for event in notes.events(self.job.run) {
            outbox.record(&Record::Event(event));
        }
        self.board.note(notes);
        outbox.finish()
    }

    /// Begins a task that makes load.
    fn spawn(self: &Rc<Self>, task: impl Future<Output = ()> + 'static) {
        let engine = Rc::clone(self);
        // Counted before it first runs: the task that begins it may end first.
        count(&self.counters.work);
        tokio::task::spawn_local(async move {
            task.await;
            engine.one_work_less();
        });
    }

    fn one_work_less(&self) {
        let left = self.counters.work.get() - 1;
        self.counters.work.set(left);
        if left == 0 {
            self.idle.notify_one();
        }
    }

    /// The request that a task is, where it is nothing more: sent as it was planned, with nothing to remember.
    fn plain_request(&self, task: Task, profile: usize, user: u64) -> Option<RequestId> {
        let Task::Request(template) = task else {
            return None;
        };
        let plan = &self.job.plan;
        let id = plan.on_base(template, profile, user);
        let hits = |fault: &Fault| fault.only.is_empty() || fault.only.contains(&template);
        (self.is_plain[id.0] && !plan.faults.iter().any(hits)).then_some(id)
    }

    /// Whether a moment lies in the warm-up.
    fn is_warmup(&self, at: RunTime) -> bool {
        at < self.measured_from
    }
}

fn is_plain(request: &Request) -> bool {
    request.template.is_none() && request.expects.is_none() && request.think == Wait::None
}

/// What is wanted of answers: for what each request expects of its own, and for what later steps look at.
fn wants(plan: &Plan) -> Vec<Wants> {
    let later = plan.later_reads();
    let wants = |request: &Request| {
        let expects = request.expects.as_deref();
        Wants {
            headers: later.headers || expects.is_some_and(Expects::reads_headers),
            body: later.body || expects.is_some_and(Expects::reads_body),
            cookies: false,
        }
    };
    plan.requests.iter().map(wants).collect()
}
