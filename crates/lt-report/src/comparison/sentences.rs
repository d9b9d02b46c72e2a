//! Which group leads where, in words.

use lt_stats::By;

use super::against::against;
use super::difference::percent;
use super::standing::{Standing, best};
use super::{Column, LONGEST_NAME, Row};
use crate::{number, words};

pub(super) const ASPECTS: [Column; 4] = [
    Column::Throughput,
    Column::Average,
    Column::P95,
    Column::Errors,
];

/// Who is not compared, then one to four sentences: each aspect is told in at most one of them.
pub(super) fn of(rows: &[&Row], by: &By) -> Vec<String> {
    let rows = rows.iter().filter(|row| row.group.slice.requests() > 0);
    let rows: &[&Row] = &rows.copied().collect::<Vec<_>>();
    if rows.len() < 2 && *by == By::Stream {
        return vec![
            "Fewer than two streams hold measured requests: nothing to compare.".to_owned(),
        ];
    }
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
    if let ([first, second], By::Stream) = (rows, by)
        && let Some(sentence) = against(first, second)
    {
        return failing(rows).into_iter().chain([sentence]).collect();
    }
    let sentences = standings.iter().map(|(standing, aspects)| match standing {
        Standing::Leads(leader) => leads(rows, leader, aspects),
        Standing::Ahead(leaders) => {
            let level = level(aspects);
            format!("{} are {level}, ahead of the others.", names(leaders))
        }
        Standing::Level(all) => {
            let all = match all.len() {
                n if n < rows.len() => names(all),
                2 => "Both".to_owned(),
                _ => "All".to_owned(),
            };
            format!("{all} are {}.", level(aspects))
        }
    });
    failing(rows).into_iter().chain(sentences).collect()
}

/// Whose times and throughput are not compared: an answer that only says no is quick.
fn failing(rows: &[&Row]) -> Option<String> {
    let rate = |row: &Row| Column::Errors.text(&row.group.slice);
    let failing: Vec<&&Row> = rows.iter().filter(|row| row.fails).collect();
    match failing.as_slice() {
        [] => None,
        [row] => Some(format!(
            "{} fails {} of its requests: its times and throughput are not compared.",
            quoted(row),
            rate(row)
        )),
        several => {
            let several = several
                .iter()
                .map(|row| format!("{} ({})", quoted(row), rate(row)));
            Some(format!(
                "{} fail many more requests than others: their times and throughput are not compared.",
                listed(&several.collect::<Vec<_>>())
            ))
        }
    }
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

/// Whether the single rounds of those ahead are not all better than those of the next one.
fn overlaps(rows: &[&Row], aspect: Column) -> bool {
    let ahead = match Standing::of(rows, aspect) {
        None => return false,
        Some(Standing::Leads(leader)) => vec![leader],
        Some(Standing::Ahead(leaders) | Standing::Level(leaders)) => leaders,
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
    let leading = own.compared(aspect).unwrap_or_default();
    match aspect {
        Column::Errors => format!(
            " ({} against {}{})",
            aspect.text(&own.group.slice),
            aspect.text(&next.group.slice),
            whom("of")
        ),
        Column::Throughput => format!(" ({}{})", change(leading, value), whom("over")),
        _ => format!(" ({}{})", change(leading, value), whom("against")),
    }
}

/// `level in average and P95 (less than 1 % apart)`.
fn level(aspects: &[Column]) -> String {
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
    format!("level in {what} ({apart})")
}

fn names(rows: &[&str]) -> String {
    let names: Vec<String> = rows.iter().map(|name| format!("`{name}`")).collect();
    listed(&names)
}

pub(super) fn word(aspect: Column) -> &'static str {
    match aspect {
        Column::Requests => "requests",
        Column::Throughput => "throughput",
        Column::Average => "average",
        Column::P95 => "P95",
        Column::Success => "success",
        Column::Errors => "errors",
    }
}

fn change(new: f64, old: f64) -> String {
    percent((new - old) / old)
}

pub(super) fn quoted(row: &Row) -> String {
    format!("`{}`", row.name)
}

/// `a, b and c`; of many, only how many more there are.
pub(super) fn listed(words: &[String]) -> String {
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
