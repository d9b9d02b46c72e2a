//! The thresholds as tables.

use super::escape::{WIDEST, code, prose};
use super::{Section, unbroken};
use crate::format::document::{Check, Document};
use crate::format::figure::{Style, grouped};
use crate::format::sentence;
use crate::format::standing::Tone;
use crate::judge::Status;

/// Characters of a threshold.
const WIDEST_RULE: usize = 120;

/// The thresholds, what fails first, and of these what is furthest beyond its limit.
pub(super) fn worst_first(checks: &[Check]) -> Vec<&Check> {
    let grade = |check: &Check| match Tone::of(check) {
        Tone::Bad => 0,
        Tone::Doubtful => 1,
        Tone::Good | Tone::Neutral => 2,
    };
    let beyond = |check: &Check| check.beyond.map_or(0.0, f64::abs);
    let mut sorted: Vec<&Check> = checks.iter().collect();
    sorted.sort_by(|a, b| {
        let by_size = || match grade(a) {
            2 => std::cmp::Ordering::Equal,
            _ => beyond(b).total_cmp(&beyond(a)),
        };
        grade(a).cmp(&grade(b)).then_with(by_size)
    });
    sorted
}

/// Whether it is shown before everything is.
pub(super) fn is_loud(check: &Check) -> bool {
    check.marginal || matches!(Tone::of(check), Tone::Bad | Tone::Doubtful)
}

/// What is not as it should be; nothing where all is.
pub(super) fn table(checks: &[&Check], most: usize) -> Option<String> {
    let rows: Vec<[String; 4]> = checks.iter().map(|check| row(check)).collect();
    let header = ["", "Threshold", "Observed", "Verdict"];
    let sides = [":-:", ":--", "--:", ":--"];
    (!rows.is_empty()).then(|| super::table(header, sides, &rows, most))
}

/// All of them.
pub(super) fn section(document: &Document, most: usize) -> Option<Section> {
    let checks = worst_first(&document.checks);
    let rows = checks.iter().map(|check| {
        let [icon, threshold, observed, verdict] = row(check);
        [icon, threshold, observed, grouped(check.n), verdict]
    });
    let rows: Vec<[String; 5]> = rows.collect();
    let header = ["", "Threshold", "Observed", "n", "Verdict"];
    let sides = [":-:", ":--", "--:", "--:", ":--"];
    let title = match rows.len() {
        0 => return None,
        1 => "The threshold".to_owned(),
        n => format!("All {n} thresholds"),
    };
    Some(Section {
        title,
        text: super::table(header, sides, &rows, most),
    })
}

/// What is wrong with one, in a sentence.
pub(super) fn in_words(check: &Check) -> String {
    let name = code(&check.threshold(), WIDEST_RULE);
    let Some(observed) = observed(check) else {
        return format!("{name}: <strong>no samples</strong> to judge it by");
    };
    let beyond =
        sentence::beyond(check, Style::Prose).map_or(String::new(), |beyond| format!(", {beyond}"));
    format!("{name} <strong>is broken</strong>: {observed} observed{beyond}")
}

fn row(check: &Check) -> [String; 4] {
    let remarks = sentence::remarks(check, Style::Prose);
    let remarks: Vec<String> = remarks.iter().map(|remark| prose(remark)).collect();
    let word = check.status.as_str();
    let verdict = match remarks.is_empty() {
        true => word.to_owned(),
        false => format!("{word}: {}", remarks.join("; ")),
    };
    let threshold = match &check.row {
        Some(row) => format!(
            "{} {}",
            code(row, WIDEST),
            code(&check.short(), WIDEST_RULE)
        ),
        None => code(&check.threshold(), WIDEST_RULE),
    };
    let observed = observed(check).map(|observed| match check.fails() {
        true => format!("<strong>{}</strong>", unbroken(&observed)),
        false => unbroken(&observed),
    });
    [
        icon(check).to_owned(),
        threshold,
        observed.unwrap_or_else(|| "–".to_owned()),
        verdict,
    ]
}

fn observed(check: &Check) -> Option<String> {
    let limit: Vec<f64> = check.limit.into_iter().collect();
    let observed = check.observed?;
    Some(Style::Prose.near(observed, &limit, &check.unit))
}

fn icon(check: &Check) -> &'static str {
    match check.status {
        Status::Pass => "✅",
        Status::Fail => "❌",
        Status::Missing if check.fails() => "❌",
        Status::Warn | Status::Missing => "⚠️",
        Status::Insufficient => "❔",
        Status::Skipped => "⏭️",
        Status::Accepted => "☑️",
    }
}
