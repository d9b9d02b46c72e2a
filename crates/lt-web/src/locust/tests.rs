use lt_scenario::{Overrides, plan};
use serde_json::{Map, Value, json};

use super::exceptions::Exceptions;
use super::files::{NO_EXCEPTIONS, NO_FAILURES, NO_REQUESTS};
use super::form::Form;
use super::logs::Logs;
use super::stats::Stats;
use super::tasks::Tasks;
use crate::current::{LogLevel, LogLine, State};
use crate::ratios::Planned;
use crate::snapshot::{Failure, Load, Row, Snapshot};

/// What a real Locust 2.47 said in a state, by path.
fn said(text: &str, path: &str) -> Value {
    let mut answers: Value = serde_json::from_str(text).unwrap();
    answers[path].take()
}

const IDLE: &str = include_str!("../../tests/locust/idle.json");
const RUNNING: &str = include_str!("../../tests/locust/running.json");
const STOPPED: &str = include_str!("../../tests/locust/stopped.json");

/// Keys and types, as a Python script sees them; of a list, those of its first and its last.
fn shape(value: &Value) -> Value {
    match value {
        Value::Null => json!("None"),
        Value::Bool(_) => json!("bool"),
        Value::Number(number) if number.is_f64() => json!("float"),
        Value::Number(_) => json!("int"),
        Value::String(_) => json!("str"),
        Value::Array(items) => [items.first(), items.last()]
            .into_iter()
            .map(|item| item.map(shape))
            .collect(),
        Value::Object(fields) => {
            let shapes = fields
                .iter()
                .map(|(key, value)| (key.clone(), shape(value)));
            Value::Object(shapes.collect::<Map<_, _>>())
        }
    }
}

fn row(method: &str, name: &str, requests: u64) -> Row {
    Row {
        method: method.to_owned(),
        name: name.to_owned(),
        requests,
        failures: 3,
        p50: Some(12.4),
        p95: Some(24.5),
        p99: Some(32.0),
        mean: Some(12.445),
        min: Some(0.76),
        max: Some(38.56),
        size: Some(692.6),
        rate_now: Some(19.5),
        failures_now: Some(4.0),
        rate: 23.75,
        failure_rate: 5.1,
    }
}

fn busy(state: State) -> Snapshot {
    Snapshot {
        state,
        load: Load {
            users: Some(4),
            p50: Some(12.0),
            p95: Some(23.0),
            ..Load::default()
        },
        total: row("", "Aggregated", 12),
        rows: vec![row("GET", "/a", 8), row("GET", "/b", 4)],
        failures: vec![
            failure("status 404 (http_error)"),
            failure("no name (template_error)"),
        ],
        ..Snapshot::default()
    }
}

fn failure(error: &str) -> Failure {
    Failure {
        method: "GET".to_owned(),
        name: "/a".to_owned(),
        error: error.to_owned(),
        occurrences: 3,
        first: 1_795_330_909.59,
        last: 1_795_330_915.13,
    }
}

#[test]
fn figures_have_the_keys_and_types_of_locust() {
    for (state, theirs) in [(State::Running, RUNNING), (State::Stopped, STOPPED)] {
        let (ours, theirs) = (
            json!(Stats::of(&busy(state))),
            said(theirs, "/stats/requests"),
        );
        assert_eq!(shape(&ours), shape(&theirs));
        assert_eq!(ours["state"], theirs["state"]);
    }
}

#[test]
fn what_was_never_run_says_what_an_idle_locust_says() {
    let nothing = Snapshot {
        total: Row {
            name: "Aggregated".to_owned(),
            ..Row::default()
        },
        ..Snapshot::default()
    };
    assert_eq!(json!(Stats::of(&nothing)), said(IDLE, "/stats/requests"));
    assert_eq!(json!(Exceptions::of(&nothing)), said(IDLE, "/exceptions"));
}

#[test]
fn figures_are_those_of_the_snapshot() {
    let stats = json!(Stats::of(&busy(State::Paused)));
    assert_eq!(
        (&stats["state"], &stats["user_count"]),
        (&json!("running"), &json!(4))
    );
    assert_eq!(stats["fail_ratio"], json!(0.25));
    let total = &stats["stats"][2];
    let times = ["median", "min", "max"].map(|what| &total[format!("{what}_response_time")]);
    assert_eq!(times, [&json!(12), &json!(1.0), &json!(39.0)]);
    assert_eq!(
        stats["errors"][0]["error"],
        json!("status 404 (http_error)")
    );
}

#[test]
fn five_hundred_rows_are_shown_and_the_sum_after_them() {
    let rows = (0..600).map(|n| row("GET", &format!("/{n}"), 1)).collect();
    let many = Snapshot {
        rows,
        ..busy(State::Running)
    };
    let stats = json!(Stats::of(&many));
    assert_eq!(stats["stats"].as_array().unwrap().len(), 501);
    assert_eq!(stats["stats"][500]["name"], json!("Aggregated"));
}

#[test]
fn what_goes_wrong_in_the_scenario_is_an_exception() {
    let exceptions = json!(Exceptions::of(&busy(State::Running)));
    assert_eq!(shape(&exceptions), shape(&said(RUNNING, "/exceptions")));
    assert_eq!(exceptions["exceptions"].as_array().unwrap().len(), 1);
}

#[test]
fn log_lines_look_like_those_of_python() {
    let line = |n, level, text: &str| LogLine {
        n,
        at: 1_795_330_905.674,
        source: "lt-gen",
        level,
        text: text.to_owned(),
    };
    let mut lines = vec![line(1, LogLevel::Note, "old"); 499];
    lines.extend([
        line(500, LogLevel::Warning, "late"),
        line(501, LogLevel::Error, "gone"),
    ]);
    let logs = json!(Logs::of(&lines));
    assert_eq!(shape(&logs), shape(&said(IDLE, "/logs")));
    let master = logs["master"].as_array().unwrap();
    let last = "[2026-11-22 07:01:45,674] lt-web/ERROR/lt-gen: gone";
    assert_eq!((master.len(), &master[499]), (500, &json!(last)));
}

#[test]
fn wrong_forms_get_the_words_of_locust() {
    let fixtures = include_str!("../../tests/locust/swarm.json");
    let fixtures: Vec<Value> = serde_json::from_str(fixtures).unwrap();
    for fixture in &fixtures {
        let fields = fixture["form"].as_object().into_iter().flatten();
        let fields: Vec<_> = fields
            .map(|(key, value)| (key.clone(), value.as_str().unwrap().to_owned()))
            .collect();
        let form = Form::read(&fields);
        let run_time = form
            .as_ref()
            .map(|form| json!(form.run_time))
            .unwrap_or_default();
        let message = match form.and_then(|form| form.load()) {
            Ok(_) => "Swarming started".to_owned(),
            Err(message) => message,
        };
        let answer = &fixture["answer"];
        assert_eq!(json!(message), answer["message"], "{fields:?}");
        assert_eq!(run_time, answer["run_time"], "{fields:?}");
    }
}

#[test]
fn lists_in_forms_are_separated_as_people_do() {
    let fields = [
        ("tags", "a, b"),
        ("user_classes", "B"),
        ("user_classes", "A"),
        ("host", ""),
        ("new", "1"),
    ];
    let fields = fields.map(|(key, value)| (key.to_owned(), value.to_owned()));
    let form = Form::read(&fields).unwrap();
    assert_eq!(
        (form.tags.join(" "), form.user_classes.join(" ")),
        ("a b".to_owned(), "B A".to_owned())
    );
    assert_eq!(form.host, None);
}

#[test]
fn files_of_nothing_are_those_of_locust() {
    let files: Value = serde_json::from_str(include_str!("../../tests/locust/files.json")).unwrap();
    for (path, ours) in [
        ("/stats/requests/csv", NO_REQUESTS),
        ("/stats/failures/csv", NO_FAILURES),
        ("/exceptions/csv", NO_EXCEPTIONS),
    ] {
        assert_eq!(files["idle"][path]["body"], json!(ours));
    }
}

#[test]
fn shares_of_tasks_are_nested_as_in_locust() {
    let text = "
base_url: http://shop
requests: {browse: {get: /api/products}, look: {get: /api/products/1, name: '/api/products/{id}'}, missing: {get: /status/404}, bad: {get: /bad}}
journeys: {Buy: [look, {repeat: 3, steps: [browse]}], Maybe: [{if: 'true', then: [bad]}]}
user_profiles:
  Shopper: {weight: 3, actions: [{name: browse, weight: 3}, missing, Buy]}
  Broken: {weight: 1, actions: [Maybe]}
scenarios: [{users: 4, duration: 1m}]
";
    let scenario = lt_scenario::load(text, "shop.yaml").unwrap();
    let plan = plan::from_scenario(scenario, &Overrides::default()).unwrap();
    let tasks = json!(Tasks::of(&Planned::of(&plan).loads[0]));
    let buy = |all: f64| json!({"ratio": all, "tasks": {"GET /api/products": {"ratio": all * 0.75}, "GET /api/products/{id}": {"ratio": all * 0.25}}});
    let shopper = |of: f64, buy: Value| json!({"ratio": 0.75, "tasks": {"Buy": buy, "GET /api/products": {"ratio": of * 0.6}, "GET /status/404": {"ratio": of * 0.2}}});
    let mut own = buy(1.0);
    own["ratio"] = json!(0.2);
    assert_near(&tasks["per_class"]["Shopper"], &shopper(1.0, own));
    assert_near(&tasks["total"]["Shopper"], &shopper(0.75, buy(0.15)));
    // What depends on answers is no number, so it is not there.
    assert_near(
        &tasks["total"]["Broken"],
        &json!({"ratio": 0.25, "tasks": {"Maybe": {"ratio": 0.25}}}),
    );
    let keys = |value: &Value| {
        value
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    let theirs = said(RUNNING, "/tasks");
    assert_eq!(keys(&tasks), keys(&theirs));
    assert_eq!(keys(&tasks["total"]), keys(&theirs["total"]));
}

/// The same but for the last digits of numbers.
fn assert_near(ours: &Value, expected: &Value) {
    match (ours, expected) {
        (Value::Object(one), Value::Object(other)) => {
            assert!(one.keys().eq(other.keys()), "{ours} is not {expected}");
            one.values()
                .zip(other.values())
                .for_each(|(one, other)| assert_near(one, other));
        }
        _ => assert!(
            (ours.as_f64().unwrap() - expected.as_f64().unwrap()).abs() < 1e-9,
            "{ours} is not {expected}"
        ),
    }
}
