//! Text with wildcards.

use std::fmt;

/// A text in which `*` stands for any text, the empty one too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(String);

impl Pattern {
    pub(super) fn new(text: String) -> Self {
        Self(text)
    }

    /// Whether the whole of `text` is as the pattern says; upper and lower case differ.
    pub fn matches(&self, text: &str) -> bool {
        let mut parts = self.0.split('*');
        let first = parts.next().unwrap_or_default();
        let Some(mut rest) = text.strip_prefix(first) else {
            return false;
        };
        let Some(last) = parts.next_back() else {
            return rest.is_empty();
        };
        // The leftmost place of each part leaves the most for those behind it.
        for part in parts {
            match rest.find(part) {
                Some(at) => rest = &rest[at + part.len()..],
                None => return false,
            }
        }
        rest.ends_with(last)
    }
}

impl fmt::Display for Pattern {
    /// The pattern as it stands in a selector: in quotes where it holds anything but letters, digits and `/*_-.`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = |c: char| c.is_ascii_alphanumeric() || "/*_-.".contains(c);
        if self.0.chars().all(plain) {
            return f.write_str(&self.0);
        }
        write!(
            f,
            "\"{}\"",
            self.0.replace('\\', "\\\\").replace('"', "\\\"")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        let check = |pattern: &str, text, expected| {
            let found = Pattern::new(pattern.to_owned()).matches(text);
            assert_eq!(found, expected, "{pattern} {text}");
        };
        check("GET /x", "GET /x", true);
        check("GET /x", "GET /xy", false);
        check("*", "", true);
        check("*", "anything", true);
        check("5*", "503", true);
        check("5*", "450", false);
        check("*_error", "http_error", true);
        check("/a/*/b", "/a/1/2/b", true);
        check("/a/*/b", "/a/b", false);
        check("a*a", "a", false);
        check("a*bc*c", "abc", false);
        check("a*bc*c", "abcbcc", true);
        check("**x**", "axb", true);
    }
}
