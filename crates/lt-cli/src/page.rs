//! An error that is more than a line.

use std::fmt::{self, Display, Formatter};

/// Why a tool could not do what it was asked, in several lines: a line of a file with a mark under it, say.
///
/// Whoever makes one makes what came from outside harmless first: nothing in it is replaced when it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The lines without color.
    pub plain: String,
    /// The same for a terminal.
    pub colored: String,
}

impl Display for Page {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.plain)
    }
}

impl std::error::Error for Page {}
