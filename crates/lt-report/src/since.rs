//! From when on everything counts.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use anyhow::anyhow;
use jiff::Timestamp;
use lt_cli::{Input, open_inputs, usage};
use lt_sample::{Block, Event, Record, SharedReader, UnixMicros};

use crate::Args;
use crate::reading::unreadable;

/// From when on the requests of a stream count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// From a moment on.
    Moment(UnixMicros),
    /// From the last moment on at which the figures of the run were reset.
    Reset,
}

impl Since {
    /// Reads `reset`, Unix seconds or RFC 3339.
    pub(crate) fn parse(text: &str) -> Result<Self, NotAMoment> {
        if text == "reset" {
            return Ok(Self::Reset);
        }
        if let Ok(seconds) = text.parse::<f64>() {
            if !(0.0..=1e11).contains(&seconds) {
                return Err(NotAMoment::Age);
            }
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between 0 and 10^17"
            )]
            return Ok(Self::Moment(UnixMicros((seconds * 1e6).round() as u64)));
        }
        let moment = text.parse::<Timestamp>().map_err(NotAMoment::Unknown)?;
        let moment = u64::try_from(moment.as_microsecond()).unwrap_or(0);
        Ok(Self::Moment(UnixMicros(moment)))
    }
}

/// Why a text says no moment.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotAMoment {
    #[error("no Unix seconds of this age; write `date +%s`'s number")]
    Age,
    #[error("no moment; write `2026-11-21T10:15:00Z`, Unix seconds or `reset`")]
    Unknown(#[source] jiff::Error),
}

/// The moment that was asked for; the streams are read for it where it is the last reset.
pub(crate) fn moment(args: &Args) -> anyhow::Result<lt_stats::Since> {
    let moment = match args.since {
        None => UnixMicros(0),
        Some(Since::Moment(moment)) => moment,
        Some(Since::Reset) => {
            refuse_what_is_read_once(args)?;
            last_reset(open_inputs(&args.inputs)?, args)?
        }
    };
    Ok(lt_stats::Since(moment))
}

fn refuse_what_is_read_once(args: &Args) -> anyhow::Result<()> {
    if args.compare {
        return Err(usage(anyhow!(
            "--since reset is one moment for all streams; compare them with --since TIME, or without"
        )));
    }
    let is_pipe = |name: &Path| fs::metadata(name).is_ok_and(|found| !found.is_file());
    let mut names = args.inputs.iter();
    let pipe = names.find(|name| is_pipe(name));
    let name = match (args.reads_stdin(), pipe) {
        (false, None) => return Ok(()),
        (true, _) => "stdin".to_owned(),
        (false, Some(name)) => format!("`{}`", name.display()),
    };
    Err(usage(anyhow!(
        "--since reset reads the stream twice, and {name} can be read once; give a file, or the moment itself"
    )))
}

/// When figures were last reset, in any of the streams; the beginning of Unix time where they never were.
fn last_reset(inputs: Vec<Input>, args: &Args) -> anyhow::Result<UnixMicros> {
    let last = AtomicU64::new(0);
    for input in inputs {
        let threads = args.threads.map_or(input.threads, |n| n.min(input.threads));
        let reader = SharedReader::new(input.reader, &input.name, args.on_bad_line());
        let read = || {
            let mut block = Block::default();
            while reader.read_block(&mut block, |line| {
                if let Record::Event(event) = &line.record
                    && is_reset(event)
                {
                    last.fetch_max(event.at_us.0, Ordering::Relaxed);
                }
            }) {}
        };
        thread::scope(|scope| {
            for _ in 1..threads.get() {
                scope.spawn(read);
            }
            read();
        });
        reader.end().map_err(unreadable)?;
    }
    Ok(UnixMicros(last.into_inner()))
}

/// A reset that was refused is none.
fn is_reset(event: &Event) -> bool {
    let is_one = event.labels.get("command").map(String::as_str) == Some("reset");
    event.name == "control" && is_one && !event.labels.contains_key("refused")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_people_write_them() {
        let at = |text| match Since::parse(text).unwrap() {
            Since::Moment(moment) => moment.0,
            Since::Reset => panic!("{text}"),
        };
        assert_eq!(at("1763718000.5"), 1_763_718_000_500_000);
        assert_eq!(at("2025-11-21T09:40:00Z"), 1_763_718_000_000_000);
        assert_eq!(at("2025-11-21T10:40:00.25+01:00"), 1_763_718_000_250_000);
        assert_eq!(Since::parse("reset").unwrap(), Since::Reset);
        for wrong in [
            "tomorrow", "", "-3", "+", "+30s", "10:15", "1e300", "NaN", "Reset",
        ] {
            assert!(Since::parse(wrong).is_err(), "{wrong}");
        }
    }
}
