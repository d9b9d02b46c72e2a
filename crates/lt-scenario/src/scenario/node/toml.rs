//! TOML as a tree.

use serde_json::Number;
use toml::Spanned;
use toml::de::{DeFloat, DeInteger, DeTable, DeValue};

use super::{Budget, Key, Node, Value, one_line};
use crate::scenario::problem::{Fault, Problem, at};
use crate::scenario::span::Lines;

/// Reads one TOML text.
pub(super) fn parse(text: &str) -> Result<Node, Fault> {
    let lines = Lines::of(text);
    let table = DeTable::parse(text).or_else(|error| {
        let range = error.span().unwrap_or_default();
        let problem = match error.message() {
            what if what.contains("recurs") => Problem::TooMuch,
            what => Problem::Syntax {
                language: "TOML",
                what: one_line(what),
                way_out: "check quotes, brackets and the order of tables",
            },
        };
        at(lines.span(range.start, range.end), problem)
    })?;
    let mut tree = Tree {
        lines: &lines,
        budget: Budget::default(),
    };
    let entries = tree.entries(table.get_ref(), 0)?;
    if entries.is_empty() {
        return Ok(Node::new(lines.span(0, 0), Value::Null));
    }
    Ok(Node::new(lines.span(0, 0), Value::Map(entries)))
}

struct Tree<'a> {
    lines: &'a Lines,
    budget: Budget,
}

impl Tree<'_> {
    fn node(&mut self, value: &Spanned<DeValue<'_>>, depth: usize) -> Result<Node, Fault> {
        let range = value.span();
        let span = self.lines.span(range.start, range.end);
        self.budget.pay(depth, span)?;
        let number = |number: Option<Number>| match number {
            Some(number) => Ok(Value::Number(number)),
            None => at(span, Problem::NotFinite),
        };
        let value = match value.get_ref() {
            DeValue::String(text) => Value::Text(text.clone().into_owned()),
            DeValue::Integer(integer) => number(whole(integer))?,
            DeValue::Float(float) => number(real(float))?,
            DeValue::Boolean(value) => Value::Bool(*value),
            DeValue::Datetime(moment) => Value::Text(moment.to_string()),
            DeValue::Array(items) => Value::List(
                items
                    .iter()
                    .map(|item| self.node(item, depth + 1))
                    .collect::<Result<_, _>>()?,
            ),
            DeValue::Table(table) => Value::Map(self.entries(table, depth)?),
        };
        Ok(Node::new(span, value))
    }

    /// The parser sorts tables by their keys; their places tell the order of the file.
    fn entries(&mut self, table: &DeTable<'_>, depth: usize) -> Result<Vec<(Key, Node)>, Fault> {
        let mut written: Vec<_> = table.iter().collect();
        written.sort_by_key(|(key, _)| key.span().start);
        let entry = |(key, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
            let name: &std::borrow::Cow<'_, str> = key.get_ref();
            let range = key.span();
            let span = self.lines.span(range.start, range.end);
            let name = name.clone().into_owned();
            Ok((Key { span, name }, self.node(value, depth + 1)?))
        };
        written.into_iter().map(entry).collect()
    }
}

fn whole(integer: &DeInteger<'_>) -> Option<Number> {
    let (text, radix) = (integer.as_str(), integer.radix());
    let unsigned = u64::from_str_radix(text, radix).map(Number::from);
    unsigned
        .or_else(|_| i64::from_str_radix(text, radix).map(Number::from))
        .ok()
}

fn real(float: &DeFloat<'_>) -> Option<Number> {
    Number::from_f64(float.as_str().parse().ok()?)
}
