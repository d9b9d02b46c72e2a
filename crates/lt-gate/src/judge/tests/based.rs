//! Limits that are made of a baseline, and parts of a test that are not there.

use lt_sample::Histogram;
use lt_stats::Endpoint;
use lt_stats::baseline::{Environment, Load, Series, Source};

use super::*;
use crate::threshold::{LevelPattern, Origin, Pattern};

fn baseline(level: &str, times: &[u64], errors: u64) -> Baseline {
    let mut response = Histogram::new();
    times.iter().for_each(|time| response.record(*time));
    let series = Series {
        endpoint: Endpoint {
            name: "/a".to_owned(),
            method: "GET".to_owned(),
            host: None,
        },
        requests: times.len() as u64,
        errors,
        received: 5000,
        response,
        ..Series::default()
    };
    Baseline {
        id: "b-1".to_owned(),
        name: "main".to_owned(),
        created_us: UnixMicros(1),
        source: Source::default(),
        load: Load {
            level: Some(level.to_owned()),
            ..Load::default()
        },
        environment: Environment::default(),
        labels: [("level".to_owned(), level.to_owned())].into(),
        span_us: Micros(10 * SECOND),
        interval_us: Micros(SECOND),
        series: vec![series],
        doubts: Vec::new(),
        verdict: None,
        notes: Vec::new(),
    }
}

fn checked(text: &str, base: &[Baseline]) -> Check {
    let threshold = threshold::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let reading = Reading::of(Story::new().ok(10).end(|_| {}));
    judge(&[threshold], &reading, base).remove(0)
}

#[test]
fn a_limit_is_made_of_all_baselines_together() {
    let base = [
        baseline("light", &[4000; 10], 1),
        baseline("light", &[6000; 10], 2),
    ];
    let check = |text: &str, status, limit: f64| {
        let found = checked(text, &base);
        let resolved = found.limit.unwrap();
        assert!((resolved - limit).abs() < 1e-6, "{text}: {resolved}");
        assert_eq!(found.status, status, "{text}");
    };
    check("max < base * 2", Status::Pass, 12_000.0);
    check("max < base + 10% + 2ms", Status::Fail, 8_600.0);
    check("avg <= base + 500us", Status::Pass, 5_500.0);
    check("avg < base - 10%", Status::Fail, 4_500.0);
    check("avg<base*2+10%", Status::Pass, 10_500.0);
    check("errors rate <= base", Status::Pass, 0.15);
    // Of shares, per cent are percentage points.
    check("errors rate <= base - 15%", Status::Pass, 0.0);
    check("requests rate > base - 10%", Status::Pass, 0.9);
    check("bytes_in rate <= base", Status::Pass, 500.0);
    check(
        "response_time{endpoint:/a} max < base + 50%",
        Status::Fail,
        9_000.0,
    );
}

#[test]
fn without_a_baseline_nothing_is_judged_and_nothing_fails() {
    let found = checked("max < base * 2", &[]);
    assert_eq!((found.status, found.limit), (Status::Skipped, None));
    assert_eq!(found.why.as_deref(), Some("there is no baseline"));
    assert!(!found.fails() && found.observed.is_some());
    let base = [baseline("light", &[4000; 10], 1)];
    for text in [
        "response_time{label.level:heavy} max < base * 2",
        "service_time max < base * 2",
    ] {
        let found = checked(text, &base);
        assert!(
            matches!(found.status, Status::Skipped | Status::Missing),
            "{text}"
        );
    }
    let found = checked("response_time{endpoint:/nowhere} max < base * 2", &base);
    assert_eq!(found.status, Status::Missing);
}

#[test]
fn a_level_of_a_table_that_did_not_run_is_skipped_and_any_other_absent_part_is_missing() {
    let mut threshold = threshold::parse("response_time{level:heavy} max<1s").unwrap();
    let judged = |threshold: &Threshold| {
        let reading = Reading::of(Story::new().ok(10).end(|_| {}));
        judge(std::slice::from_ref(threshold), &reading, &[]).remove(0)
    };
    assert_eq!(judged(&threshold).status, Status::Missing);
    assert!(judged(&threshold).fails());
    threshold.origin = Origin {
        row: Some("Heavy".to_owned()),
        ..Origin::default()
    };
    threshold.selector.scope.level = Some(LevelPattern {
        name: Pattern::parse("Heavy").unwrap(),
        users: Some(200),
    });
    let skipped = judged(&threshold);
    assert_eq!(skipped.status, Status::Skipped);
    assert_eq!(skipped.why.as_deref(), Some("this load level did not run"));
    assert!(!skipped.fails());
}
