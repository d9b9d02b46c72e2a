//! Obeys the plan: users and arrivals of one thread, from the first intended start to the last answer.
//!
//! Everything here lives on one current-thread runtime: nothing is locked, nothing is shared with other threads but the
//! [`Stop`] wishes and the outbox's channel.

mod arrivals;
mod attempt;
mod conduct;
mod ticker;
mod users;

#[cfg(test)]
mod tests;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use lt_sample::{EndReason, Health, RunId, Sample, SampleLine, UnixMicros};
use lt_scenario::{Plan, RunTime};
use tokio::sync::Notify;

use crate::announce;
use crate::args::WhenFull;
use crate::clock::Clock;
use crate::counters::Counters;
use crate::health::Watch;
use crate::machine;
use crate::outbox::Outbox;
use crate::resolve::Job;
use crate::stop::Stop;
use crate::timer::Timer;
use crate::transport::{Http1, Prepared, Transport};

/// What all users and arrivals of a thread work with.
pub(crate) struct Engine<T: Transport> {
    pub(crate) plan: Plan,
    pub(crate) run: RunId,
    pub(crate) transport: T,
    pub(crate) requests: Vec<Prepared>,
    /// The constant parts of the lines, by load and request.
    lines: Vec<Vec<SampleLine>>,
    pub(crate) clock: Clock,
    pub(crate) timer: Timer,
    pub(crate) outbox: RefCell<Outbox>,
    pub(crate) counters: Counters,
    pub(crate) watch: RefCell<Watch>,
    pub(crate) limits: Limits,
    /// Rings when the last task has ended.
    idle: Notify,
    /// The end of the warm-up.
    measured_from: RunTime,
    /// Places of `--max-in-flight` that are taken.
    places: Cell<u64>,
    /// Idle connections of the open model, by origin, the last used on top.
    pool: RefCell<Vec<Vec<T::Connection>>>,
}

/// Bounds that the command line sets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) max_in_flight: u64,
    pub(crate) when_full: WhenFull,
    pub(crate) stop_timeout: Duration,
}

/// Carries out a job and hands every line to the outbox, from `run` to `end`.
pub(crate) fn run(job: &Job, outbox: Outbox, stop: &Arc<Stop>) -> anyhow::Result<()> {
    machine::raise_file_limit();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build_local(Default::default())?;
    let (requests, origins) = Prepared::all(&job.plan.requests, job.plan.request_timeout)?;
    let machine = machine::fingerprint();
    let engine = runtime.block_on(async {
        let clock = Clock::start();
        let timer = Timer::new(clock)?;
        let transport = Http1::new(clock, origins.clone());
        let mut outbox = outbox;
        outbox.record(&announce::run_record(job, machine, clock.unix(RunTime(0))));
        anyhow::Ok(Rc::new(Engine::new(
            job,
            transport,
            requests,
            origins.len(),
            clock,
            timer,
            outbox,
        )))
    })?;
    let reason = runtime.block_on(async {
        stop.listen_to_signals()?;
        anyhow::Ok(conduct::conduct(Rc::clone(&engine), stop).await)
    })?;
    let ended = engine.clock.now();
    // Whatever is still in flight ends here; each such attempt says that it was cancelled.
    drop(runtime);
    let Some(engine) = Rc::into_inner(engine) else {
        unreachable!("every task ended with the runtime");
    };
    announce::say_what_was_wrong(&engine.finish(job, reason, ended));
    Ok(())
}

impl<T: Transport> Engine<T> {
    fn new(
        job: &Job,
        transport: T,
        requests: Vec<Prepared>,
        origins: usize,
        clock: Clock,
        timer: Timer,
        outbox: Outbox,
    ) -> Self {
        Self {
            lines: lines(job),
            plan: job.plan.clone(),
            run: job.run,
            transport,
            requests,
            clock,
            timer,
            outbox: RefCell::new(outbox),
            counters: Counters::default(),
            watch: RefCell::new(Watch::start()),
            limits: job.limits,
            idle: Notify::new(),
            measured_from: RunTime::after(job.plan.warmup),
            places: Cell::new(0),
            pool: RefCell::new((0..origins).map(|_| Vec::new()).collect()),
        }
    }

    /// Writes the `end` line, hands everything over, and tells how the generator did.
    fn finish(self, job: &Job, reason: EndReason, ended: RunTime) -> Health {
        let mut outbox = self.outbox.into_inner();
        let watch = self.watch.into_inner();
        let health = watch.judge(&self.plan, &self.counters, self.timer.kind());
        let end = announce::end_record(
            job,
            self.clock.unix(ended),
            reason,
            outbox.written(),
            health.clone(),
        );
        outbox.record(&end);
        outbox.finish();
        health
    }

    /// Whether a moment lies in the warm-up.
    fn is_warmup(&self, at: RunTime) -> bool {
        at < self.measured_from
    }
}

/// Renders the constant parts of every line that this run can write.
fn lines(job: &Job) -> Vec<Vec<SampleLine>> {
    let line = |load: &lt_scenario::Load, request: &lt_scenario::Request| {
        let endpoint = &request.endpoint;
        let at = UnixMicros(0);
        let mut sample = Sample::new(
            job.run,
            at,
            &endpoint.method,
            &endpoint.name,
            lt_sample::Outcome::Ok,
        );
        sample.scenario = load.name.as_deref().map(Into::into);
        sample.host = endpoint.host.as_deref().map(Into::into);
        SampleLine::of(&sample)
    };
    let lines_of = |load| {
        job.plan
            .requests
            .iter()
            .map(|request| line(load, request))
            .collect()
    };
    job.plan.loads.iter().map(lines_of).collect()
}
