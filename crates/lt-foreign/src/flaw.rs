//! What is wrong with a line.

use std::fmt;
use std::str::Utf8Error;

use lt_sample::MAX_LINE;

/// Why a line is none of its format.
#[derive(Debug, thiserror::Error)]
pub enum Flaw {
    /// The line is not UTF-8.
    #[error("it is not UTF-8 text")]
    NotText(#[from] Utf8Error),
    /// The line is longer than lines may be.
    #[error("it is longer than {MAX_LINE} bytes")]
    TooLong,
    /// The line is something else than a JSON object.
    #[error("it is no JSON object")]
    NotAnObject,
    /// The line is no JSON object of the format.
    #[error("{}", Short(&without_line(.0)))]
    Json(#[from] serde_json::Error),
    /// A quoted cell does not end where it should.
    #[error("a quote in it has no end")]
    Quote,
    /// There are not as many cells as columns.
    #[error("{found} cells instead of {wanted}")]
    Cells {
        /// How many there are.
        found: usize,
        /// How many there should be.
        wanted: usize,
    },
    /// The header lacks a column.
    #[error("the header has no column `{0}`")]
    NoColumn(&'static str),
    /// A cell or value is not what its column or key says.
    #[error("`{column}` is `{}`, not {wanted}", Short(.found))]
    Value {
        /// The column, or the key.
        column: &'static str,
        /// What stands there.
        found: String,
        /// What should stand there.
        wanted: &'static str,
    },
}

impl Flaw {
    pub(crate) fn value(column: &'static str, found: impl ToString, wanted: &'static str) -> Self {
        Self::Value {
            column,
            found: found.to_string(),
            wanted,
        }
    }
}

/// To serde_json each line is line 1, which is not what the input calls it.
fn without_line(error: &serde_json::Error) -> String {
    error
        .to_string()
        .replace(" at line 1 column ", " at column ")
}

/// The beginning of a text that may come from a hostile file.
struct Short<T>(T);

impl<T: fmt::Display> fmt::Display for Short<&T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MOST: usize = 120;
        let text = self.0.to_string();
        match text.char_indices().nth(MOST) {
            Some((end, _)) => write!(f, "{}…", &text[..end]),
            None => f.write_str(&text),
        }
    }
}
