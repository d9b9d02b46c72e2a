//! The trend for the summary of a CI job.

use super::course::{Change, Course};
use super::{Trend, text, words};
use crate::format::markdown::escape::{WIDEST, code};

const HEAD: &str = "\
| when | figure | change | before | after | course | at commit |
|---|---|---|---:|---:|---|---|
";

/// More rows are counted and not told: a summary has room for a megabyte.
const MOST_ROWS: usize = 200;

pub(super) fn render(trend: &Trend) -> String {
    let history = &trend.history;
    let name = code(&history.name, WIDEST);
    let mut page = format!("### Trend of {}\n\n", text::head(&name, history));
    for note in &history.notes {
        page.push_str(&format!("{note}.\n\n"));
    }
    if let Some(sentence) = text::too_few(history) {
        return page + &sentence;
    }
    let courses = trend.courses.iter();
    let changes =
        courses.flat_map(|course| course.changes.iter().map(move |change| (course, change)));
    let mut changes: Vec<(&Course, &Change)> = changes.collect();
    changes.sort_by_key(|(_, change)| std::cmp::Reverse(change.run));
    if !changes.is_empty() {
        page.push_str(HEAD);
        for (course, change) in changes.iter().take(MOST_ROWS) {
            page.push_str(&row(trend, course, change));
        }
        if changes.len() > MOST_ROWS {
            page.push_str(&format!("\n{} more changes.\n", changes.len() - MOST_ROWS));
        }
        page.push('\n');
    }
    let unchanged: Vec<&Course> = trend
        .courses
        .iter()
        .filter(|course| course.changes.is_empty())
        .collect();
    page + &format!(
        "No change in {} runs: {} figures.\n",
        history.runs.len(),
        unchanged.len()
    )
}

fn row(trend: &Trend, course: &Course, change: &Change) -> String {
    let run = &trend.history.runs[change.run];
    let (endpoint, measure) = words::name(course);
    let [from, to] = [change.before, change.after].map(|value| words::value(value, course.measure));
    let kind = match change.is_worse {
        true => "❌ regression",
        false => "✅ improvement",
    };
    format!(
        "| {} | {} {measure} | {kind} {}, {} | {from} | {to} | {} | {} |\n",
        words::day(run),
        code(&endpoint, WIDEST),
        words::size(change, course.measure),
        words::chance(change.p).replace('<', "&lt;"),
        words::sparkline(&course.values),
        code(&words::commit(run), WIDEST)
    )
}
