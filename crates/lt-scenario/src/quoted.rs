//! How messages show a value that somebody typed.

use std::fmt::{self, Display, Formatter, Write};

/// A value in backticks on one line: control characters are replaced, and a long one is cut.
#[derive(Clone, Copy, Debug)]
pub struct Quoted<'a>(pub &'a str);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        const MOST: usize = 60;
        f.write_char('`')?;
        for c in self.0.chars().take(MOST) {
            f.write_char(visible(c))?;
        }
        if self.0.chars().nth(MOST).is_some() {
            f.write_char('…')?;
        }
        f.write_char('`')
    }
}

/// The character itself, or the replacement character where it would break the line or turn the reading direction.
pub(crate) fn visible(c: char) -> char {
    let turns =
        matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if turns || c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
        '\u{fffd}'
    } else {
        c
    }
}

#[cfg(test)]
mod tests {
    use super::Quoted;

    #[test]
    fn a_typed_value_stays_on_one_short_line() {
        assert_eq!(Quoted("a\nb\0").to_string(), "`a\u{fffd}b\u{fffd}`");
        assert_eq!(
            Quoted(&"x".repeat(1_000_000)).to_string().chars().count(),
            63
        );
    }
}
