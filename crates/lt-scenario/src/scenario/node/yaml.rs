//! YAML as a tree.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::granit_parser::ErrorKind;
use serde_saphyr::{Error, ExternalMessageSource, Location, Spanned};

use super::{DEEPEST, Key, Node, Span, Value, one_line};
use crate::scenario::problem::{Fault, Problem};
use crate::scenario::span::Lines;

/// Reads one YAML document.
pub(super) fn parse(text: &str) -> Result<Node, Fault> {
    let options = serde_saphyr::options! {
        strict_booleans: true,
        with_snippet: false,
        budget: serde_saphyr::budget! {
            max_depth: DEEPEST,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: 100_000,
        },
    };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let error = error.without_snippet();
        let nowhere = Lines::of(text).span(0, 0);
        Fault {
            span: error
                .location()
                .map_or(nowhere, |place| of_error(text, place)),
            problem: Box::new(to_problem(error)),
        }
    })
}

fn to_problem(error: &Error) -> Problem {
    match error {
        Error::AliasError { error, .. } => to_problem(error),
        Error::DuplicateMappingKey { key, .. } => Problem::Twice(key.clone().unwrap_or_default()),
        Error::NonFiniteFloat { .. } => Problem::NotFinite,
        Error::Budget { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. } => Problem::TooMuch,
        Error::ExternalMessage { source, .. } if nests_too_deep(source) => Problem::TooMuch,
        Error::ExternalMessage { msg, .. } | Error::Message { msg, .. } => syntax(msg),
        other => syntax(&other.render_with_formatter(&serde_saphyr::UserMessageFormatter)),
    }
}

/// The reader's words, without the place that is told anyway.
fn syntax(text: &str) -> Problem {
    let text = text.rsplit_once(" at line ").map_or(text, |(what, _)| what);
    Problem::Syntax {
        language: "YAML",
        what: one_line(text),
        way_out: "check indentation, quotes and brackets",
    }
}

fn nests_too_deep(source: &ExternalMessageSource) -> bool {
    matches!(source, ExternalMessageSource::Parser(error)
        if matches!(error.kind(), ErrorKind::RecursionLimitExceeded))
}

/// Where an error is; those of the parser know line and column only.
fn of_error(text: &str, location: Location) -> Span {
    let known = span(location);
    if known.begin > 0 || known.line == 1 && location.column() <= 1 {
        return known;
    }
    let count = |n: u64| usize::try_from(n.saturating_sub(1)).unwrap_or(usize::MAX);
    let lines = text.split_inclusive('\n').take(count(location.line()));
    let first: usize = lines.map(str::len).sum();
    let column = text[first..].chars().take(count(location.column()));
    let begin = first + column.map(char::len_utf8).sum::<usize>();
    Span {
        begin,
        end: begin,
        ..known
    }
}

fn span(location: Location) -> Span {
    let bytes = |n: Option<u64>| n.and_then(|n| usize::try_from(n).ok()).unwrap_or_default();
    let begin = bytes(location.span().byte_offset());
    Span {
        file: 0,
        line: location.line().max(1),
        begin,
        end: begin.saturating_add(bytes(location.span().byte_len())),
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Value>::deserialize(deserializer)?;
        Ok(Self::new(span(spanned.referenced), spanned.value))
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("text, a number, a list or a map")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        serde_json::Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("not a finite number"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(node) = items.next_element()? {
            list.push(node);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Vec::new();
        while let Some((key, node)) = entries.next_entry::<Spanned<String>, Node>()? {
            let (span, name) = (span(key.referenced), key.value);
            map.push((Key { span, name }, node));
        }
        Ok(Value::Map(map))
    }
}
