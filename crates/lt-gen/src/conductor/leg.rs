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
use crate::control::Control;
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
    /// Where commands are heard.
    pub(crate) control: &'a Rc<Control>,
    /// What the file asks for around the load.
    pub(crate) hooks: &'a Rc<Hooks>,
    /// Whether no leg was before.
    pub(crate) is_first: bool,
    /// Whether no leg is planned to follow.
    pub(crate) is_last: bool,
}

/// How a leg ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) exit: Exit,
    /// Whether the next leg is to follow; else all that comes after the test was done.
    pub(crate) goes_on: bool,
}

/// What became of a leg's load.
struct Made {
    reason: EndReason,
    ended: UnixMicros,
    written: Vec<Written>,
    result: anyhow::Result<Exit>,
    /// How long the load was made, and what was underway beside it; `None` where there was none.
    load: Option<(RunTime, Timeline)>,
}

/// Carries out a job and hands every line to the outbox, from `run` to `end`. What the file asks for afterwards is done
/// however the rest went.
pub(crate) fn run(job: &Arc<Job>, stage: &Stage<'_>, outbox: Outbox) -> anyhow::Result<Ended> {
    let mut told = Told::new();
    let begun = before(job, stage, &mut told);
    let clock = job.start.clock(LEAD);
    let late = job.start.late(&clock);
    told.insert(0, announce::run_record(job, late, clock.unix(RunTime(0))));
    told.extend(stage.control.take_answers(job));
    std::thread::scope(|scope| {
        // No engine may write before the run's first line stands in the channel, which a slow reader may have filled.
        let outbox = aside(scope, stage, move || hand_over(outbox, &told));
        let mut conductor = Conductor::new(job, clock, outbox);
        let is_stopped = stage.stop.urgency() != Urgency::None;
        let too_late = late.filter(|_| !job.start.may_join() && !is_stopped);
        let made = match (begun, too_late) {
            (Err(failed), _) => Made::nothing(&clock, EndReason::Aborted, Err(failed)),
            (Ok(()), Some(late)) => {
                announce::say_too_late(late);
                Made::nothing(&clock, EndReason::Aborted, Ok(Exit::LATE_SHARD))
            }
            (Ok(()), None) => make(scope, job, stage, &mut conductor, late.is_some()),
        };
        let (told, goes_on) = stage.runtime.block_on(after(stage, made.load, made.reason));
        told.iter()
            .for_each(|record| conductor.outbox.record(record));
        conductor.write_answers(stage.control);
        let (reason, ended, written) = (made.reason, made.ended, made.written);
        aside(scope, stage, move || {
            conductor.finish(reason, ended, &written);
        });
        made.result.map(|exit| Ended { exit, goes_on })
    })
}

impl Made {
    /// There was none.
    fn nothing(clock: &Clock, reason: EndReason, result: anyhow::Result<Exit>) -> Self {
        Self {
            reason,
            ended: wall_clock().max(clock.unix(RunTime(0))),
            written: Vec::new(),
            result,
            load: None,
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
    if stage.stop.urgency() != Urgency::None {
        return Ok(());
    }
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
) -> Made {
    let Stage {
        runtime,
        stop,
        control,
        ..
    } = *stage;
    let Some(clock) = runtime.block_on(begin(job, stop)) else {
        return Made::nothing(&conductor.clock, EndReason::Interrupted, Ok(Exit::Done));
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
    let courses = control.begin_load(job, clock);
    let threads: Vec<_> = conductor.posts(&courses).into_iter().map(begin).collect();
    if threads.iter().any(Result::is_err) {
        orders.send_replace(Order::CutOff);
    }
    drop(alive);
    let ((reason, ended), timeline) = runtime.block_on(async {
        let mut timeline = Timeline::begin(stage.hooks, clock);
        let how = conductor.conduct(stop, &orders, all_ended, &mut timeline, control);
        (how.await, timeline)
    });
    control.end_load();
    // Whatever is still in flight is cut off here; each such request says that it was cancelled.
    orders.send_replace(Order::CutOff);
    let (written, result) = aside(scope, stage, || join(threads));
    Made {
        reason: if result.is_ok() {
            reason
        } else {
            EndReason::Aborted
        },
        ended: clock.unix(ended),
        written,
        result,
        load: Some((ended, timeline)),
    }
}

/// Waits for all threads: what each has written counts, also where another one failed.
fn join(
    threads: Vec<anyhow::Result<ScopedJoinHandle<'_, anyhow::Result<Written>>>>,
) -> (Vec<Written>, anyhow::Result<Exit>) {
    let mut written = Vec::new();
    let mut result = Ok(Exit::Done);
    for thread in threads {
        match thread.and_then(result_of) {
            Ok(own) => written.push(own),
            Err(failed) => result = result.and(Err(failed)),
        }
    }
    (written, result)
}

fn result_of(thread: ScopedJoinHandle<'_, anyhow::Result<Written>>) -> anyhow::Result<Written> {
    thread
        .join()
        .expect("a panic of an engine thread is a bug and was printed")
}

/// Does what comes after the load, and after the test where no leg follows: tells whether one does. Who has asked twice to
/// stop does not wait for it.
async fn after(
    stage: &Stage<'_>,
    load: Option<(RunTime, Timeline)>,
    reason: EndReason,
) -> (Told, bool) {
    let Stage { stop, hooks, .. } = *stage;
    let mut told = Told::new();
    let mut lasted = None;
    if let Some((time, timeline)) = load {
        // Alone: a wish to stop wakes but one who waits for it, and here the first one counts.
        timeline.end(stop, &mut told).await;
        lasted = Some(time);
    }
    let doing = async {
        hooks.after_leg(lasted, &mut told).await;
        let goes_on =
            !stage.is_last && reason == EndReason::Completed && stop.urgency() == Urgency::None;
        if !goes_on {
            hooks.after_all(&mut told).await;
        }
        goes_on
    };
    let goes_on = tokio::select! {
        biased;
        () = stop.heard_twice() => false,
        goes_on = doing => goes_on,
    };
    (told, goes_on)
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
pub(crate) async fn leave_when_told(mut ending: oneshot::Receiver<()>, stop: &Stop) {
    loop {
        tokio::select! {
            biased;
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
