//! The trend for people.

use lt_cli::message::harmless;

use super::course::{Change, Course};
use super::history::History;
use super::{Trend, words};
use crate::format::counted;

/// More names are counted and not told.
const MOST_NAMES: usize = 8;

pub(super) fn render(trend: &Trend) -> String {
    let history = &trend.history;
    let mut text = format!("{}\n", head(&harmless(&history.name), history));
    for note in &history.notes {
        text.push_str(&format!("{note}\n"));
    }
    if let Some(sentence) = too_few(history) {
        return text + &sentence;
    }
    let (changed, unchanged): (Vec<&Course>, Vec<&Course>) = trend
        .courses
        .iter()
        .partition(|course| !course.changes.is_empty());
    for course in changed {
        text.push('\n');
        text.push_str(&line(course));
        for change in &course.changes {
            text.push_str(&format!("  {}\n", told(history, course, change)));
        }
    }
    text.push_str(&format!("\n{}\n", without_change(history, &unchanged)));
    text
}

/// `main: 42 runs, 2026-10-01 to 2026-11-20`.
pub(super) fn head(name: &str, history: &History) -> String {
    let ends = history.runs.first().zip(history.runs.last());
    let days = ends.map_or_else(String::new, |(first, last)| {
        format!(", {} to {}", words::day(first), words::day(last))
    });
    format!(
        "{name}: {}{days}",
        counted(history.runs.len() as u64, "run")
    )
}

/// Why there is no trend to speak of.
pub(super) fn too_few(history: &History) -> Option<String> {
    let least = lt_stats::trend::LEAST_VALUES;
    let (n, single) = (history.runs.len(), history.n_single());
    let all = counted(n as u64, "run");
    if single >= least {
        return None;
    }
    Some(match n == single {
        true => format!("{all} say nothing of a trend; it takes at least {least}.\n"),
        false => format!(
            "{all} say nothing of a trend: those of one commit and session count once, which leaves {single}; it takes at least {least}.\n"
        ),
    })
}

fn line(course: &Course) -> String {
    let (endpoint, measure) = words::name(course);
    let ends = course.values.first().zip(course.values.last());
    let ends = ends.map_or_else(String::new, |(first, last)| {
        let [first, last] = [first, last].map(|value| words::value(*value, course.measure));
        format!("{first} → {last}")
    });
    format!(
        "{} {measure}  {}  {ends}\n",
        harmless(&endpoint),
        words::sparkline(&course.values)
    )
}

fn told(history: &History, course: &Course, change: &Change) -> String {
    let (run, before) = (&history.runs[change.run], &history.runs[change.last_before]);
    let [from, to] = [change.before, change.after].map(|value| words::value(value, course.measure));
    let text = format!(
        "{}  {}  {from} → {to}  {}  {}  at commit {} (before it {}), {}",
        words::day(run),
        words::kind(change),
        words::size(change, course.measure),
        words::chance(change.p),
        words::commit(run),
        words::commit(before),
        run.id
    );
    harmless(&text)
}

/// All figures without a change in one sentence.
pub(super) fn without_change(history: &History, courses: &[&Course]) -> String {
    let n = counted(history.runs.len() as u64, "run");
    let name = |course: &&Course| {
        let (endpoint, measure) = words::name(course);
        format!("{} {measure}", harmless(&endpoint))
    };
    let names: Vec<String> = courses.iter().take(MOST_NAMES).map(name).collect();
    match courses.len() {
        0 => format!("No figure without a change in {n}."),
        all if all > MOST_NAMES => format!(
            "No change in {n}: {} and {} more.",
            names.join(", "),
            all - MOST_NAMES
        ),
        _ => format!("No change in {n}: {}.", names.join(", ")),
    }
}
