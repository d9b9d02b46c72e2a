//! One line of the stream, whatever its type.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::frame::FrameLine;
use crate::histogram::DecodeError;
use crate::{End, Event, FORMAT, Frame, Gauge, Journey, Run, Sample, UnixMicros};

/// What a line says.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "a box would be made for each sample, the hot line"
)]
pub enum Record<'a> {
    /// The first line of a run.
    Run(Box<Run>),
    /// One logical request.
    Sample(Sample<'a>),
    /// Many samples of one second.
    Frame(Box<Frame>),
    /// A walk through a journey.
    Journey(Journey),
    /// A measured value.
    Gauge(Gauge),
    /// Something that happened.
    Event(Event),
    /// The last line of a run.
    End(End),
    /// A type that this version does not know; tools that copy lines pass it on.
    Unknown,
}

/// Why a line is no record of the stream.
#[derive(Debug, thiserror::Error)]
pub enum NotARecord {
    /// The line is not UTF-8.
    #[error("the line is not UTF-8 text")]
    NotText(#[from] std::str::Utf8Error),
    /// The line is something else than a JSON object.
    #[error("it is no JSON object")]
    NotAnObject,
    /// The line is no JSON object of its type.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    /// A histogram in it cannot be read.
    #[error("{0}")]
    Histogram(#[from] DecodeError),
    /// The run was written in a newer format.
    #[error("format version {0} is newer than this version of lt reads ({FORMAT}); update lt")]
    NewerFormat(u32),
}

impl<'a> Record<'a> {
    /// Reads a line without its line break.
    pub fn parse(line: &'a [u8]) -> Result<Self, NotARecord> {
        let line = std::str::from_utf8(line)?;
        let mut record = Self::Unknown;
        match record.read_sample(line) {
            Some("") => Ok(record),
            _ => Self::parse_any_order(line),
        }
    }

    /// Reads a line whose keys stand in any order; the general way, slower for samples.
    pub fn parse_any_order(line: &'a str) -> Result<Self, NotARecord> {
        #[derive(Deserialize)]
        struct Head<'a> {
            #[serde(rename = "type", borrow)]
            kind: Cow<'a, str>,
        }
        #[derive(Deserialize)]
        struct Version {
            format: u32,
        }
        // serde reads a list as a struct, too.
        if !line.trim_start().starts_with('{') {
            return Err(NotARecord::NotAnObject);
        }
        let head: Head<'_> = serde_json::from_str(line)?;
        Ok(match &*head.kind {
            "run" => {
                // Looked at first: nothing else is known of a newer run line.
                let Version { format } = serde_json::from_str(line)?;
                if format > FORMAT {
                    return Err(NotARecord::NewerFormat(format));
                }
                Self::Run(serde_json::from_str(line)?)
            }
            "sample" => Self::Sample(serde_json::from_str(line)?),
            "frame" => Self::Frame(Box::new(Frame::try_from(
                serde_json::from_str::<FrameLine>(line)?,
            )?)),
            "journey" => Self::Journey(serde_json::from_str(line)?),
            "gauge" => Self::Gauge(serde_json::from_str(line)?),
            "event" => Self::Event(serde_json::from_str(line)?),
            "end" => Self::End(serde_json::from_str(line)?),
            _ => Self::Unknown,
        })
    }

    /// Appends the record's line with its line break; nothing for [`Record::Unknown`], which only a reader knows.
    pub fn write(&self, out: &mut Vec<u8>) {
        #[derive(Serialize)]
        #[serde(tag = "type", rename_all = "lowercase")]
        enum Line<'a> {
            Run(&'a Run),
            Frame(Box<FrameLine>),
            Journey(&'a Journey),
            Gauge(&'a Gauge),
            Event(&'a Event),
            End(&'a End),
        }
        let line = match self {
            Self::Sample(sample) => return sample.write(out),
            Self::Unknown => return,
            Self::Run(run) => Line::Run(run),
            Self::Frame(frame) => Line::Frame(Box::new(FrameLine::from(&**frame))),
            Self::Journey(journey) => Line::Journey(journey),
            Self::Gauge(gauge) => Line::Gauge(gauge),
            Self::Event(event) => Line::Event(event),
            Self::End(end) => Line::End(end),
        };
        serde_json::to_writer(&mut *out, &line)
            .expect("a record written into memory does not fail");
        out.push(b'\n');
    }

    /// The time by which streams are merged: when it was due, began or happened. `None` where the record tells none.
    pub fn at(&self) -> Option<UnixMicros> {
        Some(match self {
            Self::Run(run) => run.started_us,
            Self::Sample(sample) => sample.at_us,
            Self::Frame(frame) => UnixMicros::from_second(frame.key.second),
            Self::Journey(journey) => journey.at_us,
            Self::Gauge(gauge) => gauge.at_us,
            Self::Event(event) => event.at_us,
            Self::End(end) => end.at_us,
            Self::Unknown => return None,
        })
    }
}

/// Whether a count says nothing and is left out.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
pub(crate) fn is_zero(n: &u64) -> bool {
    *n == 0
}

#[cfg(test)]
mod tests;
