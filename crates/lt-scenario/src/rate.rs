//! How many arrivals a unit of time brings.

use std::fmt::{self, Display, Formatter};

use crate::decimal;
use crate::quoted::Quoted;

const MILLION: u64 = 1_000_000;
const FASTEST: u64 = 10 * MILLION;
const SECOND: u64 = 1;
const MINUTE: u64 = 60;

/// Arrivals in time: positive, at most 10 million per second, exact to a millionth per second or minute.
///
/// Kept as the fraction that was written, so that `100/m` is not rounded and does not drift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Millionths of an arrival per period.
    millionths: u64,
    /// Length of the period in seconds.
    period: u64,
}

impl Rate {
    /// Arrivals per second.
    #[expect(
        clippy::cast_precision_loss,
        reason = "both are below 2^53: a rate is at most 10 million per second"
    )]
    pub fn per_second(&self) -> f64 {
        self.millionths as f64 / (MILLION * self.period) as f64
    }

    /// The rate as a whole number: millionths of an arrival per minute.
    pub fn level(&self) -> u64 {
        self.millionths * (MINUTE / self.period)
    }
}

/// Arrivals per second of a [`Rate::level`].
pub fn per_second(level: u64) -> f64 {
    level as f64 / (MILLION * MINUTE) as f64
}

/// Shows the rate as it can be typed: `500/s`, `30/m`.
impl Display for Rate {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (whole, fraction) = (self.millionths / MILLION, self.millionths % MILLION);
        write!(f, "{whole}")?;
        if fraction > 0 {
            write!(f, ".{}", format!("{fraction:06}").trim_end_matches('0'))?;
        }
        f.write_str(if self.period == SECOND { "/s" } else { "/m" })
    }
}

/// Reads `500`, `500/s` or `30/m`; without unit it is per second.
pub fn parse(text: &str) -> Result<Rate, ParseError> {
    let text = text.trim();
    let (number, period) = match text.split_once('/') {
        None | Some((_, "s")) => (text.split('/').next().unwrap_or(text), SECOND),
        Some((number, "m")) => (number, MINUTE),
        Some((_, unit)) => {
            return Err(ParseError::Unit {
                unit: unit.to_owned(),
                text: text.to_owned(),
            });
        }
    };
    if number.starts_with('-') {
        return Err(ParseError::NotPositive(text.to_owned()));
    }
    let millionths = decimal::scaled(number.trim(), MILLION)
        .ok_or_else(|| ParseError::NoNumber(text.to_owned()))?;
    if millionths == 0 {
        return Err(ParseError::NotPositive(text.to_owned()));
    }
    match u64::try_from(millionths) {
        Ok(millionths) if millionths <= FASTEST * MILLION * period => {
            Ok(Rate { millionths, period })
        }
        _ => Err(ParseError::TooFast(text.to_owned())),
    }
}

/// Reads a rate that may be nothing at all, as at the end of a ramp: its [`Rate::level`].
pub(crate) fn level(text: &str) -> Result<u64, ParseError> {
    let is_zero = |c: char| matches!(c, '0' | '.');
    let number = text.trim();
    let number = number
        .strip_suffix("/s")
        .or(number.strip_suffix("/m"))
        .unwrap_or(number);
    if number.starts_with('0') && number.chars().all(is_zero) {
        return Ok(0);
    }
    parse(text).map(|rate| rate.level())
}

/// Why a text is no rate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// No number before the unit.
    #[error("{} is no rate; write arrivals per second or minute, such as `500/s` or `30/m`", Quoted(.0))]
    NoNumber(String),
    /// A unit that is not known.
    #[error("unknown unit {} in {}; use /s or /m", Quoted(unit), Quoted(text))]
    Unit {
        /// What stands after the slash.
        unit: String,
        /// The whole rate as typed.
        text: String,
    },
    /// Zero, below zero, or less than a millionth.
    #[error("{} is not above zero; a rate is positive, such as `500/s` or `30/m`", Quoted(.0))]
    NotPositive(String),
    /// More than 10 million per second.
    #[error("{} is too fast; use at most 10000000/s", Quoted(.0))]
    TooFast(String),
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn rates_are_read_as_people_write_them_and_shown_the_same() {
        for (text, per_second, shown) in [
            ("500", 500.0, "500/s"),
            ("500/s", 500.0, "500/s"),
            ("30/m", 0.5, "30/m"),
            ("0.25", 0.25, "0.25/s"),
            ("10000000", 1e7, "10000000/s"),
            ("600000000/m", 1e7, "600000000/m"),
        ] {
            let rate = parse(text).unwrap();
            assert!((rate.per_second() - per_second).abs() < 1e-9, "{text}");
            assert_eq!(rate.to_string(), shown);
        }
    }

    #[test]
    fn wrong_rates_say_what_to_write() {
        for (text, message) in [
            (
                "0",
                "`0` is not above zero; a rate is positive, such as `500/s` or `30/m`",
            ),
            (
                "-3/s",
                "`-3/s` is not above zero; a rate is positive, such as `500/s` or `30/m`",
            ),
            (
                "0.0000001",
                "`0.0000001` is not above zero; a rate is positive, such as `500/s` or `30/m`",
            ),
            (
                "10000001/s",
                "`10000001/s` is too fast; use at most 10000000/s",
            ),
            ("5/day", "unknown unit `day` in `5/day`; use /s or /m"),
            (
                "NaN",
                "`NaN` is no rate; write arrivals per second or minute, such as `500/s` or `30/m`",
            ),
            (
                "inf",
                "`inf` is no rate; write arrivals per second or minute, such as `500/s` or `30/m`",
            ),
            (
                "",
                "`` is no rate; write arrivals per second or minute, such as `500/s` or `30/m`",
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
