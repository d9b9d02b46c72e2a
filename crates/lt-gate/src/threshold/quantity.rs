//! What a number measures.

use super::amount::Amount;
use super::metric::Dialect;
use super::{Problem, Unit};

/// What a number measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// A length of time, compared in microseconds.
    Time,
    /// A part of all, compared as 0 to 1.
    Share,
    /// How many a second.
    PerSecond,
    /// How many.
    Count,
    /// How many bytes.
    Bytes,
    /// How many bytes a second.
    BytesPerSecond,
    /// A number of whatever it is: what a gauge shows, an Apdex.
    Number,
}

impl Quantity {
    /// The unit in which observed value and limit are compared, as `lt.result/1` calls it.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Time => "us",
            Self::Share => "share",
            Self::PerSecond => "per_second",
            Self::Count => "count",
            Self::Bytes => "bytes",
            Self::BytesPerSecond => "bytes_per_second",
            Self::Number => "number",
        }
    }

    pub(super) fn in_words(self) -> &'static str {
        match self {
            Self::Time => "a time",
            Self::Share => "a share",
            Self::PerSecond => "a number of requests a second",
            Self::Count | Self::Number => "a plain number",
            Self::Bytes => "a number of bytes",
            Self::BytesPerSecond => "a number of bytes a second",
        }
    }

    pub(super) fn example(self) -> &'static str {
        match self {
            Self::Time => "200ms",
            Self::Share => "1%",
            Self::PerSecond => "50/s",
            Self::Count => "0",
            Self::Bytes => "10MiB",
            Self::BytesPerSecond => "5MB/s",
            Self::Number => "0.9",
        }
    }

    /// The unit of a number that has no sign.
    pub(super) fn bare(self, amount: &Amount, dialect: Dialect) -> Result<Unit, Problem> {
        let number = || amount.number();
        match (self, dialect) {
            (Self::Share, _) => Ok(Unit::Whole),
            (Self::Count, _) => Ok(Unit::Pieces),
            (Self::Number, _) => Ok(Unit::Number),
            (Self::Time, Dialect::K6) => Ok(Unit::Milliseconds),
            (Self::PerSecond, Dialect::K6) => Ok(Unit::PerSecond),
            (Self::Bytes, Dialect::K6) => Ok(Unit::Bytes),
            (Self::BytesPerSecond, Dialect::K6) => Ok(Unit::BytesPerSecond),
            (Self::Time, Dialect::Lt) => Err(Problem::BareTime(number())),
            (Self::PerSecond, Dialect::Lt) => Err(Problem::BareRate(number())),
            (Self::Bytes | Self::BytesPerSecond, Dialect::Lt) => {
                Err(Problem::BareBytes(number(), self))
            }
        }
    }
}
