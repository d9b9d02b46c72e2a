//! Why something cannot be made from its template now.

use std::borrow::Cow;
use std::fmt::{self, Display, Formatter};

use super::environment::visible;

/// Why something cannot be made from its template now: in full, and in words that hold nothing but the scenario file's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    phrase: Cow<'static, str>,
    cause: String,
}

impl Failure {
    /// `phrase` must hold nothing that a server said; `cause` may, and is kept on one line of at most 200 characters.
    pub fn new(phrase: impl Into<Cow<'static, str>>, cause: &str) -> Self {
        Self {
            phrase: phrase.into(),
            cause: visible(cause),
        }
    }

    /// What happened, in words from a bounded set: an expression of the file, cut to 80 characters, and a fixed text.
    pub fn phrase(&self) -> &str {
        &self.phrase
    }
}

/// The cause in full, on one line; a server may have had its say in it.
impl Display for Failure {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.cause)
    }
}

impl std::error::Error for Failure {}
