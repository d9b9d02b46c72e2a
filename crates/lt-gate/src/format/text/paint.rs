//! Colour, where it is wanted.

use std::io::IsTerminal;

use crate::format::standing::Tone;

/// Whether words are coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paint {
    /// Words as they are.
    Plain,
    /// Words in the color of what they say.
    Colored,
}

impl Paint {
    /// Colour is for terminals whose user did not refuse it (<https://no-color.org>).
    pub(crate) fn on(place: &impl IsTerminal) -> Self {
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        match place.is_terminal() && !refused {
            true => Self::Colored,
            false => Self::Plain,
        }
    }

    pub(super) fn word(self, word: &str, tone: Tone) -> String {
        match tone {
            Tone::Good => self.good(word),
            Tone::Doubtful => self.doubtful(word),
            Tone::Bad => self.bad(word),
            Tone::Neutral => word.to_owned(),
        }
    }

    pub(super) fn good(self, word: &str) -> String {
        self.in_color(word, 32)
    }

    pub(super) fn doubtful(self, word: &str) -> String {
        self.in_color(word, 33)
    }

    pub(super) fn bad(self, word: &str) -> String {
        self.in_color(word, 31)
    }

    fn in_color(self, word: &str, code: u8) -> String {
        match self {
            Self::Plain => word.to_owned(),
            Self::Colored => format!("\x1b[{code}m{word}\x1b[0m"),
        }
    }
}
