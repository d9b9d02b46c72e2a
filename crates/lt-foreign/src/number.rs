//! Numbers in text, as far as the stream can hold them.

use jiff::Timestamp;

use crate::Flaw;

/// Microseconds in a second.
pub(crate) const SECOND: f64 = 1e6;
/// Microseconds in a millisecond.
pub(crate) const MILLISECOND: f64 = 1e3;

/// Beyond this, and that is the year 2255, whole microseconds are not told apart.
const MOST: f64 = 9e15;

/// Whole microseconds of a number in some unit, of which each is `unit` microseconds.
pub(crate) fn micros_of(text: &str, unit: f64, column: &'static str) -> Result<u64, Flaw> {
    let value: f64 = text
        .parse()
        .ok()
        .ok_or_else(|| Flaw::value(column, text, "a number"))?;
    whole(value * unit).ok_or_else(|| Flaw::value(column, text, "a time that can be"))
}

/// A number rounded to a whole one; `None` where it is negative, too large or none.
pub(crate) fn whole(value: f64) -> Option<u64> {
    if !(0.0..=MOST).contains(&value) {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "neither negative nor too large, as was just seen"
    )]
    let whole = value.round() as u64;
    Some(whole)
}

/// A whole number; 0 where there is no text.
pub(crate) fn count_of(text: &str, column: &'static str) -> Result<u64, Flaw> {
    if text.is_empty() {
        return Ok(0);
    }
    text.parse()
        .ok()
        .ok_or_else(|| Flaw::value(column, text, "a whole number"))
}

/// A status of HTTP; `None` for 0, which stands for no answer.
pub(crate) fn status_of(text: &str, column: &'static str) -> Result<Option<u16>, Flaw> {
    let status: u16 = text
        .parse()
        .ok()
        .ok_or_else(|| Flaw::value(column, text, "a status"))?;
    Ok(Some(status).filter(|status| *status > 0))
}

/// Microseconds of Unix time of an instant as RFC 3339 writes it.
pub(crate) fn instant_of(text: &str, column: &'static str) -> Result<u64, Flaw> {
    let instant: Timestamp = text
        .parse()
        .ok()
        .ok_or_else(|| Flaw::value(column, text, "an instant such as `2026-02-16T12:00:00Z`"))?;
    u64::try_from(instant.as_microsecond())
        .ok()
        .ok_or_else(|| Flaw::value(column, text, "an instant since 1970"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_become_whole_microseconds() {
        assert_eq!(micros_of("0.0059", SECOND, "x").unwrap(), 5900);
        assert_eq!(
            micros_of("1795260069.292769", SECOND, "x").unwrap(),
            1_795_260_069_292_769
        );
        assert_eq!(micros_of("-0", SECOND, "x").unwrap(), 0);
        assert_eq!(
            instant_of("1970-01-01T01:00:00.0000019+01:00", "x").unwrap(),
            1
        );
    }

    #[test]
    fn what_is_no_time_is_told_with_its_column() {
        for text in ["", "x", "NaN", "inf", "-1", "1e300", "-1e-3"] {
            let told = micros_of(text, SECOND, "offset").unwrap_err().to_string();
            assert!(
                told.starts_with(&format!("`offset` is `{text}`, not ")),
                "{told}"
            );
        }
        assert!(instant_of("0001-01-01T00:00:00Z", "time").is_err());
        assert!(status_of("99999", "status").is_err());
        assert_eq!(status_of("000", "status").unwrap(), None);
    }
}
