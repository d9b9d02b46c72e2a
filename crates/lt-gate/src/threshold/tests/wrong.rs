//! What is no threshold, with the place and the way out.

use super::*;

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
    let metrics = "use response_time, service_time, ttfb, connect, dns, tls, delay, errors, requests, dropped, checks, bytes_in, bytes_out, metric, gauge, achieved, cpu, steal, foreign";
    let aggregates = "use p(N), apdex(DURATION), avg, med, min, max, stddev, count, rate, value";
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
        "RTT p(95)<2s",
        1,
        &format!("unknown metric `RTT`; {metrics}; a value of your own is `metric{{name:RTT}}`"),
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
        "unknown key `tag`; use endpoint, method, status, outcome, level, stage, scenario, journey, tag.NAME, label.NAME",
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
        "`dropped` has no `status`: nothing was sent; use endpoint, method, level, stage, scenario, journey, tag.NAME, label.NAME",
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
        "say what of `response_time` is compared: p(N), avg, med, min, max, stddev or apdex(DURATION)",
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
        "quantile<5ms",
        1,
        &format!("unknown aggregate `quantile`; {aggregates}"),
    );
    check(
        "rate<1%",
        1,
        "`response_time` has no `rate`; use p(N), avg, med, min, max, stddev or apdex(DURATION) (`errors rate` is the share of errors, `requests rate` the throughput)",
    );
    check(
        "errors p(95)<1%",
        8,
        "`errors` has no `p(95)`; use rate or count",
    );
    check(
        "dropped rate<1/s",
        15,
        "rate of `dropped` is a share, not in `/s`; write one such as `1%`",
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
        "rate of `errors` is a share, not in `ms`; write one such as `1%`",
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
        &format!(
            "unknown metric `größe`; {metrics}; a value of your own is `metric{{name:größe}}`"
        ),
    );
    check(
        "errors{endpoint:/größe} rate<5",
        30,
        "a share is at most 1 or 100%; did you mean `5%`?",
    );
}

#[test]
fn what_does_not_go_together_is_refused_with_its_place_and_the_way_out() {
    let check = |text: &str, column: usize, expected: &str| {
        let error = parse(text).expect_err(text);
        assert_eq!(
            (error.column(text), error.to_string().as_str()),
            (column, expected),
            "{text}"
        );
    };
    check(
        "gauge max<3",
        1,
        "say which `gauge` is meant: `gauge{name:…}`",
    );
    check(
        "metric{endpoint:/a} max<3",
        1,
        "say which `metric` is meant: `metric{name:…}`",
    );
    check(
        "gauge{name:a,method:GET} max<3",
        14,
        "`gauge` has no `method`: it was read, not asked for; use name, source, unit, label.NAME, level",
    );
    check(
        "cpu{endpoint:/a} max<80%",
        5,
        "`cpu` has no `endpoint`: it is told of whole runs; use level, label.NAME",
    );
    check(
        "errors{check:x} rate<1%",
        8,
        "`errors` has no `check`; use endpoint, method, status, outcome, level, stage, scenario, journey, tag.NAME, label.NAME",
    );
    check(
        "errors{stage:ramp} rate<1%",
        14,
        "no stage looks like `ramp`; write its index, counted from 0",
    );
    check(
        "errors{tag.a:x,tag.a:y} rate<1%",
        16,
        "`tag.a` stands twice; give it once (`*` stands for any text)",
    );
    check(
        "errors{endpoint:/^(a/} rate<1%",
        17,
        "`^(a` is no regular expression: unclosed group; a text between two slashes is one where it has any of `^$[]()|+?\\` or `.*` in it",
    );
    check(
        "bytes_in count<5",
        16,
        "a number of bytes needs a unit; write `5B`, or kB, MB, GB, KiB, MiB or GiB",
    );
    check(
        "bytes_in rate<5",
        15,
        "a number of bytes a second needs a unit; write `5B/s`, or kB/s, MB/s, KiB/s or MiB/s",
    );
    check(
        "bytes_in rate<5MB",
        16,
        "rate of `bytes_in` is a number of bytes a second, not in `MB`; write one such as `5MB/s`",
    );
    check(
        "metric{name:a} max<5ms",
        21,
        "max of `metric` is a plain number, not in `ms`; write one such as `0.9`",
    );
    check("cpu avg<80%", 5, "`cpu` has no `avg`; use max");
    check("achieved max<80%", 10, "`achieved` has no `max`; use rate");
    check(
        "requests value<5",
        10,
        "`requests` has no `value`; use rate or count (`gauge{name:…} value` is the last reading)",
    );
    check(
        "response_time apdex<0.5",
        20,
        "say how quick an answer must be to satisfy, as in `apdex(500ms)`; found `<0.5`",
    );
    check(
        "response_time apdex(0ms)<0.5",
        21,
        "say how quick an answer must be to satisfy, as in `apdex(500ms)`; found `0`",
    );
    check(
        "response_time apdex(500)<0.5",
        21,
        "a time needs a unit; write `500ms`, or ns, us, s or m",
    );
    check(
        "response_time apdex(5%)<0.5",
        22,
        "what satisfies is a time, not in `%`; write one as in `apdex(500ms)`",
    );
    check(
        "response_time apdex(5ms<0.5",
        24,
        "expected `)`, found `<0.5`",
    );
    check(
        "response_time apdex(1s)>1.5",
        25,
        "an Apdex is at most 1, not `1.5`",
    );
    check(
        "delay apdex(1s)>0.5",
        7,
        "`delay` has no `apdex(1s)`; use p(N), avg, med, min, max or stddev",
    );
}

#[test]
fn a_base_that_no_baseline_keeps_is_refused() {
    let check = |text: &str, column: usize, expected: &str| {
        let error = parse(text).expect_err(text);
        assert_eq!(
            (error.column(text), error.to_string().as_str()),
            (column, expected),
            "{text}"
        );
    };
    check(
        "connect max<base",
        13,
        "there is no `base` here: a baseline keeps response_time, service_time, ttfb and the rates of errors, requests, dropped and bytes",
    );
    check(
        "response_time{status:2*} max<base*2",
        30,
        "there is no `base` here: a baseline does not keep its requests apart by status; it does by endpoint and method",
    );
    check(
        "response_time{tag.flow:checkout} max<base*2",
        38,
        "there is no `base` here: a baseline does not keep its requests apart by tag; it does by endpoint and method",
    );
    check(
        "errors count<base*2",
        14,
        "there is no `base` here: how many there are depends on how long a run is; use rate",
    );
    check(
        "response_time apdex(1s)>base",
        25,
        "there is no `base` here: a baseline does not keep the times of errors apart",
    );
    check(
        "max<base+2",
        10,
        "a time needs a unit; write `2ms`, or ns, us, s or m",
    );
    check(
        "max<base*2ms",
        11,
        "a factor is a plain number, without `ms`; write one such as `1.2`",
    );
    check(
        "max<base + 1ms * 2",
        16,
        "`*` stands right behind `base`, before any `+` or `-`",
    );
    check(
        "max<base + ",
        12,
        "expected a number, found the end; write one such as `200ms`",
    );
    check(
        "max<base +10% 5ms",
        15,
        "`5ms` does not belong to it; write each rule by itself",
    );
    check(
        "max<baseline",
        5,
        "expected a number, found `baseline`; write one such as `200ms`",
    );
    check(
        "max<base+1ms+1ms+1ms+1ms+1ms+1ms+1ms+1ms+1ms",
        41,
        "more than 8 steps from `base`; add them up",
    );
}

#[test]
fn the_wrong_word_is_marked_as_a_whole() {
    let check = |text: &str, expected: &str| {
        let error = parse(text).expect_err(text);
        assert_eq!(&text[error.span()], expected, "{text}");
    };
    check("respones_time p(95)<2s", "respones_time");
    check("errors{endpiont:/} rate<1%", "endpiont");
    check("p(95)<200mss", "mss");
    check("errors{outcome:timeuot,method:GET} rate<1%", "timeuot");
    check("errors", "");
}
