//! The `faults` and `thresholds` of a scenario file.

use std::collections::HashMap;

use super::fields::{self, Fields};
use super::node::{Node, Value};
use super::problem::{self, Problem, at};
use super::reader::Reader;
use crate::{Body, Fault, FaultKind, decimal, suggest};

pub(super) const KEYS: &[&str] = &["kind", "share", "only"];
pub(super) const RULE_KEYS: &[&str] = &[
    "expr",
    "severity",
    "allow",
    "abort_on_fail",
    "delay",
    "threshold",
    "abortOnFail",
    "delayAbortEval",
];

/// Shares are read without floating point: in millionths.
const WHOLE: u64 = 1_000_000;

/// Reads which requests are broken on purpose.
pub(super) fn read(node: Option<Node>, reader: &Reader<'_>) -> Result<Vec<Fault>, problem::Fault> {
    let items = match node {
        None => return Ok(Vec::new()),
        Some(node) => fields::items(node, "`faults`")?,
    };
    let mut faults = Vec::with_capacity(items.len());
    // Of every request, and what some of them get on top.
    let (mut of_all, mut on_top) = (0u64, HashMap::new());
    for item in items {
        let span = item.span;
        let mut fields = Fields::of(item, "a fault", KEYS)?;
        let kind = kind(&fields.required("kind")?)?;
        let share = share(&fields.required("share")?)?;
        let only: Vec<usize> = match fields.take("only") {
            Some(node) => fields::items(node, "`only`")?
                .iter()
                .map(|item| hit(item, kind, reader))
                .collect::<Result<_, _>>()?,
            None => Vec::new(),
        };
        if only.is_empty() {
            of_all += share;
        }
        for request in &only {
            *on_top.entry(*request).or_insert(0u64) += share;
        }
        if of_all + on_top.values().max().copied().unwrap_or_default() > WHOLE {
            return at(span, Problem::FaultShares);
        }
        let share = share as f64 / WHOLE as f64;
        faults.push(Fault { kind, share, only });
    }
    Ok(faults)
}

/// A request that may be hit.
fn hit(node: &Node, kind: FaultKind, reader: &Reader<'_>) -> Result<usize, problem::Fault> {
    let request = reader.request_named(node, "only")?;
    let template = &reader.requests[request];
    if kind == FaultKind::MalformedBody && template.body == Body::None {
        return at(node.span, Problem::NoBodyToBreak(template.key.clone()));
    }
    Ok(request)
}

fn kind(node: &Node) -> Result<FaultKind, problem::Fault> {
    let word = node.text("kind")?;
    let known = FaultKind::ALL.map(FaultKind::as_str);
    let found = FaultKind::ALL
        .into_iter()
        .find(|kind| kind.as_str() == word);
    found.map_or_else(
        || {
            let hint = suggest::hint(word, known);
            let name = word.to_owned();
            at(node.span, Problem::NoSuchFault { name, hint })
        },
        Ok,
    )
}

/// `1%`, or a number from 0 to 1; in millionths.
fn share(node: &Node) -> Result<u64, problem::Fault> {
    const EXPECTED: &str = "a share from `0%` to `100%`";
    let text = node.text_or_number("share", EXPECTED)?;
    let (number, unit) = match text.trim().strip_suffix('%') {
        Some(percent) => (percent.trim_end(), WHOLE / 100),
        None => (text.trim(), WHOLE),
    };
    let share = decimal::scaled(number, unit).and_then(|share| u64::try_from(share).ok());
    match share.filter(|share| *share <= WHOLE) {
        Some(share) => Ok(share),
        None => node.refuse("share", EXPECTED),
    }
}

/// Reads the table of thresholds, which lt-gate understands; only its shape is looked at here.
pub(super) fn thresholds(node: Node) -> Result<serde_json::Value, problem::Fault> {
    let (_, entries) = fields::entries(node, "`thresholds`")?;
    let mut table = serde_json::Map::new();
    for (key, node) in entries {
        let rules = match node.value {
            Value::List(_) => fields::items(node, "rules")?,
            _ => vec![node],
        };
        let rules = rules.into_iter().map(rule).collect::<Result<_, _>>()?;
        table.insert(key.name, serde_json::Value::Array(rules));
    }
    Ok(serde_json::Value::Object(table))
}

fn rule(node: Node) -> Result<serde_json::Value, problem::Fault> {
    if !matches!(node.value, Value::Map(_)) {
        return Ok(node.plain_text("thresholds")?.into());
    }
    let mut fields = Fields::of(node, "a threshold", RULE_KEYS)?;
    const SAME: &str = "are the same in our words and in those of k6";
    fields.exclude("expr", "threshold", SAME)?;
    fields.exclude("abort_on_fail", "abortOnFail", SAME)?;
    fields.exclude("delay", "delayAbortEval", SAME)?;
    let expr = match fields.take("threshold") {
        Some(expr) => expr,
        None => fields.required("expr")?,
    };
    let mut rule = serde_json::Map::new();
    rule.insert("expr".to_owned(), expr.plain_text("expr")?.into());
    if let Some(severity) = fields.take("severity") {
        let severity = severity.plain_text("severity")?;
        rule.insert("severity".to_owned(), severity.into());
    }
    let allow = fields.optional("allow", |node, key| node.whole(key, 0, u64::MAX))?;
    if let Some(allow) = allow {
        rule.insert("allow".to_owned(), allow.into());
    }
    for key in ["abort_on_fail", "abortOnFail"] {
        if let Some(abort) = fields.optional(key, Node::yes_or_no)? {
            rule.insert("abort_on_fail".to_owned(), abort.into());
        }
    }
    for key in ["delay", "delayAbortEval"] {
        if let Some(delay) = fields.optional(key, delay)? {
            rule.insert("delay".to_owned(), delay.into());
        }
    }
    Ok(rule.into())
}

/// A duration in the words of lt-gate, which wants a unit.
fn delay(node: &Node, key: &str) -> Result<String, problem::Fault> {
    node.duration(key)?;
    match &node.value {
        Value::Number(_) => Ok(node.number(key, "a duration")? + "s"),
        _ => node.text(key).map(str::to_owned),
    }
}
