//! What can be wrong in a configuration.

use std::ops::Range;

use super::terms::TermError;
use crate::threshold::{ParseError, Threshold, hint};

/// What is wrong in a document, and which bytes of it are.
#[derive(Debug, PartialEq)]
pub(crate) struct Wrong {
    pub(crate) span: Range<usize>,
    pub(crate) problem: Problem,
}

/// What is wrong, and behind `; ` the way out.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(crate) enum Problem {
    #[error("{0}; mend the TOML")]
    Syntax(String),
    #[error("schema `{0}` is not known; this version of lt-gate reads `lt.gate/1`")]
    Schema(String),
    #[error("unknown {what} `{word}`; {hint}")]
    Unknown {
        what: &'static str,
        word: String,
        hint: String,
    },
    #[error("expected {expected}, found {found}; {}", way_out(expected, found))]
    Type {
        expected: &'static str,
        found: &'static str,
    },
    #[error("`{key}` is missing; {way_out}")]
    Missing {
        key: &'static str,
        way_out: &'static str,
    },
    #[error("`{one}` says what `{other}` says; give one of them")]
    Both { one: String, other: &'static str },
    #[error("`{found}` is not {wanted}; write one such as {example}")]
    Amount {
        found: String,
        wanted: &'static str,
        example: &'static str,
    },
    #[error("no rule stands here; write one as in `[\"p(95)<200ms\"]`")]
    NoRule,
    #[error("`{threshold}` stands in line {line} already; give it once")]
    Double {
        threshold: Box<Threshold>,
        line: usize,
    },
    #[error("`{what}` stands in line {line} already; give it once")]
    Twice { what: String, line: usize },
    #[error("`{0}` compares with a baseline; add `[compare]`, which says how that is done")]
    NoCompare(Box<Threshold>),
    #[error("{0}")]
    Sentence(&'static str),
    #[error(transparent)]
    Threshold(ParseError),
    #[error(transparent)]
    Term(TermError),
}

impl Wrong {
    pub(crate) fn at(span: Range<usize>, problem: Problem) -> Self {
        Self { span, problem }
    }

    /// A mistake that needs no figures: what is wrong, and behind `; ` the way out.
    pub(crate) fn sentence(span: Range<usize>, sentence: &'static str) -> Self {
        Self::at(span, Problem::Sentence(sentence))
    }

    pub(crate) fn unknown<'a>(
        span: Range<usize>,
        what: &'static str,
        word: &str,
        known: impl IntoIterator<Item = &'a str> + Clone,
    ) -> Self {
        let hint = hint(word, known);
        let word = word.to_owned();
        Self::at(span, Problem::Unknown { what, word, hint })
    }
}

impl Problem {
    /// The same with the line of what it names told anew, where it names one.
    pub(crate) fn with_line(self, told_anew: impl Fn(usize) -> usize) -> Self {
        match self {
            Self::Double { threshold, line } => Self::Double {
                threshold,
                line: told_anew(line),
            },
            Self::Twice { what, line } => Self::Twice {
                what,
                line: told_anew(line),
            },
            other => other,
        }
    }
}

fn way_out(expected: &str, found: &str) -> &'static str {
    match found {
        "string" if expected.contains("number") => "write it without quotes",
        "integer" | "float" | "boolean" | "datetime" => "put it in quotes where it is a text",
        _ => "docs/gate.md has an example",
    }
}
