//! Thresholds of a TOML file.

use std::ops::Range;
use std::path::Path;

use anyhow::{Context, anyhow};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::stands_in;
use crate::threshold::{
    NamedSelector, ParseError, Severity, Threshold, hint, parse_rule, parse_selector,
};

const SCHEMA: &str = "lt.gate/1";

/// Reads the `[thresholds]` of a file, in the order in which they stand there.
pub(super) fn read(path: &Path) -> anyhow::Result<Vec<Threshold>> {
    let name = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read `{name}`"))?;
    parse(&text).map_err(|error| {
        let (line, column) = place(&text, error.at);
        anyhow!("{name}:{line}:{column}: {}", error.problem)
    })
}

fn parse(text: &str) -> Result<Vec<Threshold>, FileError> {
    let root = DeTable::parse(text).map_err(|error| FileError {
        at: error.span().map_or(0, |span| span.start),
        problem: Problem::Syntax(error.message().replace('\n', ", ")),
    })?;
    let mut thresholds = Vec::new();
    for (key, value) in in_order(root.get_ref()) {
        match key.get_ref().as_ref() {
            "schema" => check_schema(value)?,
            "thresholds" => {
                let table = expect(value, "a table", DeValue::as_table)?;
                for (selector, rules) in in_order(table) {
                    read_rules(text, selector, rules, &mut thresholds)?;
                }
            }
            _ => return Err(unknown_key(key, &["schema", "thresholds"])),
        }
    }
    Ok(thresholds)
}

/// Why a file cannot be used, and at which byte of it.
#[derive(Debug)]
struct FileError {
    at: usize,
    problem: Problem,
}

#[derive(Debug, thiserror::Error)]
enum Problem {
    #[error("{0}; mend the TOML")]
    Syntax(String),
    #[error("unknown key `{key}`; {hint}")]
    UnknownKey { key: String, hint: String },
    #[error("schema `{0}` is not known; this version of lt-gate reads `{SCHEMA}`")]
    Schema(String),
    #[error("expected {expected}, found {found}")]
    Type {
        expected: &'static str,
        found: &'static str,
    },
    #[error("unknown severity `{word}`; {hint}")]
    Severity { word: String, hint: String },
    #[error("no rule stands here; write one as in `[\"p(95)<200ms\"]`")]
    NoRule,
    #[error("`{0}` stands here already; give it once")]
    Double(Box<Threshold>),
    #[error(transparent)]
    Threshold(ParseError),
}

type Key<'t> = Spanned<std::borrow::Cow<'t, str>>;

fn read_rules(
    text: &str,
    selector: &Key<'_>,
    rules: &Spanned<DeValue<'_>>,
    thresholds: &mut Vec<Threshold>,
) -> Result<(), FileError> {
    let named = parse_selector(selector.get_ref())
        .map_err(|error| within(text, &selector.span(), selector.get_ref(), error))?;
    let list = expect(
        rules,
        "a list of rules as in `[\"p(95)<200ms\"]`",
        DeValue::as_array,
    )?;
    if list.is_empty() {
        return Err(at(&rules.span(), Problem::NoRule));
    }
    for rule in list.iter() {
        let threshold = read_rule(text, &named, rule)?;
        if stands_in(thresholds, &threshold) {
            return Err(at(&rule.span(), Problem::Double(Box::new(threshold))));
        }
        thresholds.push(threshold);
    }
    Ok(())
}

fn read_rule(
    text: &str,
    named: &NamedSelector,
    rule: &Spanned<DeValue<'_>>,
) -> Result<Threshold, FileError> {
    let (expr, severity) = match rule.get_ref().as_table() {
        None => (rule, Severity::Fail),
        Some(table) => read_table(rule, table)?,
    };
    let expected = "a rule as in `\"p(95)<200ms\"`";
    let written = expect(expr, expected, DeValue::as_str)?;
    let rule =
        parse_rule(written, named).map_err(|error| within(text, &expr.span(), written, error))?;
    Ok(Threshold {
        selector: named.selector.clone(),
        rule,
        severity,
    })
}

/// The two keys of `{ expr = "max<100ms", severity = "warn" }`.
fn read_table<'v, 't>(
    rule: &Spanned<DeValue<'t>>,
    table: &'v DeTable<'t>,
) -> Result<(&'v Spanned<DeValue<'t>>, Severity), FileError> {
    let (mut expr, mut severity) = (None, Severity::Fail);
    for (key, value) in in_order(table) {
        match key.get_ref().as_ref() {
            "expr" => expr = Some(value),
            "severity" => {
                let word = expect(value, "`\"fail\"` or `\"warn\"`", DeValue::as_str)?;
                severity = Severity::parse(word).ok_or_else(|| {
                    let hint = hint(word, Severity::WORDS);
                    let word = word.to_owned();
                    at(&value.span(), Problem::Severity { word, hint })
                })?;
            }
            _ => return Err(unknown_key(key, &["expr", "severity"])),
        }
    }
    let expr = expr.ok_or_else(|| at(&rule.span(), Problem::NoRule))?;
    Ok((expr, severity))
}

fn check_schema(value: &Spanned<DeValue<'_>>) -> Result<(), FileError> {
    match expect(value, "a text", DeValue::as_str)? {
        SCHEMA => Ok(()),
        other => Err(at(&value.span(), Problem::Schema(other.to_owned()))),
    }
}

fn expect<'v, 't, T: ?Sized>(
    value: &'v Spanned<DeValue<'t>>,
    expected: &'static str,
    view: impl Fn(&'v DeValue<'t>) -> Option<&'v T>,
) -> Result<&'v T, FileError> {
    let found = value.get_ref().type_str();
    view(value.get_ref()).ok_or_else(|| at(&value.span(), Problem::Type { expected, found }))
}

fn unknown_key(key: &Key<'_>, known: &[&str]) -> FileError {
    let hint = hint(key.get_ref(), known.iter().copied());
    let name = key.get_ref().to_string();
    at(&key.span(), Problem::UnknownKey { key: name, hint })
}

fn at(span: &Range<usize>, problem: Problem) -> FileError {
    FileError {
        at: span.start,
        problem,
    }
}

/// The table's rows as they stand in the file; the map sorts them by name.
fn in_order<'v, 't>(table: &'v DeTable<'t>) -> Vec<(&'v Key<'t>, &'v Spanned<DeValue<'t>>)> {
    let mut rows: Vec<_> = table.iter().collect();
    rows.sort_by_key(|(key, _)| key.span().start);
    rows
}

/// Points into a text that stands in the file, at its beginning where it is written with escapes.
fn within(file: &str, span: &Range<usize>, value: &str, error: ParseError) -> FileError {
    let written = file.get(span.clone()).unwrap_or_default();
    let offset = match written.find(value) {
        Some(begin) => begin + error.offset,
        None => 0,
    };
    FileError {
        at: span.start + offset,
        problem: Problem::Threshold(error),
    }
}

/// Line and column of a byte, in characters from 1.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    let column = before[line_start..].chars().count() + 1;
    (before.matches('\n').count() + 1, column)
}

#[cfg(test)]
mod tests;
