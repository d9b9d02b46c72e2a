//! The verdict for people: a line for each threshold, the answer last.

use std::io::{self, IsTerminal};

use lt_cli::message::harmless;

use crate::threshold::Quantity;
use crate::{Answer, Check, Status, Verdict};

/// Whether words are coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paint {
    Plain,
    Colored,
}

impl Paint {
    /// Colour is for terminals whose user did not refuse it (<https://no-color.org>).
    pub(super) fn of_stdout() -> Self {
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        match io::stdout().is_terminal() && !refused {
            true => Self::Colored,
            false => Self::Plain,
        }
    }

    fn word(self, word: &str) -> String {
        let code = match word {
            _ if self == Self::Plain => return word.to_owned(),
            "PASS" | "PASSED" => 32,
            "WARN" => 33,
            _ => 31,
        };
        format!("\x1b[{code}m{word}\x1b[0m")
    }
}

/// The verdict in lines.
pub(super) fn render(verdict: &Verdict, paint: Paint) -> String {
    let mut text = String::new();
    for reason in &verdict.reasons {
        let line = format!("{}  {}\n", paint.word("INVALID"), harmless(reason));
        text.push_str(&line);
    }
    let rows: Vec<[String; 3]> = verdict.checks.iter().map(columns).collect();
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.max().unwrap_or_default()
    };
    let (first, second) = (width(0), width(1));
    for (check, [threshold, observed, note]) in verdict.checks.iter().zip(&rows) {
        let line = format!("{threshold:first$}   {observed:second$}   {note}");
        text.push_str(&paint.word(word(check.status)));
        text.push_str("  ");
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text.push_str(&sentence(verdict, paint));
    text
}

fn word(status: Status) -> &'static str {
    match status {
        Status::Pass => "PASS",
        Status::Fail => "FAIL",
        Status::Warn => "WARN",
        Status::Missing => "MISS",
    }
}

fn columns(check: &Check) -> [String; 3] {
    let quantity = check.threshold.rule.limit.quantity();
    let observed = match check.observed {
        Some(value) => format!("observed {}", value_in_words(value, quantity)),
        None => "no samples".to_owned(),
    };
    let note = check.beyond.map_or_else(String::new, beyond_in_words);
    [harmless(&check.threshold.to_string()), observed, note]
}

fn value_in_words(value: f64, quantity: Quantity) -> String {
    match quantity {
        // Whole microseconds to the last: a rounded value could contradict the verdict on it.
        Quantity::Time if value < 1e3 => format!("{}us", rounded(value, 3)),
        Quantity::Time if value < 1e6 => format!("{}ms", rounded(value / 1e3, 3)),
        Quantity::Time => format!("{}s", rounded(value / 1e6, 6)),
        Quantity::Share => format!("{}%", rounded(value * 100.0, 4)),
        Quantity::PerSecond => format!("{}/s", rounded(value, 3)),
        Quantity::Count => rounded(value, 0),
    }
}

fn beyond_in_words(beyond: f64) -> String {
    let percent = match beyond.abs() * 100.0 {
        percent if percent >= 10.0 => rounded(percent, 0),
        percent if percent >= 0.1 => rounded(percent, 1),
        percent if percent > 0.0 => "less than 0.1".to_owned(),
        _ => return "just at the limit".to_owned(),
    };
    match beyond > 0.0 {
        true => format!("over by {percent}%"),
        false => format!("under by {percent}%"),
    }
}

/// A number with at most so many digits after the point.
fn rounded(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

fn sentence(verdict: &Verdict, paint: Paint) -> String {
    let (held, all) = (verdict.n_held(), verdict.checks.len());
    let hold = match all {
        1 => "threshold holds",
        _ => "thresholds hold",
    };
    let warnings = match verdict.n_warned() {
        0 => String::new(),
        1 => ", 1 warning".to_owned(),
        n => format!(", {n} warnings"),
    };
    let (but, answer) = match verdict.answer {
        Answer::Pass => ("", "PASSED"),
        Answer::Fail => ("", "FAILED"),
        Answer::Invalid => (", but the run cannot be judged", "INVALID"),
    };
    format!(
        "{held} of {all} {hold}{warnings}{but}: {}\n",
        paint.word(answer)
    )
}

#[cfg(test)]
mod tests;
