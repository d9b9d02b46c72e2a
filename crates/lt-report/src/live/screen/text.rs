//! Text cut to columns of a terminal, where a letter may take two or none.

use ratatui::text::Span;

/// At most `width` columns; what is longer ends in `…`.
pub(super) fn fit(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let mut shown = String::new();
    let mut used = 1;
    let mut letter = [0_u8; 4];
    for c in text.chars() {
        used += columns(c.encode_utf8(&mut letter));
        if used > width {
            break;
        }
        shown.push(c);
    }
    if width > 0 {
        shown.push('…');
    }
    shown
}

/// As [`fit`], filled up to the width.
pub(super) fn left(text: &str, width: usize) -> String {
    let text = fit(text, width);
    let rest = width.saturating_sub(columns(&text));
    text + &" ".repeat(rest)
}

/// As [`fit`], at the right end of the width.
pub(super) fn right(text: &str, width: usize) -> String {
    let text = fit(text, width);
    let rest = width.saturating_sub(columns(&text));
    " ".repeat(rest) + &text
}

pub(super) fn columns(text: &str) -> usize {
    match text.is_ascii() {
        true => text.len(),
        false => Span::raw(text).width(),
    }
}

#[cfg(test)]
mod tests {
    use super::{columns, fit, left, right};

    #[test]
    fn wide_letters_take_two_columns() {
        assert_eq!(fit("abcdef", 6), "abcdef");
        assert_eq!(fit("abcdefg", 6), "abcde…");
        assert_eq!(fit("日本語日本語", 6), "日本…");
        assert_eq!(columns(&left("日本語", 7)), 7);
        assert_eq!(right("12", 4), "  12");
        assert_eq!(fit("abc", 0), "");
        assert_eq!(fit("abc", 1), "…");
    }
}
