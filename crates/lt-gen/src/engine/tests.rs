//! The engine on a stopped clock, with a target that follows a script.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use lt_sample::{
    End, EndReason, Health, Micros, OnBadLine, Outcome, ReadError, Record, Sample, read_records,
};
use lt_scenario::RunTime;

use super::{Engine, conduct};
use crate::args::Args;
use crate::clock::Clock;
use crate::outbox::Outbox;
use crate::resolve::resolve;
use crate::stop::Stop;
use crate::timer::Timer;
use crate::transport::Prepared;
use crate::transport::scripted::{Script, Scripted, ScriptedTransport};

/// What a run left behind.
struct Ran {
    samples: Vec<Sample<'static>>,
    end: End,
    began: Vec<RunTime>,
}

impl Ran {
    fn health(&self) -> &Health {
        self.end.health.as_ref().expect("lt-gen always tells")
    }

    fn outcomes(&self, outcome: &Outcome<'_>) -> usize {
        self.samples
            .iter()
            .filter(|sample| sample.outcome == *outcome)
            .count()
    }

    fn responses_ms(&self) -> Vec<u64> {
        let times = self.samples.iter().filter_map(Sample::response_time);
        times.map(|Micros(us)| us / 1000).collect()
    }
}

/// Runs what the arguments say against the script; `wishes` are moments at which Ctrl-C is pressed.
fn run(arguments: &str, script: Script, wishes: &[Duration]) -> Ran {
    let arguments = format!("lt-gen http://target.test/x {arguments} --seed 1");
    let job = resolve(&Args::parse_from(arguments.split_whitespace())).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build_local(Default::default())
        .unwrap();
    let (outbox, batches) = Outbox::new();
    let reader = std::thread::spawn(move || batches.iter().flatten().collect::<Vec<u8>>());
    let stop = Arc::new(Stop::default());
    let (engine, reason) = runtime.block_on(async {
        let clock = Clock::start_on_tokio();
        let (requests, origins) =
            Prepared::all(&job.plan.requests, job.plan.request_timeout).unwrap();
        let transport = ScriptedTransport {
            clock,
            script,
            begun: RefCell::default(),
        };
        let timer = Timer::new(clock).unwrap();
        let engine = Rc::new(Engine::new(
            &job,
            transport,
            requests,
            origins.len(),
            clock,
            timer,
            outbox,
        ));
        for wish in wishes.iter().copied() {
            let stop = Arc::clone(&stop);
            tokio::task::spawn_local(async move {
                tokio::time::sleep(wish).await;
                stop.ask();
            });
        }
        let reason = conduct::conduct(Rc::clone(&engine), &stop).await;
        (engine, (reason, clock.now()))
    });
    drop(runtime);
    let engine = Rc::into_inner(engine).unwrap();
    let began = engine.transport.begun.take();
    engine.finish(&job, reason.0, reason.1);
    read(&reader.join().unwrap(), began)
}

fn read(lines: &[u8], began: Vec<RunTime>) -> Ran {
    let (mut samples, mut end) = (Vec::new(), None);
    read_records(lines, "engine", OnBadLine::Stop, |line| {
        match line.record {
            Record::Sample(_) => samples.push(owned(line.bytes)),
            Record::End(found) => end = Some(found),
            _ => {}
        }
        Ok::<(), ReadError>(())
    })
    .unwrap();
    Ran {
        samples,
        end: end.expect("every run has an end"),
        began,
    }
}

/// A sample that lives as long as the test.
fn owned(line: &[u8]) -> Sample<'static> {
    match Record::parse(line.to_vec().leak()).unwrap() {
        Record::Sample(sample) => sample,
        other => panic!("{other:?}"),
    }
}

fn after_10_ms(_: RunTime) -> Scripted {
    Scripted::Answer(200, Duration::from_millis(10))
}

/// Answers at once, but nothing between 500 and 700 ms.
fn stalled(begin: RunTime) -> Scripted {
    let (from, until) = (Duration::from_millis(500), Duration::from_millis(700));
    let now = begin.elapsed();
    let left = if (from..until).contains(&now) {
        until - now
    } else {
        Duration::ZERO
    };
    Scripted::Answer(200, left)
}

fn refused(_: RunTime) -> Scripted {
    Scripted::Refuse
}

fn never(_: RunTime) -> Scripted {
    Scripted::Answer(200, Duration::from_secs(1_000_000))
}

#[test]
fn a_stall_delays_every_arrival_within_it_and_the_plan_goes_on() {
    let ran = run("--rate 10/s -t 1s", stalled, &[]);
    let due: Vec<u64> = ran.began.iter().map(|begin| begin.0 / 1_000_000).collect();
    assert_eq!(due, [50, 150, 250, 350, 450, 550, 650, 750, 850, 950]);
    let mut responses = ran.responses_ms();
    responses.sort_unstable();
    assert_eq!(responses, [0, 0, 0, 0, 0, 0, 0, 0, 50, 150]);
    assert_eq!((ran.health().offered, ran.health().achieved), (10, 10));
}

#[test]
fn a_stall_shows_in_the_response_time_but_not_in_the_service_time_of_what_had_to_wait() {
    let ran = run(
        "--rate 10/s -t 1s --max-in-flight 1 --when-full wait",
        stalled,
        &[],
    );
    let waited = ran
        .samples
        .iter()
        .find(|sample| sample.delay_us > Some(Micros(0)))
        .unwrap();
    assert_eq!(
        (waited.delay_us, waited.service_us),
        (Some(Micros(50_000)), Some(Micros(0)))
    );
    assert_eq!(ran.outcomes(&Outcome::Ok), 10);
}

#[test]
fn arrivals_beyond_the_limit_are_dropped_and_counted_and_make_the_run_saturated() {
    let ran = run("--rate 10/s -t 1s --max-in-flight 1", stalled, &[]);
    assert_eq!((ran.outcomes(&Outcome::Dropped), ran.end.dropped), (1, 1));
    let dropped = ran
        .samples
        .iter()
        .find(|sample| sample.outcome == Outcome::Dropped)
        .unwrap();
    assert_eq!(
        (dropped.delay_us, dropped.service_us, dropped.status),
        (None, None, None)
    );
    assert!(ran.health().saturated);
    // The CPU is judged, too, and a stopped clock makes it look busy.
    assert_eq!(
        ran.health().why[0],
        "only 9 of 10 arrivals were sent (90.0 %, limit 99 %)"
    );
}

#[test]
fn a_user_is_ready_again_when_its_answer_has_come() {
    let ran = run("-u 1 -n 5", after_10_ms, &[]);
    let due: Vec<u64> = ran
        .samples
        .iter()
        .map(|sample| sample.at_us.0 % 1_000_000 / 1000)
        .collect();
    assert_eq!(due, [0, 10, 20, 30, 40]);
    assert_eq!(ran.responses_ms(), [10; 5]);
    assert_eq!(
        ran.samples
            .iter()
            .map(|sample| sample.iter.unwrap())
            .collect::<Vec<_>>(),
        [0, 1, 2, 3, 4]
    );
}

#[test]
fn a_number_of_requests_is_kept_exactly_whatever_the_number_of_users() {
    for users in [1, 3, 7, 100] {
        let ran = run(&format!("-u {users} -n 50"), after_10_ms, &[]);
        assert_eq!((ran.samples.len(), ran.end.samples), (50, 50));
    }
}

#[test]
fn users_begin_at_their_spawn_rate() {
    let ran = run("-u 3 -r 10 -n 3", after_10_ms, &[]);
    let begun: Vec<u64> = ran.began.iter().map(|begin| begin.0 / 1_000_000).collect();
    assert_eq!(begun, [0, 100, 200]);
}

#[test]
fn the_warm_up_comes_before_the_measured_part_and_is_marked() {
    let ran = run("-u 1 -t 100ms --warmup 50ms", after_10_ms, &[]);
    let (warm, measured): (Vec<_>, Vec<_>) =
        ran.samples.iter().partition(|sample| sample.is_warmup());
    assert_eq!((warm.len(), measured.len()), (5, 10));
    let counted = run("-u 1 -n 10 --warmup 50ms", after_10_ms, &[]);
    assert_eq!(counted.samples.len(), 15);
}

#[test]
fn a_user_waits_after_a_connection_that_could_not_be_made() {
    let ran = run("-u 1 -t 1s", refused, &[]);
    assert_eq!(ran.outcomes(&Outcome::ConnectError), 10);
    assert!(
        ran.samples
            .iter()
            .all(|sample| sample.error.as_deref() == Some("connection refused"))
    );
    assert_eq!(ran.end.reason, EndReason::Completed);
}

#[test]
fn a_request_without_answer_times_out_and_says_what_it_waited_for() {
    let ran = run("-u 1 -n 1 --request-timeout 2s", never, &[]);
    assert_eq!(ran.samples[0].outcome, Outcome::Timeout);
    assert_eq!(
        ran.samples[0].error.as_deref(),
        Some("timed out while waiting for the answer")
    );
    assert_eq!(ran.samples[0].service_us, Some(Micros(2_000_000)));
}

#[test]
fn what_outlives_the_stop_timeout_is_cancelled_and_counted() {
    let ran = run(
        "--rate 10/s -t 1s -s 500ms --request-timeout 1h",
        never,
        &[],
    );
    assert_eq!(
        (ran.outcomes(&Outcome::Cancelled), ran.end.cancelled),
        (10, 10)
    );
    assert_eq!(ran.end.reason, EndReason::Completed);
    let cancelled = &ran.samples[0];
    assert!(cancelled.delay_us.is_some() && cancelled.service_us.is_none());
}

#[test]
fn ctrl_c_lets_requests_in_flight_end_and_starts_nothing_more() {
    let ran = run("-u 2 -t 1h", after_10_ms, &[Duration::from_millis(25)]);
    assert_eq!((ran.outcomes(&Outcome::Ok), ran.end.cancelled), (6, 0));
    assert_eq!(ran.end.reason, EndReason::Interrupted);
}

#[test]
fn a_second_ctrl_c_cuts_off_what_is_in_flight() {
    let wishes = [Duration::from_millis(100), Duration::from_millis(200)];
    let ran = run("-u 2 -t 1h --request-timeout 1h", never, &wishes);
    assert_eq!(
        (ran.outcomes(&Outcome::Cancelled), ran.samples.len()),
        (2, 2)
    );
    assert_eq!(ran.end.reason, EndReason::Interrupted);
}

#[test]
fn gauges_and_counts_agree_with_the_samples() {
    let ran = run("-u 5 -t 2s", after_10_ms, &[]);
    assert_eq!(ran.end.samples, ran.samples.len() as u64);
    assert_eq!(ran.health().achieved, ran.samples.len() as u64);
    assert_eq!(ran.samples.len(), 1000);
}
