//! Who is the n-th, when kinds take turns by weight.
//!
//! The order is that of the Webster (Sainte-Laguë) method: the j-th of a kind stands at (j + 1/2) / weight.
//! After every full round each kind has exactly its weight; in between a kind is off by less than one for up to
//! three kinds, and by at most 1/2 + share * kinds / 2 for more. Nothing is stepped: the n-th is computed from n.

/// Returns which of `kinds` is the `n`-th (from 0); 0 where all weights are 0. Weights are at most a million.
pub(crate) fn nth(kinds: usize, weight: impl Fn(usize) -> u64, n: u64) -> usize {
    let round: u64 = (0..kinds).map(&weight).sum();
    if kinds == 1 || round == 0 {
        return 0;
    }
    let rank = n % round;
    for kind in 0..kinds {
        // The ranks of one kind rise with its own count: look for ours among them.
        let (mut low, mut high) = (0, weight(kind));
        while low < high {
            let middle = low.midpoint(high);
            match rank_of(kinds, &weight, kind, middle).cmp(&rank) {
                std::cmp::Ordering::Equal => return kind,
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
    }
    unreachable!("ranks 0 to the sum of the weights are all taken, each by one")
}

/// How many stand before the `j`-th of `kind` in a round; equal places go to the kind that is named first.
fn rank_of(kinds: usize, weight: &impl Fn(usize) -> u64, kind: usize, j: u64) -> u64 {
    let own = weight(kind);
    (0..kinds)
        .map(|other| {
            // The m-th of another kind is before us where (2m + 1) * own < (2j + 1) * its weight: count odd numbers.
            let place = (2 * j + 1) * weight(other);
            match other.cmp(&kind) {
                std::cmp::Ordering::Less => (place / own).div_ceil(2),
                std::cmp::Ordering::Equal => j,
                std::cmp::Ordering::Greater => place.div_ceil(own) / 2,
            }
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::nth;
    use proptest::prelude::*;

    fn order(weights: &[u64], n: u64) -> Vec<usize> {
        (0..n)
            .map(|i| nth(weights.len(), |kind| weights[kind], i))
            .collect()
    }

    #[test]
    fn kinds_are_spread_and_not_bunched() {
        assert_eq!(order(&[7, 2, 1], 10), [0, 0, 1, 0, 0, 2, 0, 1, 0, 0]);
        assert_eq!(order(&[1, 1], 4), [0, 1, 0, 1]);
        assert_eq!(order(&[0, 3], 3), [1, 1, 1]);
        assert_eq!(order(&[0, 0], 2), [0, 0]);
    }

    proptest! {
        #[test]
        fn every_prefix_has_its_shares(weights in prop::collection::vec(0u64..60, 1..7), rounds in 1u64..3) {
            let round: u64 = weights.iter().sum();
            prop_assume!(round > 0);
            let mut counts = vec![0u64; weights.len()];
            for (i, kind) in order(&weights, round * rounds).into_iter().enumerate() {
                counts[kind] += 1;
                let n = i as f64 + 1.0;
                let present = weights.iter().filter(|weight| **weight > 0).count();
                for (count, weight) in counts.iter().zip(&weights) {
                    let share = *weight as f64 / round as f64;
                    let off = (*count as f64 - n * share).abs();
                    let allowed = if present <= 3 { 1.0 } else { 0.5 + share * present as f64 / 2.0 };
                    prop_assert!(off < allowed + 1e-9, "{counts:?} of {weights:?} after {n}");
                }
            }
            prop_assert_eq!(counts, weights.iter().map(|weight| weight * rounds).collect::<Vec<_>>());
        }

        #[test]
        fn the_heaviest_weights_fit(a in 1u64..=1_000_000, b in 1u64..=1_000_000, n: u64) {
            prop_assert!(nth(2, |kind| [a, b][kind], n) < 2);
        }
    }
}
