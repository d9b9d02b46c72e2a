//! Finding the holes of a text.

use std::borrow::Cow;
use std::ops::Range;

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
///
/// `written` is the text as the scenario file holds it, whose holes messages show.
pub(super) fn split(source: &str, written: &str) -> Result<Option<Vec<Piece>>, TemplateError> {
    if source.contains("{%") || source.contains("{#") {
        return Ok(None);
    }
    let Some(holes) = holes(source)? else {
        return Ok(None);
    };
    // Where their numbers differ, nobody knows which is which.
    let shown = holes_of(written).filter(|written| written.len() == holes.len());
    let (mut pieces, mut done) = (Vec::new(), 0);
    for (i, hole) in holes.iter().enumerate() {
        add_literal(&mut pieces, &source[done..hole.start - 2]);
        let inside = &source[hole.clone()];
        match serde_json::from_str::<String>(inside.trim()) {
            Ok(text) => add_literal(&mut pieces, &text),
            Err(_) => {
                let shown = shown.as_ref().map_or(UNKNOWN, |shown| shown[i]);
                pieces.push(Piece::Hole(Expr::parse_written(inside, shown)?));
            }
        }
        done = hole.end + 2;
    }
    add_literal(&mut pieces, &source[done..]);
    Ok(Some(pieces))
}

/// What messages call an expression that holds values of the environment.
const UNKNOWN: &str = "…";

fn add_literal(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some(Piece::Literal(literal)) => literal.push_str(text),
        _ => pieces.push(Piece::Literal(text.to_owned())),
    }
}

/// Where the insides of `{{ }}` stand; `None` where one of them is `{{-`.
fn holes(source: &str) -> Result<Option<Vec<Range<usize>>>, TemplateError> {
    let (mut holes, mut done) = (Vec::new(), 0);
    while let Some(begin) = source[done..].find("{{") {
        let begin = done + begin + 2;
        let inside = &source[begin..];
        let end = end_of_hole(inside).ok_or(TemplateError::Open)?;
        if inside.starts_with(['-', '+']) || inside[..end].ends_with(['-', '+']) {
            return Ok(None);
        }
        holes.push(begin..begin + end);
        done = begin + end + 2;
    }
    Ok(Some(holes))
}

fn holes_of(written: &str) -> Option<Vec<&str>> {
    let holes = holes(written).ok()??;
    Some(holes.into_iter().map(|hole| &written[hole]).collect())
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
