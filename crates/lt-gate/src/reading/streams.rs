//! Streams in, as little work as will do: one summary by several threads, or line by line where more is wanted.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;
use lt_cli::{Input, message, open_inputs, usage};
use lt_sample::{Line, ReadError, read_records};
use lt_stats::Summary;
use lt_stats::baseline::Baseline;

use super::collector::{Collector, Next};
use super::tee::{Tee, Teed};
use super::{Reading, Wanted, brought};
use crate::threshold::Scope;

/// Reads streams together; those baselines are known that thresholds which end a run may speak of.
///
/// # Errors
/// A stream cannot be read, is none, or holds more than can be kept apart.
pub(crate) fn read(
    files: &[PathBuf],
    wanted: &Wanted,
    base: &[Baseline],
    mut tee: Option<Tee<'_>>,
) -> anyhow::Result<Reading> {
    let mut inputs = open_inputs(files)?;
    let can_be_read_again = !files.is_empty() && files.iter().all(is_file) && tee.is_none();
    let mut wanted = wanted.clone();
    if can_be_read_again && wanted.is_only_the_whole() {
        let whole = summarize(inputs, &wanted)?;
        if !asks_for_more(&whole)? {
            return Ok(Reading::of(whole));
        }
        inputs = open_inputs(files)?;
    }
    // Each round knows one more scope, of which the thresholds of run lines hold a finite number.
    loop {
        match collect(inputs, &wanted, base, tee.as_mut())? {
            Collected::All(reading) => {
                tee.as_mut()
                    .map_or(Ok(()), Tee::end)
                    .context("cannot hand the stream on")?;
                return Ok(*reading);
            }
            Collected::Late(scope) if can_be_read_again => {
                wanted.scopes.push(*scope);
                inputs = open_inputs(files)?;
            }
            Collected::Late(_) => return Err(usage(TooLate)),
        }
    }
}

/// A threshold came with a run when requests that it is about were gone.
#[derive(Debug, thiserror::Error)]
#[error(
    "a run line brings a threshold about a part of the test (level, stage, scenario, journey, tag or label) behind requests of other runs; give the streams as files, or that threshold with -c"
)]
struct TooLate;

fn is_file(path: &PathBuf) -> bool {
    fs::metadata(path).is_ok_and(|data| data.is_file())
}

fn summarize(inputs: Vec<Input>, wanted: &Wanted) -> anyhow::Result<Summary> {
    let mut summary = Summary::new(wanted.include);
    for input in inputs {
        let before = summary.skipped();
        let on_bad_line = wanted.on_bad_line;
        let read = summary.read_in_parallel(input.reader, &input.name, on_bad_line, input.threads);
        read.map_err(unreadable)?;
        tell_skipped(&input.name, summary.skipped() - before);
    }
    Ok(summary)
}

/// Whether the thresholds that came with the runs need more than one summary.
fn asks_for_more(whole: &Summary) -> anyhow::Result<bool> {
    let runs = whole.ledger().runs();
    for run in runs.filter_map(|(_, account)| account.run.as_ref()) {
        let thresholds = brought::thresholds(run).map_err(usage)?;
        let mut thresholds = thresholds.iter();
        if thresholds.any(|each| each.abort.is_some() || !each.selector.scope.is_everything()) {
            return Ok(true);
        }
    }
    Ok(false)
}

enum Collected {
    All(Box<Reading>),
    Late(Box<Scope>),
}

fn collect(
    inputs: Vec<Input>,
    wanted: &Wanted,
    base: &[Baseline],
    mut tee: Option<&mut Tee<'_>>,
) -> anyhow::Result<Collected> {
    let mut collector = Collector::new(wanted, base);
    for input in inputs {
        if let Some(tee) = &mut tee {
            tee.begin_stream();
        }
        let source = Teed {
            source: input.reader,
            tee: tee.as_deref_mut(),
        };
        let each = |mut line: Line<'_>| match collector.add(&mut line.record) {
            Ok(Next::Line) => Ok(()),
            Ok(Next::Stop) => Err(Ended::Enough),
            Ok(Next::Late(scope)) => Err(Ended::Late(scope)),
            Err(error) => Err(Ended::Failed(error)),
        };
        match read_records(source, &input.name, wanted.on_bad_line, each) {
            Ok(end) => {
                collector.end_stream(end);
                tell_skipped(&input.name, end.skipped);
            }
            Err(Ended::Enough) => break,
            Err(Ended::Late(scope)) => return Ok(Collected::Late(scope)),
            Err(Ended::Failed(error)) => return Err(error),
        }
    }
    Ok(Collected::All(Box::new(collector.finish())))
}

/// Why lines are not read on.
enum Ended {
    Enough,
    Late(Box<Scope>),
    Failed(anyhow::Error),
}

impl From<ReadError> for Ended {
    fn from(error: ReadError) -> Self {
        Self::Failed(unreadable(error))
    }
}

fn unreadable(error: ReadError) -> anyhow::Error {
    match error.is_unusable_input() {
        true => usage(error),
        false => error.into(),
    }
}

fn tell_skipped(name: &str, lines: u64) {
    let what = match lines {
        0 => return,
        1 => "1 line that is no record".to_owned(),
        n => format!("{n} lines that are no records"),
    };
    message::warn("lt-gate", format!("{name}: left out {what}"));
}
