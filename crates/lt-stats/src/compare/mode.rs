//! How much the runs at hand allow to be said.

/// A way of comparing, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    /// Runs of both builds by turns in one session, compared pair by pair.
    Paired,
    /// At least three runs of each.
    Runs,
    /// One run or more against a window of earlier ones.
    History,
    /// One run against a few.
    Single,
}

impl Mode {
    /// Every mode by its word.
    pub const WORDS: [(&'static str, Self); 4] = [
        ("paired", Self::Paired),
        ("runs", Self::Runs),
        ("history", Self::History),
        ("single", Self::Single),
    ];

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Paired => "paired",
            Self::Runs => "runs",
            Self::History => "history",
            Self::Single => "single",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        let mut words = Self::WORDS.into_iter();
        words
            .find(|(known, _)| *known == word)
            .map(|(_, mode)| mode)
    }
}
