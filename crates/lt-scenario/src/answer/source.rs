//! Where in an answer a value stands.

use http::HeaderName;
use minijinja::Value;
use regex::{Regex, RegexBuilder};

use super::json_path::JsonPathError;
use super::{Answer, JsonPath};
use crate::Session;
use crate::quoted::Quoted;

/// The most memory that a compiled regular expression may take, in bytes.
const LARGEST_PATTERN: usize = 1 << 20;

/// A place in an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// The first value that a JSONPath finds in the body.
    Json(JsonPath),
    /// The first header of this name.
    Header(HeaderName),
    /// The first group of a match in the body, or all of the match where there are no groups.
    Regex(Pattern),
    /// A cookie that the user has by then.
    Cookie(String),
    /// The status.
    Status,
}

/// A regular expression, compiled; two are equal where their sources are.
#[derive(Clone, Debug)]
pub struct Pattern(Regex);

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

impl Source {
    /// A JSONPath (RFC 9535), such as `$.items[0].id`.
    pub fn json(path: &str) -> Result<Self, SourceError> {
        Ok(Self::Json(JsonPath::parse(path)?))
    }

    /// A header; upper and lower case are the same.
    pub fn header(name: &str) -> Result<Self, SourceError> {
        match HeaderName::from_bytes(name.as_bytes()) {
            Ok(name) => Ok(Self::Header(name)),
            Err(cause) => Err(SourceError::Header {
                name: name.to_owned(),
                cause,
            }),
        }
    }

    /// A regular expression with one group around what is wanted.
    pub fn regex(pattern: &str) -> Result<Self, SourceError> {
        let mut builder = RegexBuilder::new(pattern);
        match builder.size_limit(LARGEST_PATTERN).build() {
            Ok(regex) => Ok(Self::Regex(Pattern(regex))),
            Err(cause) => Err(SourceError::Regex {
                pattern: pattern.to_owned(),
                cause,
            }),
        }
    }

    /// Reads the value; `None` where the answer has none.
    pub(super) fn read(&self, session: &Session, answer: &Answer) -> Option<Value> {
        let scope = session.scope();
        match self {
            Self::Json(path) => path.first(&scope.json()?),
            Self::Header(name) => {
                let value = answer.headers.get(name)?;
                Some(Value::from(String::from_utf8_lossy(value.as_bytes())))
            }
            Self::Regex(Pattern(regex)) => {
                let body = scope.body()?;
                let found = regex.captures(body.as_str()?)?;
                let wanted = found.get(1).or_else(|| found.get(0))?;
                Some(Value::from(wanted.as_str()))
            }
            Self::Cookie(name) => scope.cookie(name).map(Value::from),
            Self::Status => Some(Value::from(answer.status)),
        }
    }
}

/// Why a place in an answer cannot be looked for.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// A JSONPath that is none.
    #[error(transparent)]
    Json(#[from] JsonPathError),
    /// A header name that is none.
    #[error("{} is no header name; use letters, digits and hyphens", Quoted(name))]
    Header {
        /// The name as typed.
        name: String,
        /// What the `http` crate says.
        cause: http::header::InvalidHeaderName,
    },
    /// A regular expression that is none.
    #[error("{} is no regular expression: {}", Quoted(pattern), last_line(cause))]
    Regex {
        /// The expression as typed.
        pattern: String,
        /// What the `regex` crate says.
        cause: regex::Error,
    },
}

/// The `regex` crate draws a picture over several lines, and says what is wrong in the last one.
fn last_line(cause: &regex::Error) -> String {
    let text = cause.to_string();
    let last = text.lines().last().unwrap_or_default();
    last.trim_start_matches("error: ").to_owned()
}
