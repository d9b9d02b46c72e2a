//! A value that is kept.

use minijinja::Value;

use super::Source;

/// Something of an answer that becomes a variable.
#[derive(Clone, Debug, PartialEq)]
pub struct Extract {
    /// The variable.
    pub name: String,
    /// Where the value comes from.
    pub from: Source,
    /// The value where the answer has none; without it a missing value is a failed check.
    pub default: Option<Value>,
}
