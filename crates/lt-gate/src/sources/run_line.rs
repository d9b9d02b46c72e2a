//! Thresholds of the scenario file, as they travel in the `run` line.

use lt_sample::{Run, RunId};
use serde_json::Value;

use crate::threshold::{ParseError, Severity, Threshold, hint, parse_rule, parse_selector};

/// Reads the table selector → rules of a run; a rule is a text, or `{"expr": …, "severity": …}`.
pub(super) fn read(run: &Run) -> Vec<Result<Threshold, RunLineError>> {
    let id = run.run;
    match &run.thresholds {
        None => Vec::new(),
        Some(Value::Object(table)) => {
            let rows = table.iter();
            rows.flat_map(|(selector, rules)| match rules {
                Value::Array(rules) => rules.iter().map(|rule| row(id, selector, rule)).collect(),
                _ => vec![Err(RunLineError::NotAList(id, selector.clone()))],
            })
            .collect()
        }
        Some(_) => vec![Err(RunLineError::NotATable(id))],
    }
}

fn row(run: RunId, selector: &str, rule: &Value) -> Result<Threshold, RunLineError> {
    let wrong = |text: &str, cause: ParseError| RunLineError::Wrong {
        run,
        text: text.to_owned(),
        column: cause.column(text),
        cause,
    };
    let (expr, severity) = match rule {
        Value::String(expr) => (expr, Severity::Fail),
        Value::Object(rule) => {
            let known = ["expr", "severity"];
            if let Some(key) = rule.keys().find(|key| !known.contains(&key.as_str())) {
                let (key, hint) = (key.clone(), hint(key, known));
                return Err(RunLineError::UnknownKey { run, key, hint });
            }
            let severity = match rule.get("severity") {
                None => Some(Severity::Fail),
                Some(word) => word.as_str().and_then(Severity::parse),
            };
            match (rule.get("expr"), severity) {
                (Some(Value::String(expr)), Some(severity)) => (expr, severity),
                _ => return Err(RunLineError::NotARule(run, selector.to_owned())),
            }
        }
        _ => return Err(RunLineError::NotARule(run, selector.to_owned())),
    };
    let named = parse_selector(selector).map_err(|cause| wrong(selector, cause))?;
    let rule = parse_rule(expr, &named).map_err(|cause| wrong(expr, cause))?;
    Ok(Threshold {
        selector: named.selector,
        rule,
        severity,
    })
}

/// Why the thresholds of a run cannot be used.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(super) enum RunLineError {
    #[error(
        "thresholds of run {0}: expected a table from selectors to lists of rules; mend the scenario file"
    )]
    NotATable(RunId),
    #[error("thresholds of run {0}: expected a list of rules for `{1}`; write `[\"p(95)<200ms\"]`")]
    NotAList(RunId, String),
    #[error(
        "thresholds of run {0}: expected a rule for `{1}`; write `\"p(95)<200ms\"` or `{{\"expr\": …, \"severity\": \"warn\"}}`"
    )]
    NotARule(RunId, String),
    #[error("thresholds of run {run}: unknown key `{key}`; {hint}")]
    UnknownKey {
        run: RunId,
        key: String,
        hint: String,
    },
    #[error("thresholds of run {run}: `{text}`, column {column}: {cause}")]
    Wrong {
        run: RunId,
        text: String,
        column: usize,
        cause: ParseError,
    },
}
