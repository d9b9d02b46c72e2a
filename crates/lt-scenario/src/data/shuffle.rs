//! An order of chance without a list of it.
//!
//! A Feistel network permutes the numbers of an even count of bits, and cycle walking (Black, Rogaway: "Ciphers with
//! Arbitrary Finite Domains", CT-RSA 2002) makes of it a permutation of the numbers below any bound: what falls
//! beyond is permuted again, fewer than four times on average.

use crate::draw::{Draws, Stream};

const ROUNDS: u64 = 12;

/// Which row is the `n`-th in a pass over `len` rows; `n` is below `len`.
pub(super) fn nth(seed: u64, set: u64, pass: u64, len: u64, n: u64) -> u64 {
    let draws = Draws::new(seed, Stream::Data, set);
    let bits = u64::BITS - len.saturating_sub(1).leading_zeros();
    let half = bits.div_ceil(2).max(1);
    let mask = (1u64 << half) - 1;
    let mut place = n;
    loop {
        let (mut left, mut right) = (place >> half, place & mask);
        for round in 0..ROUNDS {
            let mixed = draws.bits(pass, right | round << 32) & mask;
            (left, right) = (right, left ^ mixed);
        }
        place = left << half | right;
        if place < len {
            return place;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::nth;
    use proptest::prelude::*;

    fn pass(seed: u64, pass: u64, len: u64) -> Vec<u64> {
        (0..len).map(|n| nth(seed, 1, pass, len, n)).collect()
    }

    #[test]
    fn every_place_is_met_by_every_row_about_as_often() {
        const PASSES: u64 = 60_000;
        for len in [5u64, 6] {
            let side = usize::try_from(len).unwrap();
            let mut counts = vec![0u32; side * side];
            for number in 0..PASSES {
                for (place, row) in pass(7, number, len).into_iter().enumerate() {
                    counts[place * side + usize::try_from(row).unwrap()] += 1;
                }
            }
            let expected = PASSES as f64 / len as f64;
            let chi_square: f64 = counts
                .iter()
                .map(|n| (f64::from(*n) - expected).powi(2) / expected)
                .sum();
            // 16 and 25 degrees of freedom; 52.6 is passed by 25 once in 1000 honest runs, and the seed is fixed.
            assert!(chi_square < 52.6, "{len}: {chi_square}");
        }
    }

    proptest! {
        #[test]
        fn a_pass_has_each_row_once(seed: u64, number: u64, len in 1u64..700) {
            let mut rows = pass(seed, number, len);
            rows.sort_unstable();
            prop_assert_eq!(rows, (0..len).collect::<Vec<_>>());
        }

        #[test]
        fn passes_and_seeds_have_orders_of_their_own(seed: u64, number in 0u64..1000) {
            prop_assert_ne!(pass(seed, number, 50), pass(seed, number + 1, 50));
            prop_assert_ne!(pass(seed, number, 50), pass(seed.wrapping_add(1), number, 50));
        }

        #[test]
        fn large_sets_are_permuted_too(seed: u64, len in 1u64..=1 << 40, n: u64) {
            let n = n % len;
            let row = nth(seed, 0, 0, len, n);
            prop_assert!(row < len);
            if len > 1 {
                let other = (n + 1) % len;
                prop_assert_ne!(row, nth(seed, 0, 0, len, other));
            }
        }
    }
}
