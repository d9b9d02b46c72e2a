//! Figures and foreign texts, fit to be read.

use lt_sample::Micros;
use unicode_width::UnicodeWidthChar;

use crate::Endpoint;

/// Text that cannot move a cursor, color a screen, turn the reading direction or break a line, and takes at most `width`
/// columns; what is longer ends in `…`.
pub(super) fn cut(text: &str, width: usize) -> String {
    let mut room = width;
    let mut shown = String::new();
    // Where the ellipsis goes, if there must be one.
    let mut end = 0;
    for c in text.chars().map(harmless) {
        let Some(left) = room.checked_sub(columns(c)) else {
            shown.truncate(end);
            shown.push('…');
            return shown;
        };
        room = left;
        shown.push(c);
        if left > 0 {
            end = shown.len();
        }
    }
    shown
}

/// The text, and as many spaces as it lacks to `width` columns.
pub(super) fn pad(text: &str, width: usize) -> String {
    let taken: usize = text.chars().map(|c| c.width().unwrap_or(0)).sum();
    let lacks = width.saturating_sub(taken);
    format!("{text}{:lacks$}", "")
}

/// Host and name, as they stand in a table beside the method.
pub(super) fn name(endpoint: &Endpoint) -> String {
    let host = endpoint.host.as_deref().unwrap_or_default();
    format!("{host}{}", endpoint.name)
}

/// `1.4 s`, `125 ms`, `0.81 ms`.
pub(super) fn time(time: Micros) -> String {
    match time.0 {
        0..10_000 => format!("{} ms", rounded(time.0 as f64 / 1e3, 2)),
        10_000..1_000_000 => format!("{} ms", rounded(time.0 as f64 / 1e3, 0)),
        _ => format!("{} s", rounded(time.as_secs_f64(), 2)),
    }
}

/// At most so many digits behind the point, without zeros that say nothing.
pub(super) fn rounded(number: f64, digits: usize) -> String {
    let text = format!("{number:.digits$}");
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// `10,000`.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// A character without width is counted as one column, so that the number of characters is bounded, too.
fn columns(c: char) -> usize {
    c.width().unwrap_or(1).max(1)
}

fn harmless(c: char) -> char {
    match c {
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            '\u{fffd}'
        }
        c if c.is_control() => '\u{fffd}',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(
            [0, 999, 1000, 1_234_567].map(thousands),
            ["0", "999", "1,000", "1,234,567"]
        );
        assert_eq!(
            [810, 9999, 125_400, 999_999, 1_000_000, 1_404_000].map(|us| time(Micros(us))),
            ["0.81 ms", "10 ms", "125 ms", "1000 ms", "1 s", "1.4 s"]
        );
    }

    #[test]
    fn foreign_text_stays_in_its_column() {
        assert_eq!(cut("abcd", 4), "abcd");
        assert_eq!(cut("abcde", 4), "abc…");
        assert_eq!(cut("注文一覧", 7), "注文一…");
        assert_eq!(
            cut("a\u{1b}[2J\n\u{202e}b", 9),
            "a\u{fffd}[2J\u{fffd}\u{fffd}b"
        );
        assert_eq!(pad("注文", 6), "注文  ");
    }
}
