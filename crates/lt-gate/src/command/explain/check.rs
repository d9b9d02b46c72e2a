//! A threshold in sentences.

use crate::format::document::Check;
use crate::format::figure::{Style, grouped};
use crate::format::{counted, sentence, shown};
use crate::judge::Status;

/// What is behind a threshold.
pub(super) fn explain(check: &Check) -> String {
    let mut lines = vec![format!("{}: {}", check.id, check.threshold())];
    if let Some(row) = &check.row {
        lines.push(format!("It comes from row `{row}` of the SLA table."));
    }
    if let Some(place) = &check.place {
        lines.push(format!(
            "It is written in {}:{}:{}.",
            place.file, place.line, place.column
        ));
    }
    lines.push(answer(check));
    lines.extend(figures(check));
    lines.extend(check.why.as_ref().map(|why| format!("Reason: {why}.")));
    let lines = lines.iter().map(|line| shown(line) + "\n");
    lines.collect()
}

fn answer(check: &Check) -> String {
    let word = check.status.as_str();
    let means = match check.status {
        Status::Pass => "it holds",
        Status::Fail => "it is broken, and the run fails by it",
        Status::Warn => "it is broken, which only warns",
        Status::Missing if check.fails() => {
            "there was nothing that it could be judged by, and the run fails by it"
        }
        Status::Missing => "there was nothing that it could be judged by",
        Status::Insufficient => "there was too little to judge it by",
        Status::Skipped => "it is about a load level that did not run",
        Status::Accepted => "it is broken, and that was accepted",
    };
    format!("Answer: {word}; {means}.")
}

fn figures(check: &Check) -> Vec<String> {
    let value = |value: f64| Style::Prose.exact(value, &check.unit);
    let mut lines = Vec::new();
    match (check.observed, check.limit) {
        (Some(observed), Some(limit)) => {
            let beyond = sentence::beyond(check, Style::Prose)
                .map_or(String::new(), |beyond| format!(", {beyond}"));
            let (observed, limit) = (value(observed), value(limit));
            lines.push(format!(
                "Observed was {observed}; the limit is {limit}{beyond}."
            ));
        }
        (Some(observed), None) => lines.push(format!(
            "Observed was {}; there is no limit, which depends on a baseline.",
            value(observed)
        )),
        (None, Some(limit)) => lines.push(format!(
            "Nothing was observed; the limit is {}.",
            value(limit)
        )),
        (None, None) => lines.push("Nothing was observed, and there is no limit.".to_owned()),
    }
    let needed = check.needed.map_or(String::new(), |needed| {
        format!("; it should rest on at least {}", grouped(needed))
    });
    lines.push(format!(
        "It rests on {}{needed}.",
        counted(check.n, "sample")
    ));
    if let Some(interval) = check.interval {
        let [low, high] =
            [interval.low, interval.high].map(|end| end.map_or("…".to_owned(), value));
        lines.push(format!(
            "With 95 % confidence the true figure lies between {low} and {high}."
        ));
        lines.push(match check.marginal {
            true => "The limit lies in between: another run may say otherwise.".to_owned(),
            false => "The limit lies outside of that.".to_owned(),
        });
    }
    lines
}
