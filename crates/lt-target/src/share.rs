//! A part of a whole.

/// A number from 0 (none) to 1 (all).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Share(f64);

impl Share {
    /// Everything.
    pub const ALL: Self = Self(1.0);

    /// Whether a number drawn evenly from 0 up to, but not including, 1 falls into this share.
    pub(crate) fn holds(self, drawn: f64) -> bool {
        drawn < self.0
    }
}

/// Reads `2%` or `0.02`.
pub(crate) fn parse(text: &str) -> Result<Share, NotAShare> {
    let (number, whole) = match text.strip_suffix('%') {
        Some(number) => (number, 100.0),
        None => (text, 1.0),
    };
    let plain = number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    match number.parse::<f64>() {
        Ok(number) if plain && number <= whole => Ok(Share(number / whole)),
        _ => Err(NotAShare),
    }
}

/// A text is no share, or more than everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a share; write `0%` to `100%`, or `0` to `1` as in `0.02`")]
pub(crate) struct NotAShare;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_and_fractions_are_the_same_thing() {
        assert_eq!(parse("2%"), Ok(Share(0.02)));
        assert_eq!(parse("0.02"), Ok(Share(0.02)));
        assert_eq!(parse("100%"), Ok(Share::ALL));
        assert_eq!(parse("0"), Ok(Share(0.0)));
    }

    #[test]
    fn less_than_nothing_and_more_than_all_are_refused() {
        for text in [
            "", "%", "-1%", "101%", "1.01", "2", "2 %", "nan", "inf", "1e-2",
        ] {
            assert_eq!(parse(text), Err(NotAShare), "`{text}`");
        }
    }

    #[test]
    fn all_holds_every_number_and_nothing_holds_none() {
        for drawn in [0.0, 0.5, 1.0_f64.next_down()] {
            assert!(Share::ALL.holds(drawn));
            assert!(!Share::default().holds(drawn));
        }
    }
}
