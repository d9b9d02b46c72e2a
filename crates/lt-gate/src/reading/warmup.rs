//! The warm-up that the configuration asks for, beside that of the scenario.

use std::borrow::Cow;
use std::collections::BTreeMap;

use lt_sample::{Micros, Record, RunId, UnixMicros};

/// Marks what is due within some time of the start of its run.
#[derive(Debug)]
pub(super) struct Warmup {
    length: Micros,
    ends: BTreeMap<RunId, UnixMicros>,
}

/// A request before the line that tells when its run began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a request of run {0} stands before its run line, so that nobody knows whether it belongs to the `warmup`; give whole streams, or leave `warmup` to the scenario file"
)]
pub(super) struct StartUnknown(RunId);

impl Warmup {
    pub(super) fn new(length: Micros) -> Self {
        Self {
            length,
            ends: BTreeMap::new(),
        }
    }

    /// Marks the record where it belongs to the warm-up: a frame as a whole, by its earliest request.
    pub(super) fn mark(&mut self, record: &mut Record<'_>) -> Result<(), StartUnknown> {
        match record {
            Record::Run(run) => {
                self.ends.insert(run.run, run.started_us + self.length);
            }
            Record::Sample(sample) if sample.at_us < self.end(sample.run)? => {
                sample.phase = Some(Cow::Borrowed("warmup"));
            }
            Record::Frame(frame) if frame.tally.first < self.end(frame.key.run)? => {
                frame.key.phase = Some("warmup".to_owned());
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&self, run: RunId) -> Result<UnixMicros, StartUnknown> {
        self.ends.get(&run).copied().ok_or(StartUnknown(run))
    }
}
