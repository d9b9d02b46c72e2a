//! In what a number is written.

use std::fmt;

use super::Quantity;

/// In what a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Unit {
    Nanoseconds,
    Microseconds,
    Milliseconds,
    Seconds,
    Minutes,
    Percent,
    /// Of 1, without a sign.
    Whole,
    RequestsPerSecond,
    PerSecond,
    PerMinute,
    /// Things, without a sign.
    Pieces,
    /// A number of whatever it is, without a sign.
    Number,
    Bytes,
    Kilobytes,
    Megabytes,
    Gigabytes,
    Kibibytes,
    Mebibytes,
    Gibibytes,
    BytesPerSecond,
    KilobytesPerSecond,
    MegabytesPerSecond,
    GigabytesPerSecond,
    KibibytesPerSecond,
    MebibytesPerSecond,
    GibibytesPerSecond,
}

impl Unit {
    const SIGNS: [(&'static str, Self); 23] = [
        ("ns", Self::Nanoseconds),
        ("us", Self::Microseconds),
        ("ms", Self::Milliseconds),
        ("s", Self::Seconds),
        ("m", Self::Minutes),
        ("%", Self::Percent),
        ("rps", Self::RequestsPerSecond),
        ("/s", Self::PerSecond),
        ("/m", Self::PerMinute),
        ("B", Self::Bytes),
        ("kB", Self::Kilobytes),
        ("MB", Self::Megabytes),
        ("GB", Self::Gigabytes),
        ("KiB", Self::Kibibytes),
        ("MiB", Self::Mebibytes),
        ("GiB", Self::Gibibytes),
        ("B/s", Self::BytesPerSecond),
        ("kB/s", Self::KilobytesPerSecond),
        ("MB/s", Self::MegabytesPerSecond),
        ("GB/s", Self::GigabytesPerSecond),
        ("KiB/s", Self::KibibytesPerSecond),
        ("MiB/s", Self::MebibytesPerSecond),
        ("GiB/s", Self::GibibytesPerSecond),
    ];

    /// The unit of a sign.
    pub(super) fn parse(sign: &str) -> Option<Self> {
        // The micro sign and the Greek letter look the same.
        let sign = match sign {
            "\u{b5}s" | "\u{3bc}s" => "us",
            sign => sign,
        };
        let mut signs = Self::signs();
        signs
            .find(|(known, _)| *known == sign)
            .map(|(_, unit)| unit)
    }

    /// Every sign, with its unit.
    pub(super) fn signs() -> impl Iterator<Item = (&'static str, Self)> {
        Self::SIGNS.into_iter()
    }

    /// What is measured in it.
    pub fn quantity(self) -> Quantity {
        match self {
            Self::Nanoseconds
            | Self::Microseconds
            | Self::Milliseconds
            | Self::Seconds
            | Self::Minutes => Quantity::Time,
            Self::Percent | Self::Whole => Quantity::Share,
            Self::RequestsPerSecond | Self::PerSecond | Self::PerMinute => Quantity::PerSecond,
            Self::Pieces => Quantity::Count,
            Self::Number => Quantity::Number,
            Self::Bytes
            | Self::Kilobytes
            | Self::Megabytes
            | Self::Gigabytes
            | Self::Kibibytes
            | Self::Mebibytes
            | Self::Gibibytes => Quantity::Bytes,
            _ => Quantity::BytesPerSecond,
        }
    }

    /// What it is in the unit in which its quantity is compared: a power of ten, and what is beside that.
    pub(super) fn scale(self) -> (i32, f64) {
        const KIBI: f64 = 1024.0;
        match self {
            Self::Nanoseconds => (-3, 1.0),
            Self::Milliseconds | Self::Kilobytes | Self::KilobytesPerSecond => (3, 1.0),
            Self::Seconds | Self::Megabytes | Self::MegabytesPerSecond => (6, 1.0),
            Self::Minutes => (6, 60.0),
            Self::Percent => (-2, 1.0),
            Self::PerMinute => (0, 1.0 / 60.0),
            Self::Gigabytes | Self::GigabytesPerSecond => (9, 1.0),
            Self::Kibibytes | Self::KibibytesPerSecond => (0, KIBI),
            Self::Mebibytes | Self::MebibytesPerSecond => (0, KIBI * KIBI),
            Self::Gibibytes | Self::GibibytesPerSecond => (0, KIBI * KIBI * KIBI),
            _ => (0, 1.0),
        }
    }
}

impl fmt::Display for Unit {
    /// The sign; nothing for what has none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut signs = Self::signs();
        let sign = signs.find(|(_, unit)| unit == self);
        f.write_str(sign.map_or("", |(sign, _)| sign))
    }
}
