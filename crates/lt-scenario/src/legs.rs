//! The order in which a test's variants are run.
//!
//! A target drifts: caches fill, neighbors come and go. So every round runs each variant once, and the second of two
//! rounds is the first one backwards (ABBA): a drift that is linear in time then weighs on all variants alike
//! (counterbalancing; Kohavi, Tang, Xu: "Trustworthy Online Controlled Experiments", 2020, on interleaving).

use crate::draw::{Draws, Stream};

/// One leg of a test: a run of the whole plan with one variant in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    /// Which of the plan's variants; `None` where rounds are run without any.
    pub variant: Option<usize>,
    /// Which round, from 0.
    pub round: u64,
}

/// All legs in their order: every variant once a round, in an order drawn from the seed for each two rounds.
pub fn legs(seed: u64, variants: &[usize], rounds: u64) -> Vec<Leg> {
    let mut legs = Vec::new();
    for round in 0..rounds {
        if variants.is_empty() {
            legs.push(Leg {
                variant: None,
                round,
            });
            continue;
        }
        let mut order = shuffled(seed, round / 2, variants);
        if round % 2 == 1 {
            order.reverse();
        }
        legs.extend(order.into_iter().map(|variant| Leg {
            variant: Some(variant),
            round,
        }));
    }
    legs
}

/// Fisher and Yates's shuffle.
fn shuffled(seed: u64, pair: u64, variants: &[usize]) -> Vec<usize> {
    let draws = Draws::new(seed, Stream::Leg, pair);
    let mut order = variants.to_vec();
    for last in (1..order.len()).rev() {
        let place = draws.below(0, last as u64, last as u64 + 1);
        order.swap(last, usize::try_from(place).unwrap_or(last));
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(seed: u64, round: u64) -> Vec<usize> {
        let legs = legs(seed, &[0, 1, 2], 4);
        let of_round = legs.iter().filter(|leg| leg.round == round);
        of_round.filter_map(|leg| leg.variant).collect()
    }

    #[test]
    fn every_variant_runs_once_a_round_and_the_second_of_two_rounds_is_the_first_backwards() {
        for seed in 0..100 {
            for round in 0..4 {
                let mut once = order(seed, round);
                once.sort_unstable();
                assert_eq!(once, [0, 1, 2]);
            }
            let backwards: Vec<usize> = order(seed, 0).into_iter().rev().collect();
            assert_eq!(order(seed, 1), backwards);
        }
    }

    #[test]
    fn each_order_is_drawn_as_often_as_the_others() {
        let mut counts = std::collections::BTreeMap::new();
        for seed in 0..6_000 {
            *counts.entry(order(seed, 0)).or_insert(0_u32) += 1;
        }
        assert_eq!(counts.len(), 6);
        assert!(
            counts.values().all(|n| (880..1_120).contains(n)),
            "{counts:?}"
        );
    }

    #[test]
    fn rounds_need_no_variants() {
        let rounds: Vec<u64> = legs(1, &[], 3).iter().map(|leg| leg.round).collect();
        assert_eq!(rounds, [0, 1, 2]);
    }
}
