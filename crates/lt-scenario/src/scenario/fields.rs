//! A map with known keys, taken apart key by key.

use super::node::{Key, Node, Value};
use super::problem::{Fault, Problem, at};
use super::span::Span;
use crate::suggest;

/// The entries of a map that are not read yet.
pub(super) struct Fields {
    pub(super) span: Span,
    what: &'static str,
    entries: Vec<(Key, Node)>,
}

impl Fields {
    /// Opens `what` as a map and refuses keys that are not `known`.
    pub(super) fn of(node: Node, what: &'static str, known: &[&str]) -> Result<Self, Fault> {
        let (span, entries) = entries(node, what)?;
        for (key, _) in &entries {
            if !known.contains(&key.name.as_str()) {
                let hint = suggest::hint(&key.name, known.iter().copied());
                let key_name = key.name.clone();
                return at(
                    key.span,
                    Problem::UnknownKey {
                        key: key_name,
                        hint,
                    },
                );
            }
        }
        Ok(Self {
            span,
            what,
            entries,
        })
    }

    /// Whether a key is there and not read yet.
    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(own, _)| own.name == key)
    }

    /// A key that was not read.
    pub(super) fn left(&self) -> Option<&Key> {
        self.entries.first().map(|(key, _)| key)
    }

    /// Takes the value of a key out, if it is there.
    pub(super) fn take(&mut self, key: &str) -> Option<Node> {
        let place = self.entries.iter().position(|(own, _)| own.name == key)?;
        Some(self.entries.swap_remove(place).1)
    }

    /// Reads the value of a key, if it is there.
    pub(super) fn optional<T>(
        &mut self,
        key: &str,
        read: impl FnOnce(&Node, &str) -> Result<T, Fault>,
    ) -> Result<Option<T>, Fault> {
        self.take(key).map(|node| read(&node, key)).transpose()
    }

    /// Takes the value of a key out, which must be there.
    pub(super) fn required(&mut self, key: &'static str) -> Result<Node, Fault> {
        match self.take(key) {
            Some(node) => Ok(node),
            None => at(
                self.span,
                Problem::Missing {
                    what: self.what,
                    key,
                },
            ),
        }
    }

    /// Takes the value of a key out, of which `keys` are those of which one must be there.
    pub(super) fn required_one(&mut self, key: &str, keys: &'static str) -> Result<Node, Fault> {
        let (what, span) = (self.what, self.span);
        match self.take(key) {
            Some(node) => Ok(node),
            None => at(span, Problem::Missing { what, key: keys }),
        }
    }

    /// Refuses two keys of which only one may stand here.
    pub(super) fn exclude(
        &self,
        one: &'static str,
        other: &'static str,
        why: &'static str,
    ) -> Result<(), Fault> {
        let span_of = |key: &str| {
            let entry = self.entries.iter().find(|(own, _)| own.name == key);
            entry.map(|(own, _)| own.span)
        };
        match (span_of(one), span_of(other)) {
            (Some(_), Some(span)) => at(span, Problem::Both { one, other, why }),
            _ => Ok(()),
        }
    }
}

/// Opens a map whose keys are names.
pub(super) fn entries(node: Node, what: &str) -> Result<(Span, Vec<(Key, Node)>), Fault> {
    match node.value {
        Value::Map(entries) => Ok((node.span, entries)),
        _ => node.refuse_as(what.to_owned(), "a map"),
    }
}

/// Opens a list.
pub(super) fn items(node: Node, what: &str) -> Result<Vec<Node>, Fault> {
    match node.value {
        Value::List(items) => Ok(items),
        _ => node.refuse_as(what.to_owned(), "a list"),
    }
}
