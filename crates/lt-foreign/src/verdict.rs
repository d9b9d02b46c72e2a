//! How a request ended, of a tool that tells success, status and some words.

use lt_sample::Outcome;

use crate::phrase;

/// Its outcome, with what explains it.
#[derive(Debug)]
pub(crate) struct Verdict {
    pub(crate) outcome: Outcome<'static>,
    /// The check that did not hold.
    pub(crate) check: Option<String>,
    /// What went wrong.
    pub(crate) error: Option<String>,
}

impl Verdict {
    /// A success, whatever the status: that one was allowed.
    pub(crate) const OK: Self = Self::new(Outcome::Ok);

    const fn new(outcome: Outcome<'static>) -> Self {
        Self {
            outcome,
            check: None,
            error: None,
        }
    }

    /// A request that got an answer and failed: by its status, or else by a check of the test's author.
    pub(crate) fn refused(status: u16, words: &str) -> Self {
        match status {
            400.. => Self::new(Outcome::HttpError),
            _ => Self::unchecked(words),
        }
    }

    /// A request that got no answer.
    pub(crate) fn unanswered(words: &str) -> Self {
        match phrase::known(words) {
            Some(known) => known.into(),
            None => Self {
                error: nonempty(phrase::of_words(words)),
                ..Self::new(Outcome::ProtocolError)
            },
        }
    }

    /// A request that failed for what may be a reason of the test's author.
    pub(crate) fn unchecked(words: &str) -> Self {
        Self {
            check: nonempty(phrase::of_words(words)),
            ..Self::new(Outcome::CheckFailed)
        }
    }
}

impl From<phrase::Failure> for Verdict {
    fn from(failure: phrase::Failure) -> Self {
        Self {
            error: nonempty(failure.phrase),
            ..Self::new(failure.outcome)
        }
    }
}

fn nonempty(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}
