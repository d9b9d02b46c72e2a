use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::{RequestId, Wait};

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

fn refusal(text: &str) -> String {
    load(text, "shop.yaml").unwrap_err().to_string()
}

#[test]
fn the_keys_of_seed_000_are_understood_as_they_stand() {
    let shop = load(SHOP, "shop.json").unwrap();
    assert_eq!(shop.base_url.unwrap().authority(), "localhost:8080");
    assert_eq!(shop.request_timeout, Some(Duration::from_secs(10)));
    let expected = Piece {
        line: 12,
        name: Some("Read-Heavy Traffic".to_owned()),
        users: Some(10),
        ramp_up: Some(Duration::from_secs(5)),
        rate: None,
        duration: Some(Duration::from_secs(60)),
        requests: None,
        profiles: vec![0],
    };
    assert_eq!(shop.scenarios, [expected]);
    let profile = &shop.profiles[0];
    let weights: Vec<u32> = profile.actions.iter().map(|action| action.weight).collect();
    assert_eq!(
        (profile.name.as_str(), weights),
        ("default", vec![50, 30, 15, 3, 2])
    );
    assert_eq!(profile.actions[4].request, RequestId(4));
}

#[test]
fn requests_mean_what_they_say() {
    let requests = load(SHOP, "shop.json").unwrap().requests;
    let lines: Vec<String> = requests
        .iter()
        .map(|r| {
            format!(
                "{} {} {}",
                r.method,
                r.name,
                String::from_utf8_lossy(&r.body)
            )
        })
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
        requests[1].headers,
        [("Accept".to_owned(), "application/json".to_owned())]
    );
    assert_eq!(
        requests[3].headers,
        [("content-type".to_owned(), "application/json".to_owned())]
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
    assert_eq!(scenario.requests[1].body, b"\"on\"");
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
fn without_profiles_every_request_is_as_likely() {
    let scenario = load("requests: {a: {get: /a}, b: {get: /b}}", "x").unwrap();
    let weights: Vec<u32> = scenario.profiles[0]
        .actions
        .iter()
        .map(|action| action.weight)
        .collect();
    assert_eq!(
        (scenario.profiles[0].name.as_str(), weights),
        ("default", vec![1, 1])
    );
    assert!(scenario.scenarios.is_empty());
}

#[test]
fn journeys_of_seed_000_are_refused_by_name_before_their_actions_are_missed() {
    let seed = r#"{
  "base_url": "http://localhost:8080",
  "requests": {"x": {"get": "/"}},
  "scenarios": [
    {
      "name": "Read-Heavy Traffic",
      "traffic_mix": {"browse_and_search": 0.8, "add_to_cart_and_order": 0.2}
    }
  ],
  "user_profiles": {"default": {"actions": [{"name": "browse_products", "weight": 50}]}}
}"#;
    assert_eq!(
        refusal(seed),
        "shop.yaml:7: `traffic_mix` draws journeys, which this version does not understand; give `user_profiles` weighted `actions` instead"
    );
}

#[test]
fn every_wrong_file_gets_one_line_with_its_place_and_a_way_out() {
    const OK: &str = "requests:\n  browse: {get: /}\n  search: {get: /s}\n";
    let cases = [
        ("", "1: the empty file has no `requests`; add it"),
        ("[1]", "1: a scenario file must be a map, not a list"),
        (
            "base_url: http://x\n",
            "1: a scenario file has no `requests`; add it",
        ),
        (
            "requests:\n  a: {get: [/}",
            "2: not valid YAML: mismatched bracket '[' closed by '}'; check indentation, quotes and brackets",
        ),
        (
            "seed: 1\nseed: 2",
            "2: key `seed` stands twice in the same map; keep one",
        ),
        ("sede: 1", "1: unknown key `sede`; did you mean `seed`?"),
        (
            "zzz: 1",
            "1: unknown key `zzz`; known: `base_url`, `request_timeout`, `seed`, `warmup`, `requests`, `user_profiles`, `scenarios`",
        ),
        (
            "seed: -1",
            "1: `seed` must be a whole number from 0 on, not `-1`",
        ),
        (
            "\nseed: 1e999",
            "2: not a finite number; write a plain one, such as `10` or `0.5`",
        ),
        (
            "request_timeout: 10sec",
            "1: `request_timeout`: unknown unit `sec` in `10sec`; use ms, s, m or h",
        ),
        (
            "request_timeout: 0",
            "1: `request_timeout` must be longer than 0, not `0`",
        ),
        (
            "warmup: [1]",
            "1: `warmup` must be a duration, such as `10s` or `1h20m`, not a list",
        ),
        (
            "base_url: https://x",
            "1: `base_url`: https needs TLS, which this version does not speak yet; use http://",
        ),
        (
            "base_url: http://x:99999",
            "1: `base_url`: port `99999` is out of range; use 1 to 65535",
        ),
        (
            "base_url: http://x/?a",
            "1: `base_url` must not have a query; leave out what follows `?`",
        ),
        (
            "base_url: ${URL}",
            "1: `base_url` holds an environment value (`${`), which this version does not understand; write the value itself",
        ),
        (
            "base_url: 8080",
            "1: `base_url` must be text; put it in quotes, not `8080`",
        ),
        (
            "requests: {}",
            "1: `requests` has no `NAME: {get: /path}`; add it",
        ),
        (
            "requests:\n  a: {name: x}",
            "2: request `a` has no method; add one of `get`, `post`, `put`, `patch`, `delete`, `head`, `options` with its path",
        ),
        (
            "requests:\n  a:\n    get: /\n    post: /",
            "4: `get` and `post` are two methods for one request; leave one out",
        ),
        (
            "requests:\n  a: {get: x}",
            "2: `get`: `x` is no path; begin it with `/`, or with `http://` for another host",
        ),
        (
            "requests:\n  a:\n    get: /{{ id }}",
            "3: `get` holds a template (`{{`), which this version does not understand; write the value itself",
        ),
        (
            "requests:\n  a:\n    post: /\n    json:\n      items: ['{{ cart }}']",
            "5: `json` holds a template (`{{`), which this version does not understand; write the value itself",
        ),
        (
            "requests:\n  a: {get: /, body: x, json: 1}",
            "2: `body` and `json` are both a body; leave one out",
        ),
        (
            "requests:\n  a: {get: /, headers: {x: 1}}",
            "2: `x` must be text; put it in quotes, not `1`",
        ),
        (
            "requests:\n  a: {get: /, headers: {x: \"a\\r\\nb\"}}",
            "2: the value of header `x` cannot be sent; use visible ASCII characters on one line",
        ),
        (
            "requests:\n  a: {get: /, allow_status: [4040]}",
            "2: `allow_status` must be a whole number from 100 to 599, not `4040`",
        ),
        (
            "user_profiles:\n  a:\n    actions:\n      - {name: brwse}",
            "7: action `brwse` names no request; did you mean `browse`?",
        ),
        (
            "user_profiles:\n  a:\n    actions:\n      - {name: x}",
            "7: action `x` names no request; known: `browse`, `search`",
        ),
        (
            "user_profiles:\n  a:\n    actions:\n      - name: browse\n        weigth: 2",
            "8: unknown key `weigth`; did you mean `weight`?",
        ),
        (
            "user_profiles:\n  a: {actions: []}",
            "5: `actions` has no `{name: REQUEST, weight: 1}`; add it",
        ),
        (
            "user_profiles:\n  a: {actions: [{name: browse, weight: 0}]}",
            "5: all actions of profile `a` have weight 0; give one a weight above 0",
        ),
        (
            "user_profiles:\n  a: {weight: 0, actions: [{name: browse}]}",
            "5: all user profiles here have weight 0; give one a weight above 0",
        ),
        (
            "user_profiles:\n  a: {wait: 3s..1s, actions: [{name: browse}]}",
            "5: `wait`: `3s..1s` begins with its longer time; write the shorter one first, as in `1s..3s`",
        ),
        (
            "user_profiles:\n  a: {weight: 0.5, actions: [{name: browse}]}",
            "5: `weight` must be a whole number from 0 to 1000000, not `0.5`",
        ),
        (
            "scenarios: []",
            "4: `scenarios` has no `{name: NAME, duration: 1m}`; add it",
        ),
        (
            "scenarios:\n  - {users: 0}",
            "5: `users` must be a whole number from 1 to 10000000, not `0`",
        ),
        (
            "scenarios:\n  - {users: 5, concurrent_users: 5}",
            "5: `users` and `concurrent_users` say the same; leave one out",
        ),
        (
            "scenarios:\n  - users: 5\n    rate: 5",
            "6: `users` and `rate` exclude each other: users wait for answers, arrivals do not; leave one out",
        ),
        (
            "scenarios:\n  - {rate: 0}",
            "5: `rate`: `0` is not above zero; a rate is positive, such as `500/s` or `30/m`",
        ),
        (
            "scenarios:\n  - {duration: 5 min}",
            "5: `duration`: unknown unit `min` in `5 min`; use ms, s, m or h",
        ),
        (
            "scenarios:\n  - {duration_minutes: 5m}",
            "5: `duration_minutes` must be a number, not `5m`",
        ),
        (
            "scenarios:\n  - {duration_minutes: 0}",
            "5: `duration_minutes` must be longer than 0, not `0`",
        ),
        (
            "scenarios:\n  - {profiles: [defalut]}",
            "5: `defalut` names no user profile; did you mean `default`?",
        ),
        (
            "scenarios:\n  - {name: a}\n  - {name: a}",
            "6: scenario `a` is given twice; give each a name of its own",
        ),
        (
            "scenarios:\n  - {stages: []}",
            "5: unknown key `stages`; known: `name`, `duration`, `duration_minutes`, `users`, `concurrent_users`, `ramp_up`, `ramp_up_time_seconds`, `rate`, `requests`, `profiles`",
        ),
    ];
    for (text, message) in cases {
        let follows = text.starts_with("user_profiles") || text.starts_with("scenarios");
        let text = format!("{}{text}", if follows { OK } else { "" });
        assert_eq!(refusal(&text), format!("shop.yaml:{message}"), "{text}");
    }
}

#[test]
fn hostile_files_are_refused_in_one_line() {
    let mut bomb = String::from("a: &a [x,x,x,x,x,x,x,x,x]\n");
    for (inner, outer) in ('a'..'j').zip('b'..'k') {
        let nine = vec![format!("*{inner}"); 9].join(",");
        bomb += &format!("{outer}: &{outer} [{nine}]\n");
    }
    let too_much = "too deep, too large or too many aliases for a scenario file; write it plainly";
    for (text, message) in [
        (bomb, too_much),
        ("[".repeat(100_000), too_much),
        ("{a: ".repeat(1000), too_much),
        ("- ".repeat(10_000), too_much),
        (format!("a: [{}]", "1,".repeat(400_000)), too_much),
        (
            "a: &a [*a]".to_owned(),
            "not valid YAML: Recursive reference not allowed here; check indentation, quotes and brackets",
        ),
        (
            "seed: *a".to_owned(),
            "not valid YAML: reference to unknown value; check indentation, quotes and brackets",
        ),
        (
            "seed: \0".to_owned(),
            "not valid YAML: unexpected character: `\\u{0}'; check indentation, quotes and brackets",
        ),
        (
            "seed: \"\\0\\n\"".to_owned(),
            "`seed` must be a whole number from 0 on, not `\u{fffd}\u{fffd}`",
        ),
        (
            "seed: .nan".to_owned(),
            "not a finite number; write a plain one, such as `10` or `0.5`",
        ),
        (
            "warmup: -5".to_owned(),
            "`warmup`: `-5` is negative; a duration begins at 0",
        ),
        (
            "warmup: 1e300".to_owned(),
            &format!(
                "`warmup`: `1{}…` is too long; use at most 87600h (ten years)",
                "0".repeat(59)
            ),
        ),
        (
            format!("base_url: {}", "x".repeat(10_000_000)),
            &format!(
                "`base_url`: `{}…` is no URL; begin it with `http://`",
                "x".repeat(60)
            ),
        ),
    ] {
        let refusal = refusal(&text);
        let place = refusal.split_once(": ").unwrap();
        assert_eq!(place.1, message);
    }
    assert_eq!(
        load("seed: x", "a\nb.yaml").unwrap_err().to_string(),
        "a\u{fffd}b.yaml:1: `seed` must be a whole number from 0 on, not `x`"
    );
}

fn one_line_or_a_plan(text: &str) -> Result<(), TestCaseError> {
    match load(text, "x.yaml") {
        Ok(scenario) => {
            // What was read is as good as the types say.
            prop_assert!(!scenario.requests.is_empty());
            let overrides = crate::Overrides {
                run_time: Some(Duration::from_secs(1)),
                ..crate::Overrides::default()
            };
            drop(crate::plan::from_scenario(scenario, &overrides));
        }
        Err(error) => {
            let message = error.to_string();
            prop_assert!(!message.chars().any(char::is_control), "{message:?}");
            prop_assert!(message.starts_with("x.yaml:"), "{message}");
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
    fn no_damage_to_a_good_file_makes_the_reader_panic(place in 0usize..SHOP.len(), length in 0usize..20, patch in "[\\[{}\\]\",:0-9a-z\\-\n*&]{0,5}") {
        let end = (place + length).min(SHOP.len());
        one_line_or_a_plan(&format!("{}{patch}{}", &SHOP[..place], &SHOP[end..]))?;
    }
}
