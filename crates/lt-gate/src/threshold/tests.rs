use proptest::prelude::{Just, Strategy, prop_assert, prop_assert_eq, prop_oneof, proptest};

use super::*;

#[test]
fn the_examples_of_the_language_are_thresholds() {
    let text = include_str!("../../THRESHOLDS.md");
    let blocks = text.split("```threshold\n").skip(1);
    let blocks: Vec<&str> = blocks
        .filter_map(|block| block.split("```").next())
        .collect();
    assert_eq!(blocks.len(), 2);
    for line in blocks.iter().flat_map(|block| block.lines()) {
        parse(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    }
}

#[test]
fn names_units_and_signs_mean_what_they_say() {
    let check = |written: &str, shown: &str, value: f64| {
        let threshold = parse(written).unwrap_or_else(|error| panic!("{written}: {error}"));
        assert_eq!(threshold.to_string(), shown);
        assert!(
            (threshold.rule.limit.value() - value).abs() < 1e-12 * value,
            "{written}"
        );
    };
    check(
        "response_time p(95)<200ms",
        "response_time p(95)<200ms",
        200_000.0,
    );
    check(" p95 < 200 ms ", "response_time p(95)<200ms", 200_000.0);
    check(
        "p( 99.90 )<=1.50s",
        "response_time p(99.9)<=1.5s",
        1_500_000.0,
    );
    check("latency max<2m", "response_time max<2m", 120_000_000.0);
    check("latency med>007us", "response_time med>7us", 7.0);
    check("service_time min>=250ns", "service_time min>=250ns", 0.25);
    check("ttfb stddev<0.5ms", "ttfb stddev<0.5ms", 500.0);
    check("connect avg!=3\u{b5}s", "connect avg!=3us", 3.0);
    check("connect avg!=3\u{3bc}s", "connect avg!=3us", 3.0);
    check(
        "http_req_duration p(95)<500",
        "response_time p(95)<500ms",
        500_000.0,
    );
    check(
        "http_req_duration p(95)<0.5s",
        "response_time p(95)<0.5s",
        500_000.0,
    );
    check("http_req_waiting avg<5", "ttfb avg<5ms", 5_000.0);
    check("errors rate<0.3%", "errors rate<0.3%", 0.003);
    check("http_req_failed rate<0.01", "errors rate<0.01", 0.01);
    check("errors count===3", "errors count==3", 3.0);
    check("requests rate>=80rps", "requests rate>=80rps", 80.0);
    check("requests rate>=90/m", "requests rate>=90/m", 1.5);
    check("http_reqs rate>100", "requests rate>100/s", 100.0);
    check("dropped_iterations count<1", "dropped count<1", 1.0);
    check(
        r#"errors { status : 5* , endpoint:"GET /a,{b}\"" , method:GET } rate<1%"#,
        r#"errors{endpoint:"GET /a,{b}\"",method:GET,status:5*} rate<1%"#,
        0.01,
    );
    check(
        "errors{endpoint:GET /health/}count==1",
        r#"errors{endpoint:"GET /health/"} count==1"#,
        1.0,
    );
}

#[test]
fn a_number_is_the_nearest_that_floating_point_has() {
    let value = |text: &str| parse(text).unwrap().rule.limit.value();
    assert_eq!(value("p(95)<1.005ms").to_bits(), 1005.0_f64.to_bits());
    assert_eq!(value("errors rate<0.3%").to_bits(), 0.003_f64.to_bits());
    assert_eq!(value("errors rate<7%").to_bits(), 0.07_f64.to_bits());
}

#[test]
fn a_wrong_threshold_is_refused_with_its_place_and_the_way_out() {
    let check = |text: &str, column: usize, expected: &str| {
        let error = parse(text).expect_err(text);
        assert_eq!(
            (error.column(text), error.to_string().as_str()),
            (column, expected),
            "{text}"
        );
    };
    let metrics = "use response_time, service_time, ttfb, connect, errors, requests, dropped";
    let aggregates = "use p(N), avg, med, min, max, stddev, count, rate";
    check(
        "",
        1,
        "nothing is written here; write a rule such as `response_time p(95)<200ms`",
    );
    check(
        "respones_time p(95)<2s",
        1,
        "unknown metric `respones_time`; did you mean `response_time`?",
    );
    check(
        "cpu p(95)<2s",
        1,
        &format!("unknown metric `cpu`; {metrics}"),
    );
    check(
        "{method:GET} p(95)<2s",
        1,
        &format!("unknown metric `{{method:GET}}`; {metrics}"),
    );
    check(
        "errors{endpiont:/} rate<1%",
        8,
        "unknown key `endpiont`; did you mean `endpoint`?",
    );
    check(
        "errors{name:/} rate<1%",
        8,
        "unknown key `name`; did you mean `endpoint`?",
    );
    check(
        "errors{tag:x} rate<1%",
        8,
        "unknown key `tag`; use endpoint, method, status, outcome",
    );
    check(
        "errors{} rate<1%",
        8,
        "a value is missing; write `*` for any text",
    );
    check(
        "errors{method:} rate<1%",
        15,
        "a value is missing; write `*` for any text",
    );
    check(
        "errors{method} rate<1%",
        14,
        "expected `:` and a value, found `}`",
    );
    check(
        "errors{method:A,method:B} rate<1%",
        17,
        "`method` stands twice; give it once (`*` stands for any text)",
    );
    check(
        "errors{endpoint:/a/{id}} rate<1%",
        20,
        "`{` in a value needs quotes; write `\"…\"` around the value",
    );
    check(
        "errors{endpoint:\"/a} rate<1%",
        17,
        "the quote is not closed; end it with `\"`",
    );
    check(
        "errors{endpoint:\"/a\" rate<1%",
        22,
        "expected `,` or `}` after the value, found `rate<1%`",
    );
    check(
        "errors{method:GET",
        18,
        "expected `,` or `}` after the value, found the end",
    );
    check(
        "errors{status:5xx} rate<1%",
        15,
        "no status looks like `5xx`; write `404`, or `5*` for all from 500 to 599",
    );
    check(
        "errors{status:50} rate<1%",
        15,
        "no status looks like `50`; write `404`, or `5*` for all from 500 to 599",
    );
    check(
        "errors{outcome:timeuot} rate<1%",
        16,
        "no outcome looks like `timeuot`; did you mean `timeout`?",
    );
    check(
        "requests{outcome:dropped} count==0",
        18,
        "what was dropped is no request; use the metric `dropped`",
    );
    check(
        "requests{outcome:cancelled} count==0",
        18,
        "what was cancelled is no request, and not judged",
    );
    check(
        "dropped{status:200} count==0",
        9,
        "`dropped` has no `status`: nothing was sent; use endpoint or method",
    );
    check("errors", 7, "no rule follows; write one such as `rate<1%`");
    check(
        "errors<1%",
        7,
        "say what of `errors` is compared: rate or count",
    );
    check(
        "response_time < 5ms",
        15,
        "say what of `response_time` is compared: p(N), avg, med, min, max or stddev",
    );
    check(
        "errors raet<1%",
        8,
        "unknown aggregate `raet`; did you mean `rate`?",
    );
    check(
        "mean<5ms",
        1,
        "unknown aggregate `mean`; did you mean `avg`?",
    );
    check(
        "apdex(0.5)<5ms",
        1,
        &format!("unknown aggregate `apdex`; {aggregates}"),
    );
    check(
        "rate<1%",
        1,
        "`response_time` has no `rate`; use p(N), avg, med, min, max or stddev (`errors rate` is the share of errors, `requests rate` the throughput)",
    );
    check(
        "errors p(95)<1%",
        8,
        "`errors` has no `p(95)`; use rate or count",
    );
    check(
        "dropped rate<1/s",
        9,
        "`dropped` has no `rate`; use count (`errors rate` is the share of errors, `requests rate` the throughput)",
    );
    let percentile = "use a number above 0 and up to 100 with at most four digits after the point, as in `p(99.9)`";
    check(
        "p(0)<5ms",
        3,
        &format!("unknown percentile `0`; {percentile}"),
    );
    check(
        "p(101)<5ms",
        3,
        &format!("unknown percentile `101`; {percentile}"),
    );
    check(
        "p(95<5ms",
        3,
        &format!("unknown percentile `95<5ms`; {percentile}"),
    );
    check(
        "response_time p9999<5ms",
        15,
        &format!("unknown percentile `p9999`; {percentile}"),
    );
    check(
        "p(95)=5ms",
        6,
        "expected a comparison, found `=5ms`; use <, <=, >, >=, == or !=",
    );
    check(
        "response_time p(95)",
        20,
        "expected a comparison, found the end; use <, <=, >, >=, == or !=",
    );
    check(
        "p(95)<",
        7,
        "expected a number, found the end; write one such as `200ms`",
    );
    check(
        "p(95)<-5ms",
        7,
        "expected a number, found `-5ms`; write one such as `200ms`",
    );
    check(
        "p(95)<1.2.3ms",
        7,
        "expected a number, found `1.2.3ms`; write one such as `200ms`",
    );
    check(
        "p(95)<12345678901234567ms",
        7,
        "`12345678901234567` has too many digits; 15 are exact",
    );
    check(
        "p(95)<200",
        7,
        "a time needs a unit; write `200ms`, or ns, us, s or m",
    );
    check(
        "latency p(95)<0.5",
        15,
        "a time needs a unit; write `0.5ms`, or ns, us, s or m",
    );
    check("p(95)<200mss", 10, "unknown unit `mss`; did you mean `ms`?");
    check(
        "p(95)<2hours",
        8,
        "unknown unit `hours`; use ns, us, ms, s, m",
    );
    check(
        "p(95)<5%",
        8,
        "p(95) of `response_time` is a time, not in `%`; write one such as `200ms`",
    );
    check(
        "errors rate<5ms",
        14,
        "rate of `errors` is a share of the requests, not in `ms`; write one such as `1%`",
    );
    check(
        "requests rate>5%",
        16,
        "rate of `requests` is a number of requests a second, not in `%`; write one such as `50/s`",
    );
    check(
        "requests count>5/s",
        17,
        "count of `requests` is a plain number, not in `/s`; write one such as `0`",
    );
    check(
        "requests count>5k",
        17,
        "unknown unit `k`; write a plain number",
    );
    check(
        "requests rate>50",
        15,
        "a rate of requests needs a unit; write `50/s`, or rps or /m",
    );
    check(
        "errors rate<5",
        13,
        "a share is at most 1 or 100%; did you mean `5%`?",
    );
    check(
        "errors rate<101%",
        13,
        "a share is at most 100%, not `101%`",
    );
    check(
        "errors count<1.5",
        14,
        "a count is a whole number, not `1.5`",
    );
    check(
        "p(95)<5ms p(99)<9ms",
        11,
        "`p(99)<9ms` does not belong to it; write each rule by itself",
    );
    check(
        "größe p(95)<5ms",
        1,
        &format!("unknown metric `größe`; {metrics}"),
    );
    check(
        "errors{endpoint:/größe} rate<5",
        30,
        "a share is at most 1 or 100%; did you mean `5%`?",
    );
}

#[test]
fn a_selector_of_a_table_is_alone() {
    let error = parse_selector("errors rate<1%").unwrap_err();
    assert_eq!(
        error.to_string(),
        "`rate<1%` does not belong to it; write each rule by itself"
    );
    let named = parse_selector("http_req_duration{method:GET}").unwrap();
    assert_eq!(parse_rule("max<5", &named).unwrap().to_string(), "max<5ms");
}

#[test]
fn the_same_demand_is_recognised_however_it_is_written() {
    let same = |a: &str, b: &str| parse(a).unwrap().demands_the_same_as(&parse(b).unwrap());
    assert!(same("latency p95<1s", "response_time p(95) < 1000ms"));
    assert!(same("errors rate<1%", "http_req_failed rate<0.01"));
    assert!(!same("p(95)<1s", "p(95)<=1s"));
    assert!(!same("p(95)<1s", "p(95)<2s"));
    assert!(!same("p(95)<1s", "response_time{method:GET} p(95)<1s"));
}

fn thresholds() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        Just("*".to_owned()),
        Just("/a".to_owned()),
        r#"[ -~]{1,12}"#
            .prop_map(|text| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))),
    ];
    let patterns = (
        proptest::option::of(value.clone()),
        proptest::option::of(value),
    );
    let braces = patterns.prop_map(|patterns| match patterns {
        (None, None) => String::new(),
        (Some(endpoint), None) => format!("{{endpoint:{endpoint}}}"),
        (None, Some(method)) => format!("{{ method: {method} }}"),
        (Some(endpoint), Some(method)) => format!("{{method:{method}, endpoint:{endpoint}}}"),
    });
    let aggregates = prop_oneof![
        (1..=1_000_000_u32).prop_map(|p| format!("p({}.{:04})", p / 10_000, p % 10_000)),
        Just("avg".to_owned()),
        Just("stddev".to_owned()),
    ];
    let signs = prop_oneof![
        Just("<"),
        Just("<="),
        Just(">"),
        Just(">="),
        Just("=="),
        Just("!="),
        Just("===")
    ];
    let units = prop_oneof![
        Just("ns"),
        Just("us"),
        Just("ms"),
        Just("s"),
        Just("m"),
        Just(" \u{b5}s")
    ];
    let number =
        (0..1_000_000_u32, 0..1000_u32).prop_map(|(whole, rest)| format!("{whole}.{rest:03}"));
    let times = (aggregates, signs.clone(), number.clone(), units)
        .prop_map(|(aggregate, sign, number, unit)| format!("{aggregate} {sign}{number}{unit}"));
    let rates = (
        signs,
        number,
        prop_oneof![Just("/s"), Just("/m"), Just("rps")],
    )
        .prop_map(|(sign, number, unit)| format!("rate{sign}{number} {unit}"));
    prop_oneof![
        (
            prop_oneof![Just("latency"), Just("http_req_duration"), Just("ttfb")],
            braces.clone(),
            times
        ),
        (
            prop_oneof![Just("requests"), Just("http_reqs")],
            braces,
            rates
        ),
    ]
    .prop_map(|(metric, braces, rule)| format!("{metric}{braces} {rule}"))
}

proptest! {
    #[test]
    fn what_is_shown_of_a_threshold_parses_to_itself(text in thresholds()) {
        let threshold = parse(&text).unwrap();
        prop_assert_eq!(parse(&threshold.to_string()).unwrap(), threshold);
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "\\PC{0,40}") {
        drop(parse(&text));
    }

    #[test]
    fn nothing_near_the_language_makes_it_panic_and_every_complaint_has_a_place(words in proptest::collection::vec(
        prop_oneof![
            Just("errors"), Just("response_time"), Just("{"), Just("}"), Just("endpoint"), Just(":"), Just(","), Just("\""), Just("\\"),
            Just("p("), Just(")"), Just("95"), Just("rate"), Just("<"), Just("="), Just("!"), Just("."), Just("%"), Just("\u{b5}s"), Just("/s"), Just(" "), Just("*"), Just("ü"),
        ], 0..12)) {
        let text = words.concat();
        if let Err(error) = parse(&text) {
            prop_assert!(error.column(&text) <= text.chars().count() + 1);
            prop_assert!(!error.to_string().contains('\n'));
        }
    }
}
