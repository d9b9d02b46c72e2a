//! The verdict as Markdown, as GitHub reads it: the answer, what is wrong, and the rest folded away.

mod chart;
mod checks;
mod comparison;
mod endpoints;
pub(crate) mod escape;
mod frame;
mod load;
mod measured;
mod room;
mod section;

use super::document::{Document, Row};
use super::sentence;
use super::standing::{Standing, Tone, worst_first};
use crate::verdict::Answer;
use escape::{WIDEST, code, prose};
pub(super) use frame::Frame;
use room::Room;
use section::Section;

/// The verdict in at most `budget` bytes: what says least goes first, and what is left out is counted.
pub(super) fn render(document: &Document, frame: &Frame<'_>, budget: usize) -> String {
    let foot = frame.foot.len();
    let Some(room_for_page) = budget.checked_sub(foot) else {
        return String::new();
    };
    let mut last = String::new();
    for room in &Room::ALL {
        last = page(document, frame, room);
        if last.len() <= room_for_page {
            return last + &frame.foot;
        }
    }
    room::cut(&last, room_for_page) + &frame.foot
}

fn page(document: &Document, frame: &Frame<'_>, room: &Room) -> String {
    let mut parts = vec![headline(document, frame)];
    parts.extend(alerts(document, frame));
    let rows = worst_first(document.rows());
    let loud: Vec<_> = rows.iter().filter(|row| is_loud(row)).copied().collect();
    let checks = checks::worst_first(&document.checks);
    let broken = checks.iter().filter(|check| checks::is_loud(check));
    let broken: Vec<_> = broken.copied().collect();
    parts.extend(checks::table(&broken, room.loud));
    parts.extend(comparison::table(document, &loud, room.loud));
    if room.chart && !loud.is_empty() {
        parts.extend(chart::p95(&rows));
    }
    let sections = sections(document, &rows, frame, room);
    match frame.is_comment && broken.is_empty() && loud.is_empty() {
        true => parts.extend(section::together(&sections)),
        false => parts.extend(sections.iter().map(Section::folded)),
    }
    parts.join("\n")
}

/// What is shown on demand.
fn sections(document: &Document, rows: &[&Row], frame: &Frame<'_>, room: &Room) -> Vec<Section> {
    let mut sections = Vec::new();
    if room.rows > 0 {
        sections.extend(checks::section(document, room.rows));
        sections.extend(comparison::section(document, rows, room.rows));
        sections.extend(endpoints::section(document, room.rows));
    }
    if room.chart && !frame.is_comment {
        sections.extend(document.course.as_ref().and_then(chart::over_time));
    }
    if room.measured {
        sections.extend(measured::section(document));
    }
    sections
}

fn headline(document: &Document, frame: &Frame<'_>) -> String {
    let (icon, words) = match document.verdict {
        Answer::Pass => ("✅", "passed"),
        Answer::Fail => ("❌", "failed"),
        Answer::Regression => ("❌", "failed by a regression"),
        Answer::Inconclusive => ("❔", "inconclusive"),
        Answer::NoBaseline => ("❔", "without a baseline"),
        Answer::Invalid => ("⚠️", "cannot be judged"),
    };
    let judged = document.comparison.as_ref();
    let judged = judged.and_then(|comparison| comparison.judged.as_ref());
    let judged = judged.map_or(String::new(), |name| format!("of {} ", code(name, WIDEST)));
    let title = frame.title;
    let title = title.map_or(String::new(), |title| format!("({}) ", code(title, WIDEST)));
    let counts = sentence::counts(document);
    format!("## {icon} Load test {title}{judged}{words}: {counts}\n")
}

/// What must not be overlooked, each in a block of its own.
fn alerts(document: &Document, frame: &Frame<'_>) -> Vec<String> {
    let mut alerts = Vec::new();
    let mut alert = |kind: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            let lines: Vec<String> = lines.iter().map(|line| format!("> {line}\n")).collect();
            alerts.push(format!("> [!{kind}]\n{}", lines.join(">\n")));
        }
    };
    let notices = frame.notices.iter().take(room::MOST_REASONS);
    alert("NOTE", notices.map(|notice| prose(notice)).collect());
    let reasons = document.reasons.iter().take(room::MOST_REASONS);
    alert("CAUTION", reasons.map(|reason| prose(reason)).collect());
    alert("CAUTION", worst(document));
    let stopped = document.stopped.iter();
    alert(
        "WARNING",
        stopped
            .map(|why| format!("Reading was stopped: {}", prose(why)))
            .collect(),
    );
    let missing = comparison::missing(document);
    let missing = match frame.is_comment {
        true if comparison::is_of_another_load(document) => {
            missing.map(|missing| format!("{missing}. {}", frame::BEGINS_ANEW))
        }
        true => comparison::none_yet(document).or(missing),
        false => missing,
    };
    alert("NOTE", missing.into_iter().collect());
    alert(
        "WARNING",
        comparison::unsettled(document).into_iter().collect(),
    );
    alerts
}

/// The worst of the thresholds and of the comparisons, a sentence each.
fn worst(document: &Document) -> Vec<String> {
    let checks = checks::worst_first(&document.checks);
    let broken = checks.first().filter(|check| check.fails());
    let rows = worst_first(document.rows());
    let slower = rows
        .first()
        .filter(|row| Standing::of(row) == Standing::Regression);
    let broken = broken.map(|check| checks::in_words(check));
    let slower = slower.map(|row| comparison::in_words(document, row));
    broken.into_iter().chain(slower).collect()
}

fn is_loud(row: &Row) -> bool {
    let standing = Standing::of(row);
    standing == Standing::Improved || matches!(standing.tone(), Tone::Bad | Tone::Doubtful)
}

/// A table, with a row of cells each already fit for one; nothing without rows.
fn table<const N: usize>(
    header: [&str; N],
    sides: [&str; N],
    rows: &[[String; N]],
    most: usize,
) -> String {
    let line = |cells: Vec<&str>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(header.to_vec()) + &line(sides.to_vec());
    for row in rows.iter().take(most) {
        text += &line(row.iter().map(String::as_str).collect());
    }
    match rows.len().saturating_sub(most) {
        0 => text,
        1 => text + "\n1 row left out\n",
        n => text + &format!("\n{n} rows left out\n"),
    }
}

/// A figure that stays on one line with its unit.
fn unbroken(text: &str) -> String {
    text.replace(' ', "\u{a0}")
}

#[cfg(test)]
mod tests;
