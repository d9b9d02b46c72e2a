//! In which order the builds of a pair take their turns.

use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// One of the two builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The build that is compared with.
    Base,
    /// The build that is judged.
    Head,
}

impl Side {
    /// The word in file names and messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Head => "head",
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Base => Self::Head,
            Self::Head => Self::Base,
        }
    }
}

/// Who comes first in each pair: both builds equally often, or one of them once more, in an order drawn from the seed.
///
/// Whoever always comes second runs on a warmer machine, and that looks like a difference between the builds; an order
/// that alternates strictly would keep step with anything else that does.
pub fn order(n_pairs: u32, seed: u64) -> Vec<[Side; 2]> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let odd_one = match random.next_u64() % 2 {
        0 => Side::Base,
        _ => Side::Head,
    };
    let mut first: Vec<Side> = (0..n_pairs)
        .map(|pair| {
            if pair % 2 == 0 {
                odd_one
            } else {
                odd_one.other()
            }
        })
        .collect();
    // Fisher and Yates 1938, in the form of Durstenfeld 1964.
    for end in (1..first.len()).rev() {
        let place = random.next_u64() % (end as u64 + 1);
        first.swap(
            end,
            usize::try_from(place).expect("at most the length of a list"),
        );
    }
    let pairs = first.into_iter();
    pairs.map(|first| [first, first.other()]).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    use super::*;

    proptest! {
        #[test]
        fn both_builds_come_first_equally_often(n in 0..60_u32, seed in any::<u64>()) {
            let order = order(n, seed);
            let first = |side| order.iter().filter(|[first, _]| *first == side).count();
            prop_assert_eq!(order.len(), n as usize);
            prop_assert!(first(Side::Base).abs_diff(first(Side::Head)) <= 1);
            prop_assert!(order.iter().all(|[first, second]| first != second));
            prop_assert_eq!(&order, &super::order(n, seed));
        }
    }

    #[test]
    fn another_seed_gives_another_order() {
        let orders: std::collections::BTreeSet<_> = (0..20).map(|seed| order(8, seed)).collect();
        assert!(orders.len() > 10, "{}", orders.len());
    }
}
