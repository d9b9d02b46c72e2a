//! k6's own examples mean here what they mean there; what has no counterpart is refused in words.

use super::*;

/// The pages from which the examples are, all beneath <https://grafana.com/docs/k6/latest/>. Where a page shows an
/// expression with a metric of its own making, or only a tag, it stands here with a built-in metric of that kind.
const THRESHOLDS: &str = "using-k6/thresholds/";
const TAGS: &str = "using-k6/tags-and-groups/";
const OPTIONS: &str = "using-k6/k6-options/reference/";
const SCENARIOS: &str = "using-k6/scenarios/advanced-examples/";
const TREND: &str = "javascript-api/k6-metrics/trend/";
const COUNTER: &str = "javascript-api/k6-metrics/counter/";
const RATE: &str = "javascript-api/k6-metrics/rate/";
const METRICS: &str = "using-k6/metrics/reference/";

/// Page, key of the table, expression, and how we show what it means.
const EXAMPLES: [(&str, &str, &str, &str); 40] = [
    (
        THRESHOLDS,
        "http_req_failed",
        "rate<0.01",
        "errors rate<0.01",
    ),
    (
        THRESHOLDS,
        "http_req_duration",
        "p(95)<200",
        "response_time p(95)<200ms",
    ),
    (
        THRESHOLDS,
        "http_req_duration",
        "avg < 200",
        "response_time avg<200ms",
    ),
    (
        THRESHOLDS,
        "http_reqs",
        "count >= 500",
        "requests count>=500",
    ),
    (
        THRESHOLDS,
        "http_req_duration",
        "p(90) < 300",
        "response_time p(90)<300ms",
    ),
    (
        THRESHOLDS,
        "http_req_duration",
        "p(90) < 400",
        "response_time p(90)<400ms",
    ),
    (
        THRESHOLDS,
        "http_req_duration",
        "p(95) < 800",
        "response_time p(95)<800ms",
    ),
    (
        THRESHOLDS,
        "http_req_duration",
        "p(99.9) < 2000",
        "response_time p(99.9)<2000ms",
    ),
    (
        THRESHOLDS,
        "http_req_duration",
        "p(99.99)<2000",
        "response_time p(99.99)<2000ms",
    ),
    (
        THRESHOLDS,
        "http_req_duration",
        "p(70)<250",
        "response_time p(70)<250ms",
    ),
    (
        THRESHOLDS,
        "http_req_duration",
        "med<150",
        "response_time med<150ms",
    ),
    (
        THRESHOLDS,
        "http_req_duration",
        "min<100",
        "response_time min<100ms",
    ),
    (
        THRESHOLDS,
        "http_req_duration",
        "p(99) < 10",
        "response_time p(99)<10ms",
    ),
    (
        THRESHOLDS,
        "http_req_duration{type:API}",
        "p(95)<500",
        "response_time{tag.type:API} p(95)<500ms",
    ),
    (
        THRESHOLDS,
        "http_req_duration{type:staticContent}",
        "p(95)<200",
        "response_time{tag.type:staticContent} p(95)<200ms",
    ),
    (THRESHOLDS, "checks", "rate>0.9", "checks rate>0.9"),
    (
        THRESHOLDS,
        "checks{myTag:hola}",
        "rate>0.9",
        "checks{tag.myTag:hola} rate>0.9",
    ),
    (
        TAGS,
        "http_reqs{container_group:main}",
        "count==3",
        "requests{tag.container_group:main} count==3",
    ),
    (
        TAGS,
        "http_req_duration{container_group:main}",
        "max<1000",
        "response_time{tag.container_group:main} max<1000ms",
    ),
    (
        TAGS,
        "http_req_duration{stage:1}",
        "p(95)<500",
        "response_time{stage:1} p(95)<500ms",
    ),
    (
        TAGS,
        "http_req_duration{stage_profile:steady}",
        "p(95)<500",
        "response_time{tag.stage_profile:steady} p(95)<500ms",
    ),
    (
        TAGS,
        "http_req_duration{group:::my group}",
        "p(95)<500",
        "response_time{journey:\"my group\"} p(95)<500ms",
    ),
    (
        TAGS,
        "http_req_duration{method:GET,status:200}",
        "p(95)<500",
        "response_time{method:GET,status:200} p(95)<500ms",
    ),
    (
        TAGS,
        "http_req_duration{name:http://quickpizza.grafana.com/}",
        "p(95)<500",
        "response_time{endpoint:\"http://quickpizza.grafana.com/\"} p(95)<500ms",
    ),
    (
        TAGS,
        "http_req_duration{expected_response:true}",
        "p(95)<500",
        "response_time{outcome:\"/^(ok|check_failed)$/\"} p(95)<500ms",
    ),
    (
        TAGS,
        "checks{check:is status 200}",
        "rate===1",
        "checks{check:\"is status 200\"} rate==1",
    ),
    (
        OPTIONS,
        "http_req_duration",
        "avg<100",
        "response_time avg<100ms",
    ),
    (
        OPTIONS,
        "http_req_connecting{cdnAsset:true}",
        "p(95)<100",
        "connect{tag.cdnAsset:true} p(95)<100ms",
    ),
    (
        SCENARIOS,
        "http_req_duration{test_type:api}",
        "p(95)<250",
        "response_time{tag.test_type:api} p(95)<250ms",
    ),
    (
        SCENARIOS,
        "http_req_duration{scenario:my_api_test_2}",
        "p(99)<300",
        "response_time{scenario:my_api_test_2} p(99)<300ms",
    ),
    (TREND, "http_req_waiting", "p(95) < 400", "ttfb p(95)<400ms"),
    (
        TREND,
        "http_req_tls_handshaking",
        "p(50) < 200",
        "tls p(50)<200ms",
    ),
    (
        TREND,
        "http_req_duration",
        "max < 3000",
        "response_time max<3000ms",
    ),
    (COUNTER, "http_reqs", "count < 10", "requests count<10"),
    (
        COUNTER,
        "data_received",
        "count >= 200",
        "bytes_in count>=200B",
    ),
    (COUNTER, "data_sent", "rate<50", "bytes_out rate<50B/s"),
    (RATE, "http_req_failed", "rate < 0.1", "errors rate<0.1"),
    (RATE, "checks", "rate >= 0.9", "checks rate>=0.9"),
    (METRICS, "dropped_iterations", "count<1", "dropped count<1"),
    (METRICS, "http_reqs", "rate>100", "requests rate>100/s"),
];

fn parse_row(key: &str, expression: &str) -> Result<Threshold, String> {
    let named = parse_selector(key).map_err(|error| error.to_string())?;
    let rule = parse_rule(expression, &named).map_err(|error| error.to_string())?;
    Ok(Threshold::new(named.selector, rule))
}

#[test]
fn its_examples_mean_what_they_mean_there() {
    for (page, key, expression, expected) in EXAMPLES {
        let threshold = parse_row(key, expression)
            .unwrap_or_else(|error| panic!("{page}: {key}: {expression}: {error}"));
        assert_eq!(threshold.to_string(), expected, "{page}");
        let shown = parse(expected).unwrap();
        assert!(shown.demands_the_same_as(&threshold), "{expected}");
    }
}

#[test]
fn a_response_that_was_not_expected_is_any_that_went_wrong() {
    let named = parse_selector("http_reqs{expected_response:false}").unwrap();
    let pattern = named.selector.outcome.unwrap();
    for outcome in lt_sample::Outcome::ALL {
        let expected = outcome.is_error() && outcome.as_str() != "check_failed";
        assert_eq!(pattern.matches(outcome.as_str()), expected, "{outcome:?}");
    }
}

#[test]
fn what_has_no_counterpart_is_refused_with_what_to_do_instead() {
    let check = |key: &str, expression: &str, expected: &str| {
        assert_eq!(parse_row(key, expression).unwrap_err(), expected, "{key}");
    };
    // The four metrics of its own that the page on thresholds makes up.
    for name in ["RTT", "Errors", "ContentOK", "ContentSize"] {
        let error = parse_row(name, "rate<1").unwrap_err();
        let way_out = format!("`metric{{name:{name}}}`");
        let is_near = name == "Errors" && error.ends_with("did you mean `errors`?");
        assert!(error.contains(&way_out) || is_near, "{error}");
    }
    check(
        "group_duration{group:::individualRequests}",
        "avg < 400",
        "`group_duration` has no counterpart: journeys are not timed as a whole, nor with their waits; use response_time",
    );
    check(
        "iterations",
        "count>10",
        "`iterations` has no counterpart: journeys are not counted; use requests",
    );
    check(
        "vus",
        "value<=100",
        "`vus` has no counterpart: write `gauge{name:users,source:lt-gen}` with value or max",
    );
    check(
        "http_req_blocked",
        "max<10",
        "`http_req_blocked` has no counterpart: the wait for a connection is part of delay; use delay",
    );
    check(
        "ws_session_duration",
        "max<10",
        "`ws_session_duration` has no counterpart: lt speaks HTTP; use response_time",
    );
    check(
        "http_req_duration{url:http://a/}",
        "max<10",
        "`url` has no counterpart: samples keep no URLs; use name or endpoint",
    );
    check(
        "http_req_duration{proto:HTTP/2}",
        "max<10",
        "`proto` has no counterpart: samples are not selected by their connection",
    );
    check(
        "http_req_duration{group:::a::b}",
        "max<10",
        "`::a::b` is no group that could be a journey; write `group:::NAME`, or use journey or scenario",
    );
    check(
        "http_req_duration{expected_response:yes}",
        "max<10",
        "`expected_response` is `true` or `false`, not `yes`",
    );
    check(
        "checks{endpiont:/a}",
        "rate>0.9",
        "unknown key `endpiont`; did you mean `endpoint`? a tag is `tag.endpiont`",
    );
    check(
        "dropped_iterations",
        "rate<1",
        "k6's rate of `dropped_iterations` is per second; write `dropped rate<1%` for the share of arrivals that were dropped",
    );
    check(
        "http_req_duration",
        "p(0)<10",
        "unknown percentile `0`; use a number above 0 and up to 100 with at most four digits after the point, as in `p(99.9)`",
    );
    check(
        "http_req_duration",
        "max<1e3",
        "unknown unit `e3`; use ns, us, ms, s, m",
    );
}
