//! The groups of a stream side by side: what every rendering of `--by` shows.
//!
//! It tells what was measured. Whether a difference is more than chance is not judged here.

mod against;
mod column;
mod difference;
mod endpoints;
mod name;
mod sentences;
mod standing;
mod streams;

use std::sync::Arc;

use lt_stats::{By, Group, Slice, Summary};

pub(crate) use column::Column;
pub(crate) use difference::Difference;
pub(crate) use endpoints::{Block, Endpoints, StreamRow};
pub(crate) use name::told_apart;
pub(crate) use streams::refuse_streams;

use crate::{number, words};
use standing::Standing;

/// One row a group, with the best of each column marked where they do the same work, and the same in words.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Comparison {
    /// What the groups differ in, as it is typed.
    pub(crate) by: By,
    /// The header of the first column.
    pub(crate) title: String,
    pub(crate) rows: Vec<Row>,
    /// Groups that have no row.
    pub(crate) left_out: usize,
    /// The second row minus the first, where two do the same work.
    pub(crate) difference: Option<Difference>,
    /// The same endpoint by endpoint; absent but of streams.
    pub(crate) endpoints: Option<Endpoints>,
    /// Which group leads where.
    pub(crate) sentences: Vec<String>,
    /// What must be known beside.
    pub(crate) notes: Vec<String>,
    /// How far the rounds lie apart; empty where no group has several.
    pub(crate) spread: Vec<Spread>,
}

/// A group's figures.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    /// Harmless text.
    pub(crate) name: String,
    pub(crate) cells: Vec<Cell>,
    pub(crate) group: Group,
    /// It fails so much more than the best that its times and throughput are not compared.
    fails: bool,
}

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) column: Column,
    pub(crate) text: String,
    /// No other group does better by what counts, and some do worse.
    pub(crate) best: bool,
}

/// The lowest and the highest of the rounds of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spread {
    pub(crate) name: String,
    pub(crate) rounds: String,
    pub(crate) cells: Vec<String>,
}

const MOST_ROWS: usize = 100;
pub(crate) const LONGEST_NAME: usize = 40;

impl Comparison {
    /// `None` where nothing was to be compared.
    pub(crate) fn of(summary: &Summary) -> Option<Self> {
        let by = summary.by()?.clone();
        // Courses are for pictures.
        let groups = summary.groups().map(|group| Group {
            timelines: Vec::new(),
            ..group
        });
        let groups: Vec<Group> = groups.collect();
        let names = name::names(summary, &by, &groups);
        // Windows are bounded already, and the last one may be what is looked for.
        let most_rows = match by {
            By::Window(_) => usize::MAX,
            _ => MOST_ROWS,
        };
        let left_out = groups.len().saturating_sub(most_rows);
        let rows = groups.into_iter().zip(names).take(most_rows);
        let mut rows: Vec<Row> = rows
            .map(|(group, name)| Row::of(group, name, &by))
            .collect();
        // Others do different work: that one is faster than another is no lead.
        let competes = matches!(by, By::Label(_) | By::Tag(_) | By::Stream);
        if competes {
            standing::set_apart(&mut rows);
            mark_the_best(&mut rows);
        }
        let judged: Vec<&Row> = rows.iter().filter(|row| row.is_judged()).collect();
        let repeated = matches!(&by, By::Label(name) if name != "round");
        let mut notes = sentences::notes(&judged, repeated);
        notes.extend(streams::notes(summary, &by));
        notes.extend(widened(summary, &by));
        Some(Self {
            title: title(&by),
            left_out,
            difference: match judged.as_slice() {
                [first, second] if competes => Some(Difference::of(first, second)),
                _ => None,
            },
            endpoints: Endpoints::of(&rows),
            sentences: match competes {
                true => sentences::of(&judged, &by),
                false => Vec::new(),
            },
            notes,
            spread: match repeated {
                true => spread(&judged),
                false => Vec::new(),
            },
            rows,
            by,
        })
    }
}

impl Row {
    fn of(mut group: Group, name: String, by: &By) -> Self {
        let cells = Column::ALL.map(|column| Cell {
            column,
            text: column.text(&group.slice),
            best: false,
        });
        if *by == By::Stream {
            // The folder in which somebody keeps a file is no part of a report.
            group.value = Some(name.clone());
        }
        Self {
            name,
            cells: cells.to_vec(),
            group,
            fails: false,
        }
    }

    /// Those that have no value, such as requests without answer that could name their back end, compete with nobody.
    fn is_judged(&self) -> bool {
        self.group.value.is_some()
    }

    /// The value by which it is compared with others; `None` where it is not.
    fn compared(&self, column: Column) -> Option<f64> {
        let only_errors = self.fails && !matches!(column, Column::Success | Column::Errors);
        match only_errors {
            true => None,
            false => column.value(&self.group.slice),
        }
    }
}

/// That the windows are longer than what was asked for.
fn widened(summary: &Summary, by: &By) -> Option<String> {
    let length = summary.widened()?;
    Some(format!(
        "`{by}` would make too many windows: its length was doubled until they fit, to {}.",
        number::duration(length.micros())
    ))
}

/// Marks those that the sentences say lead, one or several.
fn mark_the_best(rows: &mut [Row]) {
    let columns = Column::ALL.into_iter().enumerate();
    for (place, column) in columns.filter(|(_, column)| column.is_judged()) {
        let judged: Vec<&Row> = rows.iter().filter(|row| row.is_judged()).collect();
        let Some(standing) = Standing::of(&judged, column) else {
            continue;
        };
        let ahead: Vec<String> = standing.ahead().iter().map(ToString::to_string).collect();
        for row in rows.iter_mut().filter(|row| row.is_judged()) {
            row.cells[place].best = ahead.contains(&row.name);
        }
    }
}

/// `Variant`, `Backend`: a key as the header of a column.
fn title(by: &By) -> String {
    let name = words::cut(by.name(), LONGEST_NAME);
    let mut chars = name.chars();
    let first = chars.next().map(|first| first.to_uppercase());
    first.map_or_else(String::new, |first| first.chain(chars).collect())
}

fn spread(rows: &[&Row]) -> Vec<Spread> {
    if rows.iter().all(|row| row.group.legs.len() < 2) {
        return Vec::new();
    }
    let rows = rows.iter().map(|row| Spread {
        name: row.name.clone(),
        rounds: row.group.legs.len().to_string(),
        cells: Column::SPREAD
            .map(|column| from_to(column, &row.group.legs))
            .to_vec(),
    });
    rows.collect()
}

/// `19.8 to 20.4`: the lowest and the highest of the legs that have such a value.
fn from_to(column: Column, legs: &[Arc<Slice>]) -> String {
    let legs = legs.iter();
    let mut values: Vec<(f64, String)> = legs
        .filter_map(|leg| Some((column.value(leg)?, column.text(leg))))
        .collect();
    values.sort_by(|one, other| one.0.total_cmp(&other.0));
    match values.as_slice() {
        [] => column::UNKNOWN.to_owned(),
        [(_, lowest), .., (_, highest)] if lowest != highest => format!("{lowest} to {highest}"),
        [(_, only), ..] => only.clone(),
    }
}

#[cfg(test)]
mod tests;
