//! What a run is called in its folder and in addresses.

use std::fmt;

use serde::{Serialize, Serializer};

/// What a run is called: letters, digits, `.`, `_` and `-`, at most 100, neither `.` nor `-` first. It is a file's name, a
/// part of an address and a word on a command line, and means nothing but itself in any of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Id(String);

impl Id {
    /// Longer ones are none.
    const LONGEST: usize = 100;
    /// In an address this is the run that goes on, so that none can be called so.
    pub(crate) const CURRENT: &str = "current";

    /// Reads a name; `None` of what cannot be one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        let is_id = (1..=Self::LONGEST).contains(&text.len())
            && text.bytes().all(is_plain)
            && !text.starts_with(['.', '-'])
            && text != Self::CURRENT;
        is_id.then(|| Self(text.to_owned()))
    }

    /// The name as it is written.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_means_nothing_but_itself_on_a_disk_in_an_address_and_on_a_command_line() {
        let longest = "x".repeat(Id::LONGEST);
        for text in ["20261122-065948-k3xq", "a", "A.b_c-9", longest.as_str()] {
            assert_eq!(Id::parse(text).unwrap().as_str(), text);
        }
        let too_long = "x".repeat(Id::LONGEST + 1);
        for text in [
            "",
            ".",
            "..",
            ".hidden",
            "-o",
            "a/b",
            "../a",
            "a\\b",
            "a b",
            "a\0",
            "a\n",
            "a\"b",
            "ä",
            "a%2e",
            "current",
            too_long.as_str(),
        ] {
            assert_eq!(Id::parse(text), None, "{text:?}");
        }
    }
}
