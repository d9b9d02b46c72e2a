//! `lt.result/1`: the verdict as it is written, kept and read again; keys in a fixed order, numbers finite.

mod check;
mod comparison;
pub(crate) mod number;
pub(crate) mod rejudge;
mod row;
mod tally;
mod word;

use std::io::Read;

use serde::{Deserialize, Serialize};

use crate::Verdict;
use crate::verdict::{Answer, Course, EndpointFigures, MeasuredRun};

pub(crate) use check::{Check, Interval, Place};
pub(crate) use comparison::{Comparison, Difference, Used};
pub(crate) use row::{Change, Needs, Row, unit};
pub(crate) use tally::Tally;

/// A verdict, whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Document {
    /// [`FORMAT`].
    pub(crate) format: String,
    /// The answer.
    #[serde(with = "word")]
    pub(crate) verdict: Answer,
    /// Why the run cannot be judged.
    pub(crate) reasons: Vec<String>,
    /// Why reading ended before the stream did.
    pub(crate) stopped: Option<String>,
    /// How many of each.
    pub(crate) summary: Tally,
    /// The thresholds, in the order in which they were given.
    pub(crate) checks: Vec<Check>,
    /// The comparison with a baseline, where one was asked for.
    pub(crate) comparison: Option<Comparison>,
    /// The runs that were judged, as they were planned.
    #[serde(default)]
    pub(crate) runs: Vec<MeasuredRun>,
    /// What each endpoint's requests amount to.
    #[serde(default)]
    pub(crate) endpoints: Vec<EndpointFigures>,
    /// The course of the run over time, where it is one.
    #[serde(default)]
    pub(crate) course: Option<Course>,
    /// What else is to be known, in sentences.
    pub(crate) notes: Vec<String>,
}

/// What [`Document::format`] says.
pub(crate) const FORMAT: &str = "lt.result/1";

/// A result with 2,000 endpoints, more than are kept apart, has about half of it.
const LONGEST: u64 = 16 << 20;

impl Document {
    /// Puts a verdict into words and numbers.
    pub(crate) fn of(verdict: &Verdict) -> Self {
        let checks = (1..).zip(&verdict.checks);
        let checks: Vec<Check> = checks.map(|(n, check)| Check::of(n, check)).collect();
        let comparison = verdict.compared.as_ref().map(Comparison::of);
        let measured = verdict.measured.clone().unwrap_or_default();
        Self {
            format: FORMAT.to_owned(),
            verdict: verdict.answer,
            reasons: verdict.reasons.clone(),
            stopped: verdict.stopped.clone(),
            summary: Tally::of(&checks, comparison.as_ref()),
            checks,
            comparison,
            runs: measured.runs,
            endpoints: measured.endpoints,
            course: measured.course,
            notes: verdict.notes.clone(),
        }
    }

    /// The document as JSON, with a line break at its end.
    pub(crate) fn to_json(&self) -> String {
        let text = serde_json::to_string_pretty(self);
        text.expect("texts and numbers are JSON") + "\n"
    }

    /// Reads what [`Document::to_json`] wrote; keys that are not known are passed over.
    ///
    /// # Errors
    /// It is too long, no JSON, or no `lt.result/1`.
    pub(crate) fn read(input: impl Read) -> Result<Self, ReadError> {
        let mut text = Vec::new();
        let read = input.take(LONGEST + 1).read_to_end(&mut text);
        let bytes = read.map_err(ReadError::Io)?;
        if bytes as u64 > LONGEST {
            return Err(ReadError::TooLong);
        }
        // A stream is many objects, of which the first tells that it is none.
        let mut first = serde_json::Deserializer::from_slice(&text);
        let Format { format } = Format::deserialize(&mut first).map_err(ReadError::Json)?;
        match format.as_str() {
            Some(FORMAT) => serde_json::from_slice(&text).map_err(ReadError::Json),
            Some(other) if other.starts_with("lt.result/") => Err(ReadError::Newer {
                found: super::cut(other, 40),
            }),
            _ => Err(ReadError::NoResult),
        }
    }

    /// The rows of the comparison; none where nothing was compared.
    pub(crate) fn rows(&self) -> &[Row] {
        let comparison = self.comparison.as_ref();
        comparison.map_or(&[], |comparison| &comparison.rows)
    }
}

#[derive(Deserialize)]
struct Format {
    #[serde(default)]
    format: serde_json::Value,
}

/// Why there is no result to be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    /// It could not be read.
    #[error("cannot read")]
    Io(#[source] std::io::Error),
    /// It is longer than any result.
    #[error("longer than 16 MiB, so no result of `lt-gate check`")]
    TooLong,
    /// It is no JSON, or a key is not what it should be.
    #[error("not a result of `lt-gate check --format json`")]
    Json(#[source] serde_json::Error),
    /// It is of another version.
    #[error(
        "`{found}` is not a format that this lt-gate reads (`{FORMAT}`); use the version that wrote it"
    )]
    Newer {
        /// What it says of itself.
        found: String,
    },
    /// It is something else.
    #[error(
        "not a result: it has no `\"format\": \"{FORMAT}\"`; `lt-gate check --format json` writes one"
    )]
    NoResult,
}

#[cfg(test)]
mod tests;
