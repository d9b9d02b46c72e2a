//! A limit as it stands in a cell.

use crate::threshold::Comparison;

/// A limit: how the figure must stand to it where that is said, its digits, and its unit where it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Limit {
    pub(super) comparison: Option<Comparison>,
    pub(super) number: String,
    pub(super) unit: Option<&'static str>,
}

/// What stands for a comparison; longer ones first.
const COMPARISONS: [(&str, Comparison); 18] = [
    ("<=", Comparison::AtMost),
    ("=<", Comparison::AtMost),
    ("≤", Comparison::AtMost),
    ("⩽", Comparison::AtMost),
    ("<", Comparison::Less),
    (">=", Comparison::AtLeast),
    ("=>", Comparison::AtLeast),
    ("≥", Comparison::AtLeast),
    ("⩾", Comparison::AtLeast),
    (">", Comparison::More),
    ("at most ", Comparison::AtMost),
    ("up to ", Comparison::AtMost),
    ("at least ", Comparison::AtLeast),
    ("under ", Comparison::Less),
    ("below ", Comparison::Less),
    ("less than ", Comparison::Less),
    ("over ", Comparison::More),
    ("more than ", Comparison::More),
];

/// Words for units, and the signs that the language of thresholds has for them.
const UNITS: [(&str, &str); 36] = [
    ("ms", "ms"),
    ("msec", "ms"),
    ("millis", "ms"),
    ("millisecond", "ms"),
    ("milliseconds", "ms"),
    ("s", "s"),
    ("sec", "s"),
    ("secs", "s"),
    ("second", "s"),
    ("seconds", "s"),
    ("us", "us"),
    ("µs", "us"),
    ("\u{3bc}s", "us"),
    ("m", "m"),
    ("min", "m"),
    ("minutes", "m"),
    ("%", "%"),
    ("percent", "%"),
    ("rps", "/s"),
    ("tps", "/s"),
    ("qps", "/s"),
    ("/s", "/s"),
    ("/sec", "/s"),
    ("req/s", "/s"),
    ("reqs/s", "/s"),
    ("req/sec", "/s"),
    ("requests/s", "/s"),
    ("requests/sec", "/s"),
    ("requests/second", "/s"),
    ("requests per second", "/s"),
    ("per second", "/s"),
    ("rpm", "/m"),
    ("/min", "/m"),
    ("req/min", "/m"),
    ("requests/min", "/m"),
    ("requests per minute", "/m"),
];

/// Whether a cell says that nothing is promised.
pub(super) fn is_empty(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    ["", "-", "--", "–", "—", "n/a", "na", "none"].contains(&text.as_str())
}

/// Reads a cell; `None` where it is no limit.
pub(super) fn read(text: &str) -> Option<Limit> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || "`*_".contains(c));
    let text = text.to_lowercase();
    let mut comparisons = COMPARISONS.into_iter();
    let found =
        comparisons.find_map(|(sign, comparison)| Some((comparison, text.strip_prefix(sign)?)));
    let (comparison, rest) = match found {
        Some((comparison, rest)) => (Some(comparison), rest.trim_start()),
        None => (None, text.as_str()),
    };
    let is_number = |c: char| c.is_ascii_digit() || ",.".contains(c) || is_thin_space(c);
    let end = rest.find(|c| !is_number(c)).unwrap_or(rest.len());
    let (digits, unit) = rest.split_at(end);
    let unit = match unit.trim() {
        "" => None,
        unit => Some(unit_of(unit)?),
    };
    let number = number(digits.trim_end_matches(is_thin_space))?;
    Some(Limit {
        comparison,
        number,
        unit,
    })
}

/// The sign of a unit that is written in words.
pub(super) fn unit_of(word: &str) -> Option<&'static str> {
    let mut units = UNITS.into_iter();
    units
        .find(|(known, _)| *known == word)
        .map(|(_, sign)| sign)
}

/// Digits without what separates thousands; `None` where a comma could be a point.
fn number(written: &str) -> Option<String> {
    let (whole, fraction) = match written.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (written, None),
    };
    let mut groups = whole.split(|c| c == ',' || is_thin_space(c));
    let first = groups.next()?;
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.is_empty() || first.len() > 3 || first.starts_with('0') {
            return None;
        }
        digits.push_str(group);
    }
    let is_right = is_digits(&digits) && fraction.is_none_or(is_digits);
    let digits = match digits.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    is_right.then(|| match fraction {
        Some(fraction) => format!("{digits}.{fraction}"),
        None => digits.to_owned(),
    })
}

/// Spaces that stand within numbers.
fn is_thin_space(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{2009}' | '\u{202f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_as_people_write_them() {
        let check = |text: &str, expected: Option<(&str, &str, &str)>| {
            let found = read(text).map(|limit| {
                let sign = limit
                    .comparison
                    .map_or(String::new(), |sign| sign.to_string());
                (sign, limit.number, limit.unit.unwrap_or("").to_owned())
            });
            let expected = expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()));
            assert_eq!(found, expected, "{text}");
        };
        check("< 10ms", Some(("<", "10", "ms")));
        check("<10 ms", Some(("<", "10", "ms")));
        check("`<1,000ms`", Some(("<", "1000", "ms")));
        check("≤ 1s", Some(("<=", "1", "s")));
        check("1 second", Some(("", "1", "s")));
        check("> 10 req/s", Some((">", "10", "/s")));
        check("0.1%", Some(("", "0.1", "%")));
        check("10", Some(("", "10", "")));
        check("at least 99.9 %", Some((">=", "99.9", "%")));
        check("1\u{202f}000 ms", Some(("", "1000", "ms")));
        check("007", Some(("", "7", "")));
        check("0,1%", None);
        check("0,100ms", None);
        check("1,5s", None);
        check("~10ms", None);
        check("10ms (warm)", None);
        check("fast", None);
        check("<", None);
        check("1.s", None);
        check("1.2.3s", None);
        check(",100", None);
    }

    #[test]
    fn some_cells_promise_nothing() {
        for text in ["", " ", "-", "—", "N/A"] {
            assert!(is_empty(text), "{text}");
        }
        assert!(!is_empty("0"));
    }
}
