//! The verdict for people: a line for each threshold, the comparison as a table, the answer last.
//!
//! No line begins with a word from outside: who reads the log of a CI job may take it for a command.

mod checks;
mod comparison;
mod paint;

use super::document::Document;
use super::{sentence, shown};
use crate::verdict::Answer;

pub(crate) use paint::Paint;

/// The verdict in lines.
pub(super) fn render(document: &Document, paint: Paint) -> String {
    let mut text = String::new();
    for reason in &document.reasons {
        text += &format!("{}  {}\n", paint.bad("INVALID"), shown(reason));
    }
    if let Some(why) = &document.stopped {
        text += &format!("{}  {}\n", paint.doubtful("STOPPED"), shown(why));
    }
    text += &checks::render(&document.checks, paint);
    if let Some(comparison) = &document.comparison {
        if !text.is_empty() {
            text.push('\n');
        }
        text += &comparison::render(comparison, paint);
        text.push('\n');
    }
    for note in &document.notes {
        text += &format!("note: {}\n", shown(note));
    }
    text + &last_line(document, paint)
}

fn last_line(document: &Document, paint: Paint) -> String {
    let counts = sentence::counts(document);
    let word = sentence::answer(document.verdict);
    let (but, word) = match document.verdict {
        Answer::Pass => ("", paint.good(word)),
        Answer::Invalid => (", but the run cannot be judged", paint.bad(word)),
        _ => ("", paint.bad(word)),
    };
    format!("{counts}{but}: {word}\n")
}

#[cfg(test)]
mod tests;
