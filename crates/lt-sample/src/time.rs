//! Units of time in the stream: whole microseconds, and instants of Unix time made of them.

use std::ops::Add;

use serde::{Deserialize, Serialize};

/// A length of time in microseconds.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Micros(pub u64);

/// An instant in microseconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct UnixMicros(pub u64);

impl Micros {
    /// The same length in seconds.
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }
}

impl Add for Micros {
    type Output = Self;

    /// Adds; the sum of hostile lengths stays at the largest one.
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl UnixMicros {
    /// The Unix second that this instant lies in, rounded down.
    pub fn second(self) -> u64 {
        self.0 / 1_000_000
    }

    /// The beginning of a Unix second; the last representable instant where that lies beyond it.
    pub fn from_second(second: u64) -> Self {
        Self(second.saturating_mul(1_000_000))
    }

    /// The time from `earlier` to here; zero when `earlier` is later.
    pub fn since(self, earlier: Self) -> Micros {
        Micros(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Micros> for UnixMicros {
    type Output = Self;

    /// Adds; an instant beyond the representable ones stays at the last.
    fn add(self, length: Micros) -> Self {
        Self(self.0.saturating_add(length.0))
    }
}
