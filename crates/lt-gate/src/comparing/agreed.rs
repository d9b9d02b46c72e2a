//! What was agreed on for some figures: another tolerance, a warning only, a change that is expected.

use lt_sample::UnixMicros;
use lt_stats::compare::{Answer as Ruled, Comparison, Question, Ruling};

use super::Row;
use crate::config::{Accept, ComparePolicy, Config, Override};
use crate::threshold::Severity;

/// The answers with what they mean, and what is to be known of agreements that do not count.
pub(super) fn rows(
    comparison: &Comparison,
    config: &Config,
    today: UnixMicros,
) -> (Vec<Row>, Vec<String>) {
    let mut notes = Vec::new();
    let answers = comparison.answers.iter();
    let rows = answers.map(|answer| Row {
        severity: severity(answer, &config.compare),
        accepted: accepted(answer, &config.accept, today, &mut notes),
        answer: answer.clone(),
    });
    (rows.collect(), notes)
}

/// The last override that is about a figure.
pub(super) fn last_override<'p>(
    question: &Question,
    policy: &'p ComparePolicy,
) -> Option<&'p Override> {
    let mut overrides = policy.overrides.iter().rev();
    overrides.find(|other| other.covers(question))
}

fn severity(answer: &Ruled, policy: &ComparePolicy) -> Severity {
    let agreed = last_override(&answer.question, policy);
    agreed.map_or(Severity::Fail, |other| other.severity)
}

/// The reason for which a regression is accepted, where it is.
fn accepted(
    answer: &Ruled,
    accepts: &[Accept],
    today: UnixMicros,
    notes: &mut Vec<String>,
) -> Option<String> {
    let change = answer.change.as_ref()?;
    if answer.ruling != Ruling::Regression {
        return None;
    }
    let about = accepts
        .iter()
        .filter(|accept| accept.covers(&answer.question));
    let mut found = None;
    for accept in about {
        let why_not = if accept.until.is_some_and(|until| today > until) {
            "its day is over"
        } else if change.estimate > accept.up_to {
            "the change is larger"
        } else {
            found = Some(accept.reason.clone());
            continue;
        };
        let note = format!(
            "a change of `{}` was accepted ({}), but {why_not}",
            accept.selector, accept.reason
        );
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    found
}
