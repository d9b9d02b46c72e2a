//! A part of a test.

use serde::{Deserialize, Serialize};

/// Part `index` (from 0) of a test that is made by `of` shards together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Shard {
    /// Which part, counted from 0.
    pub index: u32,
    /// How many parts there are in all; 1 for a run on one machine.
    pub of: u32,
}

impl Shard {
    /// The only part of an undivided test.
    pub const WHOLE: Self = Self { index: 0, of: 1 };
}

impl std::fmt::Display for Shard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.index, self.of)
    }
}
