//! The moment from which on everything counts.

use lt_sample::{Record, UnixMicros};

/// What was due before this moment does not count; [`Since::default`] leaves out nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Since(pub UnixMicros);

impl Since {
    /// Whether a record is left out: a sample by its intended start, a frame as a whole by the earliest of its intended
    /// starts, a gauge by when it was read. Whatever else a stream tells is never left out.
    #[inline]
    pub fn leaves_out(self, record: &Record<'_>) -> bool {
        match record {
            Record::Sample(sample) => sample.at_us < self.0,
            Record::Frame(frame) => frame.tally.first < self.0,
            Record::Gauge(gauge) => gauge.at_us < self.0,
            _ => false,
        }
    }
}
