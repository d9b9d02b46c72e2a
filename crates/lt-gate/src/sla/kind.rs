//! What a table promises, and in which columns.

use std::ops::Range;

use super::Table;
use super::heading::{Heading, Promised};
use crate::config::wrong::Wrong;

/// What a table promises, and in which columns.
#[derive(Debug, PartialEq)]
pub(super) enum Kind {
    /// A row for each endpoint.
    Endpoints {
        endpoint: usize,
        method: Option<usize>,
        promises: Vec<(usize, Promised)>,
    },
    /// A row for each load level.
    Levels {
        level: usize,
        users: Option<usize>,
        promises: Vec<(usize, Promised)>,
    },
    /// A row for each figure of everything.
    Figures { figure: usize, target: usize },
}

impl Kind {
    /// The kind of a table; `None` where it promises nothing.
    pub(super) fn of(table: &Table) -> Result<Option<Self>, Wrong> {
        let headings: Vec<Heading> = table
            .headings
            .iter()
            .map(|cell| Heading::read(&cell.text))
            .collect();
        let find = |wanted: &Heading| headings.iter().position(|heading| heading == wanted);
        if find(&Heading::Measured).is_some() {
            return Ok(None);
        }
        let span_of = |column: usize| table.headings[column].span.clone();
        if let (Some(figure), Some(target)) = (find(&Heading::Figure), find(&Heading::Target)) {
            return Ok(Some(Self::Figures { figure, target }));
        }
        let promises = promises(&headings, span_of)?;
        if promises.is_empty() {
            return Ok(None);
        }
        Ok(match (find(&Heading::Endpoint), find(&Heading::Level)) {
            (Some(_), Some(level)) => {
                return Err(Wrong::sentence(
                    span_of(level),
                    "a row of an endpoint and of a level at once has no place in `[sla]`; write a table for each level, or rules in `[thresholds]`",
                ));
            }
            (Some(endpoint), None) => Some(Self::Endpoints {
                endpoint,
                method: find(&Heading::Method),
                promises,
            }),
            (None, Some(level)) => Some(Self::Levels {
                level,
                users: find(&Heading::Users),
                promises,
            }),
            (None, None) => None,
        })
    }
}

/// The columns that promise something, each figure once.
fn promises(
    headings: &[Heading],
    span_of: impl Fn(usize) -> Range<usize>,
) -> Result<Vec<(usize, Promised)>, Wrong> {
    let mut promises: Vec<(usize, Promised)> = Vec::new();
    for (column, heading) in headings.iter().enumerate() {
        let Heading::Promise(promised) = heading else {
            continue;
        };
        let mut others = promises.iter();
        if others.any(|(_, other)| other.figure == promised.figure) {
            return Err(Wrong::sentence(
                span_of(column),
                "two columns promise the same figure; take one out",
            ));
        }
        promises.push((column, promised.clone()));
    }
    Ok(promises)
}
