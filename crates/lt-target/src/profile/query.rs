//! Parameters of a query string.

/// The first value of this name, decoded; bytes that are no UTF-8 become U+FFFD.
pub(super) fn parameter(query: &str, name: &str) -> Option<String> {
    query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (key == name).then(|| decode(value))
    })
}

fn decode(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let [first, tail @ ..] = rest {
        let (byte, length) = match (first, tail) {
            (b'+', _) => (b' ', 1),
            (b'%', [high, low, ..]) => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => (high << 4 | low, 3),
                _ => (b'%', 1),
            },
            (byte, _) => (*byte, 1),
        };
        bytes.push(byte);
        rest = &rest[length..];
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The value of a hexadecimal digit.
pub(super) fn digit(hex: u8) -> Option<u8> {
    let digit = char::from(hex).to_digit(16)?;
    u8::try_from(digit).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &str, expected: Option<&str>) {
        assert_eq!(parameter(query, "q").as_deref(), expected, "`{query}`");
    }

    #[test]
    fn values_are_decoded() {
        check("q=lamp", Some("lamp"));
        check("page=2&q=red+oak%20lamp", Some("red oak lamp"));
        check("q=Gr%C3%B6%c3%9fe", Some("Größe"));
        check("q=a=b&q=c", Some("a=b"));
        check("q", Some(""));
        check("", None);
        check("qq=1", None);
    }

    #[test]
    fn broken_escapes_stay_as_they_are() {
        check("q=%", Some("%"));
        check("q=%4", Some("%4"));
        check("q=%zz%+1", Some("%zz% 1"));
        check("q=%ff", Some("\u{fffd}"));
    }
}
