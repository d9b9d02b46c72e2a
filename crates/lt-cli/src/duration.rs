//! Durations as people type them.

use std::time::Duration;

/// Nobody waits longer than a day; the bound keeps every later sum of times in range.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// Reads `10ms`, `1.5s`, `2m` or a bare number of seconds.
pub fn parse(text: &str) -> Result<Duration, NotADuration> {
    let unit_at = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(unit_at);
    let number: f64 = number.parse().map_err(|_not_a_number| NotADuration::Form)?;
    let seconds = match unit {
        "ms" => number / 1e3,
        "s" | "" => number,
        "m" => number * 60.0,
        _ => return Err(NotADuration::Form),
    };
    Duration::try_from_secs_f64(seconds)
        .ok()
        .filter(|duration| *duration <= LONGEST)
        .ok_or(NotADuration::TooLong)
}

/// Why a text is no duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotADuration {
    /// It has none of the accepted forms.
    #[error("not a duration; write `10ms`, `1.5s`, `2m` or a bare number of seconds")]
    Form,
    /// It is longer than a day.
    #[error("too long; a duration is at most a day, `1440m`")]
    TooLong,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<Duration, NotADuration>) {
        assert_eq!(parse(text), expected, "`{text}`");
    }

    #[test]
    fn every_accepted_form_is_read() {
        check("10ms", Ok(Duration::from_millis(10)));
        check("0.5ms", Ok(Duration::from_micros(500)));
        check("1.5s", Ok(Duration::from_millis(1500)));
        check("2m", Ok(Duration::from_secs(120)));
        check("3", Ok(Duration::from_secs(3)));
        check("0s", Ok(Duration::ZERO));
        check("3", Ok(Duration::from_secs(3)));
        check(".5", Ok(Duration::from_millis(500)));
        check("1440m", Ok(LONGEST));
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "", "s", ".", "ms", "5 ms", "5min", "5S", "-1s", "+1s", "1e3", "1.2.3s", "inf", "NaN",
            "1s2", "5\u{fc}s",
        ] {
            check(text, Err(NotADuration::Form));
        }
        check("1441m", Err(NotADuration::TooLong));
        check(&"9".repeat(400), Err(NotADuration::TooLong));
    }
}
