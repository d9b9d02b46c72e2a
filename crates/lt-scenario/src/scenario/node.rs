//! A file as a tree that knows where its parts stand.
//!
//! serde's own types would lose the place of an unknown key and speak in serde's words; a tree keeps both ours.

use std::time::Duration;

use super::problem::{Fault, Problem, at};
use super::span::Span;
use crate::duration;
use crate::quoted::Quoted;

pub(super) mod environment;
mod json;
mod toml;
mod yaml;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) span: Span,
    pub(super) value: Value,
    /// What the environment was read for; `None` where the value stands in the file.
    pub(super) replaced: Option<Box<Replaced>>,
}

/// A text with `${NAME}`, before and after.
#[derive(Clone, Debug)]
pub(super) struct Replaced {
    pub(super) written: String,
    pub(super) text: String,
    /// The text as a template: what came from the environment is no template itself.
    pub(super) template: String,
}

/// What all three languages can hold; keys are text, maps keep their order.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Number(serde_json::Number),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

/// The key of a map and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) span: Span,
    pub(super) name: String,
}

/// How deep a file may nest.
const DEEPEST: usize = 32;
/// How many values a file may hold.
const MOST_VALUES: usize = 250_000;

/// The language of a file, told by the ending of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Language {
    Yaml,
    Json,
    Toml,
}

impl Language {
    fn of(file_name: &str) -> Self {
        let ending = file_name.rsplit_once('.').map_or("", |(_, ending)| ending);
        match ending.to_ascii_lowercase().as_str() {
            "json" | "json5" => Self::Json,
            "toml" => Self::Toml,
            _ => Self::Yaml,
        }
    }
}

/// Reads one file. What it may cost is bounded: depth, values, aliases.
pub(super) fn parse(text: &str, file_name: &str) -> Result<Node, Fault> {
    match Language::of(file_name) {
        Language::Yaml => yaml::parse(text),
        Language::Json => json::parse(text),
        Language::Toml => toml::parse(text),
    }
}

/// A parser's words on one short line.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ").chars().take(200).collect()
}

/// What a tree has cost so far.
#[derive(Default)]
struct Budget {
    values: usize,
}

impl Budget {
    /// Pays for a value at some depth, from 0.
    fn pay(&mut self, depth: usize, span: Span) -> Result<(), Fault> {
        self.values += 1;
        if depth > DEEPEST || self.values > MOST_VALUES {
            return at(span, Problem::TooMuch);
        }
        Ok(())
    }
}

impl Node {
    fn new(span: Span, value: Value) -> Self {
        Self {
            span,
            value,
            replaced: None,
        }
    }

    /// A text.
    pub(super) fn text(&self, key: &str) -> Result<&str, Fault> {
        if let Some(replaced) = &self.replaced {
            return Ok(&replaced.text);
        }
        match &self.value {
            Value::Text(text) => Ok(text),
            Value::Number(_) | Value::Bool(_) | Value::Null => {
                self.refuse(key, "text; put it in quotes")
            }
            Value::List(_) | Value::Map(_) => self.refuse(key, "text"),
        }
    }

    /// A text that may be a template.
    pub(super) fn template(&self, key: &str) -> Result<&str, Fault> {
        match &self.replaced {
            Some(replaced) => Ok(&replaced.template),
            None => self.text(key),
        }
    }

    /// A text as the file writes it, before the environment was looked up.
    pub(super) fn written(&self, key: &str) -> Result<&str, Fault> {
        match &self.replaced {
            Some(replaced) => Ok(&replaced.written),
            None => self.text(key),
        }
    }

    /// A text; numbers, true and false need no quotes.
    pub(super) fn word(&self, key: &str) -> Result<String, Fault> {
        match &self.value {
            _ if self.replaced.is_some() => self.text(key).map(str::to_owned),
            Value::Number(_) => self.number(key, "text"),
            Value::Bool(value) => Ok(value.to_string()),
            _ => self.text(key).map(str::to_owned),
        }
    }

    /// A text that is no template.
    pub(super) fn plain_text(&self, key: &str) -> Result<&str, Fault> {
        let text = self.text(key)?;
        if text.contains("{{") || text.contains("{%") {
            return at(self.span, Problem::NoTemplateHere(key.to_owned()));
        }
        Ok(text)
    }

    /// A text that is not empty and stands on one line, as a name.
    pub(super) fn name(&self, key: &str) -> Result<String, Fault> {
        let name = self.word(key)?;
        if name.is_empty() {
            return self.refuse(key, "a name");
        }
        if name.contains(char::is_control) {
            return self.refuse(
                key,
                "a name without line breaks and other control characters",
            );
        }
        Ok(name)
    }

    /// A name that is no template.
    pub(super) fn plain_name(&self, key: &str) -> Result<String, Fault> {
        let name = self.name(key)?;
        if name.contains("{{") || name.contains("{%") {
            return at(self.span, Problem::NoTemplateHere(key.to_owned()));
        }
        Ok(name)
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
            at(self.span, Problem::Duration { key, cause })
        })
    }

    /// Refuses the value because the key takes something else.
    pub(super) fn refuse<T>(&self, key: &str, expected: &str) -> Result<T, Fault> {
        self.refuse_as(Quoted(key).to_string(), expected)
    }

    /// Refuses the value because `what` is something else.
    pub(super) fn refuse_as<T>(&self, what: String, expected: &str) -> Result<T, Fault> {
        let found = match (&self.replaced, &self.value) {
            // What stands in the environment may be a secret.
            (Some(replaced), _) => Quoted(&replaced.written).to_string(),
            (None, Value::Null) => "empty".to_owned(),
            (None, Value::Bool(value)) => Quoted(&value.to_string()).to_string(),
            (None, Value::Number(number)) => Quoted(&number.to_string()).to_string(),
            (None, Value::Text(text)) => Quoted(text).to_string(),
            (None, Value::List(_)) => "a list".to_owned(),
            (None, Value::Map(_)) => "a map".to_owned(),
        };
        at(
            self.span,
            Problem::Kind {
                what,
                expected: expected.to_owned(),
                found,
            },
        )
    }
}

#[cfg(test)]
mod tests;
