//! The engine on a stopped clock, with a target that follows a script.

mod answers;
mod control;
mod faults;
mod walks;

use std::cell::RefCell;
use std::io::Write;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use lt_sample::{
    End, EndReason, Event, Health, Journey, Micros, OnBadLine, Outcome, ReadError, Record, Sample,
    read_records,
};
use lt_scenario::{Plan, RunTime};

use tokio::sync::{mpsc, watch};

use super::Engine;
use crate::args::Args;
use crate::clock::Clock;
use crate::conductor::{Conductor, Order};
use crate::control::{Control, Line};
use crate::hooks::{Hooks, Timeline};
use crate::outbox::Outbox;
use crate::resolve::resolve;
use crate::stop::Stop;
use crate::timer::Timer;
use crate::transport::scripted::{Script, Scripted, ScriptedTransport};

/// What a run left behind.
struct Ran {
    samples: Vec<Sample<'static>>,
    journeys: Vec<Journey>,
    events: Vec<Event>,
    end: End,
    began: Vec<RunTime>,
    /// What was sent, in order.
    sent: Vec<String>,
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
    let arguments = format!("lt-gen http://target.test/x {arguments} --seed 1 --threads 1");
    run_job(&arguments, script, wishes, RunTime(0))
}

/// Runs a scenario file whose scenarios follow, against the script.
fn run_file(scenarios: &str, arguments: &str, script: Script) -> Ran {
    let head = "base_url: http://target.test\nrequests: {x: {get: /x}}\nscenarios:\n";
    let mut file = tempfile::NamedTempFile::new().unwrap();
    write!(file, "{head}{scenarios}").unwrap();
    let file = file.path().display();
    let arguments = format!("lt-gen {file} {arguments} --seed 1 --threads 1");
    run_job(&arguments, script, &[], RunTime(0))
}

/// Runs a whole command line; the engine joins the test at a moment of it.
fn run_job(arguments: &str, script: Script, wishes: &[Duration], joins: RunTime) -> Ran {
    let arguments: Vec<&str> = arguments.split_whitespace().collect();
    run_arguments(&arguments, script, wishes, joins)
}

fn run_arguments(arguments: &[&str], script: Script, wishes: &[Duration], joins: RunTime) -> Ran {
    run_edited(arguments, script, wishes, joins, |_| {})
}

/// Runs a command line whose plan is changed before.
fn run_edited(
    arguments: &[&str],
    script: Script,
    wishes: &[Duration],
    joins: RunTime,
    edit: impl FnOnce(&mut Plan),
) -> Ran {
    run_told(arguments, script, (wishes, &[]), joins, edit)
}

/// Runs a command line whose plan is changed before, and tells it something while it makes load: wishes to stop, and
/// commands at their milliseconds.
fn run_told(
    arguments: &[&str],
    script: Script,
    (wishes, commands): (&[Duration], &[(u64, &str)]),
    joins: RunTime,
    edit: impl FnOnce(&mut Plan),
) -> Ran {
    let mut legs = resolve(&Args::parse_from(arguments)).unwrap();
    let mut job = legs.remove(0);
    let plan = &mut Arc::get_mut(&mut job).unwrap().plan;
    edit(Arc::get_mut(plan).unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build_local(Default::default())
        .unwrap();
    // The stopped clock outruns a reader on a busy machine; lines must not become frames by that.
    let (outbox, batches) = Outbox::with_room(job.emit, 10_000);
    let reader = std::thread::spawn(move || batches.iter().flatten().collect::<Vec<u8>>());
    let stop = Arc::new(Stop::default());
    let (engine, conductor, (reason, ended)) = runtime.block_on(async {
        let clock = Clock::start_on_tokio();
        tokio::time::sleep(joins.elapsed()).await;
        let mut conductor = Conductor::new(&job, clock, outbox);
        if joins > RunTime(0) {
            conductor.join();
        }
        let control = Rc::new(Control::default());
        let courses = control.begin_load(&job, clock);
        let post = conductor.posts(&courses).remove(0);
        let begun = RefCell::default();
        let transport = ScriptedTransport {
            clock,
            script,
            begun,
            sent: RefCell::default(),
        };
        let timer = Timer::new(clock).unwrap();
        let engine = Rc::new(Engine::new(&job, post, transport, clock, timer));
        for wish in wishes.iter().copied() {
            let stop = Arc::clone(&stop);
            tokio::task::spawn_local(async move {
                tokio::time::sleep(wish).await;
                stop.ask();
            });
        }
        let (lines, heard) = mpsc::channel(commands.len().max(1));
        control.listen(heard, &stop);
        for (ms, command) in commands.iter().copied() {
            let (lines, line) = (lines.clone(), command.as_bytes().to_vec());
            tokio::task::spawn_local(async move {
                tokio::time::sleep(Duration::from_millis(ms)).await;
                lines.send(Line::Whole(line)).await.unwrap();
            });
        }
        let (orders, told) = watch::channel(Order::Go);
        let (alive, all_ended) = mpsc::channel(1);
        let obeying = Rc::clone(&engine).obey(told);
        let obeying = tokio::task::spawn_local(async move {
            obeying.await;
            drop(alive);
        });
        let mut timeline = Timeline::begin(&Rc::new(Hooks::new(&job)), clock);
        let ended = conductor
            .conduct(&stop, &orders, all_ended, &mut timeline, &control)
            .await;
        orders.send_replace(Order::CutOff);
        obeying.await.unwrap();
        (engine, conductor, ended)
    });
    drop(runtime);
    let engine = Rc::into_inner(engine).unwrap();
    let began = engine.transport.begun.take();
    let sent = engine.transport.sent.take();
    let written = engine.finish();
    let ended = Clock::start_on_tokio().unix(ended);
    conductor.finish(reason, ended, &[written]);
    read(&reader.join().unwrap(), began, sent)
}

fn read(lines: &[u8], began: Vec<RunTime>, sent: Vec<String>) -> Ran {
    let (mut samples, mut journeys, mut end) = (Vec::new(), Vec::new(), None);
    let mut events = Vec::new();
    read_records(lines, "engine", OnBadLine::Stop, |line| {
        match line.record {
            Record::Sample(_) => samples.push(owned(line.bytes)),
            Record::Journey(journey) => journeys.push(journey),
            Record::Event(event) => events.push(event),
            Record::End(found) => end = Some(found),
            _ => {}
        }
        Ok::<(), ReadError>(())
    })
    .unwrap();
    Ran {
        samples,
        journeys,
        events,
        sent,
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

fn after_10_ms(_: RunTime, _: &str) -> Scripted {
    Scripted::Answer(200, Duration::from_millis(10))
}

/// Answers at once, but nothing between 500 and 700 ms.
fn stalled(begin: RunTime, _: &str) -> Scripted {
    let (from, until) = (Duration::from_millis(500), Duration::from_millis(700));
    let now = begin.elapsed();
    let left = if (from..until).contains(&now) {
        until - now
    } else {
        Duration::ZERO
    };
    Scripted::Answer(200, left)
}

fn refused(_: RunTime, _: &str) -> Scripted {
    Scripted::Refuse
}

fn never(_: RunTime, _: &str) -> Scripted {
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

fn begun_ms(ran: &Ran) -> Vec<u64> {
    ran.began.iter().map(|begin| begin.0 / 1_000_000).collect()
}

#[test]
fn users_come_and_go_with_the_stages_and_their_samples_say_which() {
    let stages =
        "  - {stages: [{users: 1, for: 50ms}, {users: 3, for: 50ms}, {users: 1, for: 50ms}]}";
    let ran = run_file(stages, "", after_10_ms);
    let in_stage = |stage| {
        let samples = ran.samples.iter();
        samples.filter(|sample| sample.stage == Some(stage)).count()
    };
    assert_eq!([in_stage(0), in_stage(1), in_stage(2)], [5, 15, 5]);
}

#[test]
fn a_user_who_comes_back_goes_on_counting() {
    let stages =
        "  - {stages: [{users: 1, for: 20ms}, {users: 0, for: 30ms}, {users: 1, for: 20ms}]}";
    let ran = run_file(stages, "", after_10_ms);
    assert_eq!(begun_ms(&ran), [0, 10, 50, 60]);
    let iterations: Vec<u64> = ran
        .samples
        .iter()
        .filter_map(|sample| sample.iter)
        .collect();
    assert_eq!(iterations, [0, 1, 2, 3]);
}

#[test]
fn arrivals_follow_a_ramp_and_scenarios_overlap() {
    let two = "  - {name: ramp, stages: [{rate: 20/s, over: 1s}]}\n  - {name: steady, rate: 2/s, duration: 1s, start: 0s}";
    let ran = run_file(two, "", after_10_ms);
    let of = |name: &str| {
        let samples = ran.samples.iter();
        samples
            .filter(|sample| sample.scenario.as_deref() == Some(name))
            .count()
    };
    assert_eq!((of("ramp"), of("steady")), (10, 2));
    assert!(begun_ms(&ran).iter().all(|begun| *begun < 1000));
}

#[test]
fn a_paced_user_keeps_its_slots_and_is_late_after_a_stall() {
    let mut arguments: Vec<&str> = "lt-gen http://target.test/x -u 1 -t 1s --seed 1 --threads 1"
        .split(' ')
        .collect();
    arguments.extend(["--wait", "pacing 100ms"]);
    let ran = run_arguments(&arguments, stalled, &[], RunTime(0));
    let delays: Vec<u64> = ran
        .samples
        .iter()
        .map(|s| s.delay_us.unwrap().0 / 1000)
        .collect();
    assert_eq!(delays, [0, 0, 0, 0, 0, 0, 100, 0, 0, 0]);
}

#[test]
fn each_user_makes_as_many_iterations_as_it_may() {
    let ran = run("-u 3 --per-user-iterations 4", after_10_ms, &[]);
    assert_eq!(ran.samples.len(), 12);
}

#[test]
fn long_waits_end_together_every_half_millisecond_and_say_so() {
    let ran = run("-u 1 -n 3 --wait 20.3ms", after_10_ms, &[]);
    let delays: Vec<u64> = ran.samples.iter().map(|s| s.delay_us.unwrap().0).collect();
    // Due at 30.3 ms, woken at 30.5 ms (tokio's paused clock moves in whole milliseconds).
    assert_eq!(delays[0], 0);
    assert!(
        delays[1..].iter().all(|delay| (200..=1500).contains(delay)),
        "{delays:?}"
    );
}

#[test]
fn a_coarse_pace_wakes_once_a_millisecond_and_loses_nothing() {
    let ran = run("--rate 5000 -t 100ms --pace coarse", after_10_ms, &[]);
    assert_eq!(ran.samples.len(), 500);
    let mut moments: Vec<RunTime> = ran.began.clone();
    moments.dedup();
    assert!(moments.len() <= 101, "{}", moments.len());
    assert!(ran.samples.iter().all(|s| s.delay_us.unwrap().0 <= 1_000));
}

#[test]
fn who_joins_late_skips_what_is_over_and_counts_it() {
    let late = "lt-gen http://target.test/x --rate 10/s -t 1s --seed 1 --threads 1 --start-at 1 --late join";
    let ran = run_job(late, after_10_ms, &[], RunTime(500_000_000));
    assert_eq!((ran.samples.len(), ran.end.skipped_late), (5, 5));
    assert!(ran.health().saturated);
}

#[test]
fn a_stop_gives_up_what_waits_for_a_place() {
    let arguments = "--rate 10/s -t 1s --max-in-flight 1 --when-full wait --request-timeout 1h";
    let ran = run(
        arguments,
        never,
        &[Duration::from_millis(500), Duration::from_millis(600)],
    );
    assert_eq!(
        (ran.outcomes(&Outcome::Cancelled), ran.samples.len()),
        (5, 5)
    );
}

#[test]
fn shards_together_make_the_requests_of_the_one_run() {
    let arguments =
        "lt-gen http://target.test/x --rate 50/s --arrivals poisson -t 1s --seed 1 --threads 1";
    let due = |arguments: &str| {
        let ran = run_job(arguments, after_10_ms, &[], RunTime(0));
        let samples = ran.samples.iter();
        samples
            .map(|sample| (sample.at_us.0 % 10_000_000, sample.user))
            .collect::<Vec<_>>()
    };
    let mut union: Vec<_> = (0..3)
        .flat_map(|i| due(&format!("{arguments} --shard {i}/3")))
        .collect();
    let mut whole = due(arguments);
    union.sort_unstable();
    whole.sort_unstable();
    assert_eq!(union, whole);
}

#[test]
fn frames_count_what_samples_would() {
    let ran = run("-u 5 -t 2s --emit frames", after_10_ms, &[]);
    assert_eq!(
        (ran.samples.len(), ran.end.samples, ran.end.framed),
        (0, 0, 1000)
    );
}
