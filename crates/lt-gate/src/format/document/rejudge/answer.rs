//! The one word for the whole, by the same precedence as that of a verdict.

use lt_stats::compare::Ruling;

use crate::config::{ComparePolicy, Config, OnDoubt};
use crate::format::document::{Check, Comparison, Document};
use crate::format::standing::Standing;
use crate::threshold::Severity;
use crate::verdict::Answer;

/// The answer; what doubt means is the configuration's to say, and where there is none the result is believed.
pub(super) fn of(document: &Document, config: Option<&Config>) -> Answer {
    let comparison = document.comparison.as_ref();
    let doubts = match config {
        Some(config) => by_policy(comparison, &config.compare),
        None => believed(document),
    };
    let rows = document.rows().iter();
    let is_worse = |row| Standing::of(row) == Standing::Regression;
    let answers = [
        (!document.reasons.is_empty()).then_some(Answer::Invalid),
        document
            .checks
            .iter()
            .any(Check::fails)
            .then_some(Answer::Fail),
        rows.into_iter().any(is_worse).then_some(Answer::Regression),
        doubts,
    ];
    answers.into_iter().flatten().min().unwrap_or(Answer::Pass)
}

/// What the configuration makes of what is not known. Whoever demands a baseline is not served by a result without any.
fn by_policy(comparison: Option<&Comparison>, policy: &ComparePolicy) -> Option<Answer> {
    let fails = |on_doubt: OnDoubt, answer| (on_doubt == OnDoubt::Fail).then_some(answer);
    let Some(comparison) = comparison.filter(|comparison| comparison.missing.is_none()) else {
        return fails(policy.on_missing_baseline, Answer::NoBaseline);
    };
    let gated = comparison.rows.iter().filter(|row| row.gated);
    let doubts = gated.filter_map(|row| match row.ruling {
        Ruling::Inconclusive | Ruling::Insufficient if row.severity == Severity::Fail => {
            fails(policy.on_inconclusive, Answer::Inconclusive)
        }
        Ruling::Missing => fails(policy.on_missing_series, Answer::Inconclusive),
        _ => None,
    });
    doubts.min()
}

/// What the result makes of it, where it has something to make it of.
fn believed(document: &Document) -> Option<Answer> {
    let comparison = document.comparison.as_ref()?;
    let is_doubtful = |standing| {
        matches!(
            standing,
            Standing::Inconclusive | Standing::Insufficient | Standing::Missing
        )
    };
    let mut standings = comparison.rows.iter().map(Standing::of);
    let is_founded = match document.verdict {
        Answer::Inconclusive => standings.any(is_doubtful),
        Answer::NoBaseline => comparison.missing.is_some(),
        _ => false,
    };
    is_founded.then_some(document.verdict)
}
