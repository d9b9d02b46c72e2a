//! Where people read something, as an answer of the API names it.

use serde::{Deserialize, Deserializer};

/// Reads the address of a page; what can be none is `None`, for it is told in the log and given to other steps.
pub(super) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let address = Option::<String>::deserialize(deserializer)?;
    Ok(address.filter(|address| is_address(address)))
}

fn is_address(text: &str) -> bool {
    /// Bytes; GitHub's have less than a hundred.
    const LONGEST: usize = 2000;
    let is_web = text.starts_with("https://") || text.starts_with("http://");
    is_web && text.len() <= LONGEST && text.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_word_of_the_web() {
        assert!(is_address("https://github.com/o/r/pull/7#issuecomment-1"));
        for none in [
            "",
            "javascript:x",
            "http://h/\n::error::x",
            "http://h/a b",
            "http://h/\u{1b}[31m",
            &format!("http://h/{}", "a".repeat(2000)),
        ] {
            assert!(!is_address(none), "{none}");
        }
    }
}
