//! A part of a test.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

/// Part `index` (from 0) of a test that is made by `of` shards together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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

impl<'de> Deserialize<'de> for Shard {
    /// Reads a shard, and refuses one whose index is not below the number of parts.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Parts {
            index: u32,
            of: u32,
        }
        let Parts { index, of } = Parts::deserialize(deserializer)?;
        if index >= of {
            return Err(D::Error::custom(format!(
                "shard {index} of {of} cannot be; shards count from 0"
            )));
        }
        Ok(Self { index, of })
    }
}

impl std::fmt::Display for Shard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.index, self.of)
    }
}
