use quick_junit::{Report, TestCaseStatus};

use super::*;
use crate::Verdict;
use crate::format::samples;

fn parsed(verdict: &Verdict) -> (String, Report) {
    let xml = render(&Document::of(verdict));
    let report = Report::deserialize_from_str(&xml).unwrap();
    (xml, report)
}

#[test]
fn a_suite_is_a_selector_and_a_test_a_rule() {
    let (_, report) = parsed(&samples::regression());
    let names: Vec<&str> = report
        .test_suites
        .iter()
        .map(|suite| suite.name.as_str())
        .collect();
    assert_eq!(names.len(), 6);
    assert_eq!(names[0], "response_time{endpoint:/health/}");
    assert_eq!(names[5], "compared with main");
    let rules = report.test_suites[0].test_cases.iter();
    let rules: Vec<&str> = rules.map(|case| case.name.as_str()).collect();
    assert_eq!(
        rules,
        ["p(50)<60ms", "p(95)<150ms", "p(99)<300ms", "max<500ms"]
    );
    assert_eq!(
        (report.tests, report.failures, report.errors, report.skipped),
        (40, 2, 0, 1)
    );
}

#[test]
fn every_answer_has_its_element() {
    let (_, report) = parsed(&samples::everything());
    assert_eq!((report.failures, report.errors), (4, 1));
    let cases = report
        .test_suites
        .iter()
        .flat_map(|suite| &suite.test_cases);
    let messages = cases.filter_map(|case| match &case.status {
        TestCaseStatus::NonSuccess { message, .. } | TestCaseStatus::Skipped { message, .. } => {
            message.as_ref()
        }
        TestCaseStatus::Success { .. } => None,
    });
    let messages: Vec<&str> = messages.map(|message| message.as_str()).collect();
    for expected in [
        "the generator of run k3x9a2bc was saturated",
        "observed 31.2ms; over by 56%",
        "no samples",
        "insufficient: observed 812.345ms; 812 samples, 10,000 are needed",
        "skipped: no samples; level `Heavy` did not run",
        "184ms in the baseline, 241ms here; +31% [+29, +33], tolerated +10%",
        "new: - in the baseline, 100ms here",
    ] {
        assert!(
            messages.contains(&expected),
            "{expected} is not in {messages:#?}"
        );
    }
}

#[test]
fn a_missing_baseline_is_a_test_that_was_skipped() {
    let (xml, report) = parsed(&samples::without_baseline());
    assert_eq!((report.failures, report.skipped), (0, 1));
    assert!(xml.contains("none of the 3 baselines may be compared with this run"));
}

#[test]
fn whatever_comes_from_outside_is_xml() {
    let hostile = format!("{}\u{fffe}\u{ffff}]]>&#0;", samples::HOSTILE);
    let (xml, report) = parsed(&samples::hostile(&hostile));
    let is_xml = |c: char| matches!(c, '\n' | ' '..='\u{fffd}' | '\u{10000}'..);
    assert!(xml.chars().all(is_xml), "{xml}");
    assert_eq!(report.errors, 1);
}
