//! A moment of a run, counted from its beginning.

use std::time::Duration;

/// Nanoseconds since the run began; warm-up is part of the run.
///
/// Arithmetic saturates: a moment after 584 years is as good as never.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunTime(pub u64);

impl RunTime {
    /// The moment when so much of the run is over.
    pub fn after(elapsed: Duration) -> Self {
        Self(u64::try_from(elapsed.as_nanos()).unwrap_or(u64::MAX))
    }

    /// How long the run has lasted at this moment.
    pub fn elapsed(self) -> Duration {
        Duration::from_nanos(self.0)
    }
}

impl std::ops::Add for RunTime {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}
