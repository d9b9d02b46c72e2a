use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::http::{Connections, Http1Client, HttpVersion, Resolve};
use crate::{Action, Body, Process, Shape, Sine, Stage, Task, Wait};

mod language;
mod refusals;
mod rendered;

/// The file of seed 000 with what this version needs to send its actions, and without its journeys.
const SHOP: &str = r#"{
  "base_url": "http://localhost:8080",
  "request_timeout": 10,
  "requests": {
    "browse_products": {"get": "/api/products?page=1"},
    "search_products": {"get": "/api/search?q=shoe", "headers": {"Accept": "application/json"}},
    "view_product_details": {"get": "/api/products/7", "name": "/api/products/{id}", "allow_status": [404], "timeout": "2s"},
    "add_to_cart": {"post": "/api/cart", "json": {"product": 7, "count": 1, "gift": null, "tags": ["a\"b", 1.5, true]}},
    "place_order": {"put": "http://orders.example:9090/api/orders?x", "body": "pay"}
  },
  "scenarios": [
    {
      "name": "Read-Heavy Traffic",
      "duration_minutes": 1,
      "concurrent_users": 10,
      "ramp_up_time_seconds": 5
    }
  ],
  "user_profiles": {
    "default": {
      "actions": [
        {"name": "browse_products", "weight": 50},
        {"name": "search_products", "weight": 30},
        {"name": "view_product_details", "weight": 15},
        {"name": "add_to_cart", "weight": 3},
        {"name": "place_order", "weight": 2}
      ]
    }
  }
}"#;

const SHAPES: &str = "base_url: [http://a, http://b]
requests: {a: {get: /}}
http: {version: 2, resolve: ['a:80:[::1]']}
user_profiles: {p: {wait: {pacing: 5s}, actions: [{name: a}]}}
scenarios:
  - {stages: [{users: 50, for: 1s}, {users: 100, over: 1s, for: 1s}], start: 3s}
  - {spike: {rate: 50, peak: 100/s, at: 1s, over: 1s}, arrivals: poisson, duration: 5s}
  - {sine: {users: 10, amplitude: 5, period: 1s}, per_user_iterations: 5}
  - {steps: {rate: 10/m, step: 1, every: 1s, to: 20}}
";

/// The body of a request that never changes.
fn body(request: &Template) -> &str {
    match &request.body {
        Body::None => "",
        Body::Text(text) => text.constant().unwrap(),
        Body::Json(json) => json.constant().unwrap(),
        other => panic!("{other:?}"),
    }
}

fn headers(headers: &[(String, Text)]) -> Vec<(&str, &str)> {
    headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.constant().unwrap()))
        .collect()
}

fn refusal(text: &str) -> String {
    load(text, "shop.yaml").unwrap_err().one_line()
}

#[test]
fn the_keys_of_seed_000_are_understood_as_they_stand() {
    let shop = load(SHOP, "shop.json").unwrap();
    assert_eq!(shop.base_urls[0].authority(), "localhost:8080");
    assert_eq!(shop.request_timeout, Some(Duration::from_secs(10)));
    let expected = Piece {
        place: crate::Place {
            file: "shop.json".to_owned(),
            line: 12,
        },
        name: Some("Read-Heavy Traffic".to_owned()),
        users: Some(10),
        ramp_up: Some(Duration::from_secs(5)),
        duration: Some(Duration::from_secs(60)),
        profiles: vec![0],
        ..Piece::default()
    };
    assert_eq!(shop.scenarios, [expected]);
    let profile = &shop.profiles[0];
    let weights: Vec<u64> = profile
        .actions
        .iter()
        .map(|action| action.weight / Action::ONE)
        .collect();
    assert_eq!(
        (profile.name.as_str(), weights),
        ("default", vec![50, 30, 15, 3, 2])
    );
    assert_eq!(profile.actions[4].what, Task::Request(4));
}

#[test]
fn requests_mean_what_they_say() {
    let requests = load(SHOP, "shop.json").unwrap().requests;
    let lines: Vec<String> = requests
        .iter()
        .map(|r| format!("{} {} {}", r.method, r.name, body(r)))
        .collect();
    assert_eq!(
        lines,
        [
            "GET /api/products ",
            "GET /api/search ",
            "GET /api/products/{id} ",
            r#"POST /api/cart {"product":7,"count":1,"gift":null,"tags":["a\"b",1.5,true]}"#,
            "PUT /api/orders pay",
        ]
    );
    assert_eq!(
        headers(&requests[1].headers),
        [("Accept", "application/json")]
    );
    assert_eq!(
        headers(&requests[3].headers),
        [("content-type", "application/json")]
    );
    assert_eq!(
        (&requests[2].allow_status[..], requests[2].timeout),
        (&[404][..], Some(Duration::from_secs(2)))
    );
}

#[test]
fn yaml_says_the_same_in_fewer_signs() {
    let scenario = load(
        "base_url: http://localhost:8080/shop\n\
         request_timeout: 500ms\n\
         seed: 18446744073709551615\n\
         warmup: 1m30s\n\
         requests:\n  browse: &get {get: /}\n  order: {<<: *get, name: again, headers: {Content-Type: text/csv}, json: on}\n\
         user_profiles:\n  regular: {weight: 70, wait: 1s..3s, actions: [{name: browse}]}\n  \
         burst: {wait: 0.5, actions: [{name: order, weight: 2}]}\n\
         scenarios:\n  - {rate: 30/m, duration: 2m, requests: 5, profiles: [burst]}\n  - {users: 3, duration: 10}\n",
        "shop.yaml",
    )
    .unwrap();
    assert_eq!(scenario.seed, Some(u64::MAX));
    assert_eq!(scenario.warmup, Some(Duration::from_secs(90)));
    assert_eq!(scenario.requests[1].headers.len(), 1);
    assert_eq!(body(&scenario.requests[1]), "\"on\"");
    assert_eq!(
        scenario.profiles[0].wait,
        Wait::Range(Duration::from_secs(1), Duration::from_secs(3))
    );
    assert_eq!(
        scenario.profiles[1].wait,
        Wait::Constant(Duration::from_millis(500))
    );
    let [arrivals, crowd] = scenario.scenarios.as_slice() else {
        panic!("two scenarios");
    };
    assert_eq!(
        (arrivals.rate.unwrap().to_string(), arrivals.requests),
        ("30/m".to_owned(), Some(5))
    );
    assert_eq!(
        (&arrivals.profiles[..], &crowd.profiles[..]),
        (&[1][..], &[0, 1][..])
    );
}

#[test]
fn loads_that_change_are_understood() {
    let read = |scenario: &str| {
        let text = format!("requests: {{a: {{get: /}}}}\nscenarios:\n  - {scenario}");
        load(&text, "f").unwrap().scenarios.remove(0)
    };
    let seconds = Duration::from_secs;
    let stage = |over, level, hold| Stage {
        over: seconds(over),
        level,
        hold: seconds(hold),
    };
    let course = |scenario: &str| read(scenario).course.unwrap();
    assert_eq!(
        course(
            "{stages: [{users: 50, for: 1m}, {users: 1000, over: 10s, for: 30s}, {users: 0, over: 5s}]}"
        ),
        Course::Users(Shape::Stages(vec![
            stage(0, 50, 60),
            stage(10, 1000, 30),
            stage(5, 0, 0)
        ]))
    );
    // Rates are kept in millionths per minute.
    const PER_SECOND: u64 = 60_000_000;
    assert_eq!(
        course("{stages: [{rate: 200/s, for: 1m}, {rate: 0/s, over: 1s}, {rate: 30/m, for: 1s}]}"),
        Course::Arrivals(Shape::Stages(vec![
            stage(0, 200 * PER_SECOND, 60),
            stage(1, 0, 0),
            stage(0, PER_SECOND / 2, 1)
        ]))
    );
    assert_eq!(
        course("{spike: {users: 50, peak: 1000, at: 1m, over: 10s, for: 30s}}"),
        Course::Users(Shape::Spike([
            stage(0, 50, 60),
            stage(10, 1000, 30),
            stage(10, 50, 0)
        ]))
    );
    let sine = Sine {
        mean: 100,
        amplitude: 50,
        period: seconds(60),
    };
    assert_eq!(
        course("{sine: {users: 100, amplitude: 50, period: 1m}}"),
        Course::Users(Shape::Sine(sine))
    );
    assert_eq!(
        course("{steps: {users: 10, step: 10, every: 1m, to: 35}}"),
        Course::Users(Shape::Steps(
            [10, 20, 30, 35].map(|level| stage(0, level, 60)).to_vec()
        ))
    );
    let piece = read("{start: 30s, per_user_iterations: 5}");
    assert_eq!(
        (piece.start, piece.per_user_iterations),
        (Some(seconds(30)), Some(5))
    );
    assert_eq!(
        read("{rate: 5, arrivals: poisson}").arrivals,
        Some(Process::Poisson)
    );
}

#[test]
fn waits_can_be_maps_too() {
    let wait = |wait: &str| {
        let text = format!(
            "requests: {{a: {{get: /}}}}\nuser_profiles: {{p: {{wait: {wait}, actions: [{{name: a}}]}}}}"
        );
        load(&text, "f").unwrap().profiles[0].wait
    };
    assert_eq!(
        wait("{exponential: 2s}"),
        Wait::Exponential(Duration::from_secs(2))
    );
    assert_eq!(wait("{pacing: 5}"), wait("pacing 5s"));
    assert_eq!(wait("{throughput: 0.5/s}"), wait("{throughput: 0.5}"));
    assert_eq!(
        wait("throughput 0.5/s"),
        Wait::Pacing(Duration::from_secs(2))
    );
}

#[test]
fn the_way_to_the_target_can_be_chosen() {
    let text = r#"
base_url: [http://a, "http://b:81"]
http:
  version: 1.1
  redirects: 0
  insecure: true
  ca: ca.pem
  cert: me.pem
  key: me.key
  connections: per_request
  resolve: ["shop.example:443:127.0.0.1", "x:80:[::1]"]
  unix_socket: /run/shop.sock
  local_addresses: [127.0.0.2, "::1"]
  client: hyper
  headers: {Authorization: secret}
requests: {a: {get: /}}
"#;
    let scenario = load(text, "f").unwrap();
    assert_eq!(scenario.base_urls.len(), 2);
    let expected = HttpChoices {
        version: Some(HttpVersion::Http1),
        client: Some(Http1Client::Hyper),
        connections: Some(Connections::PerRequest),
        redirects: Some(0),
        insecure: Some(true),
        ca: Some("ca.pem".into()),
        cert: Some("me.pem".into()),
        key: Some("me.key".into()),
        resolve: vec![
            Resolve::parse("shop.example:443:127.0.0.1").unwrap(),
            Resolve::parse("x:80:::1").unwrap(),
        ],
        unix_socket: Some("/run/shop.sock".into()),
        local_addresses: ["127.0.0.2", "::1"].map(|a| a.parse().unwrap()).to_vec(),
    };
    assert_eq!(scenario.http, expected);
    assert_eq!(headers(&scenario.headers), [("Authorization", "secret")]);
}

#[test]
fn without_profiles_every_request_is_as_likely() {
    let scenario = load("requests: {a: {get: /a}, b: {get: /b}}", "x").unwrap();
    let weights: Vec<u64> = scenario.profiles[0]
        .actions
        .iter()
        .map(|action| action.weight / Action::ONE)
        .collect();
    assert_eq!(
        (scenario.profiles[0].name.as_str(), weights),
        ("default", vec![1, 1])
    );
    assert!(scenario.scenarios.is_empty());
}

fn one_line_or_a_plan(text: &str) -> Result<(), TestCaseError> {
    match load(text, "x.yaml") {
        Ok(scenario) => {
            // What was read is as good as the types say.
            prop_assert!(!scenario.profiles.is_empty());
            let overrides = crate::Overrides {
                run_time: Some(Duration::from_secs(1)),
                ..crate::Overrides::default()
            };
            drop(crate::plan::from_scenario(scenario, &overrides));
        }
        Err(error) => {
            let message = error.one_line();
            prop_assert!(!message.chars().any(char::is_control), "{message:?}");
            prop_assert!(message.starts_with("x.yaml:"), "{message}");
            prop_assert!(error.to_string().starts_with("error: "), "{error}");
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text: String) {
        one_line_or_a_plan(&text)?;
    }

    #[test]
    fn no_yaml_like_text_makes_the_reader_panic(text in "([a-c]: |- |\\[|\\]|\\{|\\}|,|\n *|\"|'|&a |\\*a|<<: |\\||>|[0-9.]|#|!!int |%|\t|requests|get: /){0,60}") {
        one_line_or_a_plan(&text)?;
    }

    #[test]
    fn no_damage_to_a_file_of_shapes_makes_the_plan_panic(place in 0usize..SHAPES.len(), length in 0usize..12, patch in "[\\[{}\\]\",:0-9a-z/\\-\n]{0,4}") {
        let end = (place + length).min(SHAPES.len());
        one_line_or_a_plan(&format!("{}{patch}{}", &SHAPES[..place], &SHAPES[end..]))?;
    }

    #[test]
    fn no_damage_to_a_good_file_makes_the_reader_panic(place in 0usize..SHOP.len(), length in 0usize..20, patch in "[\\[{}\\]\",:0-9a-z\\-\n*&]{0,5}") {
        let end = (place + length).min(SHOP.len());
        one_line_or_a_plan(&format!("{}{patch}{}", &SHOP[..place], &SHOP[end..]))?;
    }
}
