//! Begins the engine's threads, hears wishes to stop, tells the stream and the terminal how it goes, and adds up.
//!
//! It has a thread and a small runtime of its own, so that nothing here disturbs the threads that make load.

mod board;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use lt_cli::Exit;
use lt_sample::{EndReason, Gauge, Histogram, Record};
use lt_scenario::RunTime;
use tokio::sync::{mpsc, watch};
use tokio::time::MissedTickBehavior;

pub(crate) use board::{Board, Reading};

use crate::clock::Clock;
use crate::counters::Counts;
use crate::engine::{self, Post};
use crate::health::{self, Evidence};
use crate::machine::{self, CpuTimes};
use crate::outbox::{Outbox, Written};
use crate::progress::ProgressLine;
use crate::resolve::Job;
use crate::stop::{Stop, Urgency};
use crate::timer::Timer;
use crate::{announce, args::WhenFull};

/// From making the threads to the first intended start: time for every thread to be ready.
const LEAD: Duration = Duration::from_millis(10);

/// What the engine's threads are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Carry out the plan.
    Go,
    /// Start nothing more, let what is in flight end.
    End,
    /// Cut off what is in flight.
    CutOff,
}

/// Carries out a job and hands every line to the outbox, from `run` to `end`.
pub(crate) fn run(job: &Arc<Job>, mut outbox: Outbox, stop: &Arc<Stop>) -> anyhow::Result<Exit> {
    announce::say_what_is_too_many(job, machine::raise_file_limit());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build_local(Default::default())?;
    let listening = async { stop.listen_to_signals() };
    runtime
        .block_on(listening)
        .context("cannot listen to signals")?;
    let clock = job.start.clock(LEAD);
    let late = job.start.late(&clock);
    outbox.record(&announce::run_record(job, late, clock.unix(RunTime(0))));
    // The first line of the stream: the channel keeps the order, and no engine writes to it yet.
    outbox.hand_over();
    let is_too_late = late.is_some() && !job.start.may_join();
    let mut conductor = Conductor::new(job, clock, outbox);
    if is_too_late {
        conductor.finish(EndReason::Aborted, clock.now(), Written::default());
        announce::say_too_late(late.unwrap_or_default());
        return Ok(Exit::LATE_SHARD);
    }
    if runtime.block_on(stopped_before(&clock, stop)) {
        conductor.finish(EndReason::Interrupted, RunTime(0), Written::default());
        return Ok(Exit::Done);
    }
    let posts = conductor.posts();
    let (orders, told) = watch::channel(Order::Go);
    let (alive, all_ended) = mpsc::channel::<()>(1);
    let (reason, ended, ran) = std::thread::scope(|scope| {
        let threads: Vec<_> = posts
            .into_iter()
            .map(|post| {
                let (told, alive) = (told.clone(), alive.clone());
                scope.spawn(move || {
                    let ran = engine::run(job, post, clock, told);
                    drop(alive);
                    ran
                })
            })
            .collect();
        drop(alive);
        let (reason, ended) = runtime.block_on(conductor.conduct(stop, &orders, all_ended));
        // Whatever is still in flight is cut off here; each such request says that it was cancelled.
        orders.send_replace(Order::CutOff);
        let ran: anyhow::Result<Vec<Written>> = threads
            .into_iter()
            .map(|thread| {
                thread
                    .join()
                    .expect("a panic of an engine thread is a bug and was printed")
            })
            .collect();
        (reason, ended, ran)
    });
    let written = ran?.into_iter().sum();
    conductor.finish(reason, ended, written);
    Ok(Exit::Done)
}

/// Waits for the begin of the run, shortly before which the threads are made; tells whether a stop came first.
async fn stopped_before(clock: &Clock, stop: &Stop) -> bool {
    loop {
        let left = clock.until_begin().saturating_sub(LEAD);
        if left.is_zero() {
            return stop.urgency() != Urgency::None;
        }
        // In small steps: the wall clock's second may be stretched or squeezed while we wait.
        tokio::select! {
            () = tokio::time::sleep(left.min(Duration::from_secs(1))) => {}
            () = stop.heard() => return true,
        }
    }
}

/// Keeps watch over a run.
pub(crate) struct Conductor<'a> {
    job: &'a Job,
    clock: Clock,
    outbox: Outbox,
    boards: Vec<Arc<Board>>,
    evidence: Evidence,
    cpu_at_begin: Option<CpuTimes>,
    cpu_before: Vec<Reading>,
}

impl<'a> Conductor<'a> {
    pub(crate) fn new(job: &'a Job, clock: Clock, outbox: Outbox) -> Self {
        Self {
            job,
            clock,
            outbox,
            boards: Vec::new(),
            evidence: Evidence::default(),
            cpu_at_begin: CpuTimes::now(),
            cpu_before: Vec::new(),
        }
    }

    /// What each engine thread works with: its share of the users, arrivals and places.
    pub(crate) fn posts(&mut self) -> Vec<Post> {
        let shares = self.job.share.split(self.job.threads);
        self.boards = shares.iter().map(|_| Arc::default()).collect();
        let shares = shares.into_iter().zip(&self.boards);
        shares
            .map(|(share, board)| Post {
                max_in_flight: share.part_of(self.job.limits.max_in_flight),
                share,
                outbox: self.outbox.another(),
                board: Arc::clone(board),
            })
            .collect()
    }

    /// Watches until all threads have ended, or until they took too long or must be cut off.
    pub(crate) async fn conduct(
        &mut self,
        stop: &Stop,
        orders: &watch::Sender<Order>,
        mut all_ended: mpsc::Receiver<()>,
    ) -> (EndReason, RunTime) {
        let mut progress = ProgressLine::begin();
        let mut reason = EndReason::Completed;
        let stop_timeout = RunTime::after(self.job.limits.stop_timeout);
        let mut deadline = self.job.plan.end().map(|end| end + stop_timeout);
        // The first reading comes half a second in, so that a late tick still falls into its own second.
        let first = tokio::time::Instant::now() + Duration::from_millis(500);
        let mut seconds = tokio::time::interval_at(first, Duration::from_secs(1));
        seconds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = all_ended.recv() => break,
                () = reached(self.clock, deadline) => break,
                _ = seconds.tick() => {
                    let counts = self.look();
                    progress.show(self.clock.now(), &counts);
                }
                () = stop.heard() => {
                    reason = EndReason::Interrupted;
                    let latest = self.clock.now() + stop_timeout;
                    deadline = Some(deadline.map_or(latest, |deadline| deadline.min(latest)));
                    if stop.urgency() == Urgency::AtOnce {
                        break;
                    }
                    orders.send_replace(Order::End);
                }
            }
        }
        (reason, self.clock.now())
    }

    /// Reads what the threads show, and writes it as gauges.
    fn look(&mut self) -> Counts {
        let mut delays: Histogram = Histogram::new();
        let readings: Vec<Reading> = self.boards.iter().map(|board| board.take()).collect();
        for reading in &readings {
            delays.add(&reading.delays);
        }
        self.evidence.delays.add(&delays);
        let busy = readings.iter().enumerate().map(|(place, reading)| {
            let before = self.cpu_before.get(place);
            reading.busy_since(before)
        });
        let cpu = busy.fold(0.0, f64::max);
        let counts: Counts = readings.iter().map(|reading| reading.counts).sum();
        self.cpu_before = readings;
        let n = delays.count();
        let p = |rank: u64| delays.value_at_rank(rank).unwrap_or(0) as f64;
        let mut gauges = vec![
            ("users", counts.users as f64, ""),
            ("in_flight", counts.in_flight as f64, ""),
            ("cpu", cpu, "ratio"),
        ];
        if n > 0 {
            gauges.push(("delay_p50", p(n.div_ceil(2)), "us"));
            gauges.push(("delay_p99", p((n * 99).div_ceil(100)), "us"));
            gauges.push(("delay_max", delays.max() as f64, "us"));
        }
        let at_us = self.clock.unix(self.clock.now());
        for (name, value, unit) in gauges {
            self.outbox.record(&Record::Gauge(Gauge {
                run: self.job.run,
                at_us,
                source: "lt-gen".to_owned(),
                name: name.to_owned(),
                value,
                unit: unit.to_owned(),
                labels: Default::default(),
            }));
        }
        self.outbox.hand_over();
        counts
    }

    /// Writes the `end` line, hands everything over, and says what was wrong with the generator.
    pub(crate) fn finish(mut self, reason: EndReason, ended: RunTime, written: Written) {
        let readings: Vec<Reading> = self.boards.iter().map(|board| board.take()).collect();
        for reading in &readings {
            self.evidence.delays.add(&reading.delays);
        }
        self.evidence.counts = readings.iter().map(|reading| reading.counts).sum();
        let busy = readings.iter().map(|reading| reading.busy_since(None));
        self.evidence.cpu_busy = busy.fold(0.0, f64::max);
        self.evidence.machine = CpuTimes::now()
            .zip(self.cpu_at_begin)
            .map(|(now, begin)| now.since(begin));
        self.evidence.waited_for_places = self.job.limits.when_full == WhenFull::Wait
            && readings.iter().any(|reading| reading.waited_for_places);
        let health = health::judge(&self.evidence, &self.job.plan, Timer::kind());
        let skipped = self.evidence.counts.skipped_late;
        let at_us = self.clock.unix(ended);
        let end = announce::end_record(self.job, at_us, reason, written, skipped, health.clone());
        self.outbox.record(&end);
        self.outbox.finish();
        announce::say_what_was_wrong(&health);
    }
}

/// Waits until a moment of the run, if there is one.
async fn reached(clock: Clock, moment: Option<RunTime>) {
    match moment {
        None => std::future::pending().await,
        Some(moment) => {
            let left = moment.elapsed().saturating_sub(clock.now().elapsed());
            tokio::time::sleep(left + clock.until_begin()).await;
        }
    }
}
