//! How it was measured, and how to see more.

use super::escape::{code, prose};
use super::{Section, load};
use crate::format::document::{Comparison, Document};
use crate::format::{counted, sentence};

/// Notes beyond these are in the JSON.
const MOST_NOTES: usize = 20;

/// How it was measured; nothing where there is nothing to say.
pub(super) fn section(document: &Document) -> Option<Section> {
    let mut lines = load::lines(document);
    let tells_load = !lines.is_empty();
    if let Some(comparison) = &document.comparison {
        compared(comparison, &mut lines);
    }
    lines.extend(
        document
            .notes
            .iter()
            .take(MOST_NOTES)
            .map(|note| prose(note)),
    );
    let first = document.rows().first().map(|row| row.id.as_str());
    let first = first.or_else(|| document.checks.first().map(|check| check.id.as_str()));
    if let Some(id) = first {
        let explain = code(&format!("lt-gate explain RESULT.json {id}"), 200);
        lines.push(format!("The numbers behind a line: {explain}"));
    }
    if document.summary.comparisons.regression > 0 {
        lines.push(
            "Expected? Add an <code>&#91;&#91;accept&#93;&#93;</code> entry to <code>lt-gate.toml</code> and say why."
                .to_owned(),
        );
    }
    let says_how = document.comparison.is_some() || !document.notes.is_empty();
    let title = match says_how || tells_load {
        true => "How this was measured",
        false => "How to see more",
    };
    (!lines.is_empty()).then(|| Section {
        title: title.to_owned(),
        text: lines.iter().map(|line| format!("- {line}\n")).collect(),
    })
}

fn compared(comparison: &Comparison, lines: &mut Vec<String>) {
    if let Some(mode) = &comparison.mode {
        let why = comparison.why_mode.as_deref().unwrap_or_default();
        let why = match why.is_empty() {
            true => String::new(),
            false => format!(": {}", prose(why)),
        };
        let family = counted(comparison.family, "question");
        lines.push(format!(
            "Mode {}{why}; {family} judged at once",
            prose(mode)
        ));
    }
    if !comparison.baselines.is_empty() {
        lines.push(prose(&sentence::baselines(&comparison.baselines)));
    }
    if let Some(sessions) = comparison.sessions {
        let here = counted(sessions.head, "session");
        lines.push(format!("{here} here, {} of the baseline", sessions.base));
    }
    // Beside what forbids a comparison, the rest is of no interest.
    let is_missing = comparison.missing.is_some();
    let differences = comparison.differences.iter();
    let differences = differences.filter(|difference| difference.forbids || !is_missing);
    lines.extend(differences.map(|difference| prose(&sentence::difference(difference))));
    lines.extend(
        comparison
            .notes
            .iter()
            .take(MOST_NOTES)
            .map(|note| prose(note)),
    );
}
