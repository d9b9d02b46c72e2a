//! Durations as people write them: `20`, `1.5s`, `500ms`, `1h20m`.

use std::time::Duration;

use crate::decimal;
use crate::quoted::Quoted;

const UNITS: [(&str, u64); 4] = [
    ("h", 3_600_000_000_000),
    ("m", 60_000_000_000),
    ("s", 1_000_000_000),
    ("ms", 1_000_000),
];

/// The longest duration that is understood: ten years.
pub const LONGEST: Duration = Duration::from_secs(10 * 365 * 24 * 3600);

/// Reads a duration: a bare number of seconds, or numbers with units `h`, `m`, `s`, `ms`, largest first, each once.
pub fn parse(text: &str) -> Result<Duration, ParseError> {
    let text = text.trim();
    if text.starts_with('-') {
        return Err(ParseError::Negative(text.to_owned()));
    }
    let nanoseconds = match decimal::scaled(text, 1_000_000_000) {
        Some(nanoseconds) => nanoseconds,
        None => sum_of_parts(text)?,
    };
    match u64::try_from(nanoseconds).map(Duration::from_nanos) {
        Ok(duration) if duration <= LONGEST => Ok(duration),
        _ => Err(ParseError::TooLong(text.to_owned())),
    }
}

fn sum_of_parts(text: &str) -> Result<u128, ParseError> {
    let mut rest = text;
    let mut units = UNITS.iter();
    let mut sum = 0u128;
    while !rest.is_empty() {
        let (number, after) = split_where(rest, |c| !c.is_ascii_digit() && c != '.');
        let (unit, after) = split_where(after, |c| c.is_ascii_digit() || c == '.');
        let unit = unit.trim();
        let Some((_, size)) = UNITS.iter().find(|(name, _)| *name == unit) else {
            return Err(match (number, unit) {
                ("", _) => ParseError::NoNumber(text.to_owned()),
                (_, "") => ParseError::NoUnit(text.to_owned()),
                _ => ParseError::UnknownUnit {
                    unit: unit.to_owned(),
                    text: text.to_owned(),
                },
            });
        };
        let value =
            decimal::scaled(number, *size).ok_or_else(|| ParseError::NoNumber(text.to_owned()))?;
        if !units.any(|(name, _)| *name == unit) {
            return Err(ParseError::Order(text.to_owned()));
        }
        sum = sum.saturating_add(value);
        rest = after;
    }
    if text.is_empty() {
        return Err(ParseError::NoNumber(String::new()));
    }
    Ok(sum)
}

fn split_where(text: &str, stop: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(stop).unwrap_or(text.len()))
}

/// Why a text is no duration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// It is below zero.
    #[error("{} is negative; a duration begins at 0", Quoted(.0))]
    Negative(String),
    /// No number where one must stand.
    #[error("{} is no duration; write a number with a unit, such as `20s` or `1h20m`", Quoted(.0))]
    NoNumber(String),
    /// A number without unit after one with a unit.
    #[error("{} has a number without a unit; use ms, s, m or h, as in `1h20m`", Quoted(.0))]
    NoUnit(String),
    /// A unit that is not known.
    #[error("unknown unit {} in {}; use ms, s, m or h", Quoted(unit), Quoted(text))]
    UnknownUnit {
        /// The unit as typed.
        unit: String,
        /// The whole duration as typed.
        text: String,
    },
    /// A unit comes twice, or after a smaller one.
    #[error("{} has its units out of order; write the largest first and each once, as in `1h20m30s`", Quoted(.0))]
    Order(String),
    /// More than [`LONGEST`].
    #[error("{} is too long; use at most 87600h (ten years)", Quoted(.0))]
    TooLong(String),
}

#[cfg(test)]
mod tests {
    use super::parse;
    use std::time::Duration;

    #[test]
    fn durations_are_read_as_people_write_them() {
        for (text, milliseconds) in [
            ("20", 20_000),
            ("20s", 20_000),
            ("1.5s", 1_500),
            ("0.25", 250),
            ("500ms", 500),
            ("3m", 180_000),
            ("1h20m", 4_800_000),
            ("3h30m10s", 12_610_000),
            ("1m500ms", 60_500),
            ("0", 0),
            (" 5 s ", 5_000),
            ("1h 20m", 4_800_000),
            ("1.5h", 5_400_000),
        ] {
            assert_eq!(
                parse(text),
                Ok(Duration::from_millis(milliseconds)),
                "{text}"
            );
        }
    }

    #[test]
    fn wrong_durations_say_what_to_write() {
        for (text, message) in [
            ("5 min", "unknown unit `min` in `5 min`; use ms, s, m or h"),
            ("20sec", "unknown unit `sec` in `20sec`; use ms, s, m or h"),
            ("1e3", "unknown unit `e` in `1e3`; use ms, s, m or h"),
            ("-5s", "`-5s` is negative; a duration begins at 0"),
            (
                "",
                "`` is no duration; write a number with a unit, such as `20s` or `1h20m`",
            ),
            (
                "s",
                "`s` is no duration; write a number with a unit, such as `20s` or `1h20m`",
            ),
            (
                "1h20",
                "`1h20` has a number without a unit; use ms, s, m or h, as in `1h20m`",
            ),
            (
                "20s1h",
                "`20s1h` has its units out of order; write the largest first and each once, as in `1h20m30s`",
            ),
            (
                "999999h",
                "`999999h` is too long; use at most 87600h (ten years)",
            ),
        ] {
            assert_eq!(
                parse(text).map_err(|error| error.to_string()),
                Err(message.to_owned()),
                "{text}"
            );
        }
    }
}
