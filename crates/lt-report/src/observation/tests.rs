use proptest::prelude::{ProptestConfig, any, prop, prop_assert, proptest};

use super::{Course, MOST, observations};
use crate::tests::{RUN, stream, summary};

const QUOTE: char = '`';
const FULL_STOP: char = '.';
const RIGHT_TO_LEFT: char = '\u{202e}';
const START: u64 = 1_763_718_000_000_000;

/// What one request of a made-up run did.
#[derive(Clone)]
struct Went {
    name: &'static str,
    service_us: u64,
    /// The rest of its line, beginning with a comma.
    rest: &'static str,
}

const FINE: &str = r#","status":200,"outcome":"ok","delay_us":10"#;
const BROKEN: &str = r#","status":500,"outcome":"http_error","delay_us":10"#;

fn went(service_us: u64, rest: &'static str) -> Went {
    Went {
        name: "/",
        service_us,
        rest,
    }
}

/// Times from 8 to 24 ms that follow each other without a pattern over time.
fn usual(k: u64) -> u64 {
    8_000 + k * 7_919 % 16_001
}

/// So many requests in each of so many seconds; `how` is told second and number of each.
fn run(
    seconds: u64,
    per_second: impl Fn(u64) -> u64,
    how: impl Fn(u64, u64) -> Went,
) -> Vec<String> {
    let mut lines = vec![RUN.to_owned()];
    let mut k = 0;
    for second in 0..seconds {
        let n = per_second(second);
        for place in 0..n {
            let at = START + second * 1_000_000 + place * 1_000_000 / n;
            let Went {
                name,
                service_us,
                rest,
            } = how(second, k);
            k += 1;
            lines.push(format!(
                r#"{{"type":"sample","run":"k3x9a2bc","at_us":{at},"method":"GET","name":"{name}","service_us":{service_us}{rest}}}"#
            ));
        }
    }
    lines
}

fn gauge(name: &str, seconds: u64, value: impl Fn(u64) -> u64) -> Vec<String> {
    let line = |second: u64| {
        let at = START + second * 1_000_000;
        format!(
            r#"{{"type":"gauge","run":"k3x9a2bc","at_us":{at},"source":"lt-gen","name":"{name}","value":{}.0}}"#,
            value(second)
        )
    };
    (0..seconds).map(line).collect()
}

fn kinds(lines: &[String]) -> Vec<&'static str> {
    let found = observations(&summary(&stream(lines)));
    found.iter().map(|observation| observation.kind).collect()
}

fn only(lines: &[String]) -> String {
    let found = observations(&summary(&stream(lines)));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(!found[0].causes.is_empty(), "{found:?}");
    found[0].text.clone()
}

#[test]
fn a_calm_run_gives_no_occasion_for_a_word() {
    assert_eq!(
        kinds(&run(30, |_| 40, |_, k| went(usual(k), FINE))),
        [""; 0]
    );
    let mut ramp = run(30, |second| 4 * (second + 1), |_, k| went(usual(k), FINE));
    ramp.extend(gauge("users", 30, |second| second + 1));
    assert_eq!(kinds(&ramp), [""; 0]);
    let one = run(1, |_| 1, |_, _| went(900_000, FINE));
    assert_eq!(kinds(&one), [""; 0]);
    assert_eq!(kinds(&[RUN.to_owned()]), [""; 0]);
}

#[test]
fn exponentially_spread_times_are_no_gap_and_a_stall_is_one_with_its_moment() {
    let spread = |k: u64| {
        let share = (1 + k * 7_919 % 10_007) as f64 / 10_009.0;
        format!("{:.0}", -20_000.0 * (1.0 - share).ln())
            .parse()
            .unwrap()
    };
    assert_eq!(
        kinds(&run(30, |_| 100, |_, k| went(spread(k), FINE))),
        [""; 0]
    );
    let stalled = run(
        30,
        |_| 100,
        |second, k| match second {
            10 | 11 => went(1_500_000, FINE),
            _ => went(usual(k), FINE),
        },
    );
    insta::assert_snapshot!(only(&stalled), @"Some requests take much longer than the others: p99 of `GET /` is 1,500 ms, 90 times its p50 of 16.6 ms. Response times were highest between second 10 and 12 of the run: their p95 reached 1,500 ms, 23.1 ms being usual.");
}

#[test]
fn neither_what_is_counted_together_nor_legs_that_differ_have_a_gap() {
    let slow = |name: &'static str, k: u64| Went {
        name,
        ..went(usual(k) * 50, FINE)
    };
    let mixed = run(
        30,
        |_| 100,
        |_, k| match k % 20 {
            0 => slow("/", k),
            _ => went(usual(k), FINE),
        },
    );
    assert_eq!(kinds(&mixed), ["wide-gap"]);
    let other = mixed.iter();
    let other = other.map(|line| {
        line.replace(
            r#""method":"GET","name":"/""#,
            r#""method":"","name":"other""#,
        )
    });
    assert_eq!(kinds(&other.collect::<Vec<_>>()), [""; 0]);
    let leg = RUN.replace("k3x9a2bc", "second00");
    let leg = leg.replace(r#""tool""#, r#""labels":{"variant":"b"},"tool""#);
    assert_eq!(kinds(&[mixed, vec![leg]].concat()), [""; 0]);
}

#[test]
fn times_that_are_spread_far_rise_by_chance_and_that_is_no_drift() {
    // Windows of few requests, each with one that takes long: the highest of them come late by chance.
    let long = |second: u64| match second {
        0..10 => [40, 90, 300][(second % 3) as usize],
        10..20 => [80, 120, 200][(second % 3) as usize],
        _ => [50, 150, 400][(second % 3) as usize],
    };
    let by_chance = run(
        30,
        |_| 10,
        |second, k| match k % 10 {
            0 => went(long(second) * 1_000, FINE),
            _ => went(usual(k), FINE),
        },
    );
    assert_eq!(kinds(&by_chance), ["wide-gap"]);
    let steady = run(
        30,
        |_| 10,
        |second, k| match k % 10 {
            0 => went((40 + 5 * second) * 1_000, FINE),
            _ => went(usual(k), FINE),
        },
    );
    assert!(kinds(&steady).contains(&"drift"));
}

#[test]
fn the_last_moment_of_a_run_has_no_rate() {
    let mut lines = run(5, |_| 40, |_, k| went(usual(k), FINE));
    let late = START + 5_000_000;
    lines.push(format!(
        r#"{{"type":"sample","run":"k3x9a2bc","at_us":{late},"method":"GET","name":"/","service_us":1000{FINE}}}"#
    ));
    let course = Course::of(&summary(&stream(&lines)), Course::FINEST);
    let rates = course.stretches.iter().map(|one| course.rate(one));
    let rates: Vec<Option<f64>> = rates.collect();
    assert_eq!(rates.len(), 6);
    assert_eq!((rates[0], rates[5]), (Some(40.0), None));
}

#[test]
fn an_endpoint_that_is_slower_than_another_is_no_gap() {
    let two = run(
        30,
        |_| 100,
        |_, k| match k % 20 {
            0 => Went {
                name: "/report",
                ..went(usual(k) * 50, FINE)
            },
            _ => went(usual(k), FINE),
        },
    );
    assert_eq!(kinds(&two), [""; 0]);
}

#[test]
fn failures_that_grow_are_told_and_those_that_stay_are_not() {
    let failing = |one_in: fn(u64) -> u64| {
        run(
            30,
            |_| 60,
            move |second, k| match (k * 7_919 % 1_009).is_multiple_of(one_in(second)) {
                true => went(usual(k), BROKEN),
                false => went(usual(k), FINE),
            },
        )
    };
    assert_eq!(kinds(&failing(|_| 20)), ["server-errors"]);
    let rising = failing(|second| 40 / (second / 6 + 1));
    assert_eq!(kinds(&rising), ["server-errors", "rising-failures"]);
    let found = observations(&summary(&stream(&rising)));
    insta::assert_snapshot!(found[1].text, @"The share of failures rose from 3.67 % in the first third of the run to 11.3 % in the last.");
}

#[test]
fn times_that_grow_at_the_same_load_are_a_drift() {
    let slower = |second: u64, k: u64| went(usual(k) * (10 + second) / 10, FINE);
    insta::assert_snapshot!(only(&run(30, |_| 40, slower)), @"Response times rose from the first to the last third at the same load: p50 from 22.1 ms to 55.9 ms, p95 from 37.8 ms to 83.2 ms.");
    let mut users = run(30, |_| 40, slower);
    users.extend(gauge("users", 30, |_| 5));
    assert_eq!(kinds(&users), ["drift"]);
    // With ever more users it is no wonder.
    let mut ramp = run(30, |second| 4 * (second + 1), slower);
    ramp.extend(gauge("users", 30, |second| second + 1));
    assert_eq!(kinds(&ramp), [""; 0]);
    // A short run shows no trend.
    assert_eq!(
        kinds(&run(8, |_| 40, |second, k| slower(second * 4, k))),
        [""; 0]
    );
}

#[test]
fn requests_that_pile_up_are_more_than_the_target_completes() {
    let mut lines = run(
        30,
        |_| 40,
        |second, k| went(usual(k) * (10 + 5 * second) / 10, FINE),
    );
    lines.extend(gauge("in_flight", 30, |second| 1 + second * 3));
    assert_eq!(kinds(&lines), ["saturation"]);
    insta::assert_snapshot!(only(&lines), @"Response times rose from the first to the last third while 40.0 arrived per second as before, and requests in flight rose from 14 to 74: p50 from 48.0 ms to 214 ms, p95 from 102 ms to 325 ms.");
}

#[test]
fn users_that_bring_no_more_throughput_show_the_limit() {
    let slower = |second: u64, k: u64| went(usual(k) * second.max(10) / 10, FINE);
    let mut lines = run(30, |second| 10 * second.clamp(1, 10), slower);
    lines.extend(gauge("users", 30, |second| second + 1));
    insta::assert_snapshot!(only(&lines), @"From about 11 users on, more users brought no more throughput: 96.7 requests per second with 11 users, 100.0 with 29, while the average response time rose from 16.6 ms to 45.1 ms.");
    let saturated = r#"{"type":"end","run":"k3x9a2bc","at_us":1763718031000000,"test":"t-1","shard":{"index":0,"of":1},"reason":"completed","samples":0,"health":{"cpu_busy":1.0,"delay_p50_us":1,"delay_p99_us":1,"delay_max_us":1,"achieved":1,"offered":1,"saturated":false,"cpu_bound":true}}"#;
    lines.push(saturated.to_owned());
    assert_eq!(
        kinds(&lines),
        [""; 0],
        "the generator's own limit is not the target's"
    );
}

#[test]
fn what_was_not_answered_is_told_by_what_went_wrong() {
    let check = |rest: &'static str, kind: &str, said: &str| {
        let lines = run(
            30,
            |_| 40,
            |second, k| match (second, k % 10) {
                (7..=9, 0) => went(usual(k), rest),
                _ => went(usual(k), FINE),
            },
        );
        assert_eq!(kinds(&lines), [kind]);
        let text = only(&lines);
        assert!(
            text.starts_with("12 of 1,200 requests (1.00 %) ") && text.contains(said),
            "{text}"
        );
    };
    check(
        r#","outcome":"connect_error","delay_us":10"#,
        "connection-errors",
        "got no connection (`connect_error`), between 7.0 s and 9.8 s",
    );
    check(
        r#","outcome":"dns_error","delay_us":10"#,
        "connection-errors",
        "dns_error",
    );
    check(
        r#","outcome":"tls_error","delay_us":10"#,
        "connection-errors",
        "tls_error",
    );
    check(
        r#","outcome":"protocol_error","delay_us":10"#,
        "broken-connections",
        "lost the connection",
    );
    check(
        r#","outcome":"timeout","delay_us":10"#,
        "timeouts",
        "within the time-out",
    );
    check(BROKEN, "server-errors", "server error (500)");
    check(
        r#","outcome":"http_error","status":429,"delay_us":10"#,
        "rate-limited",
        "met a rate limit (429)",
    );
    check(
        r#","outcome":"http_error","status":404,"delay_us":10"#,
        "client-errors",
        "a client error (404)",
    );
    check(
        r#","outcome":"check_failed","status":200,"failed":["a `b`"],"delay_us":10"#,
        "failed-checks",
        "most often `a 'b'` (12)",
    );
}

#[test]
fn a_failure_in_ten_thousand_is_not_worth_a_word() {
    let lines = run(
        30,
        |_| 400,
        |_, k| went(usual(k), if k == 77 { BROKEN } else { FINE }),
    );
    assert_eq!(kinds(&lines), [""; 0]);
}

#[test]
fn one_endpoint_of_several_that_fails_is_named() {
    let lines = run(
        30,
        |_| 40,
        |_, k| match k % 10 {
            0 => Went {
                name: "/cart",
                ..went(usual(k), BROKEN)
            },
            _ => went(usual(k), FINE),
        },
    );
    let found = observations(&summary(&stream(&lines)));
    assert_eq!(kinds(&lines), ["server-errors", "one-endpoint"]);
    insta::assert_snapshot!(found[1].text, @"All 120 failures are those of `GET /cart`, which makes up 10.0 % of the requests.");
}

#[test]
fn requests_sent_late_are_told_apart_from_slow_ones() {
    let late = r#","status":200,"outcome":"ok","delay_us":30000"#;
    let lines = run(30, |_| 40, |_, k| went(usual(k), late));
    // One late request of a few is no habit.
    assert_eq!(kinds(&run(3, |_| 10, |_, k| went(usual(k), late))), [""; 0]);
    insta::assert_snapshot!(only(&lines), @"Requests were sent later than they were due: p99 is 53.8 ms from when they were due, but 23.8 ms from when they were sent.");
}

#[test]
fn the_gravest_come_first_and_no_more_than_six() {
    let rests = [
        r#","outcome":"connect_error","delay_us":900000"#,
        r#","outcome":"protocol_error","delay_us":900000"#,
        r#","outcome":"timeout","delay_us":900000"#,
        BROKEN,
        r#","outcome":"http_error","status":429,"delay_us":10"#,
        r#","outcome":"http_error","status":404,"delay_us":10"#,
        r#","outcome":"check_failed","status":200,"delay_us":10"#,
    ];
    let lines = run(
        30,
        |_| 70,
        |_, k| went(usual(k), rests[usize::try_from(k % 7).unwrap()]),
    );
    let found = kinds(&lines);
    assert_eq!(found.len(), MOST);
    assert_eq!(
        found[..4],
        [
            "connection-errors",
            "broken-connections",
            "timeouts",
            "server-errors"
        ]
    );
}

#[test]
fn a_later_leg_is_not_an_earlier_one_grown_worse() {
    let mut lines = run(
        30,
        |_| 40,
        |second, k| went(usual(k) * (10 + second) / 10, FINE),
    );
    lines.push(
        RUN.replace("k3x9a2bc", "second00")
            .replace(r#""tool""#, r#""labels":{"variant":"b"},"tool""#),
    );
    assert_eq!(kinds(&lines), [""; 0]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_stream_makes_a_finding_that_cannot_be_shown(
        requests in prop::collection::vec((any::<u64>(), any::<u64>(), 0..600_u16, "[a-z`\\u{202e}\\u{1b}]{0,20}"), 1..40)
    ) {
        let lines = requests.into_iter().map(|(at, service, status, name)| {
            let name = serde_json::json!(name);
            format!(r#"{{"type":"sample","run":"k3x9a2bc","at_us":{at},"method":{name},"name":{name},"status":{status},"outcome":"http_error","service_us":{service}}}"#)
        });
        for observation in observations(&summary(&stream(&lines.collect::<Vec<_>>()))) {
            let text = observation.text;
            let disturbs = |c: char| c.is_control() || c == RIGHT_TO_LEFT;
            prop_assert!(!text.contains(disturbs));
            let backticks = text.matches(QUOTE).count();
            prop_assert!(backticks.is_multiple_of(2) && text.ends_with(FULL_STOP), "{text}");
        }
    }
}
