//! Thresholds of the scenario file, as they travel in the `run` line.

use lt_sample::{Run, RunId};
use serde_json::{Map, Value};

use crate::config::terms::{Given, TermError, Terms};
use crate::threshold::{ParseError, Threshold, hint, parse_rule, parse_selector};

/// Reads the table selector → rules of a run; a rule is a text, or a table of it and what stands beside it.
pub(super) fn read(run: &Run) -> Vec<Result<Threshold, RunLineError>> {
    let id = run.run;
    match &run.thresholds {
        None => Vec::new(),
        Some(Value::Object(table)) => {
            let rows = table.iter();
            rows.flat_map(|(selector, rules)| match rules {
                Value::Array(rules) => rules.iter().map(|rule| row(id, selector, rule)).collect(),
                rule => vec![row(id, selector, rule)],
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
        cause: Box::new(cause),
    };
    let (expr, terms) = match rule {
        Value::String(expr) => (Some(expr.as_str()), Terms::default()),
        Value::Object(rule) => read_terms(run, rule)?,
        _ => (None, Terms::default()),
    };
    let expr = expr.ok_or_else(|| RunLineError::NotARule(run, selector.to_owned()))?;
    let named = parse_selector(selector).map_err(|cause| wrong(selector, cause))?;
    let rule = parse_rule(expr, &named).map_err(|cause| wrong(expr, cause))?;
    let threshold = Threshold::new(named.selector, rule);
    let text = expr.to_owned();
    terms
        .apply(threshold)
        .map_err(|cause| RunLineError::Term { run, text, cause })
}

/// The rule of a table, and what stands beside it.
fn read_terms(
    run: RunId,
    table: &Map<String, Value>,
) -> Result<(Option<&str>, Terms), RunLineError> {
    let (mut expr, mut terms) = (None, Terms::default());
    for (word, value) in table {
        let Some(key) = Terms::key(word) else {
            let (key, hint) = (word.clone(), hint(word, Terms::KEYS));
            return Err(RunLineError::UnknownKey { run, key, hint });
        };
        let given = match value {
            Value::String(text) => Given::Text(text),
            Value::Bool(flag) => Given::Flag(*flag),
            Value::Number(number) => number.as_u64().map_or(Given::Other, Given::Whole),
            _ => Given::Other,
        };
        let text = word.clone();
        match key {
            "expr" => expr = value.as_str(),
            key => {
                terms
                    .set(key, given)
                    .map_err(|cause| RunLineError::Term { run, text, cause })?;
            }
        }
    }
    Ok((expr, terms))
}

/// Why the thresholds of a run cannot be used.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(super) enum RunLineError {
    #[error(
        "thresholds of run {0}: expected a table from selectors to lists of rules; mend the scenario file"
    )]
    NotATable(RunId),
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
        cause: Box<ParseError>,
    },
    #[error("thresholds of run {run}: `{text}`: {cause}")]
    Term {
        run: RunId,
        text: String,
        cause: TermError,
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
    fn what_stands_beside_a_rule_is_read_in_our_words_and_in_those_of_k6() {
        let run = |rule: &str| {
            let text = format!(
                r#"{{"format":1,"run":"k3x9a2bc","test":"t","shard":{{"index":0,"of":1}},"tool":"lt-gen","version":"1","started_us":1,"thresholds":{{"response_time":[{rule}]}}}}"#
            );
            read(&serde_json::from_str(&text).unwrap())
                .remove(0)
                .unwrap()
        };
        let ours = run(r#"{"expr":"max<2s","allow":3,"abort_on_fail":true,"delay":"10s"}"#);
        let k6 =
            run(r#"{"threshold":"max<2s","allow":3,"abortOnFail":true,"delayAbortEval":"10s"}"#);
        assert_eq!(ours, k6);
        assert_eq!(ours.allow, 3);
        assert_eq!(ours.abort.unwrap().delay.0, 10_000_000);
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
            r#"{"errors":"rate<5"}"#,
            "`rate<5`, column 6: a share is at most 1 or 100%; did you mean `5%`?",
        );
        let rule = "expected a rule for `errors`; write `\"p(95)<200ms\"` or `{\"expr\": …, \"severity\": \"warn\"}`";
        check(r#"{"errors":[1]}"#, rule);
        check(r#"{"errors":[{"severity":"warn"}]}"#, rule);
        check(
            r#"{"errors":[{"expr":"rate<1%","severity":"wran"}]}"#,
            "`severity`: unknown severity `wran`; did you mean `warn`?",
        );
        check(
            r#"{"errors":[{"expr":"rate<1%","allow":3}]}"#,
            "`rate<1%`: `allow` is of the slowest requests; it stands beside a `max` of times only",
        );
        check(
            r#"{"errors":[{"expr":"rate<1%","abort_on_fail":1}]}"#,
            "`abort_on_fail`: `abort_on_fail` is something else than was expected; write `true` or `false`",
        );
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
