//! A JSON value with holes.

use minijinja::Value;

use super::{Failure, LONGEST_TEXT, RenderError, Text, environment};
use crate::Scope;

const NO_JSON: &str = "a value is no JSON";

/// A JSON value with holes, written piece by piece: [`Json::literal`] and [`Json::hole`] in the order of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Json {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Literal(String),
    Hole(Text),
}

impl Json {
    /// Appends a piece of JSON as it stands: brackets, commas, keys and values without holes.
    pub fn literal(&mut self, json: &str) {
        match self.parts.last_mut() {
            Some(Part::Literal(text)) => text.push_str(json),
            _ => self.parts.push(Part::Literal(json.to_owned())),
        }
    }

    /// Appends a value that is filled in: the value of the expression where `text` is nothing but one, else a string.
    pub fn hole(&mut self, text: Text) {
        self.parts.push(Part::Hole(text));
    }

    /// The whole JSON text, where it has no holes.
    pub fn constant(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [Part::Literal(json)] => Some(json),
            _ => None,
        }
    }

    /// The names that its holes ask for; sorted, each once.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .holes()
            .flat_map(|text| text.names().iter().cloned())
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Appends the JSON text as it is now; at most [`LONGEST_TEXT`] bytes in all.
    pub fn render(&self, scope: &Scope, out: &mut Vec<u8>) -> Result<(), RenderError> {
        for part in &self.parts {
            match part {
                Part::Literal(json) => out.extend_from_slice(json.as_bytes()),
                Part::Hole(text) => write(&text.value(scope)?, out)?,
            }
            environment::check_length(out.len())?;
        }
        Ok(())
    }

    /// Its value now; a value that is one hole keeps its type.
    pub fn value(&self, scope: &Scope) -> Result<Value, RenderError> {
        if let [Part::Hole(text)] = self.parts.as_slice() {
            return text.value(scope);
        }
        let mut json = Vec::new();
        self.render(scope, &mut json)?;
        match serde_json::from_slice(&json) {
            Ok(value) => Ok(value),
            Err(cause) => Err(Failure::new(NO_JSON, &format!("no JSON: {cause}")).into()),
        }
    }

    /// The texts in its holes.
    pub(crate) fn holes(&self) -> impl Iterator<Item = &Text> {
        self.parts.iter().filter_map(|part| match part {
            Part::Literal(_) => None,
            Part::Hole(text) => Some(text),
        })
    }
}

/// Appends a value as JSON.
pub(super) fn write(value: &Value, out: &mut Vec<u8>) -> Result<(), RenderError> {
    debug_assert!(
        out.len() <= 2 * LONGEST_TEXT,
        "lengths are checked piece by piece"
    );
    match serde_json::to_writer(&mut *out, value) {
        Ok(()) => Ok(()),
        Err(cause) => Err(Failure::new(NO_JSON, &format!("a value is no JSON: {cause}")).into()),
    }
}
