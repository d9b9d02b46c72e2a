//! What holds of every threshold, and of every text.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{Duration, Instant};

use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::sample::{Index, select};

use super::*;

const TIMES: [&str; 8] = [
    "latency",
    "http_req_duration",
    "ttfb",
    "service_time",
    "connect",
    "dns",
    "tls",
    "delay",
];
const TIME_UNITS: [&str; 6] = ["ns", "us", "ms", "s", "m", " \u{b5}s"];
const BYTES: [&str; 7] = ["B", "kB", "MB", "GB", "KiB", "MiB", "GiB"];
const SIGNS: [&str; 7] = ["<", "<=", ">", ">=", "==", "!=", "==="];
const KEYS: [&str; 10] = [
    "endpoint",
    "method",
    "level",
    "scenario",
    "journey",
    "tag.a-b",
    "tag.x.y",
    "label.git_sha",
    "tag.endpoint",
    "label.level",
];

fn value() -> impl Strategy<Value = String> {
    let quoted = r#"[ -~]{1,12}"#.prop_filter("an expression that is wrong", |text| {
        Pattern::parse(text).is_ok()
    });
    let quoted =
        quoted.prop_map(|text| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")));
    prop_oneof![
        Just("*".to_owned()),
        Just("/a".to_owned()),
        Just(r"/^\d+$/".to_owned()),
        quoted
    ]
}

fn braces() -> impl Strategy<Value = String> {
    let keys = proptest::sample::subsequence(KEYS.to_vec(), 0..KEYS.len());
    let fixed = select(vec![
        "",
        "status:5*",
        "outcome:ok",
        "stage:2",
        "status:/^[45]/",
    ]);
    (
        keys,
        proptest::collection::vec(value(), KEYS.len()),
        fixed,
        any::<bool>(),
    )
        .prop_map(|(keys, values, fixed, spaced)| {
            let pairs = keys.iter().zip(values);
            let pairs = pairs.map(|(key, value)| format!("{key}:{value}"));
            let fixed = Some(fixed.to_owned()).filter(|fixed| !fixed.is_empty());
            let pairs: Vec<String> = pairs.chain(fixed).collect();
            match (pairs.is_empty(), spaced) {
                (true, _) => String::new(),
                (_, true) => format!(" {{ {} }}", pairs.join(" , ")),
                (_, false) => format!("{{{}}}", pairs.join(",")),
            }
        })
}

fn number() -> impl Strategy<Value = String> {
    (0..1_000_000_u32, 0..1000_u32).prop_map(|(whole, rest)| format!("{whole}.{rest:03}"))
}

fn sign() -> impl Strategy<Value = &'static str> {
    select(SIGNS.to_vec())
}

fn times() -> impl Strategy<Value = String> {
    let time = (number(), select(TIME_UNITS.to_vec())).prop_map(|(n, unit)| format!("{n}{unit}"));
    let of_values = prop_oneof![
        (1..=1_000_000_u32).prop_map(|p| format!("p({}.{:04})", p / 10_000, p % 10_000)),
        select(vec!["avg", "med", "min", "max", "stddev", "p99"]).prop_map(str::to_owned),
    ];
    (select(TIMES.to_vec()), braces(), of_values, sign(), time)
        .prop_map(|(metric, braces, of, sign, time)| format!("{metric}{braces} {of} {sign}{time}"))
}

fn relative() -> impl Strategy<Value = String> {
    let step = (
        select(vec!["+", "-"]),
        number(),
        select(vec!["%", "ms", " s"]),
    )
        .prop_map(|(sign, number, unit)| format!("{sign} {number}{unit}"));
    let factor = number().prop_map(|number| format!(" *{number}"));
    let limit = (
        proptest::collection::vec(factor, 0..3),
        proptest::collection::vec(step, 0..4),
    );
    let limit = limit.prop_map(|(factors, steps)| factors.concat() + " " + &steps.join(" "));
    let of = select(vec!["p(95)", "avg", "max", "stddev"]);
    (
        select(vec!["response_time", "ttfb{endpoint:/a,level:x}"]),
        of,
        sign(),
        limit,
    )
        .prop_map(|(metric, of, sign, limit)| format!("{metric} {of}{sign}base{limit}"))
}

fn others() -> impl Strategy<Value = String> {
    let share = (0..=1000_u32).prop_map(|n| format!("{}.{}%", n / 10, n % 10));
    let share = prop_oneof![share, Just("0.125".to_owned())].boxed();
    let shares = select(vec![
        "errors",
        "http_req_failed",
        "checks",
        "checks{check:x}",
        "achieved",
        "dropped",
    ]);
    let rates = select(vec!["/s", "/m", "rps"]);
    let bytes = (number(), select(BYTES.to_vec()), any::<bool>());
    let gauge_units = select(vec!["", "ms", "%", "MiB"]);
    prop_oneof![
        (shares, sign(), share.clone())
            .prop_map(|(metric, sign, share)| format!("{metric} rate{sign}{share}")),
        (
            select(vec!["cpu", "steal{level:a}", "foreign"]),
            sign(),
            share
        )
            .prop_map(|(metric, sign, share)| format!("{metric} max {sign} {share}")),
        (
            select(vec!["requests", "http_reqs"]),
            braces(),
            sign(),
            number(),
            rates
        )
            .prop_map(|(metric, braces, sign, number, unit)| format!(
                "{metric}{braces} rate{sign}{number} {unit}"
            )),
        (
            select(vec!["requests", "errors", "checks", "metric{name:a}"]),
            sign(),
            0..u32::MAX
        )
            .prop_map(|(metric, sign, n)| format!("{metric} count{sign}{n}")),
        (select(vec!["bytes_in", "data_sent"]), sign(), bytes).prop_map(
            |(metric, sign, (number, unit, per_second))| match per_second {
                true => format!("{metric} rate{sign}{number}{unit}/s"),
                false => format!("{metric} count{sign}{number}{unit}"),
            }
        ),
        (
            value(),
            select(vec!["value", "p(50)", "avg"]),
            sign(),
            number(),
            gauge_units
        )
            .prop_map(|(name, of, sign, number, unit)| format!(
                "gauge{{label.pod:a,name:{name},source:k*}} {of}{sign}{number}{unit}"
            )),
        (select(vec!["gap_us", "x_us"]), sign(), number()).prop_map(
            |(name, sign, number)| format!("metric{{name:{name}}} p(95){sign}{number}ms")
        ),
        (number(), sign())
            .prop_map(|(number, sign)| format!("response_time apdex(1{number}ms){sign}0.85")),
    ]
}

fn thresholds() -> impl Strategy<Value = String> {
    prop_oneof![times(), relative(), others()]
}

/// What a damaged text is made of.
const TOKENS: [&str; 40] = [
    "errors",
    "response_time",
    "http_req_duration",
    "checks",
    "gauge",
    "metric",
    "{",
    "}",
    "endpoint",
    "name",
    "tag.a",
    "label.",
    "expected_response",
    "group",
    "::",
    ":",
    ",",
    "\"",
    "\\",
    "p(",
    "apdex(",
    ")",
    "95",
    "rate",
    "<",
    "=",
    "!",
    ".",
    "%",
    "\u{b5}s",
    "/s",
    " ",
    "*",
    "ü",
    "/",
    "(a|b)",
    "base",
    "+",
    "-",
    "MiB",
];

fn check_any(text: &str) {
    match parse(text) {
        Ok(threshold) => assert_eq!(
            parse(&threshold.to_string()).as_ref(),
            Ok(&threshold),
            "{text}"
        ),
        Err(error) => {
            assert!(error.column(text) <= text.chars().count() + 1, "{text}");
            assert!(
                text.get(error.span()).is_some(),
                "{text}: {:?}",
                error.span()
            );
            let shown = error.to_string();
            assert!(
                !shown.contains('\n') && shown.len() < 1000,
                "{text}: {shown}"
            );
        }
    }
}

proptest! {
    #[test]
    fn what_is_shown_of_a_threshold_parses_to_itself(text in thresholds()) {
        let threshold = parse(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let shown = threshold.to_string();
        prop_assert_eq!(&parse(&shown).unwrap(), &threshold);
        prop_assert!(threshold.demands_the_same_as(&threshold));
        prop_assert_eq!(parse(&shown).unwrap().to_string(), shown);
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "[^\n]{0,40}") {
        check_any(&text);
    }

    #[test]
    fn nothing_near_the_language_makes_it_panic_and_every_complaint_has_a_place(
        words in proptest::collection::vec(select(TOKENS.to_vec()), 0..14)) {
        check_any(&words.concat());
    }

    #[test]
    fn a_threshold_with_a_few_characters_changed_is_one_or_is_refused(
        text in thresholds(), changes in proptest::collection::vec((any::<Index>(), select(TOKENS.to_vec())), 1..4)) {
        check_any(&damaged(text, &changes));
    }
}

fn damaged(mut text: String, changes: &[(Index, &str)]) -> String {
    for (place, token) in changes {
        let at = place.index(text.chars().count() + 1);
        let at = text.char_indices().nth(at).map_or(text.len(), |(at, _)| at);
        text.insert_str(at, token);
        // And something is lost behind it.
        if let Some(next) = text[at + token.len()..].chars().next() {
            let begin = at + token.len();
            text.replace_range(begin..begin + next.len_utf8(), "");
        }
    }
    text
}

/// Damages thresholds a few thousand times, always the same way; `FUZZ_SECONDS=60` goes on for that long, each time
/// another way.
#[test]
fn no_damage_makes_the_parser_panic_or_lose_its_place() {
    let seconds: Option<u64> = std::env::var("FUZZ_SECONDS")
        .ok()
        .map(|text| text.parse().unwrap());
    let seed = seconds.map_or(1, |_| RandomState::new().build_hasher().finish());
    let begin = Instant::now();
    let mut chance = seed;
    let mut below = |n: usize| {
        // Knuth's multiplier: good enough to choose among some words.
        chance = chance
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(chance >> 33).unwrap() % n
    };
    let examples = examples();
    for round in 0_u64.. {
        let is_over = match seconds {
            Some(seconds) => begin.elapsed() > Duration::from_secs(seconds),
            None => round >= 5000,
        };
        if is_over {
            println!("{round} damaged thresholds");
            break;
        }
        let mut text = examples[below(examples.len())].clone();
        for _ in 0..=below(4) {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            let at = places
                .get(below(places.len() + 1))
                .copied()
                .unwrap_or(text.len());
            match below(3) {
                0 => text.truncate(at),
                1 => text.insert_str(at, TOKENS[below(TOKENS.len())]),
                _ => drop(text.drain(at..).next()),
            }
        }
        check_any(&text);
    }
}

#[test]
fn a_text_of_a_megabyte_is_read_or_refused_at_once() {
    let long = |part: &str| part.repeat((1 << 20) / part.len());
    let texts = [
        long("a"),
        long(" "),
        long("p("),
        format!("errors{{endpoint:{}}} rate<1%", long("*a")),
        format!("errors{{endpoint:\"{}", long("\\\"")),
        format!("errors{{endpoint:/{}/}} rate<1%", long("(a|")),
        format!("errors{{{}}} rate<1%", long("tag.a:b,")),
        format!("p(95)<base{}", long("+1ms")),
        format!("p(95)<{}ms", long("9")),
        format!("p({})<1ms", long("9")),
        format!("p(95)<1ms {}", long("x")),
        format!("p(95)<1{}", long("m")),
        format!("{} p(95)<1ms", long("x")),
        format!("errors{{{}:a}} rate<1%", long("tag.a")),
    ];
    let begin = Instant::now();
    texts.iter().for_each(|text| check_any(text));
    // Quadratic work on a million characters would take hours.
    assert!(begin.elapsed() < Duration::from_secs(60));
}
