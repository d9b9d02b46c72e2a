//! What a breach means.

/// Whether a breach fails the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Severity {
    /// It is shown, and the run passes all the same.
    Warn,
    /// It fails the run.
    #[default]
    Fail,
}

impl Severity {
    /// Both words.
    pub(crate) const WORDS: [&'static str; 2] = ["fail", "warn"];

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "fail" => Some(Self::Fail),
            "warn" => Some(Self::Warn),
            _ => None,
        }
    }

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }
}
