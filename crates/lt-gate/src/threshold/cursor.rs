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

    /// Takes a name in which there may be `-`, too: those of tags and labels are not ours.
    pub(super) fn key(&mut self) -> &'a str {
        self.take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-'))
    }

    /// Takes `expected` if it comes next and is not the beginning of a longer word.
    pub(super) fn take_word(&mut self, expected: &str) -> bool {
        let mut ahead = self.clone();
        let found = ahead.word() == expected;
        if found {
            *self = ahead;
        }
        found
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
            Some(word) => format!("`{}`", clipped(word)),
            None => "the end".to_owned(),
        }
    }

    /// All that is left, as a message shows it.
    pub(super) fn rest_shown(&self) -> String {
        clipped(self.rest())
    }

    /// A complaint about this place and the word that stands there.
    pub(super) fn error(&self, problem: Problem) -> ParseError {
        let rest = self.rest();
        let ends = |c: char| c.is_whitespace() || "{},:\"".contains(c);
        let length = rest.find(ends).unwrap_or(rest.len());
        let first = rest.chars().next().map_or(0, char::len_utf8);
        ParseError {
            offset: self.at,
            length: length.max(first),
            problem,
        }
    }
}

/// As much of a text as a message has room for.
pub(super) fn clipped(text: &str) -> String {
    const ROOM: usize = 80;
    match text.char_indices().nth(ROOM) {
        Some((end, _)) => format!("{}\u{2026}", &text[..end]),
        None => text.to_owned(),
    }
}
