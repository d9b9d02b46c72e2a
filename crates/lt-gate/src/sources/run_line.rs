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

#[cfg(test)]
mod tests {
    use super::*;

    fn read_json(thresholds: &str) -> Vec<String> {
        let text = format!(
            r#"{{"format":1,"run":"k3x9a2bc","test":"t","shard":{{"index":0,"of":1}},"tool":"lt-gen","version":"1","started_us":1,"thresholds":{thresholds}}}"#
        );
        let rows = read(&serde_json::from_str(&text).unwrap()).into_iter();
        rows.map(|row| match row {
            Ok(threshold) => format!("{threshold} {}", threshold.severity.as_str()),
            Err(error) => error.to_string(),
        })
        .collect()
    }

    #[test]
    fn rules_are_texts_or_tables() {
        let found = read_json(
            r#"{"http_req_duration":["p(95)<500",{"expr":"max<2s","severity":"warn"}],"errors":["rate<1%"]}"#,
        );
        assert_eq!(
            found,
            [
                "errors rate<1% fail",
                "response_time p(95)<500ms fail",
                "response_time max<2s warn"
            ]
        );
    }

    #[test]
    fn wrong_ones_are_named_by_their_run() {
        let check = |json: &str, expected: &str| {
            let expected = format!("thresholds of run k3x9a2bc: {expected}");
            assert_eq!(read_json(json), [expected], "{json}");
        };
        check(
            "[]",
            "expected a table from selectors to lists of rules; mend the scenario file",
        );
        check(
            r#"{"errors":"rate<1%"}"#,
            "expected a list of rules for `errors`; write `[\"p(95)<200ms\"]`",
        );
        let rule = "expected a rule for `errors`; write `\"p(95)<200ms\"` or `{\"expr\": …, \"severity\": \"warn\"}`";
        check(r#"{"errors":[1]}"#, rule);
        check(r#"{"errors":[{"severity":"warn"}]}"#, rule);
        check(r#"{"errors":[{"expr":"rate<1%","severity":"x"}]}"#, rule);
        check(
            r#"{"errors":[{"exp":"rate<1%"}]}"#,
            "unknown key `exp`; did you mean `expr`?",
        );
        check(
            r#"{"eror":["rate<1%"]}"#,
            "`eror`, column 1: unknown metric `eror`; did you mean `errors`?",
        );
        check(
            r#"{"errors":["rate<5"]}"#,
            "`rate<5`, column 6: a share is at most 1 or 100%; did you mean `5%`?",
        );
    }
}
