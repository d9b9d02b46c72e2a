//! Text from outside, made fit to stand in Markdown.
//!
//! What GitHub makes of text is more than Markdown says: mentions, issue and commit links, addresses, emoji. It makes
//! none of them inside `<code>`, so whatever is no plain word goes there.

use crate::words;

/// At most `width` characters as code, with nothing in it that means anything to Markdown or HTML.
pub(super) fn code(text: &str, width: usize) -> String {
    let shown: String = text.chars().filter_map(shown).collect();
    let shown = words::cut(&shown, width);
    match shown.trim().is_empty() {
        true => "<code>&nbsp;</code>".to_owned(),
        false => format!("<code>{}</code>", entities(shown.trim())),
    }
}

/// A sentence of ours, in which names stand between backticks and single words may come from outside.
pub(super) fn prose(sentence: &str) -> String {
    let sentence = sentence.trim();
    let parts: Vec<&str> = sentence.split('`').collect();
    // A backtick without its partner is none of ours.
    if parts.len().is_multiple_of(2) {
        return plain(&sentence.replace('`', "'"), true);
    }
    let pieces = parts.iter().enumerate().map(|(place, part)| {
        let is_name = !place.is_multiple_of(2);
        match is_name {
            true => code(part, LONGEST),
            false => plain(part, place == 0),
        }
    });
    pieces.collect()
}

/// A label of a chart: what Mermaid could take for its own is left out.
pub(super) fn label(text: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || " /._-".contains(c);
    let label = text.chars().map(|c| if allowed(c) { c } else { '?' });
    label.take(LONGEST_LABEL).collect()
}

const LONGEST: usize = 200;
const LONGEST_LABEL: usize = 24;

/// Words as they are where they are nothing but words.
fn plain(text: &str, begins: bool) -> String {
    let words = text.split(' ').enumerate().map(|(place, word)| {
        let is_first = begins && place == 0;
        match word.is_empty() || (is_word(word) && (!is_first || begins_plainly(word))) {
            true => entities(word),
            false => code(word, LONGEST),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn is_word(word: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || ".,;:%()/'\"+=–—−…×²≥≤<>-".contains(c);
    let lower = word.to_lowercase();
    let is_link = lower.contains("://") || lower.contains("www.") || lower.contains("gh-");
    // `:name:` is an emoji, and so many hexadecimal digits are a commit.
    let is_emoji = word.matches(':').count() > 1;
    let hex = |c: char| c.is_ascii_hexdigit();
    let mut parts = word.split(|c: char| !c.is_ascii_alphanumeric());
    let is_commit = parts.any(|part| {
        let has_letter = part.contains(|c: char| c.is_ascii_alphabetic());
        part.len() >= 7 && has_letter && part.chars().all(hex)
    });
    word.chars().all(allowed) && !is_link && !is_emoji && !is_commit
}

/// Not what would make a list or a heading of a line.
fn begins_plainly(word: &str) -> bool {
    let is_number =
        word.ends_with(['.', ')']) && word[..word.len() - 1].chars().all(|c| c.is_ascii_digit());
    word.starts_with(char::is_alphanumeric) && !is_number
}

/// Nothing that has no width or turns the reading direction; line breaks as spaces.
fn shown(c: char) -> Option<char> {
    match c {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}' => None,
        c if c.is_control() => None,
        c => Some(c),
    }
}

fn entities(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '|' | '\\' | '`' | '*' | '_' | '~' | '[' | ']' | '!' | '#' | '@' | '$' | '{' | '}' => {
                escaped.push_str(&format!("&#{};", u32::from(c)));
            }
            ':' if !text.ends_with(':') => escaped.push_str("&#58;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests;
