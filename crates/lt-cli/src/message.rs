//! What tools say to people, on stderr.
//!
//! Every line begins with the tool's name. Text that came from outside (a server, a file) is made harmless first:
//! control characters never reach the terminal.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use crate::Page;

/// Says something a reader should know; nothing is wrong.
pub fn note(tool: &str, text: impl Display) {
    say(tool, "", text);
}

/// Says something that puts the result in doubt or needs an action.
pub fn warn(tool: &str, text: impl Display) {
    say(tool, "warning: ", text);
}

/// Says why the tool could not do what it was asked, in one line.
pub(crate) fn error(tool: &str, text: impl Display) {
    say(tool, "", text);
}

/// Says why the tool could not do what it was asked, in several lines.
pub(crate) fn page(tool: &str, page: &Page) {
    let mut stderr = io::stderr().lock();
    let has_color = stderr.is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let text = if has_color {
        &page.colored
    } else {
        &page.plain
    };
    drop(stderr.write_all(format!("{tool}: {text}\n").as_bytes()));
}

fn say(tool: &str, level: &str, text: impl Display) {
    let line = format!("{tool}: {level}{}\n", harmless(&text.to_string()));
    // A closed stderr leaves nobody to tell.
    drop(io::stderr().lock().write_all(line.as_bytes()));
}

/// A line on a terminal that is drawn over and over; silent where stderr is no terminal.
#[derive(Debug)]
pub struct Progress {
    shown: bool,
    terminal: bool,
}

impl Progress {
    /// A progress line on stderr.
    pub fn on_stderr() -> Self {
        Self {
            shown: false,
            terminal: io::stderr().is_terminal(),
        }
    }

    /// Whether anybody sees it.
    pub fn is_visible(&self) -> bool {
        self.terminal
    }

    /// Replaces the line.
    pub fn show(&mut self, text: impl Display) {
        if self.terminal {
            self.shown = true;
            drop(write!(
                io::stderr().lock(),
                "\r\x1b[2K{}",
                harmless(&text.to_string())
            ));
        }
    }

    /// Takes the line away.
    pub fn clear(&mut self) {
        if self.shown {
            self.shown = false;
            drop(write!(io::stderr().lock(), "\r\x1b[2K"));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

/// Text that cannot move the cursor, colour the screen, turn the reading direction or break the line, and in which the runner
/// of a CI job, which looks for `##[` anywhere in a line, finds no command.
pub fn harmless(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| match c {
            '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => '\u{fffd}',
            c if c.is_control() => '\u{fffd}',
            c => c,
        })
        .collect();
    text.replace("##[", "##\u{fffd}[")
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn escapes_and_line_breaks_never_reach_the_terminal() {
        assert_eq!(
            harmless("a\x1b[31mb\nc\u{202e}d\u{2028}e\u{61c}"),
            "a\u{fffd}[31mb\u{fffd}c\u{fffd}d\u{fffd}e\u{fffd}"
        );
        assert_eq!(harmless("Größe `x` ## [y]"), "Größe `x` ## [y]");
        assert_eq!(harmless("##[error]x"), "##\u{fffd}[error]x");
    }
}
