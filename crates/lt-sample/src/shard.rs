//! A part of a test.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

/// What one process makes of a test that `of` shards make together: one of them, or several.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Shard {
    index: u32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also: Vec<u32>,
    of: u32,
}

impl Shard {
    /// The only part of an undivided test.
    pub const WHOLE: Self = Self::single(0, 1);

    /// One process makes at most this many of a test's shards.
    pub const MOST: usize = 100_000;

    /// Shown with all its indices up to this many.
    const MOST_SHOWN: usize = 8;

    /// The shards of these indices, counted from 0, of `of` in all.
    ///
    /// # Errors
    /// Unless there is at least one index and at most [`Shard::MOST`], all below `of`, in ascending order, each once.
    pub fn new(indices: &[u32], of: u32) -> Result<Self, NotAShard> {
        let Some((&index, also)) = indices.split_first() else {
            return Err(NotAShard::Nothing);
        };
        if indices.len() > Self::MOST {
            return Err(NotAShard::TooMany(indices.len()));
        }
        if let Some(&index) = indices.iter().find(|index| **index >= of) {
            return Err(NotAShard::Beyond { index, of });
        }
        if let Some(pair) = indices.windows(2).find(|pair| pair[0] >= pair[1]) {
            return Err(NotAShard::Unordered(pair[0], pair[1]));
        }
        let also = also.to_vec();
        Ok(Self { index, also, of })
    }

    pub(crate) const fn single(index: u32, of: u32) -> Self {
        let also = Vec::new();
        Self { index, also, of }
    }

    /// Which parts, counted from 0, in ascending order; at least one.
    pub fn indices(&self) -> impl Iterator<Item = u32> {
        std::iter::once(self.index).chain(self.also.iter().copied())
    }

    /// How many parts the test has in all; 1 for a run on one machine.
    pub fn of(&self) -> u32 {
        self.of
    }
}

/// Why some numbers are no shard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAShard {
    /// No index was given.
    #[error("a shard needs at least one index, as in `0/4`")]
    Nothing,
    /// There is no such part.
    #[error("shard {index} of {of} cannot be; shards count from 0")]
    Beyond {
        /// The index.
        index: u32,
        /// How many parts there are.
        of: u32,
    },
    /// Two neighbors are equal, or the greater comes first.
    #[error("shards {0} and {1} are not in ascending order, each named once")]
    Unordered(u32, u32),
    /// More than [`Shard::MOST`].
    #[error("{0} shards are more than the {most} that one process may make", most = Shard::MOST)]
    TooMany(usize),
}

impl<'de> Deserialize<'de> for Shard {
    /// Reads a shard, and refuses what [`Shard::new`] refuses.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Parts {
            index: u32,
            #[serde(default)]
            also: Option<Vec<u32>>,
            of: u32,
        }
        let parts = Parts::deserialize(deserializer)?;
        let mut indices = vec![parts.index];
        indices.extend(parts.also.unwrap_or_default());
        Self::new(&indices, parts.of).map_err(D::Error::custom)
    }
}

impl std::fmt::Display for Shard {
    /// As `--shard` takes it, `0,1/4`; of a long list only the beginning.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.index)?;
        for index in self.also.iter().take(Self::MOST_SHOWN - 1) {
            write!(f, ",{index}")?;
        }
        if self.also.len() >= Self::MOST_SHOWN {
            write!(f, ",…")?;
        }
        write!(f, "/{}", self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::Shard;

    #[test]
    fn a_process_makes_one_shard_or_several_and_is_shown_as_it_was_asked_to() {
        let check = |indices: &[u32], of: u32, shown: &str, line: &str| {
            let shard = Shard::new(indices, of).unwrap();
            assert_eq!(shard.to_string(), shown);
            assert_eq!(serde_json::to_string(&shard).unwrap(), line);
            assert_eq!(serde_json::from_str::<Shard>(line).unwrap(), shard);
            assert_eq!(shard.indices().collect::<Vec<_>>(), indices);
        };
        check(&[0], 1, "0/1", r#"{"index":0,"of":1}"#);
        check(&[3], 4, "3/4", r#"{"index":3,"of":4}"#);
        check(&[0, 1], 4, "0,1/4", r#"{"index":0,"also":[1],"of":4}"#);
        let (eight, nine) = ([0, 1, 2, 3, 4, 5, 6, 7], [0, 1, 2, 3, 4, 5, 6, 7, 8]);
        let line = r#"{"index":0,"also":[1,2,3,4,5,6,7],"of":9}"#;
        check(&eight, 9, "0,1,2,3,4,5,6,7/9", line);
        let line = r#"{"index":0,"also":[1,2,3,4,5,6,7,8],"of":9}"#;
        check(&nine, 9, "0,1,2,3,4,5,6,7,…/9", line);
    }

    #[test]
    fn what_cannot_be_a_shard_is_refused_in_words() {
        let check = |indices: &[u32], of: u32, said: &str| {
            let error = Shard::new(indices, of).unwrap_err();
            assert_eq!(error.to_string(), said);
        };
        check(&[], 4, "a shard needs at least one index, as in `0/4`");
        check(&[4], 4, "shard 4 of 4 cannot be; shards count from 0");
        check(&[0, 4], 4, "shard 4 of 4 cannot be; shards count from 0");
        let said = "shards 1 and 1 are not in ascending order, each named once";
        check(&[0, 1, 1], 4, said);
        let said = "shards 2 and 1 are not in ascending order, each named once";
        check(&[2, 1], 4, said);
        let many: Vec<u32> = (0..100_001).collect();
        let said = "100001 shards are more than the 100000 that one process may make";
        check(&many, u32::MAX, said);
        assert!(Shard::new(&many[1..], u32::MAX).is_ok());
        assert!(serde_json::from_str::<Shard>(r#"{"index":1,"also":[0],"of":4}"#).is_err());
    }
}
