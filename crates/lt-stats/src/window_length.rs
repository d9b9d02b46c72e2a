//! How long the windows are into which a run is cut.

use std::fmt;
use std::num::NonZero;

use lt_sample::{Micros, UnixMicros};

/// A length of whole seconds, at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WindowLength(NonZero<u64>);

impl WindowLength {
    /// Reads whole seconds, minutes or hours: `30s`, `1m`, `2h`, or a bare number of seconds; `None` of anything else,
    /// of nothing, and of more time than can be counted.
    pub fn parse(text: &str) -> Option<Self> {
        let unit_at = text.find(|c: char| !c.is_ascii_digit());
        let (number, unit) = text.split_at(unit_at.unwrap_or(text.len()));
        let unit = match unit {
            "s" | "" => 1,
            "m" => 60,
            "h" => 3600,
            _ => return None,
        };
        let seconds: u64 = number.parse().ok()?;
        let seconds = NonZero::new(seconds.checked_mul(unit)?)?;
        seconds.get().checked_mul(1_000_000)?;
        Some(Self(seconds))
    }

    /// The same as a length of time.
    pub fn micros(self) -> Micros {
        Micros(self.0.get().saturating_mul(1_000_000))
    }

    /// The number of the window in which a Unix second lies.
    pub(crate) fn number(self, second: u64) -> u64 {
        second / self.0
    }

    /// When a window begins.
    pub(crate) fn begin(self, number: u64) -> UnixMicros {
        UnixMicros::from_second(number.saturating_mul(self.0.get()))
    }

    /// Twice as long.
    pub(crate) fn doubled(self) -> Self {
        Self(self.0.saturating_mul(NonZero::<u64>::MIN.saturating_add(1)))
    }
}

impl fmt::Display for WindowLength {
    /// In the largest unit of which it is a whole number: `90s`, `1m`, `2h`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.get();
        match seconds {
            _ if seconds.is_multiple_of(3600) => write!(f, "{}h", seconds / 3600),
            _ if seconds.is_multiple_of(60) => write!(f, "{}m", seconds / 60),
            _ => write!(f, "{seconds}s"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_seconds_minutes_and_hours_are_read_and_nothing_else() {
        for (text, seconds, shown) in [
            ("1s", 1, "1s"),
            ("45", 45, "45s"),
            ("60s", 60, "1m"),
            ("1m", 60, "1m"),
            ("90s", 90, "90s"),
            ("90m", 5400, "90m"),
            ("2h", 7200, "2h"),
        ] {
            let length = WindowLength::parse(text).unwrap();
            assert_eq!(length.micros(), Micros(seconds * 1_000_000));
            assert_eq!(length.to_string(), shown);
        }
        for text in [
            "",
            "s",
            "0s",
            "0",
            "1.5s",
            "500ms",
            "-1s",
            "1 m",
            "1d",
            "1M",
            "99999999999999999999s",
            "18446744073709551615h",
            "18446744073709551s",
        ] {
            assert_eq!(WindowLength::parse(text), None, "{text}");
        }
    }

    #[test]
    fn windows_begin_at_multiples_of_their_length() {
        let minute = WindowLength::parse("1m").unwrap();
        assert_eq!((minute.number(59), minute.number(60)), (0, 1));
        assert_eq!(minute.begin(2), UnixMicros::from_second(120));
        assert_eq!(minute.doubled().to_string(), "2m");
    }
}
