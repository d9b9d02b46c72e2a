//! The verdict as JUnit XML: a suite for each selector, a test for each rule, and a suite of the comparison.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite, XmlString};

use super::document::{Check, Document, Row};
use super::figure::Style;
use super::standing::{Standing, Tone};
use super::{cut, sentence, shown};
use crate::judge::Status;

/// Characters of a name: some readers refuse more.
const LONGEST: usize = 500;

/// The report as XML, with a line break at its end.
pub(super) fn render(document: &Document) -> String {
    let mut report = Report::new("lt-gate");
    if !document.reasons.is_empty() {
        report.add_test_suite(validity(&document.reasons));
    }
    let mut selectors: Vec<&str> = Vec::new();
    for check in &document.checks {
        if !selectors.contains(&check.selector.as_str()) {
            selectors.push(&check.selector);
        }
    }
    for selector in selectors {
        let mut suite = TestSuite::new(text(selector));
        let checks = document.checks.iter();
        let checks = checks.filter(|check| check.selector == selector);
        suite.add_test_cases(checks.map(of_check));
        report.add_test_suite(suite);
    }
    if let Some(comparison) = &document.comparison {
        let mut suite = TestSuite::new(text(&format!("compared with {}", comparison.baseline)));
        if let Some(missing) = &comparison.missing {
            let mut status = TestCaseStatus::skipped();
            status.set_message(text(missing));
            suite.add_test_case(TestCase::new("a baseline to compare with", status));
        }
        suite.add_test_cases(comparison.rows.iter().map(of_row));
        report.add_test_suite(suite);
    }
    let xml = report.to_string();
    xml.expect("a report of texts without times can be written")
}

fn validity(reasons: &[String]) -> TestSuite {
    let mut suite = TestSuite::new("run");
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_type("invalid");
    status.set_message(text(&reasons.join("; ")));
    suite.add_test_case(TestCase::new("the run can be judged", status));
    suite
}

fn of_check(check: &Check) -> TestCase {
    let observed = check.observed;
    let observed = observed.map_or("no samples".to_owned(), |value| {
        format!("observed {}", Style::Terse.exact(value, &check.unit))
    });
    let mut words = vec![observed];
    words.extend(sentence::remarks(check, Style::Terse));
    let words = words.join("; ");
    let status = match check.status {
        _ if check.fails() => failure(check.status.as_str(), &words),
        Status::Missing | Status::Insufficient | Status::Skipped => {
            skipped(check.status.as_str(), &words)
        }
        _ => TestCaseStatus::success(),
    };
    let word = match check.status {
        Status::Warn => "warning: ",
        Status::Accepted => "accepted: ",
        _ => "",
    };
    let mut case = TestCase::new(text(&check.rule), status);
    case.set_classname(text(check.row.as_deref().unwrap_or(&check.selector)));
    case.set_system_out(text(&format!("{word}{words}")));
    case
}

fn of_row(row: &Row) -> TestCase {
    let standing = Standing::of(row);
    let words = sentence::figures(row).join("; ");
    let status = match standing {
        Standing::Regression => failure(standing.word(), &words),
        Standing::Warned | Standing::Accepted => TestCaseStatus::success(),
        _ if standing.tone() == Tone::Good => TestCaseStatus::success(),
        _ => skipped(standing.word(), &words),
    };
    let mut case = TestCase::new(text(&row.measure), status);
    case.set_classname(text(&row.whose()));
    case.set_system_out(text(&format!("{}: {words}", standing.word())));
    case
}

fn failure(kind: &str, message: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_type(kind).set_message(text(message));
    status
}

fn skipped(kind: &str, message: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(text(&format!("{kind}: {message}")));
    status
}

/// What XML 1.0 can hold of it: two characters beyond those that `XmlString` takes out are none in XML.
fn text(text: &str) -> XmlString {
    let text = cut(&shown(text), LONGEST);
    XmlString::new(text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}"))
}

#[cfg(test)]
mod tests;
