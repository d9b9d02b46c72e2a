//! Which global numbers the users or arrivals of a load have.

use crate::Share;

/// The numbers of one load: those that are planned stand together, and whoever comes beyond the plan finds its number
/// behind those of all loads, in blocks that the loads take in turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Numbers {
    /// The first that is planned, and how many are.
    pub(in super::super) base: u64,
    pub(in super::super) planned: u64,
    /// How many all loads plan.
    pub(in super::super) all: u64,
    /// Which of the loads it is, and how many there are.
    pub(in super::super) load: u64,
    pub(in super::super) loads: u64,
}

/// More than one load may have users, so that they stand together and are spread evenly over shards.
const BLOCK: u64 = 1 << 24;

impl Numbers {
    /// The number of the `g`-th.
    pub(super) fn of(&self, g: u64) -> u64 {
        match g.checked_sub(self.planned) {
            None => self.base.saturating_add(g),
            Some(beyond) => {
                let block = (beyond / BLOCK)
                    .saturating_mul(self.loads)
                    .saturating_add(self.load);
                let number = block.saturating_mul(BLOCK).saturating_add(beyond % BLOCK);
                self.all.saturating_add(number)
            }
        }
    }

    /// The number by which the time between the arrival before it and the `g`-th is drawn: one more than are planned, as
    /// that one is drawn to know that it comes too late.
    pub(super) fn of_gap(&self, g: u64) -> u64 {
        if g == self.planned {
            return self.base.saturating_add(g);
        }
        self.of(g)
    }

    /// The first from the `g`-th on whose number a share owns; `None` where numbers end before.
    pub(super) fn next_owned(&self, share: &Share, g: u64) -> Option<u64> {
        let mut g = g;
        loop {
            let number = self.of(g);
            let next = g.checked_add(share.next_owned(number)? - number)?;
            let end = self.end_of_stretch(g);
            if next < end {
                return Some(next);
            }
            if number == u64::MAX {
                return None;
            }
            g = end;
        }
    }

    /// Up to which `g` numbers rise one by one.
    fn end_of_stretch(&self, g: u64) -> u64 {
        match g.checked_sub(self.planned) {
            None => self.planned,
            Some(beyond) => g.saturating_add(BLOCK - beyond % BLOCK),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn those_beyond_the_plan_of_a_single_load_go_on_counting() {
        let single = Numbers {
            base: 0,
            planned: 20,
            all: 20,
            load: 0,
            loads: 1,
        };
        assert_eq!(
            [0, 19, 20, 49, 40_000_000].map(|g| single.of(g)),
            [0, 19, 20, 49, 40_000_000]
        );
    }

    proptest! {
        #[test]
        fn nobody_has_the_number_of_another(planned in prop::collection::vec(0u64..50, 1..5), more in 0u64..50) {
            let all: u64 = planned.iter().sum();
            let (mut base, mut seen) = (0, BTreeSet::new());
            for (load, own) in (0..).zip(&planned) {
                let numbers = Numbers { base, planned: *own, all, load, loads: planned.len() as u64 };
                base += own;
                let near = 0..own + more;
                let far = own + BLOCK - 1..own + BLOCK + more;
                for g in near.chain(far) {
                    prop_assert!(seen.insert(numbers.of(g)));
                }
            }
        }

        #[test]
        fn every_number_has_one_owner_whom_the_next_finds(
            planned in 0u64..50, shards in 1u64..9, load in 0u64..3, from in prop_oneof![0u64..120, BLOCK..BLOCK + 60],
        ) {
            let numbers = Numbers { base: 7, planned, all: 7 + planned + 11, load, loads: 3 };
            let shards: Vec<Share> = Share::whole().split(shards);
            for share in &shards {
                let next = numbers.next_owned(share, from).unwrap();
                let expected = (from..).find(|g| share.owns(numbers.of(*g))).unwrap();
                prop_assert_eq!(next, expected);
            }
            prop_assert_eq!(numbers.next_owned(&shards[0], u64::MAX), None);
        }
    }
}
