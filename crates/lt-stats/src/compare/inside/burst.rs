//! Errors come in bursts: how many requests count as one.

use rand_core::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::course::{LEAST_BLOCKS, autocorrelation, below, block_length};
use crate::compare::textbook::variance::Variance;

/// Times that a run is drawn again.
const DRAWN: usize = 200;

/// By how much the variance of the share of errors is larger than if each request failed for itself; at least 1, and 1
/// where there is nothing to see.
///
/// The design effect of Kish (1965), "Survey Sampling", from the block bootstrap of Künsch (1989) over intervals, each with
/// its errors and requests.
pub(in crate::compare) fn design_effect(intervals: &[(u64, u64)], seed: u64) -> f64 {
    let (errors, requests) = total(intervals);
    let share = errors / requests;
    let alone = share * (1.0 - share) / requests;
    if intervals.len() < 2 || alone.is_nan() || alone <= 0.0 {
        return 1.0;
    }
    let shares = intervals.iter().filter(|(_, requests)| *requests > 0);
    let shares: Vec<f64> = shares
        .map(|(errors, requests)| *errors as f64 / *requests as f64)
        .collect();
    let longest = (intervals.len() / LEAST_BLOCKS).max(1);
    let length = block_length(intervals.len(), autocorrelation(&shares)).min(longest);
    let blocks: Vec<(f64, f64)> = intervals.windows(length).map(total).collect();
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut draw = || {
        let drawn =
            (0..intervals.len().div_ceil(length)).map(|_| blocks[below(&mut random, blocks.len())]);
        let (errors, requests) =
            drawn.fold((0.0, 0.0), |sum, block| (sum.0 + block.0, sum.1 + block.1));
        if requests > 0.0 {
            errors / requests
        } else {
            share
        }
    };
    let drawn: Vec<f64> = (0..DRAWN).map(|_| draw()).collect();
    (Variance::of(&drawn).value / alone).max(1.0)
}

fn total(intervals: &[(u64, u64)]) -> (f64, f64) {
    let add = |sum: (f64, f64), interval: &(u64, u64)| {
        (sum.0 + interval.0 as f64, sum.1 + interval.1 as f64)
    };
    intervals.iter().fold((0.0, 0.0), add)
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "what is exact must come out exactly")]
mod tests {
    use super::*;

    #[test]
    fn a_burst_counts_less_than_as_many_errors_here_and_there() {
        let even: Vec<(u64, u64)> = (0..100).map(|n| (u64::from(n % 10 == 0), 50)).collect();
        let burst: Vec<(u64, u64)> = (0..100).map(|n| (u64::from(n >= 90), 50)).collect();
        assert!(design_effect(&even, 1) < 2.0);
        assert!(design_effect(&burst, 1) > 3.0);
        for nothing in [&[][..], &[(0, 0)], &[(0, 5), (0, 5)], &[(5, 5), (5, 5)]] {
            assert_eq!(design_effect(nothing, 1), 1.0);
        }
    }
}
