//! A place in the text of a threshold.

use super::{ParseError, Problem};

/// What was read of a text and what is left.
#[derive(Clone, Debug)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// What is left.
    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Takes the characters that are fit.
    pub(super) fn take_while(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|c| !fits(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// Takes a name: letters, digits, `_` and the point of `p99.9`.
    pub(super) fn word(&mut self) -> &'a str {
        self.take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '.'))
    }

    pub(super) fn skip_spaces(&mut self) {
        self.take_while(char::is_whitespace);
    }

    /// Takes `expected` if it comes next.
    pub(super) fn take(&mut self, expected: &str) -> bool {
        let found = self.rest().starts_with(expected);
        if found {
            self.at += expected.len();
        }
        found
    }

    /// Takes one character.
    pub(super) fn take_char(&mut self) -> Option<char> {
        let c = self.rest().chars().next()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// What comes next, as a message shows it.
    pub(super) fn next_shown(&self) -> String {
        match self.rest().split_whitespace().next() {
            Some(word) => format!("`{word}`"),
            None => "the end".to_owned(),
        }
    }

    /// A complaint about this place.
    pub(super) fn error(&self, problem: Problem) -> ParseError {
        ParseError {
            offset: self.at,
            problem,
        }
    }
}
