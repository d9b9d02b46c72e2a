//! Which part of a run is ours, where several processes or threads make it together.

use std::fmt::{self, Display, Formatter};

use crate::quoted::Quoted;

/// The global numbers of users and arrivals that are ours: those whose remainder by `of` is one of `residues`.
///
/// Every number has one owner, and nobody need talk to anybody to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    of: u64,
    residues: Vec<u64>,
}

impl Share {
    /// The most shards that a run can be split into.
    pub const MOST_SHARDS: u64 = 100_000;

    /// All of it.
    pub fn whole() -> Self {
        Self {
            of: 1,
            residues: vec![0],
        }
    }

    /// Reads `0/4`, or `0,1/4` for several shards in one process.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let shape = || ParseError::Shape(text.to_owned());
        let number = |part: &str| {
            let part = part.trim();
            let is_plain = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            is_plain.then(|| part.parse().unwrap_or(u64::MAX))
        };
        let (shards, of) = text.split_once('/').ok_or_else(shape)?;
        let of = number(of).ok_or_else(shape)?;
        if !(1..=Self::MOST_SHARDS).contains(&of) {
            return Err(ParseError::Count(of));
        }
        let mut residues = Vec::new();
        for part in shards.split(',') {
            let shard = number(part).ok_or_else(shape)?;
            if shard >= of {
                return Err(ParseError::Beyond { shard, of });
            }
            residues.push(shard);
        }
        residues.sort_unstable();
        if let Some(pair) = residues.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(ParseError::Twice(pair[0]));
        }
        Ok(Self { of, residues })
    }

    /// How many shards there are.
    pub fn of(&self) -> u64 {
        self.of
    }

    /// Which of them are ours, rising; never empty, each below [`Share::of`].
    pub fn residues(&self) -> &[u64] {
        &self.residues
    }

    /// Whether the user or arrival with this global number is ours.
    pub fn owns(&self, id: u64) -> bool {
        self.residues.binary_search(&(id % self.of)).is_ok()
    }

    /// The first number from `from` on that is ours; `None` where numbers end before.
    pub fn next_owned(&self, from: u64) -> Option<u64> {
        let (round, rest) = (from - from % self.of, from % self.of);
        match self.residues[self.residues.partition_point(|r| *r < rest)..] {
            [residue, ..] => round.checked_add(residue),
            [] => round.checked_add(self.of)?.checked_add(self.residues[0]),
        }
    }

    /// The numbers in `range` that are ours, rising.
    pub fn owned(&self, range: std::ops::Range<u64>) -> impl Iterator<Item = u64> {
        let below = range.end;
        let first = self.next_owned(range.start);
        std::iter::successors(first, |id| self.next_owned(id.checked_add(1)?))
            .take_while(move |id| *id < below)
    }

    /// How many of the numbers below `total` are ours: our part of a bound that holds for the whole run.
    pub fn part_of(&self, total: u64) -> u64 {
        let (rounds, rest) = (total / self.of, total % self.of);
        let in_the_rest = self.residues.partition_point(|r| *r < rest);
        rounds * self.residues.len() as u64 + in_the_rest as u64
    }

    /// Splits this share among `threads` (at least 1): every number that is ours belongs to exactly one of them.
    pub fn split(&self, threads: u64) -> Vec<Self> {
        let threads = threads.clamp(1, Self::MOST_SHARDS);
        let part = |t| Self {
            // At most 10^10 after one split; nobody splits a split so often that it could overflow.
            of: self.of * threads,
            residues: self.residues.iter().map(|r| r + self.of * t).collect(),
        };
        (0..threads).map(part).collect()
    }
}

/// Shows the share as it is typed: `0,1/4`.
impl Display for Share {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (i, residue) in self.residues.iter().enumerate() {
            write!(f, "{}{residue}", if i > 0 { "," } else { "" })?;
        }
        write!(f, "/{}", self.of)
    }
}

impl std::str::FromStr for Share {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Self::parse(text)
    }
}

/// Why a text is no share.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// Not `I/N`.
    #[error("{} is no shard; write its number and how many there are, such as `0/4` or `0,1/4`", Quoted(.0))]
    Shape(String),
    /// No shards, or too many.
    #[error("a run has 1 to 100000 shards, not {0}; write such as `0/4`")]
    Count(u64),
    /// A shard that is not there.
    #[error("shard {shard} of {of} is not there: shards count from 0, the last of {of} is `{}/{of}`", of - 1)]
    Beyond {
        /// The shard as typed.
        shard: u64,
        /// How many there are.
        of: u64,
    },
    /// The same shard twice.
    #[error("shard {0} stands twice; name each once, such as `0,1/4`")]
    Twice(u64),
}

#[cfg(test)]
mod tests {
    use super::Share;
    use proptest::prelude::*;

    #[test]
    fn shards_are_read_and_shown_as_typed() {
        for (text, shown) in [("0/1", "0/1"), ("3/4", "3/4"), (" 1 , 0 / 4 ", "0,1/4")] {
            assert_eq!(Share::parse(text).unwrap().to_string(), shown);
        }
        assert_eq!(Share::parse("0/1").unwrap(), Share::whole());
    }

    #[test]
    fn wrong_shards_say_what_to_write() {
        let shape = |text: &str| {
            format!(
                "`{text}` is no shard; write its number and how many there are, such as `0/4` or `0,1/4`"
            )
        };
        for (text, message) in [
            (
                "4/4",
                "shard 4 of 4 is not there: shards count from 0, the last of 4 is `3/4`".to_owned(),
            ),
            (
                "1,1/4",
                "shard 1 stands twice; name each once, such as `0,1/4`".to_owned(),
            ),
            (
                "0/0",
                "a run has 1 to 100000 shards, not 0; write such as `0/4`".to_owned(),
            ),
            (
                "0/100001",
                "a run has 1 to 100000 shards, not 100001; write such as `0/4`".to_owned(),
            ),
            (
                "99999999999999999999/4",
                "shard 18446744073709551615 of 4 is not there: shards count from 0, the last of 4 is `3/4`".to_owned(),
            ),
            ("", shape("")),
            ("/4", shape("/4")),
            ("1/", shape("1/")),
            ("1,/4", shape("1,/4")),
            ("-1/4", shape("-1/4")),
            ("1", shape("1")),
            ("1/2/3", shape("1/2/3")),
        ] {
            assert_eq!(Share::parse(text).unwrap_err().to_string(), message);
        }
    }

    fn share() -> impl Strategy<Value = Share> {
        (1u64..20)
            .prop_flat_map(|of| {
                let all: Vec<u64> = (0..of).collect();
                let count = 1..=all.len();
                (Just(of), prop::sample::subsequence(all, count))
            })
            .prop_map(|(of, residues)| Share { of, residues })
    }

    proptest! {
        #[test]
        fn threads_divide_a_share_without_gap_or_overlap(share in share(), threads in 1u64..10, id in 0u64..100_000) {
            let owners = share.split(threads).iter().filter(|part| part.owns(id)).count();
            prop_assert_eq!(owners, usize::from(share.owns(id)));
        }

        #[test]
        fn what_is_counted_and_listed_is_what_is_owned(share in share(), from in 0u64..200, total in 0u64..200) {
            let owned: Vec<u64> = (from..total).filter(|id| share.owns(*id)).collect();
            prop_assert_eq!(share.owned(from..total).collect::<Vec<_>>(), owned);
            prop_assert_eq!(share.part_of(total), (0..total).filter(|id| share.owns(*id)).count() as u64);
            prop_assert_eq!(Share::parse(&share.to_string()), Ok(share));
        }

        #[test]
        fn the_largest_numbers_do_not_overflow(share in share(), id: u64) {
            prop_assert!(share.next_owned(id).is_none_or(|next| next >= id && share.owns(next)));
            prop_assert!(share.part_of(id) <= id);
        }
    }
}
