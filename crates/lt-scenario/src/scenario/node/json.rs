//! JSON and JSON5 as a tree.

use std::collections::HashSet;

use super::{Budget, Key, Node, Span, Value};
use crate::scenario::problem::{Fault, Problem, at};
use crate::scenario::span::Lines;

mod scalars;

/// Reads one text of JSON, or of JSON5: comments, trailing commas, single quotes and keys without quotes.
pub(super) fn parse(text: &str) -> Result<Node, Fault> {
    let mut tree = Tree {
        text,
        place: 0,
        lines: Lines::of(text),
        budget: Budget::default(),
    };
    tree.place = if text.starts_with('\u{feff}') { 3 } else { 0 };
    tree.skip_space()?;
    if tree.rest().is_empty() {
        return Ok(Node::new(tree.span(0), Value::Null));
    }
    let root = tree.node(0)?;
    tree.skip_space()?;
    match tree.rest().is_empty() {
        true => Ok(root),
        false => tree.refuse("something follows the value", tree.place),
    }
}

struct Tree<'a> {
    text: &'a str,
    /// How many bytes are read.
    place: usize,
    lines: Lines,
    budget: Budget,
}

impl<'a> Tree<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.place..]
    }

    fn next(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Reads one character, if it comes next.
    fn takes(&mut self, c: char) -> bool {
        let is_next = self.next() == Some(c);
        if is_next {
            self.place += c.len_utf8();
        }
        is_next
    }

    /// From a byte to where we are.
    fn span(&self, begin: usize) -> Span {
        self.lines.span(begin, self.place)
    }

    /// Refuses the text from a byte on.
    fn refuse<T>(&self, what: &str, begin: usize) -> Result<T, Fault> {
        let next = self.text[begin..].chars().next();
        let end = begin + next.map_or(0, char::len_utf8);
        let problem = Problem::Syntax {
            language: "JSON",
            what: what.to_owned(),
            way_out: "check commas, quotes and brackets",
        };
        at(self.lines.span(begin, end.max(self.place)), problem)
    }

    fn skip_space(&mut self) -> Result<(), Fault> {
        loop {
            let rest = self.rest();
            let space = rest.len() - rest.trim_start().len();
            self.place += space;
            let rest = self.rest();
            if rest.starts_with("//") {
                self.place += rest.find(['\n', '\r']).unwrap_or(rest.len());
            } else if let Some(comment) = rest.strip_prefix("/*") {
                let Some(length) = comment.find("*/") else {
                    return self.refuse("a comment without `*/`", self.place);
                };
                self.place += length + 4;
            } else {
                return Ok(());
            }
        }
    }

    fn node(&mut self, depth: usize) -> Result<Node, Fault> {
        let begin = self.place;
        self.budget.pay(depth, self.span(begin))?;
        let value = match self.next() {
            Some('{') => Value::Map(self.map(depth)?),
            Some('[') => Value::List(self.list(depth)?),
            Some(quote @ ('"' | '\'')) => Value::Text(self.quoted(quote)?),
            Some(c) if is_word(c) || matches!(c, '-' | '+' | '.') => self.word()?,
            Some(_) => return self.refuse("a value is missing", begin),
            None => return self.refuse("a value is missing at the end", begin),
        };
        Ok(Node::new(self.span(begin), value))
    }

    fn list(&mut self, depth: usize) -> Result<Vec<Node>, Fault> {
        let begin = self.place;
        self.place += 1;
        let mut items = Vec::new();
        loop {
            self.skip_space()?;
            if self.takes(']') {
                return Ok(items);
            }
            if self.next().is_none() {
                return self.refuse("a `[` without `]`", begin);
            }
            items.push(self.node(depth + 1)?);
            self.comma(']', begin, "a `[` without `]`")?;
        }
    }

    fn map(&mut self, depth: usize) -> Result<Vec<(Key, Node)>, Fault> {
        const OPEN: &str = "a `{` without `}`";
        let begin = self.place;
        self.place += 1;
        let mut entries = Vec::new();
        let mut seen = HashSet::new();
        loop {
            self.skip_space()?;
            if self.takes('}') {
                return Ok(entries);
            }
            let place = self.place;
            let name = match self.next() {
                Some(quote @ ('"' | '\'')) => self.quoted(quote)?,
                Some(c) if is_word(c) => self.letters().to_owned(),
                Some(_) => return self.refuse("a key is missing", place),
                None => return self.refuse(OPEN, begin),
            };
            let span = self.span(place);
            if !seen.insert(name.clone()) {
                return at(span, Problem::Twice(name));
            }
            self.skip_space()?;
            if !self.takes(':') {
                return self.refuse("a `:` is missing after a key", place);
            }
            self.skip_space()?;
            let node = self.node(depth + 1)?;
            entries.push((Key { span, name }, node));
            self.comma('}', begin, OPEN)?;
        }
    }

    /// What follows a value in a list or map: a comma, or the end, which is left to be read.
    fn comma(&mut self, end: char, begin: usize, open: &str) -> Result<(), Fault> {
        self.skip_space()?;
        match self.next() {
            Some(',') => {
                self.place += 1;
                Ok(())
            }
            Some(c) if c == end => Ok(()),
            Some(_) => self.refuse(&format!("a `,` or `{end}` is missing"), self.place),
            None => self.refuse(open, begin),
        }
    }

    /// Letters, digits and what may stand between them.
    fn letters(&mut self) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        self.place += length;
        &rest[..length]
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$')
}
