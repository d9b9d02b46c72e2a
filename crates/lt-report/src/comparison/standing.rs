//! Who is ahead in what: the one measure by which sentences are said and the best of a column is marked.

use super::{Column, Row};

/// Less than this share apart is level.
const LEVEL: f64 = 0.01;
/// The same of error rates, which are shares already.
const LEVEL_ERRORS: f64 = 0.001;
/// Who fails this much more than the best is quick for another reason: refusals take no time.
const TOO_MANY_ERRORS: f64 = 0.01;

/// Who is ahead in one aspect.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Standing<'a> {
    /// One, by more than nothing.
    Leads(&'a str),
    /// Several that are level with the best, and better than others.
    Ahead(Vec<&'a str>),
    /// All that are compared.
    Level(Vec<&'a str>),
}

impl<'a> Standing<'a> {
    /// `None` where there are no two values to compare.
    pub(super) fn of(rows: &[&'a Row], aspect: Column) -> Option<Self> {
        let best = best(rows, aspect)?.1;
        let values = rows
            .iter()
            .filter_map(|row| Some((row.name.as_str(), row.compared(aspect)?)));
        let values: Vec<(&str, f64)> = values.collect();
        let level = values
            .iter()
            .filter(|(_, value)| is_level(aspect, best, *value));
        let level: Vec<&str> = level.map(|(name, _)| *name).collect();
        match (level.as_slice(), values.len()) {
            (_, 0 | 1) => None,
            ([leader], _) => Some(Self::Leads(leader)),
            (_, n) if n == level.len() => Some(Self::Level(level)),
            _ => Some(Self::Ahead(level)),
        }
    }

    /// Those that do better than others; nobody where all are level.
    pub(super) fn ahead(&self) -> &[&'a str] {
        match self {
            Self::Leads(leader) => std::slice::from_ref(leader),
            Self::Ahead(leaders) => leaders,
            Self::Level(_) => &[],
        }
    }
}

/// The best of those that are compared.
pub(super) fn best<'a>(rows: &[&'a Row], aspect: Column) -> Option<(&'a Row, f64)> {
    let values = rows
        .iter()
        .filter_map(|row| Some((*row, row.compared(aspect)?)));
    values.reduce(|one, other| match aspect.is_better(other.1, one.1) {
        true => other,
        false => one,
    })
}

/// Sets apart the rows that fail too much to be compared in more than that.
pub(super) fn set_apart(rows: &mut [Row]) {
    let rates = rows.iter().filter(|row| row.is_judged());
    let rates = rates.filter_map(|row| row.group.slice.error_rate());
    let Some(least) = rates.reduce(f64::min) else {
        return;
    };
    for row in rows {
        let rate = row.group.slice.error_rate();
        row.fails = rate.is_some_and(|rate| rate - least > TOO_MANY_ERRORS);
    }
}

pub(super) fn is_level(aspect: Column, best: f64, value: f64) -> bool {
    let apart = (value - best).abs();
    match aspect {
        Column::Errors | Column::Success => apart < LEVEL_ERRORS,
        _ => apart < best.max(value) * LEVEL || apart == 0.0,
    }
}
