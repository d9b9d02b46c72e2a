//! `lt-gate explain`: the numbers behind one line of a result.

mod check;
mod comparison;

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::{Context, anyhow};
use lt_cli::{Exit, open_inputs, usage};

use crate::format::document::Document;
use crate::format::shown;
use crate::format::standing::Standing;
use crate::format::table::{Side, aligned};
use crate::threshold::hint;

/// What `lt-gate explain` was told.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What `lt-gate check --format json` wrote; `-` is stdin
    #[arg(value_name = "RESULT")]
    pub result: PathBuf,

    /// Which line: `t1` is the first threshold, `c1` the first comparison; without it, all of them are listed
    #[arg(value_name = "ID")]
    pub id: Option<String>,
}

/// Tells them.
pub(crate) fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let document = read(args).map_err(usage)?;
    let text = match &args.id {
        None => list(&document),
        Some(id) => explain(&document, id).map_err(usage)?,
    };
    match out.write_all(text.as_bytes()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        told => told?,
    }
    Ok(Exit::Done)
}

fn read(args: &Args) -> anyhow::Result<Document> {
    let inputs = open_inputs(std::slice::from_ref(&args.result))?;
    let input = inputs.into_iter().next().context("no result was given")?;
    Document::read(input.reader).with_context(|| input.name)
}

fn explain(document: &Document, id: &str) -> anyhow::Result<String> {
    if let Some(check) = document.checks.iter().find(|check| check.id == id) {
        return Ok(check::explain(check));
    }
    if let Some(comparison) = &document.comparison
        && let Some(row) = comparison.rows.iter().find(|row| row.id == id)
    {
        return Ok(comparison::explain(comparison, row));
    }
    let checks = document.checks.iter().map(|check| check.id.as_str());
    let rows = document.rows().iter().map(|row| row.id.as_str());
    let ids: Vec<&str> = checks.chain(rows).collect();
    let way_out = match ids.len() {
        0 => "the result has no lines".to_owned(),
        1..=20 => hint(id, ids.iter().copied()),
        _ => "`lt-gate explain RESULT` lists the ids".to_owned(),
    };
    Err(anyhow!(
        "there is no line `{}` in the result; {way_out}",
        crate::format::cut(id, 40)
    ))
}

/// A line for each id.
fn list(document: &Document) -> String {
    let checks = document.checks.iter().map(|check| {
        let word = check.status.as_str().to_owned();
        [check.id.clone(), word, check.threshold()]
    });
    let rows = document.rows().iter().map(|row| {
        let what = format!("{} of {}", row.measure, row.whose());
        [row.id.clone(), Standing::of(row).word().to_owned(), what]
    });
    let rows: Vec<[String; 3]> = checks.chain(rows).collect();
    if rows.is_empty() {
        return "The result has no thresholds and no comparisons.\n".to_owned();
    }
    let rows: Vec<[String; 3]> = rows
        .iter()
        .map(|row| row.each_ref().map(|cell| shown(cell)))
        .collect();
    let lines = aligned(&rows, [Side::Left; 3]);
    lines.iter().map(|line| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests;
