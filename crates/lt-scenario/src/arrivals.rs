//! The open model: when requests are due, whatever the answers take.
//!
//! An arrival is a planned beginning, not an event: this room knows no clock, no network and no virtual user.

use crate::{Rate, RunTime};

/// Arrivals at a constant rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrivals {
    /// How many per second.
    pub rate: Rate,
}

impl Arrivals {
    /// When the `k`-th arrival (from 0) is due, counted from the beginning of its load: the inverse of the
    /// cumulative rate at `k + 0.5`, rounded down to a whole nanosecond.
    ///
    /// Computed from `k` alone in whole numbers, so no `k` is late because another one was: there is no drift.
    pub fn intended_start(&self, k: u64) -> RunTime {
        let (nanoseconds, arrivals) = self.rate.nanoseconds_per_arrivals();
        // (2k + 1) <= 2^65 and nanoseconds <= 6 * 10^16 < 2^56: the product fits.
        let due = (2 * u128::from(k) + 1) * nanoseconds / (2 * arrivals);
        RunTime(u64::try_from(due).unwrap_or(u64::MAX))
    }

    /// How many arrivals are due before `end`, counted from the beginning of their load.
    pub fn due_before(&self, end: RunTime) -> u64 {
        let (nanoseconds, arrivals) = self.rate.nanoseconds_per_arrivals();
        // k is due before `end` where (2k + 1) * nanoseconds < 2 * arrivals * end: count the odd numbers below.
        let odd = (2 * arrivals * u128::from(end.0)).div_ceil(nanoseconds);
        u64::try_from(odd / 2).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rate;
    use proptest::prelude::*;

    fn arrivals(text: &str) -> Arrivals {
        Arrivals {
            rate: rate::parse(text).unwrap(),
        }
    }

    #[test]
    fn arrivals_stand_in_the_middle_of_their_share_of_time() {
        let hundred = arrivals("100/s");
        assert_eq!(hundred.intended_start(0), RunTime(5_000_000));
        assert_eq!(hundred.intended_start(1), RunTime(15_000_000));
        assert_eq!(hundred.due_before(RunTime(1_000_000_000)), 100);
        assert_eq!(hundred.due_before(RunTime(5_000_000)), 0);
        assert_eq!(hundred.due_before(RunTime(5_000_001)), 1);
        assert_eq!(hundred.due_before(RunTime(0)), 0);
        assert_eq!(
            arrivals("100/m").intended_start(150),
            RunTime(90_300_000_000)
        );
    }

    #[test]
    fn the_last_arrival_of_all_does_not_overflow() {
        assert_eq!(
            arrivals("0.000001/m").intended_start(u64::MAX),
            RunTime(u64::MAX)
        );
        assert_eq!(
            arrivals("10000000").intended_start(100_000_000_000_000_000),
            RunTime(10_000_000_000_000_000_050)
        );
        assert_eq!(
            arrivals("10000000").due_before(RunTime(u64::MAX)),
            184_467_440_737_095_516
        );
    }

    proptest! {
        #[test]
        fn the_kth_arrival_never_drifts(count in 1u64..10_000_000_000, minutes: bool, k in 0u64..1_000_000_000) {
            let rate = format!("{}.{:04}/{}", count / 10_000, count % 10_000, if minutes { "m" } else { "s" });
            let due = arrivals(&rate).intended_start(k);
            // due <= (k + 0.5) / rate < due + 1, in whole numbers.
            let period = if minutes { 60u128 } else { 1 };
            let exact_times_twice_count = (2 * u128::from(k) + 1) * period * 1_000_000_000 * 10_000;
            let due = u128::from(due.0);
            prop_assume!(due < u128::from(u64::MAX));
            prop_assert!(due * 2 * u128::from(count) <= exact_times_twice_count);
            prop_assert!((due + 1) * 2 * u128::from(count) > exact_times_twice_count);
        }

        #[test]
        fn what_is_due_before_a_moment_is_what_starts_before_it(per_minute in 1u64..100_000_000, end in 0u64..100_000_000_000) {
            let arrivals = arrivals(&format!("{per_minute}/m"));
            let n = arrivals.due_before(RunTime(end));
            prop_assert!(arrivals.intended_start(n) >= RunTime(end));
            prop_assert!(n == 0 || arrivals.intended_start(n - 1) < RunTime(end));
        }

        #[test]
        fn shards_together_are_the_one_run(per_second in 1u64..1000, shards in 1u64..17) {
            let arrivals = arrivals(&per_second.to_string());
            let n = arrivals.due_before(RunTime(2_000_000_000));
            let mut union: Vec<_> = (0..shards)
                .flat_map(|shard| (0..n).filter(move |k| k % shards == shard))
                .map(|k| arrivals.intended_start(k))
                .collect();
            union.sort_unstable();
            prop_assert_eq!(union, (0..n).map(|k| arrivals.intended_start(k)).collect::<Vec<_>>());
        }
    }
}
