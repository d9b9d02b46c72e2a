//! The files that Locust calls locust.conf, in the grammar of ConfigArgParse.
//!
//! `k = v`, `k: v`, `k v` and `--k v`; a key alone is true; `[a, b]` is a list; values may stand in quotes. Lines that
//! begin with `#`, `;`, `[` or `---` say nothing, nor does what follows ` #` or ` ;`.

use anyhow::bail;
use clap::Command;

use super::Origin;
use super::setting::{Raw, Setting};

/// The options that a file sets, in its order.
pub(super) fn settings<'c>(
    command: &'c Command,
    text: &str,
    name: &str,
) -> anyhow::Result<Vec<Setting<'c>>> {
    let mut settings = Vec::new();
    for (line, text) in text.lines().enumerate() {
        let origin = Origin::File {
            name: name.to_owned(),
            line: line + 1,
        };
        match entry(text) {
            Line::Nothing => {}
            Line::Entry(key, raw) => settings.extend(Setting::of_key(command, key, raw, origin)?),
            Line::Unreadable => {
                bail!(
                    "{origin}: `{}` is no option; write `key = value`",
                    text.trim()
                )
            }
        }
    }
    Ok(settings)
}

enum Line<'t> {
    Nothing,
    Entry(&'t str, Raw),
    Unreadable,
}

fn entry(line: &str) -> Line<'_> {
    let line = line.trim_start_matches('\u{feff}').trim();
    if line.is_empty() || line.starts_with(['#', ';', '[']) || line.starts_with("---") {
        return Line::Nothing;
    }
    let end = line.find(|c: char| ":=;#".contains(c) || c.is_whitespace());
    let (key, rest) = line.split_at(end.unwrap_or(line.len()));
    if key.is_empty() || rest.starts_with([';', '#']) {
        return Line::Unreadable;
    }
    let spaced = rest.trim_start();
    let raw = match spaced.strip_prefix(['=', ':']) {
        Some(value) => raw(uncommented(value)),
        None if uncommented(rest).is_empty() => Raw::Text("true".to_owned()),
        None => raw(uncommented(rest)),
    };
    Line::Entry(key, raw)
}

/// The value at the begin of a text, without its quotes and the comment behind it.
fn uncommented(text: &str) -> &str {
    let value = text.trim();
    if let Some(quote) = value.chars().next().filter(|c| "'\"".contains(*c)) {
        for (end, _) in value.match_indices(quote).skip(1) {
            let after = value.get(end + 1..).unwrap_or_default();
            if without_comment(after).trim().is_empty() {
                return value.get(1..end).unwrap_or_default();
            }
        }
    }
    without_comment(text).trim()
}

/// The text up to a `#` or `;` after a blank.
fn without_comment(text: &str) -> &str {
    let mut after_blank = false;
    for (at, c) in text.char_indices() {
        if after_blank && (c == '#' || c == ';') {
            return text.get(..at).unwrap_or_default();
        }
        after_blank = c.is_whitespace();
    }
    text
}

/// A value as files and variables write it: `[a, b]` is a list, with quotes around its members or without.
pub(super) fn raw(value: &str) -> Raw {
    let inside = value
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    let Some(inside) = inside else {
        return Raw::Text(value.to_owned());
    };
    let mut members = vec![String::new()];
    let mut quote = None;
    for c in inside.chars() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, ',') => members.push(String::new()),
            _ => members.last_mut().into_iter().for_each(|last| last.push(c)),
        }
    }
    let members = members.iter().map(|member| member.trim().to_owned());
    Raw::List(members.filter(|member| !member.is_empty()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<(&str, Raw)>) {
        let read = match entry(line) {
            Line::Entry(key, raw) => Some((key, raw)),
            Line::Nothing | Line::Unreadable => None,
        };
        assert_eq!(read, expected, "{line}");
    }

    #[test]
    fn a_line_is_read_as_configargparse_reads_it() {
        let text = |text: &str| Raw::Text(text.to_owned());
        let list = |texts: &[&str]| Raw::List(texts.iter().map(|&text| text.into()).collect());
        for (line, key, value) in [
            ("users = 10", "users", text("10")),
            ("users: 10", "users", text("10")),
            ("users 10", "users", text("10")),
            ("users=10", "users", text("10")),
            ("--users 10", "--users", text("10")),
            ("headless", "headless", text("true")),
            ("headless # always", "headless", text("true")),
            ("tags =", "tags", text("")),
            ("tags = # none", "tags", text("")),
            ("tags = [a, b]", "tags", list(&["a", "b"])),
            ("tags = [\"a, b\", 'c']", "tags", list(&["a, b", "c"])),
            ("tags = []", "tags", list(&[])),
            ("host = http://a:80/ ; local", "host", text("http://a:80/")),
            ("host: http://a/#top", "host", text("http://a/#top")),
            ("host = \"http://a\" # b", "host", text("http://a")),
            ("profile = 'a # b'", "profile", text("a # b")),
            ("profile = it's", "profile", text("it's")),
            ("profile = 'it", "profile", text("'it")),
            ("\u{feff}users\t=\t10", "users", text("10")),
            ("wait = pacing 5s", "wait", text("pacing 5s")),
        ] {
            check(line, Some((key, value)));
        }
        for line in ["", "  ", "# users = 1", "; x", "[runtime]", "---", "--- a"] {
            assert!(matches!(entry(line), Line::Nothing), "{line}");
        }
        for line in ["= 10", ": 10", "users;10", "users#10"] {
            assert!(matches!(entry(line), Line::Unreadable), "{line}");
        }
    }
}
