//! Text from outside, made fit to stand in Markdown that GitHub reads.
//!
//! What GitHub makes of text is more than Markdown says: mentions, issue and commit links, addresses, emoji. It makes
//! none of them inside `<code>`, so whatever is no plain word goes there. Only addresses it makes links of even there, and
//! of entities as well, as they are read before: a `<wbr>`, which cannot be seen, parts them.

/// At most `width` characters as code, with nothing in it that means anything to Markdown or HTML.
///
/// Fit for a cell of a table, a heading or a line of a list. What is too long ends in `…`; of nothing that can be seen there
/// is a space, so that the code is there all the same.
pub fn code(text: &str, width: usize) -> String {
    let visible: String = text.chars().filter_map(visible).collect();
    match cut(visible.trim(), width).as_str() {
        "" => "<code>&nbsp;</code>".to_owned(),
        text => format!("<code>{}</code>", entities(text)),
    }
}

/// A sentence of ours, in which names stand between backticks and single words may come from outside.
///
/// A name, and a word of which GitHub would make more than a word, becomes [`code()`] of at most `width` characters. Sentences
/// may be of any length; an empty one stays empty.
pub fn prose(sentence: &str, width: usize) -> String {
    let sentence = sentence.trim();
    let parts: Vec<&str> = sentence.split('`').collect();
    // A backtick without its partner is none of ours.
    if parts.len().is_multiple_of(2) {
        return words(&sentence.replace('`', "'"), width, true);
    }
    let pieces = parts.iter().enumerate();
    let pieces = pieces.map(|(at, part)| match at.is_multiple_of(2) {
        true => words(part, width, at == 0),
        false => code(part, width),
    });
    pieces.collect()
}

/// A label of a Mermaid chart, at most 24 characters: what Mermaid could take for its own becomes `?`.
pub fn label(text: &str) -> String {
    const LONGEST: usize = 24;
    let allowed = |c: char| c.is_ascii_alphanumeric() || " /._-".contains(c);
    let label = text.chars().map(|c| if allowed(c) { c } else { '?' });
    label.take(LONGEST).collect()
}

fn words(text: &str, width: usize, begins: bool) -> String {
    let words = text.split(' ').enumerate().map(|(at, word)| {
        let is_first = begins && at == 0;
        let is_plain = is_plain(word) && (!is_first || begins_plainly(word));
        match word.is_empty() || is_plain {
            true => entities(word),
            false => code(word, width),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Not what would make a list or a heading of a line.
fn begins_plainly(word: &str) -> bool {
    let is_number = |word: &str| word.chars().all(|c| c.is_ascii_digit());
    let number = word.strip_suffix(['.', ')']);
    word.starts_with(char::is_alphanumeric) && !number.is_some_and(is_number)
}

/// Whether nothing is made of a word but the word.
fn is_plain(word: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || ".,;:%()/'\"+=–—−…×²≥≤<>-".contains(c);
    let lower = word.to_lowercase();
    let is_link = lower.contains("://") || lower.contains("www.") || lower.contains("gh-");
    // `:name:` is an emoji, and so many hexadecimal digits are a commit.
    let is_emoji = word.matches(':').count() > 1;
    let mut parts = word.split(|c: char| !c.is_ascii_alphanumeric());
    let is_commit = parts.any(|part| {
        let has_letter = part.contains(|c: char| c.is_ascii_alphabetic());
        part.len() >= 7 && has_letter && part.chars().all(|c| c.is_ascii_hexdigit())
    });
    word.chars().all(allowed) && !is_link && !is_emoji && !is_commit
}

/// Nothing that has no width or turns the reading direction; line breaks as spaces.
fn visible(c: char) -> Option<char> {
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
    for (at, c) in text.char_indices() {
        let rest = &text[at + c.len_utf8()..];
        match c {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '@' => escaped += "&#64;<wbr>",
            ':' if rest.is_empty() => escaped.push(c),
            ':' if rest.starts_with("//") => escaped += "&#58;<wbr>",
            '.' if ends_with_www(&escaped) => escaped += "<wbr>.",
            '|' | '\\' | '`' | '*' | '_' | '~' | '[' | ']' | '!' | '#' | '$' | '{' | '}' | ':' => {
                escaped += &format!("&#{};", u32::from(c));
            }
            c => escaped.push(c),
        }
    }
    escaped
}

fn ends_with_www(text: &str) -> bool {
    let end = text.len().checked_sub(3).and_then(|at| text.get(at..));
    end.is_some_and(|end| end.eq_ignore_ascii_case("www"))
}

/// At most so many characters, the last one `…` where some are missing.
fn cut(text: &str, width: usize) -> String {
    match text.char_indices().nth(width) {
        None => text.to_owned(),
        Some(_) => {
            let kept = text.chars().take(width.saturating_sub(1));
            kept.chain(['…']).collect()
        }
    }
}

#[cfg(test)]
mod tests;
