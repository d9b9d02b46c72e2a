//! Lengths of time, shares and dates, as they are written in a configuration.

use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use lt_sample::{Micros, UnixMicros};

use super::value::{Value, digits, text};
use super::wrong::{Problem, Wrong};

/// Signs of units and their seconds.
const UNITS: [(&str, f64); 8] = [
    ("us", 1e-6),
    ("µs", 1e-6),
    ("ms", 1e-3),
    ("s", 1.0),
    ("m", 60.0),
    ("h", 3_600.0),
    ("d", 86_400.0),
    ("w", 604_800.0),
];

/// Nobody waits or keeps longer than a hundred years.
const LONGEST: Duration = Duration::from_secs(100 * 366 * 86_400);

/// A length of time: `"10s"`, `"1m30s"`, `"30d"`.
pub(super) fn length(value: &Value<'_>) -> Result<Micros, Wrong> {
    let written = text(value, "a length of time such as \"10s\"")?;
    parse_length(written).ok_or_else(|| {
        wrong(
            value,
            written,
            "a length of time",
            "`500ms`, `10s`, `1m30s`, `12h` or `30d`",
        )
    })
}

/// Numbers with units, one behind the other as Go writes them, too.
pub(crate) fn parse_length(written: &str) -> Option<Micros> {
    let mut rest = written;
    let mut sum = Duration::ZERO;
    while !rest.is_empty() {
        let sign_at = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, tail) = rest.split_at(sign_at);
        let next = tail.find(|c: char| c.is_ascii_digit() || c == '.');
        let (sign, tail) = tail.split_at(next.unwrap_or(tail.len()));
        let sign = sign.trim().replace('\u{3bc}', "\u{b5}");
        let (_, seconds) = UNITS.iter().find(|(known, _)| *known == sign)?;
        let number: f64 = number.parse().ok()?;
        let length = Duration::try_from_secs_f64(number * seconds).ok()?;
        sum = sum.checked_add(length).filter(|sum| *sum <= LONGEST)?;
        rest = tail;
    }
    let micros = u64::try_from(sum.as_micros()).ok()?;
    (!written.is_empty()).then_some(Micros(micros))
}

/// A share: `"10%"`, or a number from 0 to 1. `"+25%"` is 25 %, too, and only what has the sign may be above 100 %.
pub(super) fn share(value: &Value<'_>) -> Result<f64, Wrong> {
    let number = match digits(value) {
        Some(number) => number.parse().ok().filter(|share| *share <= 1.0),
        None => percentage(text(value, "a share such as \"10%\"")?),
    };
    let shown = digits(value).unwrap_or_else(|| value.get_ref().as_str().unwrap_or("").to_owned());
    number
        .filter(|share: &f64| *share >= 0.0)
        .ok_or_else(|| wrong(value, &shown, "a share", "`\"10%\"` or 0.1"))
}

/// Reads percent at once: a product with a hundredth would not be the number that was meant.
fn percentage(written: &str) -> Option<f64> {
    const MOST: f64 = 1e3;
    let number = written.trim().strip_suffix('%')?.trim_end();
    let bare = number.strip_prefix('+').unwrap_or(number);
    let is_plain = bare
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let share: f64 = format!("{bare}e-2").parse().ok()?;
    let most = if bare.len() < number.len() { MOST } else { 1.0 };
    (is_plain && share <= most).then_some(share)
}

/// The last microsecond of a day, as a date of TOML or as a text.
pub(super) fn end_of_day(value: &Value<'_>) -> Result<UnixMicros, Wrong> {
    let written = match value.get_ref().as_datetime() {
        Some(date) => date.to_string(),
        None => text(value, "a date such as 2026-12-31")?.to_owned(),
    };
    let end = || {
        let date: Date = written.parse().ok()?;
        let next = date.tomorrow().ok()?.to_zoned(TimeZone::UTC).ok()?;
        let micros = u64::try_from(next.timestamp().as_microsecond()).ok()?;
        // A date with a time of day is no day.
        (written.len() == "2026-12-31".len()).then_some(UnixMicros(micros.checked_sub(1)?))
    };
    end().ok_or_else(|| wrong(value, &written, "a date", "`2026-12-31`"))
}

/// A number within bounds that `wanted` names.
pub(super) fn number(
    value: &Value<'_>,
    wanted: &'static str,
    example: &'static str,
    is_within: impl Fn(f64) -> bool,
) -> Result<f64, Wrong> {
    let shown = digits(value).unwrap_or_else(|| value.get_ref().type_str().to_owned());
    let number = shown.replace('_', "").parse().ok();
    let number = number.filter(|number: &f64| number.is_finite() && is_within(*number));
    number.ok_or_else(|| wrong(value, &shown, wanted, example))
}

fn wrong(value: &Value<'_>, found: &str, wanted: &'static str, example: &'static str) -> Wrong {
    let found = found.to_owned();
    let problem = Problem::Amount {
        found,
        wanted,
        example,
    };
    Wrong::at(value.span(), problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_read_as_people_and_go_write_them() {
        let check = |text: &str, expected: Option<u64>| {
            assert_eq!(parse_length(text), expected.map(Micros), "{text}");
        };
        check("10s", Some(10_000_000));
        check("1m30s", Some(90_000_000));
        check("0.5ms", Some(500));
        check("30d", Some(30 * 86_400_000_000));
        check("0s", Some(0));
        check("\u{3bc}s", None);
        check("10", None);
        check("", None);
        check("s", None);
        check("1x", None);
        check("1e9s", None);
        check("99999999999d", None);
        check("1s1", None);
    }

    #[test]
    fn a_percentage_is_the_nearest_number() {
        assert_eq!(percentage("0.1%"), Some(0.001));
        assert_eq!(percentage("+250%"), Some(2.5));
        assert_eq!(percentage("250%"), None);
        assert_eq!(percentage("-1%"), None);
        assert_eq!(percentage("1"), None);
        assert_eq!(percentage("%"), None);
        assert_eq!(percentage("infinity%"), None);
    }
}
