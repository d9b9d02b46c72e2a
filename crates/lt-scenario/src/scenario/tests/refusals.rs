//! What a scenario file is refused for, word by word.

use super::refusal;
use crate::load;

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
            "1: unknown key `zzz`; known: `include`, `base_url`, `request_timeout`, `seed`, `warmup`, `http`, `variables`, `data`, `requests`, `journeys`, `user_profiles`, `scenarios`, `ready`, `before`, `after`, `variants`, `timeline`, `faults`, `thresholds`",
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
            "base_url: ftp://x",
            "1: `base_url`: scheme `ftp` is not HTTP; use http:// or https://",
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
            "1: `URL` is not in the environment; set it, or give a default as in `${URL:-default}`",
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
            "3: unknown name `id` in a template; nothing sets, extracts or defines it; add it to `variables`",
        ),
        (
            "requests:\n  a:\n    post: /\n    json:\n      items: ['{{ cart }}']",
            "5: unknown name `cart` in a template; nothing sets, extracts or defines it; add it to `variables`",
        ),
        (
            "requests:\n  a: {get: /, body: x, json: 1}",
            "2: `body` and `json` are both a body; leave one out",
        ),
        (
            "requests:\n  a: {get: /, headers: {x: [1]}}",
            "2: `x` must be text, not a list",
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
            "7: `brwse` names no request or journey; did you mean `browse`?",
        ),
        (
            "user_profiles:\n  a:\n    actions:\n      - {name: x}",
            "7: `x` names no request or journey; known: `browse`, `search`",
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
            "scenarios:\n  - {stages: [{users: 5}]}",
            "5: a stage needs time; add `over` (the way to its level) or `for` (the stay there)",
        ),
        (
            "scenarios:\n  - stages:\n      - {users: 5, for: 1s}\n      - {rate: 5, for: 1s}",
            "7: `users` and `rate` exclude each other: users wait for answers, arrivals do not; leave one out",
        ),
        (
            "scenarios:\n  - {stages: [{for: 1s}]}",
            "5: a stage has no `users`; add it",
        ),
        (
            "scenarios:\n  - {stages: [{users: 5, fro: 1s}]}",
            "5: unknown key `fro`; did you mean `for`?",
        ),
        (
            "scenarios:\n  - {stages: [{users: 0, for: 1s}]}",
            "5: `stages` never rises above 0; give it a level above 0",
        ),
        (
            "scenarios:\n  - {stages: [{rate: -1, for: 1s}]}",
            "5: `rate`: `-1` is not above zero; a rate is positive, such as `500/s` or `30/m`",
        ),
        (
            "scenarios:\n  - {stages: [{users: 1, for: 87600h}, {users: 1, for: 1s}]}",
            "5: `stages` lasts too long; use at most 87600h (ten years)",
        ),
        (
            "scenarios:\n  - {stages: [{users: 5, for: 1s}], users: 5}",
            "5: `stages` and `users` both say how much load there is; leave one out",
        ),
        (
            "scenarios:\n  - {sine: {users: 5, amplitude: 5, period: 1s}, steps: {}}",
            "5: `sine` and `steps` both say how much load there is; leave one out",
        ),
        (
            "scenarios:\n  - {sine: {users: 5, amplitude: 6, period: 1s}}",
            "5: `amplitude` must not be larger than the mean, as there is no load below 0; use a smaller one",
        ),
        (
            "scenarios:\n  - {sine: {users: 5, amplitude: 1, period: 0}}",
            "5: `period` must be longer than 0, not `0`",
        ),
        (
            "scenarios:\n  - {spike: {users: 5, at: 1s}}",
            "5: `spike` has no `peak`; add it",
        ),
        (
            "scenarios:\n  - {spike: {rate: 5, peak: x, at: 1s}}",
            "5: `peak`: `x` is no rate; write arrivals per second or minute, such as `500/s` or `30/m`",
        ),
        (
            "scenarios:\n  - {spike: {users: 5, peak: 9, at: 1s}}",
            "5: a stage needs time; add `over` (the way to its level) or `for` (the stay there)",
        ),
        (
            "scenarios:\n  - {steps: {users: 5, step: 0, every: 1s, to: 9}}",
            "5: `step` must be above 0, not `0`",
        ),
        (
            "scenarios:\n  - {steps: {users: 5, step: 1, every: 1s, to: 5}}",
            "5: `to` must be above the first level; steps rise",
        ),
        (
            "scenarios:\n  - {steps: {users: 0, step: 1, every: 1s, to: 1000}}",
            "5: `steps` has more than 1000 stages; use fewer",
        ),
        (
            "scenarios:\n  - {rate: 5, arrivals: posson}",
            "5: `arrivals`: `posson` is no way to arrive; use `constant` or `poisson`",
        ),
        (
            "scenarios:\n  - {users: 5, arrivals: poisson}",
            "5: `users` and `arrivals` exclude each other: users wait for answers, arrivals do not; leave one out",
        ),
        (
            "scenarios:\n  - {rate: 5, per_user_iterations: 5}",
            "5: `per_user_iterations` and `rate` exclude each other: users wait for answers, arrivals do not; leave one out",
        ),
        (
            "user_profiles:\n  a: {wait: {pacign: 5s}, actions: [{name: browse}]}",
            "5: unknown key `pacign`; did you mean `pacing`?",
        ),
        (
            "user_profiles:\n  a: {wait: {pacing: 5s, exponential: 1s}, actions: [{name: browse}]}",
            "5: `exponential` and `pacing` are two ways to wait; leave one out",
        ),
        (
            "user_profiles:\n  a: {wait: {}, actions: [{name: browse}]}",
            "5: `wait` has no `pacing: 5s`; add it",
        ),
        (
            "http: {version: 3}",
            "1: `version`: `3` is no version of HTTP; use `auto`, `1.1` or `2`",
        ),
        (
            "http: {client: curl}",
            "1: `client`: `curl` is no client; use `lean` or `hyper`",
        ),
        (
            "http: {connections: 6}",
            "1: `connections`: `6` is no way to keep connections; use `keepalive` or `per_request`",
        ),
        (
            "http: {redirects: 1001}",
            "1: `redirects` must be a whole number from 0 to 1000, not `1001`",
        ),
        (
            "http: {insecure: 1}",
            "1: `insecure` must be `true` or `false`, not `1`",
        ),
        (
            "http: {cert: a}",
            "1: a client certificate (`cert`) needs its private key; add `key`",
        ),
        (
            "http: {key: a}",
            "1: a private key (`key`) needs its client certificate; add `cert`",
        ),
        (
            "http: {ca: ''}",
            "1: `ca` must be the name of a file, not ``",
        ),
        (
            "http: {resolve: [x]}",
            "1: `resolve`: `x` names no host, port and address; write such as `shop.example:443:127.0.0.1`",
        ),
        (
            "http: {local_addresses: [x]}",
            "1: `local_addresses` must be an IPv4 or IPv6 address, not `x`",
        ),
        (
            "http: {redirect: 1}",
            "1: unknown key `redirect`; did you mean `redirects`?",
        ),
        ("base_url: []", "1: `base_url` has no `http://HOST`; add it"),
        (
            "scenarios:\n  - {stages: []}",
            "5: `stages` has no `{users: 50, for: 1m}`; add it",
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
        load("seed: x", "a\nb.yaml").unwrap_err().one_line(),
        "a\u{fffd}b.yaml:1: `seed` must be a whole number from 0 on, not `x`"
    );
}
