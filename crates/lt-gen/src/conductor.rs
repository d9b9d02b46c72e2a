//! Keeps watch over the threads that make a leg's load: hears wishes to stop, tells the stream and the terminal how it
//! goes, and adds up.
//!
//! It has a thread of its own, so that nothing here disturbs the threads that make load.

mod board;
mod leg;

use std::sync::Arc;
use std::time::Duration;

use lt_sample::{EndReason, Gauge, Histogram, Micros, Record, UnixMicros};
use lt_scenario::RunTime;
use tokio::sync::{mpsc, watch};
use tokio::time::MissedTickBehavior;

pub(crate) use board::{Board, Reading};
pub(crate) use leg::{Ended, Stage, leave_when_told, run};

use crate::clock::Clock;
use crate::control::{Control, Courses};
use crate::counters::Counts;
use crate::engine::Post;
use crate::health::{self, Evidence};
use crate::hooks::Timeline;
use crate::machine::CpuTimes;
use crate::notes::Notes;
use crate::outbox::{Outbox, Written};
use crate::progress::ProgressLine;
use crate::resolve::Job;
use crate::stop::{Stop, Urgency};
use crate::timer::Timer;
use crate::{announce, args::WhenFull};

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

/// Keeps watch over a run.
pub(crate) struct Conductor<'a> {
    job: &'a Job,
    clock: Clock,
    outbox: Outbox,
    boards: Vec<Arc<Board>>,
    evidence: Evidence,
    cpu_at_begin: Option<CpuTimes>,
    cpu_before: Vec<Reading>,
    /// When we joined a test that had begun; zero where we were in time.
    joined: RunTime,
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
            joined: RunTime(0),
        }
    }

    /// Joins a test that has begun: what is over is skipped, and counted.
    pub(crate) fn join(&mut self) {
        let now = self.clock.now();
        let plan = &self.job.plan;
        let over = |load| {
            let arrivals = plan.arrivals(load, &self.job.share);
            arrivals.take_while(|arrival| arrival.due < now).count() as u64
        };
        let skipped = (0..plan.loads.len()).map(over).sum();
        self.joined = now;
        self.evidence.joined_late = Some((Micros(now.0 / 1000), skipped));
    }

    /// What each engine thread works with: its share of the users, arrivals and places.
    pub(crate) fn posts(&mut self, courses: &watch::Receiver<Arc<Courses>>) -> Vec<Post> {
        let shares = self.job.share.split(self.job.threads);
        self.boards = shares.iter().map(|_| Arc::default()).collect();
        let shares = shares.into_iter().zip(&self.boards);
        shares
            .map(|(share, board)| Post {
                max_in_flight: share.part_of(self.job.limits.max_in_flight),
                share,
                outbox: self.outbox.another(),
                board: Arc::clone(board),
                joined: self.joined,
                courses: courses.clone(),
            })
            .collect()
    }

    /// Watches until all threads have ended, or until they took too long or must be cut off.
    pub(crate) async fn conduct(
        &mut self,
        stop: &Stop,
        orders: &watch::Sender<Order>,
        mut all_ended: mpsc::Receiver<()>,
        timeline: &mut Timeline,
        control: &Control,
    ) -> (EndReason, RunTime) {
        let mut progress = ProgressLine::begin(self.job);
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
                told = timeline.told() => {
                    told.iter().for_each(|record| self.outbox.record(record));
                }
                () = control.answered() => self.write_answers(control),
                () = stop.heard() => {
                    reason = EndReason::Interrupted;
                    timeline.begin_no_more();
                    control.end_load();
                    let latest = self.clock.now() + stop_timeout;
                    deadline = Some(deadline.map_or(latest, |deadline| deadline.min(latest)));
                    if stop.urgency() == Urgency::AtOnce {
                        break;
                    }
                    orders.send_replace(Order::End);
                }
            }
        }
        timeline.begin_no_more();
        (reason, self.clock.now())
    }

    /// Writes what commands were answered; somebody waits for it.
    pub(crate) fn write_answers(&mut self, control: &Control) {
        for answer in control.take_answers(self.job) {
            self.outbox.record(&answer);
        }
        self.outbox.hand_over();
    }

    /// What the threads show now; their delays join the evidence.
    fn take_readings(&mut self) -> Vec<Reading> {
        let readings: Vec<Reading> = self.boards.iter().map(|board| board.take()).collect();
        for reading in &readings {
            self.evidence.delays.add(&reading.delays);
        }
        readings
    }

    /// Reads what the threads show, and writes it as gauges.
    fn look(&mut self) -> Counts {
        let mut delays: Histogram = Histogram::new();
        let readings = self.take_readings();
        for reading in &readings {
            delays.add(&reading.delays);
        }
        let busy = readings.iter().enumerate().map(|(place, reading)| {
            let before = self.cpu_before.get(place);
            reading.busy_since(before)
        });
        let cpu = busy.fold(0.0, f64::max);
        let counts: Counts = readings.iter().map(|reading| reading.counts).sum();
        self.cpu_before = readings;
        let p = |p| health::percentile(&delays, p).0 as f64;
        let mut gauges = vec![
            ("users", counts.users as f64, ""),
            ("in_flight", counts.in_flight as f64, ""),
            ("cpu", cpu, "ratio"),
        ];
        if !delays.is_empty() {
            gauges.push(("delay_p50", p(50), "us"));
            gauges.push(("delay_p99", p(99), "us"));
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
    pub(crate) fn finish(mut self, reason: EndReason, at_us: UnixMicros, written: &[Written]) {
        let written: Written = written.iter().copied().sum();
        let readings = self.take_readings();
        self.evidence.counts = readings.iter().map(|reading| reading.counts).sum();
        let busy = readings.iter().map(|reading| reading.busy_since(None));
        self.evidence.cpu_busy = busy.fold(0.0, f64::max);
        self.evidence.machine = CpuTimes::now()
            .zip(self.cpu_at_begin)
            .map(|(now, begin)| now.since(begin));
        self.evidence.waited_for_places = self.job.limits.when_full == WhenFull::Wait
            && readings.iter().any(|reading| reading.waited_for_places);
        let health = health::judge(&self.evidence, &self.job.plan, Timer::kind());
        let skipped = self.evidence.joined_late.map_or(0, |(_, skipped)| skipped);
        let end = announce::end_record(self.job, at_us, reason, written, skipped, health.clone());
        self.outbox.record(&end);
        self.outbox.finish();
        announce::say_what_was_wrong(&health);
        let mut notes = Notes::default();
        let left = self.boards.iter().map(|board| board.take_notes());
        left.for_each(|thread| notes.add(thread));
        notes.say(written.journeys_left_out);
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
