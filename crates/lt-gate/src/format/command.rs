//! Workflow commands of GitHub Actions: lines of their own on stdout, in which nothing from outside can end the line, the
//! property or the command.

use super::{cut, shown};

/// Characters of a message, or of a property.
const LONGEST: usize = 1000;

/// What a command says.
pub(crate) fn message(text: &str) -> String {
    let text = cut(&shown(text), LONGEST);
    let text = text.replace('%', "%25");
    text.replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a command's property, such as its title.
pub(crate) fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_line_a_property_or_a_command() {
        assert_eq!(message("100%\n::error::x"), "100%25\u{fffd}::error::x");
        assert_eq!(property("a::b, c%"), "a%3A%3Ab%2C c%25");
        assert_eq!(message("##[error]x"), "##\u{fffd}[error]x");
        assert_eq!(message(&"%".repeat(2000)).len(), 999 * 3 + '…'.len_utf8());
    }
}
