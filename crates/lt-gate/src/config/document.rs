//! A file that somebody wrote, and how a mistake in it is shown.

use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::Path;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use anyhow::{Context, anyhow};
use lt_cli::Page;

use crate::threshold::Place;

/// A file that somebody wrote.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    /// What it is called in messages.
    pub(crate) name: String,
    /// All of it.
    pub(crate) text: String,
}

/// How wide what is shown may be.
const WIDTH: usize = 120;

impl Document {
    /// Reads a file of at most `most` bytes.
    pub(crate) fn open(path: &Path, most: u64) -> anyhow::Result<Self> {
        let name: String = path.display().to_string().chars().map(visible).collect();
        let mut bytes = Vec::new();
        File::open(path)
            .and_then(|file| file.take(most + 1).read_to_end(&mut bytes))
            .with_context(|| format!("cannot read `{name}`"))?;
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > most {
            return Err(anyhow!(
                "`{name}` is larger than {} MiB; give a smaller file",
                most >> 20
            ));
        }
        let text = String::from_utf8(bytes)
            .with_context(|| format!("`{name}` is no text; save it as UTF-8"))?;
        Ok(Self { name, text })
    }

    /// The place of a byte: line and column in characters, from 1.
    pub(crate) fn place(&self, at: usize) -> Place {
        let before = &self.text[..self.text.floor_char_boundary(at)];
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        Place {
            file: self.name.clone(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }

    /// Shows a mistake: what is wrong, the line with a mark under it, and the way out beside the mark.
    pub(crate) fn picture(&self, span: &Range<usize>, message: &str) -> Page {
        let text = &self.text;
        let begin = text.floor_char_boundary(span.start);
        let end = text.floor_char_boundary(span.end).max(begin);
        let first = text[..begin].rfind('\n').map_or(0, |newline| newline + 1);
        let last = text[begin..].find(['\n', '\r']);
        let last = last.map_or(text.len(), |newline| begin + newline);
        let shown = |range: Range<usize>| -> String { text[range].chars().map(letter).collect() };
        let (left, marked) = (shown(first..begin), shown(begin..end.min(last)));
        let mark = left.len()..left.len() + marked.trim_end().len();
        let line = left + &marked + &shown(end.min(last)..last);
        let render = |renderer| self.render(renderer, &line, &mark, begin, message);
        Page {
            plain: render(Renderer::plain()),
            colored: render(Renderer::styled()),
        }
    }

    fn render(
        &self,
        renderer: Renderer,
        line: &str,
        mark: &Range<usize>,
        at: usize,
        message: &str,
    ) -> String {
        let (title, way_out) = split(message);
        let mut mark = AnnotationKind::Primary.span(mark.clone());
        if let Some(way_out) = way_out {
            mark = mark.label(way_out);
        }
        let snippet = Snippet::source(line)
            .path(self.name.as_str())
            .line_start(self.place(at).line)
            .annotation(mark);
        let report = [Level::ERROR.primary_title(title).element(snippet)];
        renderer.term_width(WIDTH).render(&report)
    }
}

/// What is wrong, and the way out behind the first `; ` that is no part of a quoted value.
fn split(message: &str) -> (&str, Option<&str>) {
    let mut is_quoted = false;
    let place = message.char_indices().find_map(|(i, c)| {
        is_quoted ^= c == '`';
        (!is_quoted && message[i..].starts_with("; ")).then_some(i)
    });
    match place {
        Some(place) => (&message[..place], Some(&message[place + 2..])),
        None => (message, None),
    }
}

fn letter(c: char) -> char {
    if c == '\t' { ' ' } else { visible(c) }
}

/// The character itself, or the replacement character where it would break the line or turn the reading direction.
pub(crate) fn visible(c: char) -> char {
    let turns =
        matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if turns || c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
        '\u{fffd}'
    } else {
        c
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Document {
        Document {
            name: "a.toml".to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_mistake_is_shown_with_its_line_and_a_mark() {
        let page = document("x = 1\n\ty = \u{1b}2").picture(&(7..8), "unknown `y; z`; write `x`");
        assert_eq!(
            page.plain,
            "error: unknown `y; z`\n --> a.toml:2:2\n  |\n2 |  y = \u{fffd}2\n  |  ^ write `x`"
        );
        assert!(page.colored.contains('\u{1b}'));
    }

    #[test]
    fn every_span_can_be_shown() {
        let text = document("ä\r\nb\u{2028}");
        for begin in 0..12 {
            for end in 0..12 {
                assert!(!text.picture(&(begin..end), "no").plain.is_empty());
            }
        }
        assert_eq!(text.place(99).line, 2);
        assert_eq!((text.place(2).line, text.place(2).column), (1, 2));
    }
}
