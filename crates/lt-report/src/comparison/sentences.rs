//! Which group leads where, in words.

use lt_stats::By;

use super::{Column, LONGEST_NAME, Row};
use crate::{number, words};

/// Less than this share apart is level.
const LEVEL: f64 = 0.01;
/// The same of error rates, which are shares already.
const LEVEL_ERRORS: f64 = 0.001;
const ASPECTS: [Column; 4] = [
    Column::Throughput,
    Column::Average,
    Column::P95,
    Column::Errors,
];

/// One to four sentences: each aspect is told in exactly one of them.
pub(super) fn of(rows: &[&Row], by: &By) -> Vec<String> {
    let rows = rows.iter().filter(|row| row.group.slice.requests() > 0);
    let rows: &[&Row] = &rows.copied().collect::<Vec<_>>();
    if rows.len() < 2 {
        let name = words::cut(by.name(), LONGEST_NAME);
        return vec![format!(
            "Fewer than two values of `{name}` were measured: nothing to compare."
        )];
    }
    let mut standings: Vec<(Standing<'_>, Vec<Column>)> = Vec::new();
    for aspect in ASPECTS {
        let Some(standing) = Standing::of(rows, aspect) else {
            continue;
        };
        match standings.iter_mut().find(|(known, _)| *known == standing) {
            Some((_, aspects)) => aspects.push(aspect),
            None => standings.push((standing, vec![aspect])),
        }
    }
    let sentences = standings.iter().map(|(standing, aspects)| match standing {
        Standing::Leads(leader) => leads(rows, leader, aspects),
        Standing::Level(leaders) => level(rows, leaders, aspects),
    });
    sentences.collect()
}

/// What must be known beside the figures.
pub(super) fn notes(rows: &[&Row], repeated: bool) -> Vec<String> {
    let named = |rows: &[&&Row]| {
        let names: Vec<String> = rows.iter().map(|row| quoted(row)).collect();
        listed(&names)
    };
    let mut notes = Vec::new();
    let silent: Vec<_> = rows
        .iter()
        .filter(|row| row.group.slice.requests() == 0)
        .collect();
    if !silent.is_empty() {
        notes.push(format!("No request of {} was measured.", named(&silent)));
    }
    let dropped = rows.iter().filter(|row| row.group.slice.dropped > 0);
    let dropped: Vec<String> = dropped
        .map(|row| {
            format!(
                "{} of {}",
                number::count(row.group.slice.dropped),
                quoted(row)
            )
        })
        .collect();
    if !dropped.is_empty() {
        notes.push(format!(
            "Arrivals were never sent, and are in no figure: {}.",
            listed(&dropped)
        ));
    }
    if !repeated || rows.len() < 2 {
        return notes;
    }
    let overlapping = ASPECTS.iter().filter(|aspect| overlaps(rows, **aspect));
    let overlapping: Vec<String> = overlapping.map(|aspect| word(*aspect).to_owned()).collect();
    if !overlapping.is_empty() {
        notes.push(format!(
            "Single rounds of the first and the next overlap in {}: that lead may be chance.",
            listed(&overlapping)
        ));
    }
    let rounds = |row: &Row| row.group.legs.len();
    let single: Vec<_> = rows.iter().filter(|row| rounds(row) == 1).collect();
    let advice = "repeat with --rounds to see how much of this is chance";
    if single.len() == rows.len() {
        notes.push(format!("One round each: {advice}."));
    } else if !single.is_empty() {
        notes.push(format!("Only one round of {}: {advice}.", named(&single)));
    } else if rows.iter().any(|row| rounds(row) != rounds(rows[0])) {
        notes.push("Not all have the same number of rounds.".to_owned());
    }
    notes
}

/// Who is ahead in one aspect.
#[derive(Clone, Debug, PartialEq)]
enum Standing<'a> {
    /// One, by more than nothing.
    Leads(&'a str),
    /// Several that are level with the best: all of them, or all but some.
    Level(Vec<&'a str>),
}

impl<'a> Standing<'a> {
    fn of(rows: &[&'a Row], aspect: Column) -> Option<Self> {
        let best = best(rows, aspect)?.1;
        let level = rows.iter().filter(|row| {
            let value = row.value(aspect);
            value.is_some_and(|value| is_level(aspect, best, value))
        });
        let level: Vec<&str> = level.map(|row| row.name.as_str()).collect();
        Some(match level.as_slice() {
            [leader] => Self::Leads(leader),
            _ => Self::Level(level),
        })
    }
}

/// Whether the single rounds of those ahead are not all better than those of the next one.
fn overlaps(rows: &[&Row], aspect: Column) -> bool {
    let ahead = match Standing::of(rows, aspect) {
        None => return false,
        Some(Standing::Leads(leader)) => vec![leader],
        Some(Standing::Level(leaders)) => leaders,
    };
    let is_ahead = |row: &&Row| ahead.contains(&row.name.as_str());
    let (ahead, others): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| is_ahead(row));
    let range_of_best = |rows: &[&Row]| range(best(rows, aspect)?.0, aspect);
    let ranges = range_of_best(&ahead).zip(range_of_best(&others));
    ranges.is_some_and(|(own, next)| own.0 <= next.1 && next.0 <= own.1)
}

/// The lowest and the highest of several rounds.
fn range(row: &Row, aspect: Column) -> Option<(f64, f64)> {
    let values = || row.group.legs.iter().filter_map(|leg| aspect.value(leg));
    (values().count() > 1)
        .then(|| Some((values().reduce(f64::min)?, values().reduce(f64::max)?)))
        .flatten()
}

fn best<'a>(rows: &[&'a Row], aspect: Column) -> Option<(&'a Row, f64)> {
    let values = rows
        .iter()
        .filter_map(|row| Some((*row, row.value(aspect)?)));
    values.reduce(|one, other| match aspect.is_better(other.1, one.1) {
        true => other,
        false => one,
    })
}

fn is_level(aspect: Column, best: f64, value: f64) -> bool {
    let apart = (value - best).abs();
    match aspect {
        Column::Errors => apart < LEVEL_ERRORS,
        _ => apart < best.max(value) * LEVEL || apart == 0.0,
    }
}

/// `` `rl` leads in throughput (+12.3 % over `round-robin`) and average (−18.0 %). ``
fn leads(rows: &[&Row], leader: &str, aspects: &[Column]) -> String {
    let mut named = None;
    let mut told = Vec::new();
    let mut errors = None;
    for aspect in aspects {
        let by = margin(rows, leader, *aspect, &mut named);
        match aspect {
            Column::Errors => errors = Some(by),
            _ => told.push(format!("{}{by}", word(*aspect))),
        }
    }
    let name = format!("`{leader}`");
    match errors {
        None => format!("{name} leads in {}.", listed(&told)),
        Some(by) if told.is_empty() => format!("{name} has the fewest errors{by}."),
        Some(by) if aspects.len() == ASPECTS.len() => {
            told.push(format!("errors{by}"));
            format!("{name} leads in everything: {}.", listed(&told))
        }
        Some(by) => format!(
            "{name} leads in {}, and has the fewest errors{by}.",
            listed(&told)
        ),
    }
}

/// How far the leader is ahead of the next one, who is named where the reader cannot know it.
fn margin<'a>(
    rows: &[&'a Row],
    leader: &str,
    aspect: Column,
    named: &mut Option<&'a str>,
) -> String {
    let is_leader = |row: &&&Row| row.name == leader;
    let others: Vec<&Row> = rows.iter().filter(|row| !is_leader(row)).copied().collect();
    let own = rows.iter().find(is_leader).copied();
    let (Some((next, value)), Some(own)) = (best(&others, aspect), own) else {
        return String::new();
    };
    let is_new = named.replace(&next.name) != Some(next.name.as_str());
    let whom = |word: &str| match is_new {
        true => format!(" {word} {}", quoted(next)),
        false => String::new(),
    };
    let leading = own.value(aspect).unwrap_or_default();
    match aspect {
        Column::Errors => format!(
            " ({} against {}{})",
            spaced(&aspect.text(&own.group.slice)),
            spaced(&aspect.text(&next.group.slice)),
            whom("of")
        ),
        Column::Throughput => format!(" ({}{})", change(leading, value), whom("over")),
        _ => format!(" ({}{})", change(leading, value), whom("against")),
    }
}

fn level(rows: &[&Row], leaders: &[&str], aspects: &[Column]) -> String {
    let words: Vec<String> = aspects
        .iter()
        .map(|aspect| word(*aspect).to_owned())
        .collect();
    let what = match aspects.len() == ASPECTS.len() {
        true => "everything".to_owned(),
        false => listed(&words),
    };
    let apart = match (aspects.contains(&Column::Errors), aspects.len()) {
        (true, 1) => "less than 0.1 percentage points apart",
        (true, _) => "less than 1 % apart, errors less than 0.1 percentage points",
        (false, _) => "less than 1 % apart",
    };
    if leaders.len() < rows.len() {
        let leaders: Vec<String> = leaders.iter().map(|name| format!("`{name}`")).collect();
        return format!(
            "{} are level in {what} ({apart}), ahead of the others.",
            listed(&leaders)
        );
    }
    let all = if rows.len() == 2 { "Both" } else { "All" };
    format!("{all} are level in {what} ({apart}).")
}

fn word(aspect: Column) -> &'static str {
    match aspect {
        Column::Requests => "requests",
        Column::Throughput => "throughput",
        Column::Average => "average",
        Column::P95 => "P95",
        Column::Success => "success",
        Column::Errors => "errors",
    }
}

/// `+12.3 %`, `−18.0 %`.
fn change(new: f64, old: f64) -> String {
    let percent = (new - old) / old * 100.0;
    let sign = if percent < 0.0 { '\u{2212}' } else { '+' };
    match percent.abs() {
        size if size < 99.95 => format!("{sign}{size:.1} %"),
        size => format!("{sign}{} %", number::whole(size)),
    }
}

/// `0.5%` of a table as it stands in a sentence.
fn spaced(percent: &str) -> String {
    percent.replace('%', " %")
}

fn quoted(row: &Row) -> String {
    format!("`{}`", row.name)
}

/// `a, b and c`; of many, only how many more there are.
fn listed(words: &[String]) -> String {
    const MOST: usize = 5;
    match words {
        [] => String::new(),
        [only] => only.clone(),
        many if many.len() > MOST => {
            format!("{} and {} more", many[..MOST].join(", "), many.len() - MOST)
        }
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}
