//! Walks: steps, think times, what users do first and last, checks, data and faults.

use std::sync::Arc;

use lt_scenario::{
    Action, BlockId, Body, Check, DataSet, Expects, Expr, Extract, Journey, Json, Pick, Profile,
    Program, RequestTemplate, Source, Step, Task, Text, Value, Wait,
};

use super::*;

/// The requests of the file, in its order: `/x`, `/y` and `/z` (a POST with a body).
const FILE: &str = "base_url: http://target.test\nrequests: {x: {get: /x}, y: {get: /y}, z: {post: /z, body: '{\"a\": 1}'}}\n";
pub(super) const X: usize = 0;
pub(super) const Y: usize = 1;
pub(super) const Z: usize = 2;

/// Runs a plan of users or arrivals who all walk these steps, as the journey `tour`, against the script.
pub(super) fn walk_by(
    arguments: &str,
    script: Script,
    wishes: &[Duration],
    steps: Vec<Step>,
    edit: impl FnOnce(&mut Plan),
) -> Ran {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(FILE.as_bytes()).unwrap();
    let path = file.path().display().to_string();
    let arguments = format!("lt-gen {path} {arguments} --seed 1 --threads 1");
    let arguments: Vec<&str> = arguments.split_whitespace().collect();
    run_edited(&arguments, script, wishes, RunTime(0), |plan| {
        plan.http.cookies = true;
        plan.program = Program {
            blocks: vec![steps],
            journeys: vec![journey(false)],
        };
        do_only(plan, Task::Journey(0));
        edit(plan);
    })
}

fn walk(arguments: &str, steps: Vec<Step>, edit: impl FnOnce(&mut Plan)) -> Ran {
    walk_by(arguments, after_10_ms, &[], steps, edit)
}

pub(super) fn journey(goes_on_after_errors: bool) -> Journey {
    Journey {
        name: "tour".to_owned(),
        steps: BlockId(0),
        goes_on_after_errors,
        tags: Vec::new(),
    }
}

fn do_only(plan: &mut Plan, what: Task) {
    plan.profiles[0].actions = vec![Action {
        what,
        weight: Action::ONE,
        tags: Vec::new(),
    }];
}

/// Gives the plan one more block of steps.
fn block(plan: &mut Plan, steps: Vec<Step>) -> BlockId {
    plan.program.blocks.push(steps);
    BlockId(plan.program.blocks.len() - 1)
}

fn on_start_and_stop(plan: &mut Plan) {
    let (start, stop) = (
        block(plan, vec![Step::Request(Y)]),
        block(plan, vec![Step::Request(Z)]),
    );
    let profile: &mut Profile = &mut plan.profiles[0];
    (profile.on_start, profile.on_stop) = (Some(start), Some(stop));
}

fn think(ms: u64) -> Step {
    Step::Think(Wait::Constant(Duration::from_millis(ms)))
}

pub(super) fn template(plan: &mut Plan, request: usize, path: &str, headers: &[(&str, &str)]) {
    let header = |(name, text): &(&str, &str)| ((*name).to_owned(), Text::parse(text).unwrap());
    plan.requests[request].url = plan.requests[request].url.origin();
    plan.requests[request].template = Some(Arc::new(RequestTemplate {
        path: Text::parse(path).unwrap(),
        query: Vec::new(),
        headers: headers.iter().map(header).collect(),
        body: Body::None,
        auth: None,
    }));
}

pub(super) fn expect(plan: &mut Plan, request: usize, expects: Expects) {
    plan.requests[request].expects = Some(Arc::new(expects));
}

fn checks(checks: &[&str]) -> Expects {
    Expects {
        checks: checks
            .iter()
            .map(|check| Check::parse(check).unwrap())
            .collect(),
        ..Expects::default()
    }
}

fn words(pick: Pick, words: &[&str]) -> DataSet {
    let rows = words.iter().map(|word| Value::from(*word)).collect();
    DataSet::from_rows("words", "word", pick, rows).unwrap()
}

/// When requests were due, in milliseconds, and under which names.
fn due(ran: &Ran) -> Vec<(u64, &str)> {
    let samples = ran.samples.iter();
    samples
        .map(|sample| (sample.at_us.0 % 10_000_000 / 1000, &*sample.name))
        .collect()
}

pub(super) fn names(ran: &Ran) -> String {
    let names: Vec<&str> = ran.samples.iter().map(|sample| &*sample.name).collect();
    names.concat()
}

#[test]
fn steps_follow_each_other_and_thinking_lies_between_them() {
    let steps = vec![Step::Request(X), think(50), Step::Request(Y)];
    let ran = walk("-u 1 --per-user-iterations 2", steps, |_| {});
    let wanted = [(0, "/x"), (60, "/y"), (70, "/x"), (130, "/y")];
    assert_eq!(due(&ran), wanted);
    for (sample, (step, iter)) in ran.samples.iter().zip([(0, 0), (1, 0), (0, 1), (1, 1)]) {
        let said = (sample.journey.as_deref(), sample.step, sample.iter);
        assert_eq!(said, (Some("tour"), Some(step), Some(iter)));
    }
    let journey = &ran.journeys[1];
    let times = (
        journey.at_us.0 % 10_000_000,
        journey.duration_us.0,
        journey.think_us.0,
    );
    assert_eq!(times, (70_000, 70_000, 50_000));
    let said = (
        &*journey.name,
        &journey.outcome,
        journey.requests,
        journey.user,
        journey.iter,
    );
    assert_eq!(said, ("tour", &Outcome::Ok, 2, Some(0), Some(1)));
    assert_eq!((ran.journeys.len(), ran.end.samples), (2, 4));
}

#[test]
fn a_request_of_its_own_thinks_too_and_belongs_to_no_journey() {
    let ran = walk("-u 1 -n 2", Vec::new(), |plan| {
        plan.requests[X].think = Wait::Constant(Duration::from_millis(90));
        do_only(plan, Task::Request(X));
    });
    assert_eq!(due(&ran), [(0, "/x"), (100, "/x")]);
    assert!(
        ran.samples
            .iter()
            .all(|sample| sample.journey.is_none() && sample.step.is_none())
    );
    assert!(ran.journeys.is_empty());
}

#[test]
fn a_number_of_requests_is_one_of_iterations_with_walks() {
    let ran = walk(
        "-u 3 -n 5",
        vec![Step::Request(X), Step::Request(Y)],
        |_| {},
    );
    assert_eq!((ran.samples.len(), ran.journeys.len()), (10, 5));
}

#[test]
fn users_do_something_first_and_last() {
    let ran = walk("-u 2 -n 4", vec![Step::Request(X)], on_start_and_stop);
    let mut of_user = ran.samples.iter().filter(|sample| sample.user == Some(1));
    let names: String = of_user.by_ref().map(|sample| &*sample.name).collect();
    assert_eq!(names, "/y/x/x/z");
    let first = ran
        .samples
        .iter()
        .find(|sample| sample.name == "/y")
        .unwrap();
    assert_eq!((first.iter, first.journey.is_none()), (None, true));
}

#[test]
fn what_users_do_last_is_done_when_time_is_over_and_when_the_run_is_told_to_end() {
    let steps = || vec![Step::Request(X), think(100)];
    let ran = walk("-u 1 -t 250ms", steps(), on_start_and_stop);
    assert_eq!(
        due(&ran),
        [(0, "/y"), (10, "/x"), (120, "/x"), (230, "/x"), (250, "/z")]
    );
    let stopped = [Duration::from_millis(50)];
    let ran = walk_by("-u 1 -t 1h", after_10_ms, &stopped, steps(), |plan| {
        let stop = block(
            plan,
            vec![think(30), Step::Request(Z), think(30), Step::Request(Z)],
        );
        plan.profiles[0].on_stop = Some(stop);
    });
    assert_eq!(due(&ran), [(0, "/x"), (80, "/z"), (120, "/z")]);
    assert_eq!(ran.end.reason, EndReason::Interrupted);
}

#[test]
fn nobody_who_is_cut_off_does_anything_last() {
    let cut = [Duration::from_millis(50), Duration::from_millis(60)];
    let ran = walk_by(
        "-u 1 -t 1h --request-timeout 1h",
        never,
        &cut,
        vec![Step::Request(X)],
        on_start_and_stop,
    );
    assert_eq!(
        (names(&ran).as_str(), ran.outcomes(&Outcome::Cancelled)),
        ("/y", 1)
    );
    // The stop time-out bounds it, too.
    let ran = walk_by(
        "-u 1 -t 100ms -s 500ms --request-timeout 1h",
        slow_z,
        &[],
        vec![Step::Request(X)],
        on_start_and_stop,
    );
    let last = ran.samples.last().unwrap();
    assert_eq!((&*last.name, &last.outcome), ("/z", &Outcome::Cancelled));
}

fn slow_z(_: RunTime, sent: &str) -> Scripted {
    let hour = Duration::from_secs(3600);
    Scripted::Answer(
        200,
        if sent.contains("/z") {
            hour
        } else {
            Duration::from_millis(10)
        },
    )
}

#[test]
fn a_walk_that_time_cuts_short_says_so() {
    let ran = walk(
        "-u 1 -t 100ms",
        vec![Step::Request(X), think(500), Step::Request(Y)],
        |_| {},
    );
    assert_eq!(names(&ran), "/x");
    let journey = &ran.journeys[0];
    assert_eq!(
        (&journey.outcome, journey.requests),
        (&Outcome::Cancelled, 1)
    );
    assert_eq!((journey.duration_us.0, journey.think_us.0), (10_000, 0));
}

#[test]
fn requests_at_once_share_a_start_and_wait_for_a_connection_where_there_are_too_few() {
    let steps = vec![Step::Parallel(vec![X, Y, Z, X, Y]), Step::Request(Z)];
    let ran = walk("-u 1 --per-user-iterations 1", steps, |plan| {
        plan.http.connections_per_user = 2;
    });
    let times: Vec<(u64, u64)> = ran
        .samples
        .iter()
        .map(|sample| {
            (
                sample.at_us.0 % 10_000_000 / 1000,
                sample.delay_us.unwrap().0 / 1000,
            )
        })
        .collect();
    assert_eq!(times, [(0, 0), (0, 0), (0, 10), (0, 10), (0, 20), (30, 0)]);
    let steps: Vec<u32> = ran
        .samples
        .iter()
        .filter_map(|sample| sample.step)
        .collect();
    assert_eq!(steps, [0, 0, 0, 0, 0, 1]);
    assert_eq!(
        (ran.journeys[0].requests, ran.journeys[0].duration_us.0),
        (6, 40_000)
    );
    assert!(!ran.health().saturated);
}

#[test]
fn a_check_that_does_not_hold_makes_the_outcome_and_ends_the_walk() {
    let steps = || vec![Step::Request(X), Step::Request(Y)];
    let edit =
        |plan: &mut Plan| expect(plan, X, checks(&["status == 200", "status == 201", "body"]));
    let ran = walk("-u 1 --per-user-iterations 1", steps(), edit);
    let sample = &ran.samples[0];
    assert_eq!(
        (names(&ran).as_str(), &sample.outcome),
        ("/x", &Outcome::CheckFailed)
    );
    assert_eq!(sample.failed, ["status == 201", "body"]);
    assert!(sample.service_us.is_some() && sample.status == Some(200));
    assert_eq!(ran.journeys[0].outcome, Outcome::CheckFailed);
    let ran = walk("-u 1 --per-user-iterations 1", steps(), |plan| {
        edit(plan);
        plan.program.journeys[0] = journey(true);
    });
    assert_eq!(names(&ran), "/x/y");
    assert_eq!(ran.journeys[0].outcome, Outcome::CheckFailed);
}

pub(super) fn shop(_: RunTime, sent: &str) -> Scripted {
    if sent.starts_with("GET /x") {
        let fields = "x-backend: pod-3\nset-cookie: session=s1; Path=/";
        Scripted::Say(200, fields, r#"{"id": 7, "items": [1, 2]}"#)
    } else {
        Scripted::Say(404, "", "gone")
    }
}

#[test]
fn what_an_answer_says_is_checked_tagged_and_sent_back() {
    let steps = vec![Step::Request(X), Step::Request(Y)];
    let ran = walk_by("-u 1 --per-user-iterations 1", shop, &[], steps, |plan| {
        let expects = Expects {
            extract: vec![
                extract("id", Source::json("$.id").unwrap()),
                extract("cookie", Source::Cookie("session".to_owned())),
            ],
            tags: vec![
                ("pod".to_owned(), Source::header("x-backend").unwrap()),
                ("code".to_owned(), Source::Status),
            ],
            ..checks(&[
                "json.items | length == 2",
                "response_ms >= 10 and response_ms < 20",
            ])
        };
        expect(plan, X, expects);
        template(
            plan,
            Y,
            "/y/{{ id }}",
            &[("x-s", "{{ cookie }}/{{ cookies.session }}")],
        );
    });
    assert_eq!(ran.sent[0], "GET /x");
    assert_eq!(ran.sent[1], "GET /y/7 | x-s: s1/s1 | cookie: session=s1");
    let first = &ran.samples[0];
    let tags: Vec<(&str, &str)> = first
        .tags
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    assert_eq!(
        (&first.outcome, tags),
        (&Outcome::Ok, vec![("code", "200"), ("pod", "pod-3")])
    );
    assert_eq!(
        (&*ran.samples[1].name, &ran.journeys[0].outcome),
        ("/y", &Outcome::HttpError)
    );
}

fn extract(name: &str, from: Source) -> Extract {
    Extract {
        name: name.to_owned(),
        from,
        default: None,
    }
}

#[test]
fn steps_see_answers_that_nothing_is_expected_of() {
    let ran = walk_by(
        "-u 1 --per-user-iterations 1",
        shop,
        &[],
        vec![Step::Request(X)],
        |plan| {
            let (then, otherwise) = (block(plan, vec![Step::Request(Y)]), block(plan, Vec::new()));
            plan.program.blocks[0].push(Step::If {
                condition: Expr::parse("json.id == 7 and headers['x-backend'] == 'pod-3'").unwrap(),
                then,
                otherwise,
            });
        },
    );
    assert_eq!(names(&ran), "/x/y");
}

#[test]
fn a_request_that_cannot_be_made_is_a_sample_without_times_and_nothing_is_sent() {
    let ran = walk(
        "-u 1 --per-user-iterations 1",
        vec![Step::Request(X), Step::Request(Y)],
        |plan| {
            template(plan, X, "/{{ cart[0].id }}", &[]);
            plan.variables = vec![("cart".to_owned(), literal("[]"))];
        },
    );
    let sample = &ran.samples[0];
    assert_eq!((ran.samples.len(), ran.sent.len()), (1, 0));
    assert_eq!(sample.outcome, Outcome::TemplateError);
    assert_eq!(
        sample.error.as_deref(),
        Some("template: `cart[0].id`: undefined value")
    );
    assert_eq!(
        (sample.delay_us, sample.service_us, sample.status),
        (None, None, None)
    );
    let journey = &ran.journeys[0];
    assert_eq!(
        (&journey.outcome, journey.requests),
        (&Outcome::TemplateError, 1)
    );
}

fn literal(text: &str) -> Json {
    let mut json = Json::default();
    json.literal(text);
    json
}

#[test]
fn a_step_that_cannot_be_evaluated_ends_the_walk() {
    let step = Step::Repeat {
        times: lt_scenario::Times::Value(Expr::parse("user.nothing").unwrap()),
        steps: BlockId(0),
    };
    let ran = walk(
        "-u 1 -t 100ms --wait 40ms",
        vec![Step::Request(X), step, Step::Request(Y)],
        |_| {},
    );
    assert_eq!(names(&ran), "/x/x");
    assert!(
        ran.journeys
            .iter()
            .all(|journey| journey.outcome == Outcome::TemplateError)
    );
}

#[test]
fn a_user_ends_when_no_row_is_left_and_so_does_an_arrival_without_a_trace() {
    let edit = |plan: &mut Plan| {
        template(plan, X, "/x/{{ word }}", &[]);
        plan.data = vec![words(Pick::Unique, &["a", "b", "c"])];
        on_start_and_stop(plan);
    };
    let ran = walk("-u 2 -t 1s", vec![Step::Request(X)], |plan| {
        plan.participants = 2;
        edit(plan);
    });
    let mut sent = ran.sent.clone();
    sent.sort_unstable();
    let wanted = ["GET /x/a", "GET /x/b", "GET /x/c", "GET /y", "GET /y"];
    assert_eq!(sent[..5], wanted);
    assert_eq!(sent[5..], ["POST /z | {\"a\": 1}"; 2]);
    let ran = walk("--rate 10/s -t 1s", vec![Step::Request(X)], |plan| {
        plan.participants = 10;
        edit(plan);
    });
    assert_eq!((names(&ran).as_str(), ran.journeys.len()), ("/x/x/x", 3));
    let [event] = &ran.events[..] else {
        panic!("{:?}", ran.events);
    };
    assert_eq!(
        (&*event.name, &*event.text),
        (
            "used_up",
            "no row left in `words`: 0 users ended early, 7 arrivals not made"
        )
    );
    let health = ran.health();
    assert_eq!(
        (health.offered, health.achieved, health.saturated),
        (3, 3, false)
    );
}

#[test]
fn an_arrival_holds_its_place_until_its_walk_ends() {
    let steps = vec![Step::Request(X), think(130), Step::Request(Y)];
    let ran = walk("--rate 10/s -t 400ms --max-in-flight 1", steps, |_| {});
    let said: Vec<(&str, &str)> = ran
        .samples
        .iter()
        .map(|sample| (&*sample.name, sample.outcome.as_str()))
        .collect();
    let wanted = [
        ("/x", "ok"),
        ("/x", "dropped"),
        ("/y", "ok"),
        ("/x", "ok"),
        ("/x", "dropped"),
        ("/y", "ok"),
    ];
    assert_eq!(said, wanted);
    assert_eq!(ran.samples[0].iter, None);
    assert_eq!((ran.journeys.len(), ran.health().offered), (2, 6));
}

#[test]
fn each_arrival_has_variables_and_cookies_of_its_own() {
    let ran = walk_by(
        "--rate 10/s -t 200ms",
        shop,
        &[],
        vec![Step::Request(X), Step::Request(Y)],
        |plan| {
            template(plan, Y, "/y/{{ user }}/{{ counter('n') }}", &[]);
        },
    );
    let wanted = [
        "GET /x",
        "GET /y/0/0 | cookie: session=s1",
        "GET /x",
        "GET /y/1/0 | cookie: session=s1",
    ];
    assert_eq!(ran.sent, wanted);
}

#[test]
fn a_stop_ends_arrivals_between_two_steps() {
    let stop = [Duration::from_millis(50)];
    let steps = vec![Step::Request(X), think(1000), Step::Request(Y)];
    let ran = walk_by("--rate 100/s -t 1h", after_10_ms, &stop, steps, |_| {});
    assert!(
        ran.samples
            .iter()
            .all(|sample| sample.name == "/x" && sample.outcome == Outcome::Ok)
    );
    assert!(
        ran.journeys
            .iter()
            .all(|journey| journey.outcome == Outcome::Cancelled)
    );
    assert_eq!((ran.samples.len(), ran.journeys.len()), (5, 5));
}

#[test]
fn a_user_that_cannot_connect_rests_within_its_walk_too() {
    let ran = walk_by(
        "-u 1 -t 350ms",
        refused,
        &[],
        vec![Step::Request(X), Step::Request(Y)],
        |plan| {
            plan.program.journeys[0] = journey(true);
        },
    );
    assert_eq!(
        due(&ran),
        [(0, "/x"), (100, "/y"), (200, "/x"), (300, "/y")]
    );
}

#[test]
fn a_walk_that_sends_nothing_is_not_repeated_at_the_same_moment() {
    let ran = walk("-u 1 -t 10ms", vec![Step::Set(Vec::new())], |_| {});
    assert!(ran.samples.is_empty() && ran.journeys.is_empty());
    assert_eq!(ran.end.reason, EndReason::Completed);
}
