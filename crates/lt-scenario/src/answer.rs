//! What an answer is looked at for: values to keep, checks, and tags of its sample.

mod check;
mod extract;
mod json_path;
mod source;

use bytes::Bytes;
use http::HeaderMap;

pub use check::Check;
pub use extract::Extract;
pub use json_path::{Costly, JsonPath, JsonPathError};
pub use source::{Pattern, Source, SourceError};

use crate::Session;
use crate::quoted::visible;
use crate::template::shown;

/// The most characters of a tag that comes from an answer.
const LONGEST_TAG: usize = 100;

/// What a request expects of its answers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expects {
    /// Conditions that must hold.
    pub checks: Vec<Check>,
    /// What is kept in variables.
    pub extract: Vec<Extract>,
    /// Names of tags, and where their values come from; a missing value leaves the tag out.
    pub tags: Vec<(String, Source)>,
}

/// An answer, as far as it was kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its headers; may be empty unless [`Expects::reads_headers`].
    pub headers: HeaderMap,
    /// Its body; may be empty unless [`Expects::reads_body`].
    pub body: Bytes,
    /// How long it took, in milliseconds.
    pub response_ms: f64,
}

/// What came of looking at an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// The sources of the checks that failed, and `extract NAME` for each missing value.
    pub failed: Vec<String>,
    /// Tags and their values, of at most 100 characters and without control characters.
    pub tags: Vec<(String, String)>,
}

impl Expects {
    /// Whether the answer's headers must be kept.
    pub fn reads_headers(&self) -> bool {
        self.sources()
            .any(|source| matches!(source, Source::Header(_)))
            || self.checks.iter().any(|check| check.reads("headers"))
    }

    /// Whether the answer's body must be kept.
    pub fn reads_body(&self) -> bool {
        let is_of_body = |source: &Source| matches!(source, Source::Json(_) | Source::Regex(_));
        self.sources().any(is_of_body)
            || (self.checks.iter()).any(|check| check.reads("body") || check.reads("json"))
    }

    /// Keeps values in the session's variables, then checks, then reads tags; the session remembers the answer.
    pub fn judge(&self, session: &Session, answer: &Answer) -> Judged {
        session.remember(answer);
        let mut judged = Judged::default();
        for extract in &self.extract {
            match extract
                .from
                .read(session, answer)
                .or(extract.default.clone())
            {
                Some(value) => session.set(&extract.name, value),
                None => judged.failed.push(format!("extract {}", extract.name)),
            }
        }
        for check in &self.checks {
            if !check.holds(session.scope()) {
                judged.failed.push(check.source.clone());
            }
        }
        for (name, source) in &self.tags {
            if let Some(value) = source.read(session, answer) {
                judged.tags.push((name.clone(), tag(&value)));
            }
        }
        judged
    }

    /// Keeps the defaults where there is no answer: a connection failed, or time was over.
    pub fn give_up(&self, session: &Session) {
        for extract in &self.extract {
            if let Some(value) = &extract.default {
                session.set(&extract.name, value.clone());
            }
        }
    }

    fn sources(&self) -> impl Iterator<Item = &Source> {
        let extracted = self.extract.iter().map(|extract| &extract.from);
        extracted.chain(self.tags.iter().map(|(_, source)| source))
    }
}

fn tag(value: &minijinja::Value) -> String {
    shown(value)
        .chars()
        .take(LONGEST_TAG)
        .map(visible)
        .collect()
}

#[cfg(test)]
mod tests;
