//! Text with wildcards, or a regular expression.

use std::fmt;

use regex::{Regex, RegexBuilder};

use super::Problem;
use super::cursor::clipped;

/// A text in which `*` stands for any text, the empty one too, or a regular expression between two slashes.
///
/// Paths begin and end with slashes, too: `/health/` is one. It takes a sign that no path has, such as `^`, `(` or `.*`,
/// to make a regular expression of it.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    regex: Option<Regex>,
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// It is a regular expression that is wrong, or too large.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let regex = match inside_slashes(text) {
            Some(inside) => Some(compile(inside, false).map_err(|error| Problem::Regex {
                text: clipped(inside),
                why: reason(&error),
            })?),
            None => None,
        };
        let text = text.to_owned();
        Ok(Self { text, regex })
    }

    /// Whether the whole of `text` is as the pattern says, or holds what the regular expression says; upper and lower
    /// case differ.
    pub fn matches(&self, text: &str) -> bool {
        match &self.regex {
            Some(regex) => regex.is_match(text),
            None => is_like(&self.text, text),
        }
    }

    /// As [`Pattern::matches`], but upper and lower case are the same.
    pub fn matches_in_any_case(&self, text: &str) -> bool {
        match inside_slashes(&self.text) {
            // It compiled before; that it is too large without regard to case is no match.
            Some(inside) => compile(inside, true).is_ok_and(|regex| regex.is_match(text)),
            None => is_like(&self.text.to_lowercase(), &text.to_lowercase()),
        }
    }

    /// The text as it was written, without quotes.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn is_regex(&self) -> bool {
        self.regex.is_some()
    }
}

fn inside_slashes(text: &str) -> Option<&str> {
    const SIGNS: &str = "^$[]()|+?\\";
    let inside = text.strip_prefix('/')?.strip_suffix('/')?;
    (inside.contains(|c| SIGNS.contains(c)) || inside.contains(".*")).then_some(inside)
}

fn compile(inside: &str, ignores_case: bool) -> Result<Regex, regex::Error> {
    const LARGEST: usize = 1 << 20; // bytes of the compiled form
    RegexBuilder::new(inside)
        .size_limit(LARGEST)
        .dfa_size_limit(LARGEST)
        .nest_limit(50)
        .case_insensitive(ignores_case)
        .build()
}

/// What is wrong, without the drawing above it.
fn reason(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(_) => "it is too large".to_owned(),
        error => {
            let text = error.to_string();
            let last = text.lines().last().unwrap_or_default();
            last.strip_prefix("error: ").unwrap_or(last).to_owned()
        }
    }
}

fn is_like(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
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

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Pattern {}

impl fmt::Display for Pattern {
    /// The pattern as it stands in a selector: in quotes where it holds anything but letters, digits and `/*_-.`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = |c: char| c.is_ascii_alphanumeric() || "/*_-.".contains(c);
        if self.text.chars().all(plain) {
            return f.write_str(&self.text);
        }
        let escaped = self.text.replace('\\', "\\\\").replace('"', "\\\"");
        write!(f, "\"{escaped}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> Pattern {
        Pattern::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn a_star_stands_for_any_text() {
        let check = |text: &str, of, expected| {
            assert_eq!(pattern(text).matches(of), expected, "{text} {of}");
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

    #[test]
    fn between_slashes_stands_a_regular_expression_unless_it_looks_like_a_path() {
        let check = |text: &str, of, expected| {
            assert_eq!(pattern(text).matches(of), expected, "{text} {of}");
        };
        check("/^/orders/[0-9]+$/", "/orders/17", true);
        check("/^/orders/[0-9]+$/", "/orders/x", false);
        check("/GET|HEAD/", "HEAD", true);
        check("/.*orders.*/", "POST /orders/1", true);
        check("/health/", "/health/", true);
        check("/health/", "/healthy", false);
        check("/api/v1.0/", "/api/v1.0/", true);
        check("/agents/{id}/", "/agents/{id}/", true);
        check("/a/*/", "/a/b/", true);
        check("/", "/", true);
        assert!(pattern("Heavy*").matches_in_any_case("heavy load"));
        assert!(pattern("/^Heavy|Light$/").matches_in_any_case("LIGHT"));
        assert!(!pattern("/^Heavy|Light$/").matches("LIGHT"));
    }

    #[test]
    fn a_regular_expression_that_is_wrong_or_huge_is_refused_in_one_line() {
        let check = |text: &str, expected: &str| {
            let error = Pattern::parse(text).expect_err(text).to_string();
            assert!(error.contains(expected) && !error.contains('\n'), "{error}");
        };
        check("/(a/", "unclosed group");
        check("/(a{1000}){1000}/", "it is too large");
        check(&format!("/{}{}/", "(".repeat(200), ")".repeat(200)), "nest");
    }
}
