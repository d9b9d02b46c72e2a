//! A file that cannot be used, shown to a person.

use std::fmt::{self, Display, Formatter};
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::Problem;
use super::files::Files;
use super::problem::Fault;
use crate::Place;
use crate::quoted::visible;

/// A scenario file that cannot be used: what is wrong, its line with a mark under it, and the way out.
#[derive(Debug)]
pub struct LoadError {
    /// Where it is wrong.
    pub place: Place,
    /// What is wrong.
    pub problem: Box<Problem>,
    /// The line of the file as it can be shown.
    line: String,
    /// What of it is marked, in bytes.
    marked: Range<usize>,
}

/// How wide what is shown may be.
const WIDTH: usize = 120;

impl LoadError {
    pub(super) fn new(fault: Fault, files: &Files, file_name: &str) -> Self {
        let Fault { span, problem } = fault;
        let (name, text) = match files.of(span) {
            Some(file) => (file.name.as_str(), file.text.as_str()),
            None => (file_name, ""),
        };
        let begin = floor(text, span.begin);
        let end = floor(text, span.end).max(begin);
        let (begin, end) = match &*problem {
            Problem::UnknownName { name, .. } | Problem::NoSuchSet { name, .. } => {
                word(text, begin..end, name)
            }
            _ => (begin, end),
        };
        let before = &text[..begin];
        let first = before.rfind('\n').map_or(0, |newline| newline + 1);
        let after = text[begin..].find(['\n', '\r']);
        let last = after.map_or(text.len(), |newline| begin + newline);
        let shown = |range: Range<usize>| -> String { text[range].chars().map(letter).collect() };
        let (left, middle) = (shown(first..begin), shown(begin..end.min(last)));
        let marked = left.len()..left.len() + middle.trim_end().len();
        Self {
            place: Place {
                file: name.to_owned(),
                line: span.line.max(1),
            },
            problem,
            line: left + &middle + &shown(end.min(last)..last),
            marked,
        }
    }

    /// The same in one line, without the text of the file: `shop.yaml:12: unknown key …`.
    pub fn one_line(&self) -> String {
        format!("{}: {}", self.place, self.problem)
    }

    /// The same with the colors of a terminal.
    pub fn to_colored(&self) -> String {
        self.render(Renderer::styled())
    }

    fn render(&self, renderer: Renderer) -> String {
        let message = self.problem.to_string();
        let (title, way_out) = match split(&message) {
            Some((title, way_out)) => (title, Some(way_out)),
            None => (message.as_str(), None),
        };
        let path: String = self.place.file.chars().map(visible).collect();
        let line = usize::try_from(self.place.line).unwrap_or(usize::MAX);
        let mut mark = AnnotationKind::Primary.span(self.marked.clone());
        if let Some(way_out) = way_out {
            mark = mark.label(way_out);
        }
        let snippet = Snippet::source(self.line.as_str())
            .path(path)
            .line_start(line)
            .annotation(mark);
        let report = [Level::ERROR.primary_title(title).element(snippet)];
        renderer.term_width(WIDTH).render(&report)
    }
}

impl Display for LoadError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Renderer::plain()))
    }
}

impl std::error::Error for LoadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.problem.source()
    }
}

/// What is wrong, and the way out behind the first `; ` that is no part of a quoted value.
fn split(message: &str) -> Option<(&str, &str)> {
    let mut is_quoted = false;
    let place = message.char_indices().find_map(|(i, c)| {
        is_quoted ^= c == '`';
        (!is_quoted && message[i..].starts_with("; ")).then_some(i)
    })?;
    Some((&message[..place], &message[place + 2..]))
}

/// Where a name stands within a template; all of the template where it cannot be found.
fn word(text: &str, template: Range<usize>, name: &str) -> (usize, usize) {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let found = text[template.clone()].match_indices(name).find(|(i, _)| {
        let begin = template.start + i;
        let before = text[..begin].chars().next_back();
        let after = text[begin + name.len()..].chars().next();
        !before.is_some_and(is_part) && !after.is_some_and(|c| is_part(c) && c != '.')
    });
    match found {
        Some((i, _)) => (template.start + i, template.start + i + name.len()),
        None => (template.start, template.end),
    }
}

/// The nearest begin of a character at or before a byte.
fn floor(text: &str, byte: usize) -> usize {
    text.floor_char_boundary(byte)
}

fn letter(c: char) -> char {
    if c == '\t' { ' ' } else { visible(c) }
}
