//! The section `[thresholds]`: selectors and their rules.

use std::ops::Range;

use toml::de::DeValue;

use super::collected::Collected;
use super::document::Document;
use super::terms::{Given, Terms};
use super::value::{Key, Value, expect, in_order, text};
use super::wrong::{Problem, Wrong};
use crate::threshold::{NamedSelector, ParseError, Rule, Threshold, parse_rule, parse_selector};

/// Reads the section, in the order of the file.
pub(super) fn read(section: &Value<'_>, thresholds: &mut Collected<'_>) -> Result<(), Wrong> {
    let document = thresholds.document;
    let table = expect(section, "a table", DeValue::as_table)?;
    for (selector, rules) in in_order(table) {
        let named = selector_of(selector, document)?;
        let rules = match rules.get_ref().as_array() {
            Some(list) => list.iter().collect(),
            None => vec![rules],
        };
        if rules.is_empty() {
            return Err(Wrong::at(selector.span(), Problem::NoRule));
        }
        for rule in rules {
            let threshold = read_rule(rule, &named, document)?;
            thresholds.push(threshold, rule.span())?;
        }
    }
    Ok(())
}

fn selector_of(key: &Key<'_>, document: &Document) -> Result<NamedSelector, Wrong> {
    parse_selector(key.get_ref())
        .map_err(|error| within(document, &key.span(), key.get_ref(), error))
}

/// Reads a rule: a text, or `{ expr = "max<100ms", severity = "warn" }`.
fn read_rule(
    value: &Value<'_>,
    named: &NamedSelector,
    document: &Document,
) -> Result<Threshold, Wrong> {
    let with = |rule| Threshold::new(named.selector.clone(), rule);
    if value.get_ref().as_table().is_none() {
        return parse(value, named, document).map(with);
    }
    let (expr, terms) = read_terms(value)?;
    let expr = expr.ok_or_else(|| Wrong::at(value.span(), Problem::NoRule))?;
    let threshold = with(parse(expr, named, document)?);
    terms
        .apply(threshold)
        .map_err(|error| Wrong::at(value.span(), Problem::Term(error)))
}

fn parse(value: &Value<'_>, named: &NamedSelector, document: &Document) -> Result<Rule, Wrong> {
    let written = text(value, "a rule as in `\"p(95)<200ms\"`")?;
    parse_rule(written, named).map_err(|error| within(document, &value.span(), written, error))
}

/// The rule of a table, and what stands beside it.
fn read_terms<'v, 't>(table: &'v Value<'t>) -> Result<(Option<&'v Value<'t>>, Terms), Wrong> {
    let mut expr = None;
    let mut terms = Terms::default();
    let mut seen = Vec::new();
    let entries = expect(table, "a table", DeValue::as_table)?;
    for (key, value) in in_order(entries) {
        let word = key.get_ref().as_ref();
        let Some(name) = Terms::key(word) else {
            return Err(Wrong::unknown(key.span(), "key", word, Terms::KEYS));
        };
        if seen.contains(&name) {
            let (one, other) = (word.to_owned(), name);
            return Err(Wrong::at(key.span(), Problem::Both { one, other }));
        }
        seen.push(name);
        match name {
            "expr" => expr = Some(value),
            name => set(&mut terms, name, value)?,
        }
    }
    Ok((expr, terms))
}

/// Sets what stands beside a rule.
pub(super) fn set(terms: &mut Terms, name: &str, value: &Value<'_>) -> Result<(), Wrong> {
    let whole = |number: &toml::de::DeInteger<'_>| {
        u64::from_str_radix(number.as_str(), number.radix()).ok()
    };
    let given = match value.get_ref() {
        DeValue::String(text) => Given::Text(text),
        DeValue::Boolean(flag) => Given::Flag(*flag),
        DeValue::Integer(number) => whole(number).map_or(Given::Other, Given::Whole),
        _ => Given::Other,
    };
    terms
        .set(name, given)
        .map_err(|error| Wrong::at(value.span(), Problem::Term(error)))
}

/// Points into a text that stands in the file; at all of it where it is written with escapes.
pub(super) fn within(
    document: &Document,
    span: &Range<usize>,
    value: &str,
    error: ParseError,
) -> Wrong {
    let written = document.text.get(span.clone()).unwrap_or_default();
    let span = match written.find(value) {
        Some(begin) => {
            let ends = |c: char| c.is_whitespace() || "<>=!,{}()\"".contains(c);
            let rest = value.get(error.offset..).unwrap_or_default();
            let mut chars = rest.char_indices().skip(1);
            let length = chars
                .find(|(_, c)| ends(*c))
                .map_or(rest.len(), |(at, _)| at);
            let start = span.start + begin + error.offset;
            start..(start + length).max(start + 1)
        }
        None => span.clone(),
    };
    Wrong::at(span, Problem::Threshold(error))
}
