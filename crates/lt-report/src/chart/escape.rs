//! Text as XML takes it.

/// The text without what XML forbids, and with entities for what has a meaning there: fit for content and attributes.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars().filter(|letter| is_legal(*letter)) {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            other => safe.push(other),
        }
    }
    safe
}

/// The text without the characters that XML 1.0 (2.2) has no way to write.
pub(super) fn legal(text: &str) -> String {
    text.chars().filter(|letter| is_legal(*letter)).collect()
}

fn is_legal(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::escaped;
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    proptest! {
        #[test]
        fn nothing_but_text_is_left_and_all_that_xml_can_say_comes_back(text in any::<String>()) {
            let safe = escaped(&text);
            let forbidden = ['<', '>', '"', '\'', '\0', '\u{b}', '\u{fffe}', '\u{ffff}'];
            prop_assert!(!safe.contains(forbidden));
            let plain = safe.replace("&lt;", "").replace("&gt;", "").replace("&quot;", "").replace("&apos;", "");
            prop_assert_eq!(plain.matches('&').count(), plain.matches("&amp;").count());
            let back = safe.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&");
            prop_assert_eq!(back, super::legal(&text));
        }
    }

    #[test]
    fn an_end_of_a_section_is_text() {
        assert_eq!(escaped("a]]>\0\u{1b}b & <c>"), "a]]&gt;b &amp; &lt;c&gt;");
    }
}
