//! A YAML text as a tree that knows its lines.
//!
//! serde's own types would lose the line of an unknown key and speak in serde's words; a tree keeps both ours.

use std::time::Duration;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::granit_parser::ErrorKind;
use serde_saphyr::{Error, ExternalMessageSource, Spanned};

use super::problem::{Fault, Problem, at};
use crate::duration;
use crate::quoted::Quoted;

/// A value and the line on which it begins.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) line: u64,
    pub(super) value: Value,
}

/// What YAML can hold; keys are text, maps keep their order.
#[derive(Debug)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Number(serde_json::Number),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

/// The key of a map and its line.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) line: u64,
    pub(super) name: String,
}

/// Reads one YAML document. What it may cost is bounded: depth, nodes, aliases.
pub(super) fn parse(text: &str) -> Result<Node, Fault> {
    let options = serde_saphyr::options! {
        strict_booleans: true,
        with_snippet: false,
        budget: serde_saphyr::budget! {
            max_depth: 32,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: 100_000,
        },
    };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let error = error.without_snippet();
        Fault {
            line: error.location().map_or(1, |place| place.line()),
            problem: to_problem(error),
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
        Error::ExternalMessage { msg, .. } | Error::Message { msg, .. } => {
            Problem::Syntax(one_line(msg))
        }
        other => {
            let text = other.render_with_formatter(&serde_saphyr::UserMessageFormatter);
            Problem::Syntax(one_line(&text))
        }
    }
}

fn nests_too_deep(source: &ExternalMessageSource) -> bool {
    matches!(source, ExternalMessageSource::Parser(error)
        if matches!(error.kind(), ErrorKind::RecursionLimitExceeded))
}

/// The reader's words on one line, without the place that stands in front anyway.
fn one_line(text: &str) -> String {
    let text = text.rsplit_once(" at line ").map_or(text, |(what, _)| what);
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ").chars().take(200).collect()
}

impl Node {
    /// A text.
    pub(super) fn text(&self, key: &str) -> Result<&str, Fault> {
        match &self.value {
            Value::Text(text) => Ok(text),
            Value::Number(_) | Value::Bool(_) | Value::Null => {
                self.refuse(key, "text; put it in quotes")
            }
            Value::List(_) | Value::Map(_) => self.refuse(key, "text"),
        }
    }

    /// A text without anything that only a later version replaces.
    pub(super) fn plain_text(&self, key: &str) -> Result<&str, Fault> {
        let text = self.text(key)?;
        if text.contains("{{") {
            return at(self.line, Problem::Template(key.to_owned()));
        }
        if text.contains("${") {
            return at(self.line, Problem::Environment(key.to_owned()));
        }
        Ok(text)
    }

    /// A whole number within bounds, both included.
    pub(super) fn whole(&self, key: &str, least: u64, most: u64) -> Result<u64, Fault> {
        match &self.value {
            Value::Number(number) => number.as_u64(),
            _ => None,
        }
        .filter(|number| (least..=most).contains(number))
        .map_or_else(
            || match most {
                u64::MAX => self.refuse(key, &format!("a whole number from {least} on")),
                _ => self.refuse(key, &format!("a whole number from {least} to {most}")),
            },
            Ok,
        )
    }

    /// True or false.
    pub(super) fn yes_or_no(&self, key: &str) -> Result<bool, Fault> {
        match &self.value {
            Value::Bool(value) => Ok(*value),
            _ => self.refuse(key, "`true` or `false`"),
        }
    }

    /// A text, or a number as it would be typed.
    pub(super) fn text_or_number(&self, key: &str, expected: &str) -> Result<String, Fault> {
        match &self.value {
            Value::Text(text) => Ok(text.clone()),
            Value::Number(_) => self.number(key, expected),
            _ => self.refuse(key, expected),
        }
    }

    /// A number as it would be typed, never with an exponent.
    pub(super) fn number(&self, key: &str, expected: &str) -> Result<String, Fault> {
        match &self.value {
            Value::Number(number) if number.is_f64() => {
                Ok(number.as_f64().unwrap_or_default().to_string())
            }
            Value::Number(number) => Ok(number.to_string()),
            _ => self.refuse(key, expected),
        }
    }

    /// A duration: a number of seconds, or with units.
    pub(super) fn duration(&self, key: &str) -> Result<Duration, Fault> {
        let text = self.text_or_number(key, "a duration, such as `10s` or `1h20m`")?;
        self.parse_duration(key, &text)
    }

    /// A duration above zero.
    pub(super) fn length(&self, key: &str) -> Result<Duration, Fault> {
        self.above_zero(key, self.duration(key)?)
    }

    /// A number of a unit that stands in the key's name.
    pub(super) fn number_of(&self, key: &str, unit: &str) -> Result<Duration, Fault> {
        let number = self.number(key, "a number")?;
        self.parse_duration(key, &format!("{number}{unit}"))
    }

    pub(super) fn above_zero(&self, key: &str, time: Duration) -> Result<Duration, Fault> {
        if time.is_zero() {
            return self.refuse(key, "longer than 0");
        }
        Ok(time)
    }

    fn parse_duration(&self, key: &str, text: &str) -> Result<Duration, Fault> {
        duration::parse(text).or_else(|cause| {
            let key = key.to_owned();
            at(self.line, Problem::Duration { key, cause })
        })
    }

    /// Refuses the value because the key takes something else.
    pub(super) fn refuse<T>(&self, key: &str, expected: &str) -> Result<T, Fault> {
        self.refuse_as(Quoted(key).to_string(), expected)
    }

    /// Refuses the value because `what` is something else.
    pub(super) fn refuse_as<T>(&self, what: String, expected: &str) -> Result<T, Fault> {
        let found = match &self.value {
            Value::Null => "empty".to_owned(),
            Value::Bool(value) => Quoted(&value.to_string()).to_string(),
            Value::Number(number) => Quoted(&number.to_string()).to_string(),
            Value::Text(text) => Quoted(text).to_string(),
            Value::List(_) => "a list".to_owned(),
            Value::Map(_) => "a map".to_owned(),
        };
        at(
            self.line,
            Problem::Kind {
                what,
                expected: expected.to_owned(),
                found,
            },
        )
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Value>::deserialize(deserializer)?;
        Ok(Self {
            line: spanned.referenced.line().max(1),
            value: spanned.value,
        })
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
            let line = key.referenced.line().max(1);
            let name = key.value;
            map.push((Key { line, name }, node));
        }
        Ok(Value::Map(map))
    }
}
