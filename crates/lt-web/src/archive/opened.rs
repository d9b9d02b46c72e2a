//! A kept run that was read.

use std::slice;

use lt_cli::open_inputs;
use lt_sample::{Block, Event, OnBadLine, ReadError, Record, SharedReader, UnixMicros};
use lt_stats::{Include, Since, Summary};

use super::Trouble;
use super::quiet::Gone;
use super::recording::Recording;
use super::row::{self, Row};
use crate::current::State;
use crate::snapshot::{Series, Snapshot};

/// A kept run that was read: all that is shown of it.
#[derive(Debug)]
pub(crate) struct Opened {
    /// What there is to see of it.
    pub(crate) snapshot: Snapshot,
    /// The run over time.
    pub(crate) series: Series,
    /// Its row in the list.
    pub(super) row: Row,
    /// When its figures were reset; they are those since then.
    pub(super) since: Option<UnixMicros>,
}

impl Opened {
    /// Reads a recording, twice where its figures were reset.
    pub(super) fn read(recording: &Recording, gone: &Gone) -> Result<Self, Trouble> {
        let (mut summary, since) = summarize(recording, Since::default(), gone)?;
        if let Some(since) = since {
            (summary, _) = summarize(recording, Since(since), gone)?;
        }
        if summary.is_foreign() {
            return Err(Trouble::Refused(format!(
                "{}: no line is of a type that lt knows; `lt-merge` makes a stream of what other tools write",
                recording.file_name()
            )));
        }
        Ok(Self::of(recording, &summary, since))
    }

    /// What is shown of a run that ended.
    pub(super) fn of(recording: &Recording, summary: &Summary, since: Option<UnixMicros>) -> Self {
        let row = Row::of(recording, summary);
        let mut snapshot = Snapshot::of(summary);
        snapshot.id = Some(recording.id.to_string());
        snapshot.state = match row.state {
            row::State::Whole => State::Stopped,
            _ => State::Failed,
        };
        snapshot.since = since.map(|since| since.0 as f64 / 1e6);
        Self {
            snapshot,
            series: Series::of(summary),
            row,
            since,
        }
    }
}

/// What a recording amounts to since a moment, and when its figures were reset last.
fn summarize(
    recording: &Recording,
    since: Since,
    gone: &Gone,
) -> Result<(Summary, Option<UnixMicros>), Trouble> {
    let name = recording.file_name();
    let input = open_inputs(slice::from_ref(&recording.path)).map_err(|error| {
        let why = format!("{error:#}").replace(&recording.path.display().to_string(), &name);
        Trouble::Refused(why)
    })?;
    let mut summary = Summary::new(Include::Measured).since(since);
    let mut reset = None;
    for input in input {
        let reader = SharedReader::new(gone.watch(input.reader), &name, OnBadLine::Stop);
        let mut block = Block::default();
        while reader.read_block(&mut block, |line| {
            summary.add(&line.record);
            if let Record::Event(event) = &line.record {
                reset = reset.max(reset_of(event));
            }
        }) {}
        let end = reader.end().map_err(|error| match gone.is_gone() {
            true => Trouble::Gone,
            false => Trouble::Refused(in_words(error)),
        })?;
        summary.note_end(end);
    }
    Ok((summary, reset))
}

/// When an event reset the figures; a reset that was refused is none.
fn reset_of(event: &Event) -> Option<UnixMicros> {
    let is_reset = event.name == "control"
        && event
            .labels
            .get("command")
            .is_some_and(|command| command == "reset")
        && !event.labels.contains_key("refused");
    is_reset.then_some(event.at_us)
}

/// The error and what is behind it.
fn in_words(error: ReadError) -> String {
    format!("{:#}", anyhow::Error::from(error))
}
