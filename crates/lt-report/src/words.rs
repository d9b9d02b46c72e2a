//! Text from outside, made fit to be shown.

use lt_cli::message::harmless;
use lt_stats::Endpoint;
use unicode_width::UnicodeWidthChar;

/// Text that cannot disturb a terminal and takes at most `width` of its columns; what is longer ends in `…`.
///
/// A wide character takes two columns. One that takes none is counted as one here, so that the number of characters is
/// bounded, too.
pub(crate) fn cut(text: &str, width: usize) -> String {
    let taken = |c: char| c.width().unwrap_or(1).max(1);
    let mut room = width;
    let mut shown = String::new();
    // Where the ellipsis goes, if there must be one.
    let mut end = 0;
    for c in text.chars() {
        let Some(left) = room.checked_sub(taken(c)) else {
            shown.truncate(end);
            if width > 0 {
                shown.push('…');
            }
            return harmless(&shown);
        };
        room = left;
        shown.push(c);
        if left > 0 {
            end = shown.len();
        }
    }
    harmless(&shown)
}

/// The text and as many spaces as it lacks to `width` columns.
pub(crate) fn pad(text: &str, width: usize) -> String {
    let lacks = width.saturating_sub(self::width(text));
    format!("{text}{:lacks$}", "")
}

/// How many columns of a terminal the text takes.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// What an endpoint is called in tables, beside its method.
pub(crate) fn name(endpoint: &Endpoint) -> String {
    match &endpoint.host {
        Some(host) => format!("{host}{}", endpoint.name),
        None => endpoint.name.clone(),
    }
}

/// Method and name, fit to stand between backticks in a sentence.
pub(crate) fn quoted(endpoint: &Endpoint) -> String {
    let name = format!("{} {}", endpoint.method, name(endpoint));
    format!(
        "`{}`",
        cut(name.trim_start(), LONGEST_QUOTED).replace('`', "'")
    )
}

const LONGEST_QUOTED: usize = 80;

#[cfg(test)]
mod tests {
    use proptest::prelude::{Strategy, any, prop, prop_assert, prop_oneof, proptest};

    use super::{cut, pad, width};

    #[test]
    fn what_is_too_long_ends_in_an_ellipsis() {
        assert_eq!(cut("abcd", 4), "abcd");
        assert_eq!(cut("abcde", 4), "abc…");
        assert_eq!(cut("", 4), "");
        assert_eq!(cut("abc", 0), "");
        assert_eq!(cut("a\n\u{202e}b", 9), "a\u{fffd}\u{fffd}b");
        assert_eq!(cut(&"ä".repeat(10_000), 3), "ää…");
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(cut("注文一覧", 8), "注文一覧");
        assert_eq!(cut("注文一覧", 7), "注文一…");
        assert_eq!(cut("注文一覧", 6), "注文…");
        assert_eq!(pad("注文", 6), "注文  ");
        assert_eq!(width("注文…"), 5);
    }

    /// Whatever a server may send, with more than its share of what disturbs a terminal.
    fn hostile() -> impl Strategy<Value = String> {
        let evil = prop_oneof![
            any::<char>(),
            prop::sample::select(vec![
                '\u{1b}', '\u{9b}', '\r', '\n', '\t', '\u{7f}', '\u{85}', '\u{61c}', '\u{200b}',
                '\u{200f}', '\u{202e}', '\u{2028}', '\u{2066}', '\u{feff}', '\u{300}', '注', '😀',
            ]),
        ];
        let text = prop::collection::vec(evil, 0..60);
        (text, prop_oneof![9 => 1..2_usize, 1 => 200..400_usize])
            .prop_map(|(text, times)| text.iter().collect::<String>().repeat(times))
    }

    proptest! {
        #[test]
        fn no_text_disturbs_a_terminal_or_leaves_its_column(text in hostile(), room in 0..200_usize) {
            let shown = cut(&text, room);
            prop_assert!(width(&shown) <= room && shown.chars().count() <= room);
            let turns = |c| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
            prop_assert!(!shown.chars().any(|c| turns(c) || breaks(c)), "{shown:?}");
            prop_assert!(width(&pad(&shown, room)) == room);
        }
    }
}
