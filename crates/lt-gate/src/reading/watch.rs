//! Thresholds whose breach ends a run, judged while it goes on.
//!
//! Time is that of the stream, so that a file ends where the pipe would have.

use lt_sample::{Record, UnixMicros};
use lt_stats::Include;
use lt_stats::baseline::Baseline;

use super::Reading;
use crate::judge::{self, Status};
use crate::threshold::Threshold;

/// Judges at every whole second of the stream.
#[derive(Debug)]
pub(super) struct Watch<'b> {
    thresholds: Vec<Threshold>,
    base: &'b [Baseline],
    include: Include,
    /// When the first measured request was due.
    first: Option<UnixMicros>,
    /// The latest moment of which the stream told.
    now: UnixMicros,
}

impl<'b> Watch<'b> {
    pub(super) fn new(include: Include, base: &'b [Baseline]) -> Self {
        Self {
            thresholds: Vec::new(),
            base,
            include,
            first: None,
            now: UnixMicros::default(),
        }
    }

    /// Watches a threshold from now on, where its breach ends a run.
    pub(super) fn add(&mut self, threshold: &Threshold) {
        let is_known = |other: &Threshold| other.demands_the_same_as(threshold);
        if threshold.abort.is_some() && !self.thresholds.iter().any(is_known) {
            self.thresholds.push(threshold.clone());
        }
    }

    /// Whether a whole second ends before this record, and there is something to judge.
    pub(super) fn is_due(&mut self, record: &Record<'_>) -> bool {
        if self.thresholds.is_empty() {
            return false;
        }
        let Some(at) = moment(record) else {
            return false;
        };
        let is_due = self.first.is_some() && at.second() > self.now.second();
        self.now = self.now.max(at);
        if let Some(due) = self.measured(record) {
            self.first = Some(self.first.map_or(due, |first| first.min(due)));
        }
        is_due
    }

    /// The first threshold that is broken, and when that was seen, in words.
    pub(super) fn broken(&self, reading: &mut Reading) -> Option<String> {
        let passed = self.now.since(self.first?);
        let thresholds = self.thresholds.iter();
        let live: Vec<Threshold> = thresholds
            .filter(|threshold| threshold.abort.is_some_and(|abort| abort.delay <= passed))
            .cloned()
            .collect();
        if live.is_empty() {
            return None;
        }
        reading.tables.join();
        let checks = judge::judge(&live, reading, self.base);
        let broken = checks.iter().find(|check| check.status == Status::Fail)?;
        let seconds = passed.0 / 1_000_000;
        Some(format!(
            "`{}` is broken {seconds} s after the first measured request was due; reading ended there",
            broken.threshold
        ))
    }

    /// When a request was due that is measured.
    fn measured(&self, record: &Record<'_>) -> Option<UnixMicros> {
        let counts = |is_warmup: bool| !is_warmup || self.include == Include::All;
        match record {
            Record::Sample(sample) => counts(sample.is_warmup()).then_some(sample.at_us),
            Record::Frame(frame) => counts(frame.is_warmup()).then_some(frame.tally.first),
            _ => None,
        }
    }
}

/// When a line was written, as near as it tells: a sample is written when it ends. Only requests tell the time; what others
/// measured meanwhile may have another clock.
fn moment(record: &Record<'_>) -> Option<UnixMicros> {
    match record {
        Record::Sample(sample) => Some(sample.end()),
        Record::Frame(frame) => Some(frame.tally.last),
        _ => None,
    }
}
