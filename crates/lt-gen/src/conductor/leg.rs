//! One leg of a test, from what is done before it to its `end` line, however it goes.

use std::rc::Rc;
use std::sync::Arc;
use std::thread::{Scope, ScopedJoinHandle};
use std::time::Duration;

use anyhow::Context;
use lt_cli::{Exit, message};
use lt_sample::{EndReason, Record, UnixMicros};
use lt_scenario::RunTime;
use tokio::runtime::LocalRuntime;
use tokio::sync::{mpsc, oneshot, watch};

use super::{Conductor, Order};
use crate::clock::{Clock, wall_clock};
use crate::engine;
use crate::hooks::{Hooks, Timeline, Told};
use crate::outbox::{Outbox, Written};
use crate::resolve::Job;
use crate::stop::{Stop, Urgency};
use crate::{TOOL, announce, writer};

/// From making the threads to the first intended start: time for every thread to be ready.
const LEAD: Duration = Duration::from_millis(10);
/// How often it is looked whether anybody still reads, while nothing is written.
const LOOK: Duration = Duration::from_secs(1);

/// What a leg is carried out with, beside its job.
pub(crate) struct Stage<'a> {
    /// Where signals are heard, hooks are done and threads are watched.
    pub(crate) runtime: &'a LocalRuntime,
    pub(crate) stop: &'a Arc<Stop>,
    /// What the file asks for around the load.
    pub(crate) hooks: &'a Rc<Hooks>,
    /// Whether no leg was before.
    pub(crate) is_first: bool,
    /// Whether no leg is planned to follow.
    pub(crate) is_last: bool,
}

/// What became of a leg's load.
struct Load {
    reason: EndReason,
    ended: UnixMicros,
    written: Vec<Written>,
    result: anyhow::Result<Exit>,
    /// What was underway beside it; `None` where no load was made.
    timeline: Option<Timeline>,
}

/// Carries out a job and hands every line to the outbox, from `run` to `end`. What the file asks for afterwards is done
/// however the rest went.
pub(crate) fn run(job: &Arc<Job>, stage: &Stage<'_>, outbox: Outbox) -> anyhow::Result<Exit> {
    let mut told = Told::new();
    let begun = before(job, stage, &mut told);
    let clock = job.start.clock(LEAD);
    let late = job.start.late(&clock);
    told.insert(0, announce::run_record(job, late, clock.unix(RunTime(0))));
    std::thread::scope(|scope| {
        // No engine may write before the run's first line stands in the channel, which a slow reader may have filled.
        let outbox = aside(scope, stage, move || hand_over(outbox, &told));
        let mut conductor = Conductor::new(job, clock, outbox);
        let load = match (begun, late.filter(|_| !job.start.may_join())) {
            (Err(failed), _) => Load::none(&clock, EndReason::Aborted, Err(failed)),
            (Ok(()), Some(late)) => {
                announce::say_too_late(late);
                Load::none(&clock, EndReason::Aborted, Ok(Exit::LATE_SHARD))
            }
            (Ok(()), None) => make(scope, job, stage, &mut conductor, late.is_some()),
        };
        let told = stage
            .runtime
            .block_on(after(stage, load.timeline, load.reason));
        told.iter()
            .for_each(|record| conductor.outbox.record(record));
        let (reason, ended, written) = (load.reason, load.ended, load.written);
        aside(scope, stage, move || {
            conductor.finish(reason, ended, &written);
        });
        load.result
    })
}

impl Load {
    /// There was none.
    fn none(clock: &Clock, reason: EndReason, result: anyhow::Result<Exit>) -> Self {
        Self {
            reason,
            ended: wall_clock().max(clock.unix(RunTime(0))),
            written: Vec::new(),
            result,
            timeline: None,
        }
    }
}

/// Does what comes before the load, until it is done or somebody wishes to stop.
fn before(job: &Job, stage: &Stage<'_>, told: &mut Told) -> anyhow::Result<()> {
    let stopped = async {
        loop {
            tokio::select! {
                () = stage.stop.heard() => return,
                () = tokio::time::sleep(LOOK) => {
                    if job.is_piped && writer::nobody_reads() {
                        stage.stop.reader_is_gone();
                        return;
                    }
                }
            }
        }
    };
    stage.runtime.block_on(async {
        tokio::select! {
            done = stage.hooks.before_leg(stage.is_first, told) => done,
            () = stopped => Ok(()),
        }
    })
}

fn hand_over(mut outbox: Outbox, told: &[Record<'static>]) -> Outbox {
    told.iter().for_each(|record| outbox.record(record));
    outbox.hand_over_now();
    outbox
}

/// Waits for the begin and makes the load, with a thread for each share of it.
fn make<'scope>(
    scope: &'scope Scope<'scope, '_>,
    job: &'scope Arc<Job>,
    stage: &Stage<'_>,
    conductor: &mut Conductor<'_>,
    joins: bool,
) -> Load {
    let Stage { runtime, stop, .. } = *stage;
    let Some(clock) = runtime.block_on(begin(job, stop)) else {
        return Load::none(&conductor.clock, EndReason::Interrupted, Ok(Exit::Done));
    };
    conductor.clock = clock;
    if joins {
        conductor.join();
    }
    let orders = Arc::new(watch::channel(Order::Go).0);
    let (alive, all_ended) = mpsc::channel::<()>(1);
    let begin = |post| {
        let (told, alive, orders) = (orders.subscribe(), alive.clone(), Arc::clone(&orders));
        let thread = std::thread::Builder::new().spawn_scoped(scope, move || {
            let ran = engine::run(job, post, clock, told);
            if ran.is_err() {
                // Without this part of the load the rest is another test than was asked for.
                orders.send_replace(Order::CutOff);
            }
            drop(alive);
            ran
        });
        thread.context("cannot begin an engine thread; give fewer --threads")
    };
    let threads: anyhow::Result<Vec<_>> = conductor.posts().into_iter().map(begin).collect();
    if threads.is_err() {
        orders.send_replace(Order::CutOff);
    }
    drop(alive);
    let ((reason, ended), timeline) = runtime.block_on(async {
        let mut timeline = Timeline::begin(stage.hooks, clock);
        let how = conductor.conduct(stop, &orders, all_ended, &mut timeline);
        (how.await, timeline)
    });
    // Whatever is still in flight is cut off here; each such request says that it was cancelled.
    orders.send_replace(Order::CutOff);
    let join = || threads.and_then(|threads| threads.into_iter().map(result_of).collect());
    let (reason, written, result) = match aside(scope, stage, join) {
        Ok(written) => (reason, written, Ok(Exit::Done)),
        Err(failed) => (EndReason::Aborted, Vec::new(), Err(failed)),
    };
    Load {
        reason,
        ended: clock.unix(ended),
        written,
        result,
        timeline: Some(timeline),
    }
}

fn result_of(thread: ScopedJoinHandle<'_, anyhow::Result<Written>>) -> anyhow::Result<Written> {
    thread
        .join()
        .expect("a panic of an engine thread is a bug and was printed")
}

/// Does what comes after the load. Who has asked twice to stop does not wait for it.
async fn after(stage: &Stage<'_>, timeline: Option<Timeline>, reason: EndReason) -> Told {
    let Stage { stop, hooks, .. } = *stage;
    let mut told = Told::new();
    let doing = async {
        let had_load = timeline.is_some();
        if let Some(timeline) = timeline {
            timeline.end(stop, &mut told).await;
        }
        hooks.after_leg(had_load, &mut told).await;
        if stage.is_last || reason != EndReason::Completed || stop.urgency() != Urgency::None {
            hooks.after_all(&mut told).await;
        }
    };
    tokio::select! {
        () = doing => {}
        () = stop.heard_twice() => {}
    }
    told
}

/// Does something that may have to wait for others in a thread of its own, while signals are heard here.
fn aside<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    stage: &Stage<'_>,
    work: impl FnOnce() -> T + Send + 'scope,
) -> T {
    let (ended, ending) = oneshot::channel();
    let worker = scope.spawn(move || {
        let done = work();
        drop(ended);
        done
    });
    stage.runtime.block_on(leave_when_told(ending, stage.stop));
    let done = worker.join();
    done.expect("a panic of the closing thread is a bug and was printed")
}

/// Waits until shortly before the begin of the run, when the threads are made; `None` where a stop came first.
async fn begin(job: &Job, stop: &Stop) -> Option<Clock> {
    let mut is_said = false;
    loop {
        // The wall clock is read anew in each step: it may be corrected while we wait.
        let clock = job.start.clock(LEAD);
        let left = clock.until_begin().saturating_sub(LEAD);
        if left.is_zero() || stop.urgency() != Urgency::None {
            return (stop.urgency() == Urgency::None).then_some(clock);
        }
        if !std::mem::replace(&mut is_said, true) {
            announce::say_that_we_wait(left);
        }
        tokio::select! {
            () = tokio::time::sleep(left.min(LOOK)) => {
                if job.is_piped && writer::nobody_reads() {
                    stop.reader_is_gone();
                }
            }
            () = stop.heard() => {}
        }
    }
}

/// Waits for what is done aside. A reader who sleeps can keep us here: who is told twice to stop leaves.
async fn leave_when_told(mut ending: oneshot::Receiver<()>, stop: &Stop) {
    loop {
        tokio::select! {
            _ = &mut ending => return,
            () = stop.heard() => {}
        }
        if stop.asked_twice() {
            // The process ends here as by a signal that nobody catches; what was not read is lost, and so is the end line.
            let left = signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGINT);
            message::warn(TOOL, format_args!("cannot leave: {left:?}"));
        }
    }
}
