//! Whether pairs agree, without believing in any distribution.

use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// Up to so many pairs every way of turning them is tried: 16,384 ways.
const EXACT: usize = 14;
/// How many ways are drawn where there are more.
const DRAWN: u32 = 20_000;

/// Chance that the sum of differences is at least as large as it is, were each as likely to have the other sign.
///
/// Fisher (1935), "The Design of Experiments", section 21; of many pairs a sample of the ways of turning them, as Dwass
/// (1957), "Modified Randomization Tests for Nonparametric Hypotheses", Annals of Mathematical Statistics 28, counted as
/// Phipson and Smyth (2010), "Permutation P-values Should Never Be Zero", advise. The least of five pairs is 1/32.
pub(in crate::compare) fn sign_flip(differences: &[f64], seed: u64) -> f64 {
    let seen: f64 = differences.iter().sum();
    let scale: f64 = differences.iter().map(|difference| difference.abs()).sum();
    // Sums in another order differ in their last digits; the same sum must count as such.
    let enough = seen - scale * 1e-12;
    if differences.len() <= EXACT {
        let ways = 1_u32 << differences.len();
        let reached = (0..ways).filter(|way| turned(differences, (*way).into()) >= enough);
        return reached.count() as f64 / f64::from(ways);
    }
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut draw = || {
        let sums = differences
            .chunks(64)
            .map(|chunk| turned(chunk, random.next_u64()));
        sums.sum::<f64>()
    };
    let reached = (0..DRAWN).filter(|_| draw() >= enough).count();
    (reached as f64 + 1.0) / (f64::from(DRAWN) + 1.0)
}

/// The sum after the signs were turned for which a bit is set; at most 64 differences.
fn turned(differences: &[f64], way: u64) -> f64 {
    let signed = differences.iter().enumerate().map(|(place, difference)| {
        if way >> place & 1 == 1 {
            -difference
        } else {
            *difference
        }
    });
    signed.sum()
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "what is exact must come out exactly")]
mod tests {
    use super::*;

    #[test]
    fn five_pairs_that_agree_have_a_chance_of_one_in_32() {
        assert_eq!(sign_flip(&[1.0, 2.0, 3.0, 4.0, 5.0], 0), 1.0 / 32.0);
        assert_eq!(sign_flip(&[-1.0, 2.0, 3.0, 4.0, 5.0], 0), 2.0 / 32.0);
        assert_eq!(sign_flip(&[1.0, -1.0], 0), 0.75);
        assert_eq!(sign_flip(&[], 0), 1.0);
    }

    #[test]
    fn many_pairs_are_drawn_and_the_same_seed_draws_the_same() {
        let differences: Vec<f64> = (0..40).map(|n| f64::from(n) - 15.0).collect();
        let p = sign_flip(&differences, 7);
        // The normal approximation: 180 / sqrt(sum of squares 6140).
        assert!((p - 0.0108).abs() < 0.004, "{p}");
        assert_eq!(p.to_bits(), sign_flip(&differences, 7).to_bits());
    }
}
