use super::render;
use crate::tests::{RUN, SMALL, end, stream, summary};

#[test]
fn a_report_of_everything() {
    insta::assert_snapshot!(render(&summary(SMALL)).unwrap(), @"");
}

#[test]
fn what_was_not_measured_is_null_and_not_zero() {
    let empty = stream(&[RUN.to_owned(), end(0, r#""reason":"completed""#)]);
    let report: serde_json::Value = serde_json::from_str(&render(&summary(&empty)).unwrap()).unwrap();
    let total = &report["total"];
    for key in ["error_rate", "first_us", "last_us", "response_time", "service_time", "ttfb"] {
        assert!(total[key].is_null(), "{key}");
    }
    assert_eq!((&total["requests"], &total["span_us"]), (&0.into(), &0.into()));
    assert_eq!(report["health"]["complete"], true);
}

#[test]
fn rates_of_endpoints_add_up_to_the_total() {
    let report: serde_json::Value = serde_json::from_str(&render(&summary(SMALL)).unwrap()).unwrap();
    let rate = |row: &serde_json::Value| row["rate"].as_f64().unwrap();
    let sum: f64 = report["endpoints"].as_array().unwrap().iter().map(rate).sum();
    assert!((sum - rate(&report["total"])).abs() < 1e-9);
}
