use std::collections::BTreeMap;

use lt_sample::{Micros, UnixMicros};

use super::*;
use crate::Endpoint;
use crate::baseline::{Environment, Load, Source};

/// Requests of an endpoint in milliseconds: how many took how long, the last of them as many as are errors.
fn series(method: &str, name: &str, times: &[(u64, u64)], errors: u64) -> Series {
    let mut series = Series {
        endpoint: Endpoint {
            name: name.to_owned(),
            method: method.to_owned(),
            host: None,
        },
        errors,
        ..Series::default()
    };
    for (n, ms) in times {
        series.requests += n;
        (0..*n).for_each(|_| series.response.record(ms * 1000));
    }
    series.outcomes = BTreeMap::from([
        ("http_error".to_owned(), errors),
        ("ok".to_owned(), series.requests - errors),
    ]);
    series
}

fn baseline(series: Vec<Series>) -> Baseline {
    Baseline {
        id: String::new(),
        name: "production_baseline_v1".to_owned(),
        created_us: UnixMicros::from_second(1_704_110_400),
        source: Source::default(),
        load: Load {
            users: Some(100),
            ..Load::default()
        },
        environment: Environment::default(),
        labels: BTreeMap::new(),
        span_us: Micros(300_000_000),
        interval_us: Micros(5_000_000),
        series,
        doubts: Vec::new(),
        verdict: None,
        notes: Vec::new(),
    }
}

fn sample() -> Baseline {
    baseline(vec![
        series(
            "GET",
            "/api/health",
            &[(700, 10), (200, 25), (6700, 10), (270, 25), (130, 50)],
            0,
        ),
        series(
            "POST",
            "/api/agents/{id}/query",
            &[(900, 50), (85, 150), (15, 300)],
            1,
        ),
        series("GET", "/api/agents", &[(900, 30), (85, 80), (15, 150)], 0),
    ])
}

fn recommendations(baseline: &Baseline) -> Vec<String> {
    let text = report(baseline, &Grades::default());
    let (_, after) = text.split_once("Recommendations\n").unwrap();
    after.lines().skip(1).map(ToOwned::to_owned).collect()
}

#[test]
fn the_report_has_the_layout_of_the_seed() {
    let text = report(&sample(), &Grades::default());
    let expected = "\
================================================================================
Performance Baseline Report
================================================================================
Baseline ID: production_baseline_v1
Generated: 2024-01-01T12:00:00
Test Duration: 300.00 seconds
Total Requests: 10,000
Concurrent Users: 100

Overall Summary
--------------------------------------------------------------------------------
Average Response Time: 19.05 ms
P95 Response Time: 50.00 ms
Error Rate: 0.01%
Requests per Second: 33.33

Endpoint Performance
--------------------------------------------------------------------------------
Method   Endpoint                                  P50        P95        P99        RPS        Errors
--------------------------------------------------------------------------------
GET      /api/health                               10         25         50         26.7       0.00%
POST     /api/agents/{id}/query                    50         150        300        3.3        0.10%
GET      /api/agents                               30         80         150        3.3        0.00%

Recommendations
--------------------------------------------------------------------------------
1. Performance metrics are within acceptable ranges.
";
    assert_eq!(text, expected);
}

#[test]
fn an_open_run_has_a_rate_instead_of_users() {
    let mut run = sample();
    (run.load.users, run.load.rate) = (None, Some(200.0));
    let text = report(&run, &Grades::default());
    assert!(
        text.contains("\nTotal Requests: 10,000\nArrival Rate: 200 per second\n\n"),
        "{text}"
    );
}

#[test]
fn what_is_not_acceptable_is_named_with_its_limit() {
    let mut run = baseline(vec![
        series("GET", "/slow", &[(1000, 20), (100, 1404)], 0),
        series("POST", "/broken", &[(1000, 20)], 62),
    ]);
    run.doubts
        .push("shard 1/2 of test `t` is missing".to_owned());
    assert_eq!(
        recommendations(&run),
        [
            "1. Run the test again before relying on these figures: shard 1/2 of test `t` is missing.",
            "2. Optimize GET /slow: its P95 of 1.4 s is beyond what is acceptable (1 s).",
            "3. Investigate the errors of POST /broken: 6.2% of its requests fail, mostly with http_error; 5% is acceptable.",
            "4. Consider scaling: 7 requests per second are below what is acceptable (100).",
        ]
    );
}

#[test]
fn percentiles_of_few_requests_and_dropped_arrivals_are_warned_of() {
    let mut run = baseline(vec![
        series("GET", "/a", &[(999, 1)], 0),
        series("GET", "/b", &[(1000, 1)], 0),
    ]);
    assert_eq!(
        recommendations(&run)[1..],
        [
            "2. Measure longer: P99 needs 1,000 requests to rely on; endpoints with fewer than 1,000: 1 of 2, GET /a with 999 the least."
        ]
    );
    run.series.push(series("GET", "/c", &[(7, 1)], 0));
    run.series[0].dropped = 1;
    assert_eq!(
        recommendations(&run),
        [
            "1. Performance metrics are within acceptable ranges.",
            "2. Allow more requests in flight: 1 of 2,007 arrivals were never sent, and are in no figure above.",
            "3. Measure longer: P95 and P99 need 200 and 1,000 requests to rely on; endpoints with fewer than 200: 1 of 3, GET /c with 7 the least.",
        ]
    );
    run.series = (0..9)
        .map(|n| series("GET", &format!("/{n}"), &[(1000, 2000)], 0))
        .collect();
    let said = recommendations(&run);
    assert_eq!(
        (said.len(), &*said[5]),
        (7, "6. 4 further endpoints are as slow.")
    );
}

#[test]
fn hostile_endpoints_stay_in_their_columns() {
    let evil = format!("/\u{1b}[2J\n\u{202e}{}", "注".repeat(100));
    let run = baseline(vec![
        series("DELETE/EVERYTHING", &evil, &[(10, 5000)], 10),
        Series {
            dropped: 3,
            ..Series::default()
        },
    ]);
    let text = report(&run, &Grades::default());
    assert!(
        !text
            .chars()
            .any(|c| c != '\n' && (c.is_control() || c == '\u{202e}')),
        "{text}"
    );
    let (_, table) = text.split_once("Errors\n").unwrap();
    let row = table.lines().nth(1).unwrap();
    assert_eq!(
        row,
        "DELETE/… /\u{fffd}[2J\u{fffd}\u{fffd}注注注注注注注注注注注注注注注注…  5000       5000       5000       0.0        100.00%"
    );
    assert_eq!(
        table
            .lines()
            .nth(2)
            .unwrap()
            .split_whitespace()
            .collect::<Vec<_>>(),
        ["-", "-", "-", "0.0", "-"]
    );
}
