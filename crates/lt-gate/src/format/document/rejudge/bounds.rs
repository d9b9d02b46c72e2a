//! How much of a result from elsewhere is looked at.

use std::collections::HashSet;

use anyhow::{bail, ensure};

use crate::format::cut;
use crate::format::document::{Comparison, Document};
use crate::verdict::Measured;

/// More thresholds than anybody reads.
const MOST_CHECKS: usize = 500;
/// The same of comparisons.
const MOST_ROWS: usize = 2000;
/// Sentences and names of a kind.
const MOST_TEXTS: usize = 200;
/// Characters of a sentence or a name.
const LONGEST: usize = 1000;

/// A result with more lines than are shown. Nothing is wrong with it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct TooLarge(pub(crate) String);

/// The document with its texts cut.
///
/// # Errors
/// It has too many lines, or ids by which they cannot be told apart.
pub(super) fn checked(mut document: Document) -> anyhow::Result<Document> {
    let (checks, rows) = (document.checks.len(), document.rows().len());
    ensure!(
        checks <= MOST_CHECKS,
        TooLarge(format!(
            "the result has {checks} thresholds; at most {MOST_CHECKS} are shown"
        ))
    );
    ensure!(
        rows <= MOST_ROWS,
        TooLarge(format!(
            "the result has {rows} comparisons; at most {MOST_ROWS} are shown"
        ))
    );
    let ids = document.checks.iter().map(|check| ('t', &check.id));
    let ids = ids.chain(document.rows().iter().map(|row| ('c', &row.id)));
    let mut known = HashSet::new();
    for (letter, id) in ids {
        if !is_id(letter, id) {
            let id = cut(id, 40);
            bail!("`{id}` is no id of a line of a result; they are `{letter}1`, `{letter}2`, …");
        }
        ensure!(
            known.insert(id),
            "two lines of the result have the id `{id}`"
        );
    }
    cut_all(&mut document.reasons);
    cut_all(&mut document.notes);
    cut_each(document.stopped.iter_mut());
    for check in &mut document.checks {
        let (id, length) = (&check.id, check.selector.len() + check.rule.len());
        ensure!(
            length <= LONGEST,
            "the threshold {id} of the result has {length} bytes; at most {LONGEST} are read"
        );
        cut_each(check.why.iter_mut().chain(&mut check.row));
        cut_each(check.place.iter_mut().map(|place| &mut place.file));
    }
    if let Some(comparison) = &mut document.comparison {
        cut_comparison(comparison);
    }
    cut_measured(&mut document);
    refuse_large(&document)?;
    Ok(document)
}

/// A number that is no figure of any run would take a line of its own.
fn refuse_large(document: &Document) -> anyhow::Result<()> {
    const LARGEST: f64 = 1e18;
    let of_checks = document.checks.iter().flat_map(|check| {
        let sides = check.interval.map(|interval| [interval.low, interval.high]);
        let figures = [check.observed, check.limit, check.beyond];
        let figures = figures.into_iter().chain(sides.unwrap_or_default());
        figures.map(|figure| (&check.id, figure))
    });
    let of_rows = document.rows().iter().flat_map(|row| {
        let change = row
            .change
            .map(|change| [change.estimate, change.low, change.high, change.tolerance]);
        let figures = [row.head, row.base]
            .into_iter()
            .chain(change.unwrap_or_default());
        figures.map(|figure| (&row.id, figure))
    });
    let mut figures = of_checks.chain(of_rows);
    let large = figures.find(|(_, figure)| figure.is_some_and(|figure| figure.abs() > LARGEST));
    match large {
        Some((id, _)) => bail!("a figure of {id} of the result is too large to be one"),
        None => Ok(()),
    }
}

fn cut_measured(document: &mut Document) {
    document.runs.truncate(Measured::MOST_RUNS);
    document.endpoints.truncate(Measured::MOST_ENDPOINTS);
    if let Some(course) = &mut document.course {
        course.points.truncate(Measured::MOST_POINTS);
    }
    for row in &mut document.endpoints {
        cut_each(
            [&mut row.method, &mut row.name]
                .into_iter()
                .chain(&mut row.host),
        );
        row.rate = row.rate.filter(|rate| (0.0..=1e12).contains(rate));
    }
    for run in &mut document.runs {
        cut_each(
            [&mut run.level, &mut run.variant, &mut run.model]
                .into_iter()
                .flatten(),
        );
        run.rate = run.rate.filter(|rate| (0.0..=1e12).contains(rate));
        let machine = run.machine.iter_mut();
        cut_each(machine.flat_map(|machine| machine.cpu.iter_mut().chain(&mut machine.os)));
    }
}

fn cut_comparison(comparison: &mut Comparison) {
    cut_all(&mut comparison.notes);
    comparison.baselines.truncate(MOST_TEXTS);
    comparison.differences.truncate(MOST_TEXTS);
    let used = comparison.baselines.iter_mut();
    cut_each(used.flat_map(|used| std::iter::once(&mut used.id).chain(&mut used.sha)));
    let differences = comparison.differences.iter_mut();
    cut_each(differences.flat_map(|found| [&mut found.field, &mut found.head, &mut found.base]));
    let words = [
        &mut comparison.judged,
        &mut comparison.mode,
        &mut comparison.why_mode,
        &mut comparison.missing,
    ];
    cut_each(words.into_iter().flatten());
    cut_each(std::iter::once(&mut comparison.baseline));
    for row in &mut comparison.rows {
        cut_each(row.why.iter_mut().chain(&mut row.accepted));
        if let Some(name) = &mut row.endpoint {
            cut_each(
                [&mut name.method, &mut name.name]
                    .into_iter()
                    .chain(&mut name.host),
            );
        }
    }
}

/// A letter and a number, as we write them.
fn is_id(letter: char, id: &str) -> bool {
    let number = id.strip_prefix(letter).unwrap_or_default();
    (1..=7).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
}

fn cut_all(texts: &mut Vec<String>) {
    texts.truncate(MOST_TEXTS);
    cut_each(texts.iter_mut());
}

fn cut_each<'t>(texts: impl Iterator<Item = &'t mut String>) {
    for text in texts.filter(|text| text.len() > LONGEST) {
        *text = cut(text, LONGEST);
    }
}
