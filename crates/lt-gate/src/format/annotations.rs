//! The verdict as workflow commands of GitHub Actions, which shows them beside the lines that they name.
//!
//! Every line is one command of ours; whatever comes from outside is escaped as the runner demands.

use super::command::{message, property};
use super::document::{Check, Document, Row};
use super::figure::Style;
use super::sentence;
use super::standing::{Standing, Tone, worst_first};
use crate::judge::Status;

/// GitHub shows so many errors, and so many warnings, of a step.
const MOST: usize = 10;

/// A command a line; the answer last, as a notice.
pub(super) fn render(document: &Document) -> String {
    let mut errors: Vec<Note> = Vec::new();
    let mut warnings: Vec<Note> = Vec::new();
    let reasons = document.reasons.iter();
    errors.extend(reasons.map(|reason| Note::new("the run cannot be judged", reason)));
    for check in &document.checks {
        match Tone::of(check) {
            Tone::Bad => errors.push(Note::of_check(check)),
            Tone::Doubtful => warnings.push(Note::of_check(check)),
            Tone::Good | Tone::Neutral => {}
        }
    }
    for row in worst_first(document.rows()) {
        match Standing::of(row).tone() {
            Tone::Bad => errors.push(Note::of_row(row)),
            Tone::Doubtful => warnings.push(Note::of_row(row)),
            Tone::Good | Tone::Neutral => {}
        }
    }
    let comparison = document.comparison.as_ref();
    if let Some(missing) = comparison.and_then(|comparison| comparison.missing.as_ref()) {
        warnings.push(Note::new("no baseline to compare with", missing));
    }
    let answer = sentence::answer(document.verdict);
    let counts = sentence::counts(document);
    let last = Note::new("lt-gate", &format!("{counts}: {answer}"));
    commands("error", &errors) + &commands("warning", &warnings) + &last.command("notice")
}

/// The first of them, and of the rest how many there are.
fn commands(level: &str, notes: &[Note]) -> String {
    if notes.len() <= MOST {
        return notes.iter().map(|note| note.command(level)).collect();
    }
    let (first, rest) = notes.split_at(MOST - 1);
    let first: String = first.iter().map(|note| note.command(level)).collect();
    let more = format!("{} more, which the result lists", rest.len());
    first + &Note::new("lt-gate", &more).command(level)
}

/// What is said in one command.
struct Note {
    place: Option<(String, usize, usize)>,
    title: &'static str,
    message: String,
}

impl Note {
    fn new(title: &'static str, message: &str) -> Self {
        Self {
            place: None,
            title,
            message: message.to_owned(),
        }
    }

    fn of_check(check: &Check) -> Self {
        let observed = check.observed.map_or("no samples".to_owned(), |value| {
            format!("observed {}", Style::Terse.exact(value, &check.unit))
        });
        let mut words = vec![format!("{}: {observed}", check.threshold())];
        words.extend(sentence::remarks(check, Style::Terse));
        let place = check.place.as_ref();
        Self {
            place: place.map(|place| (place.file.clone(), place.line, place.column)),
            title: match check.status {
                Status::Warn => "threshold broken, which only warns",
                Status::Missing => "threshold without samples",
                Status::Insufficient => "threshold with too few samples",
                Status::Accepted => "accepted breach",
                _ => "threshold broken",
            },
            message: words.join(", "),
        }
    }

    fn of_row(row: &Row) -> Self {
        let standing = Standing::of(row);
        let words = sentence::figures(row).join("; ");
        let message = format!("{} {}: {words}", row.whose(), row.measure);
        Self::new(standing.word(), &message)
    }

    fn command(&self, level: &str) -> String {
        let place = self.place.as_ref();
        let place = place.map_or(String::new(), |(file, line, column)| {
            format!("file={},line={line},col={column},", property(file))
        });
        let title = property(self.title);
        let message = message(&self.message);
        format!("::{level} {place}title={title}::{message}\n")
    }
}

#[cfg(test)]
mod tests;
