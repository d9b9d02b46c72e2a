//! How many different things are told apart.
//!
//! What a server sends decides how many names, statuses and errors there are, and may be hostile. Where a bound is
//! reached, the keys kept are the smallest ones in their order: that set does not depend on the order in which they came,
//! so a merged summary keeps what a single one would have kept.

use std::borrow::Borrow;
use std::collections::BTreeSet;

/// A set of at most so many keys: the smallest of all that were shown to it.
#[derive(Clone, Debug)]
pub(crate) struct Bounded<K> {
    most: usize,
    kept: BTreeSet<K>,
}

/// What became of a key.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Admission<K> {
    /// It is kept.
    Kept,
    /// It is kept in the place of a larger one, which is not kept any more.
    KeptInsteadOf(K),
    /// It is not kept.
    Refused,
}

impl<K: Ord + Clone> Bounded<K> {
    pub(crate) fn new(most: usize) -> Self {
        Self {
            most,
            kept: BTreeSet::new(),
        }
    }

    /// The keys that are kept, in their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &K> {
        self.kept.iter()
    }

    pub(crate) fn contains<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.kept.contains(key)
    }

    pub(crate) fn admit(&mut self, key: &K) -> Admission<K> {
        if self.kept.contains(key) {
            return Admission::Kept;
        }
        if self.kept.len() < self.most {
            self.kept.insert(key.clone());
            return Admission::Kept;
        }
        match self.kept.pop_last() {
            Some(last) if *key < last => {
                self.kept.insert(key.clone());
                Admission::KeptInsteadOf(last)
            }
            Some(last) => {
                self.kept.insert(last);
                Admission::Refused
            }
            None => Admission::Refused,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_keys_are_kept_in_whatever_order_they_come() {
        let mut set = Bounded::new(2);
        assert_eq!(set.admit(&5), Admission::Kept);
        assert_eq!(set.admit(&7), Admission::Kept);
        assert_eq!(set.admit(&9), Admission::Refused);
        assert_eq!(set.admit(&1), Admission::KeptInsteadOf(7));
        assert_eq!(set.admit(&7), Admission::Refused);
        assert_eq!(set.admit(&5), Admission::Kept);
    }
}
