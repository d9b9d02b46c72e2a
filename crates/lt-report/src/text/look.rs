//! What depends on where the text goes.

use std::env;
use std::ffi::OsString;

use terminal_size::{Width, terminal_size, terminal_size_of};

use crate::words;

/// How wide lines may be, and whether colors and pictures made of characters are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    /// Columns of the terminal; absent without one.
    columns: Option<usize>,
    colors: bool,
    blocks: bool,
}

/// Where nobody tells how wide the terminal is.
const USUAL_COLUMNS: usize = 80;
/// Below this no table can be read.
const FEWEST_COLUMNS: usize = 40;
/// A line of prose that is longer is hard to read.
const PROSE: usize = 120;

impl Look {
    /// Locust's widths without a terminal, and no color: what scripts read. The same stream gives the same bytes, so
    /// the environment has no say in it.
    pub(crate) const PLAIN: Self = Self {
        columns: None,
        colors: false,
        blocks: true,
    };

    /// On a terminal lines are as wide as that, failures are red unless `NO_COLOR` is set, and what is drawn with blocks
    /// is left out where they could not be shown.
    pub(crate) fn of(on_terminal: bool) -> Self {
        if !on_terminal {
            return Self::PLAIN;
        }
        let set = |name| env::var_os(name).filter(|value: &OsString| !value.is_empty());
        Self {
            columns: Some(columns(set("COLUMNS")).max(FEWEST_COLUMNS)),
            colors: set("NO_COLOR").is_none() && !is_dumb(set("TERM")),
            blocks: !is_dumb(set("TERM"))
                && is_utf8(["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set)),
        }
    }

    /// The widest that a line may be; `None` without a terminal.
    pub(super) fn columns(self) -> Option<usize> {
        self.columns
    }

    /// Whether blocks of different height can be shown.
    pub(super) fn has_blocks(self) -> bool {
        self.blocks
    }

    /// Text about what went wrong.
    pub(super) fn red(self, text: &str) -> String {
        match self.colors {
            true => format!("\x1b[31m{text}\x1b[0m"),
            false => text.to_owned(),
        }
    }

    /// A line as it is, or where it does not fit a terminal, which would break it anywhere, as [`Self::wrapped`] does.
    pub(super) fn fitted(self, mark: &str, text: &str) -> String {
        match self.columns {
            Some(columns) if words::width(mark) + words::width(text) > columns => {
                self.wrapped(mark, text)
            }
            _ => format!("{mark}{text}\n"),
        }
    }

    /// A sentence in lines that fit: the first begins with a mark, the others are as far from the edge as its text.
    pub(super) fn wrapped(self, mark: &str, text: &str) -> String {
        let indent = words::width(mark);
        let room = self.columns.unwrap_or(PROSE).min(PROSE);
        let mut lines = mark.to_owned();
        let mut used = indent;
        for word in unbroken(text) {
            let width = words::width(&word);
            let begins = used == indent;
            if !begins && used + 1 + width > room {
                lines.push_str(&format!("\n{:indent$}", ""));
                used = indent;
            } else if !begins {
                lines.push(' ');
                used += 1;
            }
            lines.push_str(&word);
            used += width;
        }
        lines + "\n"
    }
}

/// The words of a sentence; a number and its unit are one.
fn unbroken(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split(' ') {
        let unit = word.trim_end_matches(['.', ',', ';', ':', ')']);
        let follows = |before: &&mut String| before.ends_with(|c: char| c.is_ascii_digit());
        let number = words.last_mut().filter(follows);
        match number.filter(|_| ["%", "s", "ms"].contains(&unit)) {
            Some(number) => number.push_str(&format!(" {word}")),
            None => words.push(word.to_owned()),
        }
    }
    words
}

/// `COLUMNS`, or else what the terminal says, be it stdout's or stderr's.
fn columns(set: Option<OsString>) -> usize {
    let set = set.and_then(|columns| columns.to_str()?.parse().ok());
    let asked = || terminal_size_of(std::io::stdout()).or_else(terminal_size);
    set.filter(|columns| *columns > 0)
        .or_else(|| asked().map(|(Width(columns), _)| usize::from(columns)))
        .filter(|columns| *columns > 0)
        .unwrap_or(USUAL_COLUMNS)
}

fn is_dumb(term: Option<OsString>) -> bool {
    term.is_some_and(|term| term == "dumb")
}

/// On Unix no locale at all is the one without letters beyond ASCII.
fn is_utf8(locale: Option<OsString>) -> bool {
    match locale {
        Some(locale) => {
            let locale = locale.to_string_lossy().to_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        }
        None => cfg!(not(unix)),
    }
}

#[cfg(test)]
impl Look {
    /// A terminal of so many columns, without color.
    pub(super) const fn terminal(columns: usize) -> Self {
        Self {
            columns: Some(columns),
            colors: false,
            blocks: true,
        }
    }

    /// The same in color.
    pub(super) const fn colored(self) -> Self {
        Self {
            colors: true,
            ..self
        }
    }

    /// The same where only ASCII can be shown.
    pub(super) const fn without_blocks(self) -> Self {
        Self {
            blocks: false,
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Look, columns, is_utf8};

    #[test]
    fn red_only_on_a_terminal() {
        assert_eq!(Look::terminal(80).colored().red("no"), "\x1b[31mno\x1b[0m");
        assert_eq!(Look::terminal(80).red("no"), "no");
        assert_eq!(Look::PLAIN.red("no"), "no");
    }

    #[test]
    fn a_sentence_is_broken_between_words() {
        let look = Look::terminal(40);
        let text = "aaaa ".repeat(20);
        let wrapped = look.wrapped("  * ", text.trim_end());
        assert!(wrapped.lines().all(|line| line.len() <= 40), "{wrapped}");
        assert!(wrapped.starts_with("  * aaaa"));
        assert!(
            wrapped
                .lines()
                .skip(1)
                .all(|line| line.starts_with("    a"))
        );
        let long = "x".repeat(90);
        assert_eq!(look.wrapped("", &long), long + "\n");
    }

    #[test]
    fn columns_that_are_set_win_and_nonsense_does_not() {
        assert_eq!(columns(Some("132".into())), 132);
        assert_ne!(columns(Some("wide".into())), 0);
        assert_ne!(columns(Some("0".into())), 0);
    }

    #[test]
    fn blocks_are_for_a_locale_that_has_them() {
        assert!(is_utf8(Some("de_DE.UTF-8".into())) && is_utf8(Some("C.utf8".into())));
        assert!(!is_utf8(Some("POSIX".into())));
    }
}
