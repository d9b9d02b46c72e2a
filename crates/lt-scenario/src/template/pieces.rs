//! Finding the holes of a text.

use std::borrow::Cow;

use super::{Expr, TemplateError};

/// A part of a text.
pub(super) enum Piece {
    /// What stands there always.
    Literal(String),
    /// What is filled in.
    Hole(Expr),
}

/// Takes a text apart at its `{{ }}`; `None` where it has statements, comments or `{{-`, which only minijinja as a
/// whole understands.
pub(super) fn split(source: &str) -> Result<Option<Vec<Piece>>, TemplateError> {
    if source.contains("{%") || source.contains("{#") {
        return Ok(None);
    }
    let (mut pieces, mut rest) = (Vec::new(), source);
    while let Some(begin) = rest.find("{{") {
        let inside = &rest[begin + 2..];
        let end = end_of_hole(inside).ok_or(TemplateError::Open)?;
        if inside.starts_with(['-', '+']) || inside[..end].ends_with(['-', '+']) {
            return Ok(None);
        }
        if begin > 0 {
            pieces.push(Piece::Literal(rest[..begin].to_owned()));
        }
        pieces.push(Piece::Hole(Expr::parse(&inside[..end])?));
        rest = &inside[end + 2..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(rest.to_owned()));
    }
    Ok(Some(pieces))
}

/// Replaces what stands between `{{ }}` and `{% %}`, and leaves the text around it.
pub(super) fn map_code<'a>(
    source: &'a str,
    change: impl Fn(&'a str) -> Result<Cow<'a, str>, TemplateError>,
) -> Result<String, TemplateError> {
    let (mut out, mut rest) = (String::with_capacity(source.len()), source);
    while let Some(begin) = rest.find('{') {
        let inside = rest.get(begin + 2..).unwrap_or_default();
        let end = match rest.get(begin..begin + 2) {
            Some("{{") => end_of_hole(inside),
            Some("{%") => Outside::new(inside)
                .find(|(at, _)| inside[*at..].starts_with("%}"))
                .map(|(at, _)| at),
            Some("{#") => inside.find("#}"),
            _ => {
                out.push_str(&rest[..=begin]);
                rest = &rest[begin + 1..];
                continue;
            }
        };
        let end = end.ok_or(TemplateError::Open)?;
        out.push_str(&rest[..begin + 2]);
        match &rest[begin..begin + 2] {
            "{#" => out.push_str(&inside[..end]),
            _ => out.push_str(&change(&inside[..end])?),
        }
        rest = &inside[end..];
    }
    out.push_str(rest);
    Ok(out)
}

/// Where the `}}` of a hole begins: not within a string, and not the ends of two maps.
fn end_of_hole(inside: &str) -> Option<usize> {
    let mut depth = 0u32;
    for (at, c) in Outside::new(inside) {
        match c {
            '{' | '[' | '(' => depth += 1,
            '}' if depth == 0 => return inside[at..].starts_with("}}").then_some(at),
            '}' | ']' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// The characters of an expression that are not within its strings, with their places.
pub(super) struct Outside<'a> {
    chars: std::str::CharIndices<'a>,
    quote: Option<char>,
}

impl<'a> Outside<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        Self {
            chars: source.char_indices(),
            quote: None,
        }
    }
}

impl Iterator for Outside<'_> {
    type Item = (usize, char);

    fn next(&mut self) -> Option<(usize, char)> {
        loop {
            let (at, c) = self.chars.next()?;
            match self.quote {
                Some(_) if c == '\\' => {
                    self.chars.next();
                }
                Some(quote) if c == quote => self.quote = None,
                Some(_) => {}
                None if c == '"' || c == '\'' => self.quote = Some(c),
                None => return Some((at, c)),
            }
        }
    }
}
