use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::{LoadModel, Overrides, RequestId, Scenario, VirtualUsers, load, rate, table};

mod programs;
mod shapes;

const SECOND: u64 = 1_000_000_000;

const SHOP: &str = "base_url: http://localhost:8080/shop
warmup: 2s
seed: 7
requests:
  browse: {get: /products?page=1, headers: {Accept: text/html}}
  order: {post: /orders, timeout: 1s}
  pay: {post: http://pay.example/pay}
user_profiles:
  regular: {weight: 3, wait: 1s..3s, actions: [{name: browse, weight: 9}, {name: order}]}
  payer: {actions: [{name: pay}]}
scenarios:
  - {name: ramp, duration: 1m, users: 10, ramp_up: 5s}
  - {name: rate, duration: 30s, rate: 100/s, profiles: [payer]}
  - {name: last, requests: 25, users: 4}
";

fn shop() -> Scenario {
    load(SHOP, "shop.yaml").unwrap()
}

fn plan(overrides: &Overrides) -> Plan {
    from_scenario(shop(), overrides).unwrap()
}

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn get(text: &str) -> Request {
    Request::new("GET", url(text)).unwrap()
}

#[test]
fn a_scenario_file_becomes_a_plan() {
    let plan = plan(&Overrides::default());
    assert_eq!(plan.seed, 7);
    assert_eq!(plan.request_timeout, Duration::from_secs(60));
    assert!(!plan.assumed_run_time);
    let urls: Vec<String> = plan.requests.iter().map(|r| r.url.to_string()).collect();
    assert_eq!(
        urls,
        [
            "http://localhost:8080/shop/products?page=1",
            "http://localhost:8080/shop/orders",
            "http://pay.example/pay"
        ]
    );
    let names: Vec<_> = plan
        .requests
        .iter()
        .map(|r| (r.endpoint.name.as_str(), r.endpoint.host.as_deref()))
        .collect();
    assert_eq!(
        names,
        [
            ("/products", None),
            ("/orders", None),
            ("/pay", Some("pay.example"))
        ]
    );
    let crowd = VirtualUsers::constant(10, Some(2.0));
    assert_eq!(plan.loads[0].model, LoadModel::Closed(crowd));
}

#[test]
fn loads_run_one_after_another_and_the_first_begins_with_the_warm_up() {
    let plan = plan(&Overrides::default());
    assert_eq!(
        plan.load_starts(),
        [RunTime(0), RunTime(62 * SECOND), RunTime(92 * SECOND)]
    );
    assert_eq!(plan.load_end(1), Some(RunTime(92 * SECOND)));
    assert_eq!((plan.load_end(2), plan.load_end(3)), (None, None));
    assert_eq!(
        [0, 1, 2, 3].map(|load| plan.arrivals_in(load)),
        [0, 3000, 0, 0]
    );
    assert_eq!(
        [0, 1, 2, 3].map(|load| plan.user_base(load)),
        [0, 10, 3010, 3014]
    );
}

#[test]
fn the_command_line_wins() {
    let overrides = Overrides {
        users: Some(20),
        run_time: Some(Duration::from_secs(10)),
        requests: Some(40),
        warmup: Some(Duration::ZERO),
        seed: Some(1),
        hosts: vec![url("http://other:1")],
        headers: vec![("accept".to_owned(), "*/*".to_owned())],
        request_timeout: Some(Duration::from_secs(3)),
        only: vec!["ramp".to_owned()],
        ..Overrides::default()
    };
    let plan = plan(&overrides);
    assert_eq!(
        (plan.seed, plan.warmup, plan.request_timeout),
        (1, Duration::ZERO, Duration::from_secs(3))
    );
    assert_eq!(plan.base_urls, [url("http://other:1")]);
    assert_eq!(plan.requests[0].url, url("http://other:1/products?page=1"));
    assert_eq!(
        plan.requests[0].headers,
        [("accept".to_owned(), "*/*".to_owned())]
    );
    assert_eq!(plan.requests[1].timeout, Some(Duration::from_secs(1)));
    let [only] = plan.loads.as_slice() else {
        panic!("one load");
    };
    // The ramp-up is a time: twice the users come twice as fast.
    assert_eq!(
        only.model,
        LoadModel::Closed(VirtualUsers::constant(20, Some(4.0)))
    );
    assert_eq!(
        (only.limit.duration, only.limit.requests),
        (Some(Duration::from_secs(10)), Some(40))
    );
}

#[test]
fn quick_mode_is_one_user_for_ten_seconds_unless_said() {
    let plan = quick(
        get("http://x:1/a?b"),
        &Overrides {
            default_seed: 5,
            ..Overrides::default()
        },
    )
    .unwrap();
    assert!(plan.assumed_run_time);
    assert_eq!(
        (plan.seed, &plan.base_urls[..]),
        (5, &[url("http://x:1")][..])
    );
    assert_eq!(plan.load_end(0), Some(RunTime(10 * SECOND)));
    assert_eq!(
        plan.loads[0].model,
        LoadModel::Closed(VirtualUsers::constant(1, None))
    );
    assert_eq!(plan.profiles[0].name, "default");
    let counted = quick(
        get("http://x/"),
        &Overrides {
            requests: Some(3),
            ..Overrides::default()
        },
    )
    .unwrap();
    assert!(!counted.assumed_run_time);
    assert_eq!(counted.load_end(0), None);
    let elsewhere = quick(
        get("http://x/a?b"),
        &Overrides {
            hosts: vec![url("http://y/p")],
            ..Overrides::default()
        },
    )
    .unwrap();
    assert_eq!(elsewhere.requests[0].url, url("http://y/p/a?b"));
}

#[test]
fn requests_with_their_own_addresses_need_no_base() {
    let scenario = load(
        "requests: {a: {get: 'http://x/1'}, b: {get: 'http://y/2'}}",
        "f",
    )
    .unwrap();
    let overrides = Overrides {
        requests: Some(1),
        ..Overrides::default()
    };
    let plan = from_scenario(scenario, &overrides).unwrap();
    assert_eq!(plan.base_urls, [url("http://x")]);
    assert_eq!(plan.requests[1].endpoint.host.as_deref(), Some("y"));
}

#[test]
fn what_makes_no_plan_is_refused_in_one_line() {
    let none = Overrides::default;
    let rate = || rate::parse("5").ok();
    let cases = [
        (
            Overrides {
                users: Some(0),
                ..none()
            },
            "`--users` must be from 1 to 10000000, not `0`",
        ),
        (
            Overrides {
                spawn_rate: Some(f64::NAN),
                ..none()
            },
            "`--spawn-rate` must be above 0 users per second, not `NaN`",
        ),
        (
            Overrides {
                requests: Some(0),
                ..none()
            },
            "`--requests` must be above 0",
        ),
        (
            Overrides {
                run_time: Some(Duration::ZERO),
                ..none()
            },
            "`--run-time` must be above 0",
        ),
        (
            Overrides {
                hosts: vec![url("http://x"), url("http://x/?q")],
                ..none()
            },
            "`--host` must not have a query; leave out what follows `?`",
        ),
        (
            Overrides {
                only: vec!["rmap".to_owned()],
                ..none()
            },
            "no scenario `rmap` in shop.yaml; did you mean `ramp`?",
        ),
        (
            Overrides {
                requests: Some(9),
                ..none()
            },
            "`--requests` is a total for one scenario, but several would run; choose one with `--scenario NAME`",
        ),
        (
            Overrides {
                rate: rate(),
                ..none()
            },
            "`users` in shop.yaml:12 and `--rate` exclude each other: users wait for answers, arrivals do not; leave one out",
        ),
        (
            Overrides {
                users: Some(3),
                only: vec!["rate".to_owned()],
                ..none()
            },
            "`--users` and `rate` in shop.yaml:13 exclude each other: users wait for answers, arrivals do not; leave one out",
        ),
        (
            Overrides {
                headers: vec![("a".to_owned(), "\n".to_owned())],
                ..none()
            },
            "the value of header `a` cannot be sent; use visible ASCII characters on one line",
        ),
    ];
    for (overrides, message) in cases {
        assert_eq!(
            from_scenario(shop(), &overrides).unwrap_err().to_string(),
            message
        );
    }
    let more = [
        (
            Overrides {
                per_user_iterations: Some(0),
                ..none()
            },
            "`--per-user-iterations` must be above 0",
        ),
        (
            Overrides {
                per_user_iterations: Some(3),
                ..none()
            },
            "`--per-user-iterations` and `rate` in shop.yaml:13 exclude each other: users wait for answers, arrivals do not; leave one out",
        ),
        (
            Overrides {
                arrivals: Some(crate::Process::Poisson),
                only: vec!["ramp".to_owned()],
                ..none()
            },
            "`--arrivals` says how arrivals follow each other, and nothing here has a rate; give `--rate`, or leave it out",
        ),
        (
            Overrides {
                http: crate::HttpChoices {
                    cert: Some("a.pem".into()),
                    ..crate::HttpChoices::default()
                },
                ..none()
            },
            "a client certificate (`cert`) needs its private key; add `key`",
        ),
        (
            Overrides {
                arrivals: Some(crate::Process::Poisson),
                rate: rate::parse("10000000/s").ok(),
                run_time: Some(Duration::from_secs(101)),
                only: vec!["rate".to_owned()],
                ..none()
            },
            "shop.yaml:13: more than 1000000000 arrivals by chance are too many to plan; shorten the run, or use constant arrivals",
        ),
    ];
    for (overrides, message) in more {
        assert_eq!(
            from_scenario(shop(), &overrides).unwrap_err().to_string(),
            message
        );
    }
    let both = Overrides {
        users: Some(1),
        rate: rate(),
        ..none()
    };
    assert_eq!(
        quick(get("http://x"), &both).unwrap_err().to_string(),
        "`--users` and `--rate` exclude each other: users wait for answers, arrivals do not; leave one out"
    );
    let only = Overrides {
        only: vec!["a".to_owned()],
        ..none()
    };
    assert!(quick(get("http://x"), &only).is_err());
    let mut smuggled = get("http://x");
    smuggled
        .headers
        .push(("a".to_owned(), "b\r\nc: d".to_owned()));
    assert!(quick(smuggled, &none()).is_err());
    for (text, message) in [
        (
            "requests: {a: {get: /}}",
            "f.yaml:1: a path needs a host, but there is no `base_url`; add it, or give `--host http://…`",
        ),
        (
            "base_url: http://x\nrequests: {a: {get: /}}",
            "f.yaml:1: the scenario never ends; add `duration` or `requests`, or give `--run-time` or `--requests`",
        ),
        (
            "base_url: http://x\nrequests: {a: {get: /}}\nscenarios:\n  - {requests: 5}\n  - {duration: 1s}",
            "f.yaml:4: only the last scenario can end by `requests` or `per_user_iterations` alone, as the next one needs a planned start; add `duration`, or give the next one its own `start`",
        ),
    ] {
        let scenario = load(text, "f.yaml").unwrap();
        assert_eq!(
            from_scenario(scenario, &none()).unwrap_err().to_string(),
            message
        );
    }
}

#[test]
fn a_total_of_requests_is_dealt_out_beforehand() {
    let plan = plan(&Overrides::default());
    let allowed = |g, j| plan.iteration_allowed(2, g, j);
    let dealt = (0..4).map(|g| (0..100).filter(|j| allowed(g, *j)).count());
    assert_eq!(dealt.collect::<Vec<_>>(), [7, 6, 6, 6]);
    assert!(plan.iteration_allowed(0, 9, u64::MAX));
    assert!(plan.iteration_allowed(1, 2999, 0) && !plan.iteration_allowed(1, 3000, 0));
    assert!(!plan.iteration_allowed(3, 0, 0));
}

#[test]
fn arrivals_of_the_warm_up_are_not_among_the_counted_ones() {
    let overrides = Overrides {
        rate: rate::parse("100").ok(),
        warmup: Some(Duration::from_secs(1)),
        requests: Some(50),
        ..Overrides::default()
    };
    assert_eq!(
        quick(get("http://x"), &overrides).unwrap().arrivals_in(0),
        150
    );
    let short = Overrides {
        run_time: Some(Duration::from_millis(200)),
        ..overrides
    };
    assert_eq!(quick(get("http://x"), &short).unwrap().arrivals_in(0), 120);
}

#[test]
fn the_table_shows_what_to_expect() {
    let rows = table(&plan(&Overrides::default()));
    assert_eq!(rows[1].name.as_deref(), Some("rate"));
    assert_eq!(
        (rows[1].start, rows[1].length),
        (RunTime(62 * SECOND), Some(Duration::from_secs(30)))
    );
    assert_eq!(rows[1].shares, [(RequestId(2), 100.0)]);
    // Ten users, three regulars to one payer: 0, 0, 1, 0 and so on make eight and two.
    let expected = [72.0, 8.0, 20.0];
    for ((_, percent), expected) in rows[0].shares.iter().zip(expected) {
        assert!((percent - expected).abs() < 1e-9, "{percent}");
    }
    assert_eq!(rows[2].requests, Some(25));
    for row in rows {
        let sum: f64 = row.shares.iter().map(|(_, percent)| percent).sum();
        assert!((sum - 100.0).abs() < 1e-9);
    }
}

proptest! {
    #[test]
    fn users_follow_the_profiles_by_weight_in_every_prefix(weights in prop::collection::vec(1u32..50, 1..4), n in 1u64..300) {
        let mut plan = plan(&Overrides::default());
        plan.profiles = weights.iter().map(|weight| Profile { weight: *weight, ..plan.profiles[0].clone() }).collect();
        plan.loads[0].profiles = (0..weights.len()).collect();
        let total = f64::from(weights.iter().sum::<u32>());
        let mut counts = vec![0u32; weights.len()];
        for g in 0..n {
            counts[plan.loads[0].profile_of_user(&plan, g)] += 1;
            for (count, weight) in counts.iter().zip(&weights) {
                let exact = (g + 1) as f64 * f64::from(*weight) / total;
                prop_assert!((f64::from(*count) - exact).abs() < 1.0);
            }
        }
    }

    #[test]
    fn shards_deal_out_the_same_total(total in 1u64..500, users in 1u64..20, shards in 1u64..8) {
        let overrides = Overrides { users: Some(users), requests: Some(total), ..Overrides::default() };
        let plan = quick(get("http://x"), &overrides).unwrap();
        let of_shard = |shard| (0..users).filter(move |g| g % shards == shard);
        let dealt: usize = (0..shards)
            .flat_map(of_shard)
            .map(|g| (0..total).filter(|j| plan.iteration_allowed(0, g, *j)).count())
            .sum();
        prop_assert_eq!(dealt as u64, total);
    }
}
