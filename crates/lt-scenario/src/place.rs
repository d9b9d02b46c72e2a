//! Where in a file something stands.

use std::fmt::{self, Display, Formatter, Write};

use crate::quoted::visible;

/// A line of a file; shown as `shop.yaml:7`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// What the file is called in messages.
    pub file: String,
    /// Its line, from 1.
    pub line: u64,
}

impl Display for Place {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for c in self.file.chars() {
            f.write_char(visible(c))?;
        }
        write!(f, ":{}", self.line)
    }
}
