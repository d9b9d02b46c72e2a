//! Tables of promises as teams write them: endpoints by percentiles, load levels by throughput and errors, figures by targets.
//!
//! A document goes in as it stands, and the part of `lt-gate.toml` that says the same comes out.

mod cell;
mod csv;
mod heading;
mod kind;
mod markdown;
mod promise;
mod table;
mod written;

use std::ops::Range;
use std::path::Path;

use crate::config::document::Document;
use crate::config::parse;
use crate::config::wrong::Wrong;

use kind::Kind;
use table::Table;
use written::Written;

/// In which form the tables of a document are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Markdown,
    Csv,
}

/// The tables of a document, as a configuration.
#[derive(Debug)]
pub(crate) struct Imported {
    /// The part of `lt-gate.toml`.
    pub(crate) toml: String,
    /// What stands in the tables and could not be taken over: line and text.
    pub(crate) left_out: Vec<(usize, String)>,
}

impl Form {
    /// The form that a file's ending tells; Markdown unless it is `.csv`.
    pub(crate) fn of(path: &Path) -> Self {
        let ending = path.extension().unwrap_or_default();
        match ending.eq_ignore_ascii_case("csv") {
            true => Self::Csv,
            false => Self::Markdown,
        }
    }
}

/// Makes a configuration of all tables of promises in a document; `None` where there is none.
pub(crate) fn import(document: &Document, form: Form) -> Result<Option<Imported>, Wrong> {
    let tables = match form {
        Form::Markdown => markdown::tables(&document.text),
        Form::Csv => csv::tables(&document.text),
    };
    let mut written = Written::of(&document.name);
    let mut has_any = false;
    for table in &tables {
        let Some(kind) = Kind::of(table)? else {
            continue;
        };
        has_any = true;
        written.add(&kind, table, document)?;
    }
    if !has_any {
        return Ok(None);
    }
    let left_out = written.left_out().to_vec();
    let (toml, sources) = written.finish();
    check(&toml, &sources, document)?;
    Ok(Some(Imported { toml, left_out }))
}

/// Reads what was written as a configuration: what is wrong in it is wrong in the document.
fn check(toml: &str, sources: &[Option<Range<usize>>], document: &Document) -> Result<(), Wrong> {
    let own = Document {
        name: String::new(),
        text: toml.to_owned(),
    };
    let source = |line: usize| sources.get(line - 1).cloned().flatten().unwrap_or(0..0);
    parse(&own, Path::new("")).map(drop).map_err(|wrong| {
        let line = own.place(wrong.span.start).line;
        let theirs = |line| document.place(source(line).start).line;
        Wrong::at(source(line), wrong.problem.with_line(theirs))
    })
}

#[cfg(test)]
mod tests;
