//! What Python makes of texts, where Locust says so.

/// A number as Python's `int` reads it, where it fits.
pub(super) fn int(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

/// A number as Python's `float` reads it: infinity and none at all are numbers, too.
pub(super) fn float(text: &str) -> Option<f64> {
    text.trim().parse().ok()
}

/// A text as Python's `repr` shows it.
pub(super) fn repr(text: &str) -> String {
    let quote = match text.contains('\'') && !text.contains('"') {
        true => '"',
        false => '\'',
    };
    let mut shown = String::from(quote);
    for c in text.chars() {
        match c {
            '\\' => shown.push_str("\\\\"),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            c if c == quote => shown.extend(['\\', c]),
            c if c.is_ascii_control() => shown.push_str(&format!("\\x{:02x}", u32::from(c))),
            c => shown.push(c),
        }
    }
    shown.push(quote);
    shown
}

/// Whole seconds of what Locust takes for a time span: `20`, `20s`, `3m`, `1h20m`.
pub(super) fn seconds(text: &str) -> Option<u64> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    let (mut rest, mut sum) = (text, 0_u64);
    for (unit, seconds) in [('h', 3600), ('m', 60), ('s', 1)] {
        let Some((number, after)) = rest.split_once(unit) else {
            continue;
        };
        let number: u64 = match number.bytes().all(|byte| byte.is_ascii_digit()) {
            true => number.parse().ok()?,
            false => return None,
        };
        sum = sum.checked_add(number.checked_mul(seconds)?)?;
        rest = after;
    }
    (rest.is_empty() && !text.is_empty()).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_python_reads_them() {
        let ints = [
            "5",
            " +5 ",
            "-1",
            "1.5",
            "",
            "abc",
            "-",
            "1e3",
            "99999999999999999999",
        ];
        let read = [
            Some(5),
            Some(5),
            Some(-1),
            None,
            None,
            None,
            None,
            None,
            None,
        ];
        assert_eq!(ints.map(int), read);
        assert_eq!(
            ["1e3", "inf", "x", ""].map(float),
            [Some(1000.0), Some(f64::INFINITY), None, None]
        );
    }

    #[test]
    fn time_spans_are_read_as_locust_reads_them() {
        let texts = [
            "20", "20s", "3m", "2h", "1h20m", "3h30m10s", "5x", "", "s", "1m2", "1s2m", "-5",
        ];
        let read = [20, 20, 180, 7200, 4800, 12610].map(Some);
        assert_eq!(texts.map(seconds)[..6], read);
        assert_eq!(texts.map(seconds)[6..], [None; 6]);
    }

    #[test]
    fn texts_are_shown_as_python_shows_them() {
        let texts = ["abc", "it's", "\"it's\"", "a\\b\n\u{1}"];
        let shown = ["'abc'", "\"it's\"", "'\"it\\'s\"'", "'a\\\\b\\n\\x01'"];
        assert_eq!(texts.map(repr), shown.map(str::to_owned));
    }
}
