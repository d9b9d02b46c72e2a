//! The open model: when requests are due, whatever the answers take.
//!
//! An arrival is a planned beginning, not an event: this room knows no clock, no network and no virtual user.

use crate::curve::Curve;
use crate::{Process, Rate, RunTime, Shape, rate};

/// Arrivals in time.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrivals {
    /// How many in how much time.
    pub pace: Pace,
    /// How they follow each other.
    pub process: Process,
}

/// How fast arrivals come.
#[derive(Clone, Debug, PartialEq)]
pub enum Pace {
    /// Always the same.
    Constant(Rate),
    /// Changing over time; its levels are those of [`Rate::level`].
    Changing(Shape),
}

/// What one arrival is worth in the doubled area below a curve of [`Rate::level`]s: those are millionths per minute.
pub(crate) const ARRIVAL: u128 = 2 * 60 * 1_000_000_000 * 1_000_000;

impl Arrivals {
    /// Regular arrivals at one rate.
    pub fn constant(rate: Rate) -> Self {
        Self {
            pace: Pace::Constant(rate),
            process: Process::Constant,
        }
    }

    /// Arrivals per second; where that changes, at most.
    pub fn peak_per_second(&self) -> f64 {
        match &self.pace {
            Pace::Constant(rate) => rate.per_second(),
            Pace::Changing(shape) => rate::per_second(shape.peak()),
        }
    }

    /// The shape, where the rate changes.
    pub fn shape(&self) -> Option<&Shape> {
        match &self.pace {
            Pace::Constant(_) => None,
            Pace::Changing(shape) => Some(shape),
        }
    }

    /// The rate over time, in time of the load.
    pub(crate) fn curve(&self, warmup: u64) -> Curve {
        match &self.pace {
            Pace::Constant(rate) => Curve::constant(rate.level()),
            Pace::Changing(shape) => shape.curve(warmup),
        }
    }

    /// What it is in words.
    pub fn describe(&self) -> String {
        let pace = match &self.pace {
            Pace::Constant(rate) => format!("{} per second", rate.per_second()),
            Pace::Changing(shape) => {
                shape.describe(|level| format!("{}/s", rate::per_second(level)), "arrivals")
            }
        };
        match (&self.pace, self.process) {
            (Pace::Constant(rate), Process::Constant) => {
                format!("{} arrivals per second", rate.per_second())
            }
            (_, Process::Constant) => pace,
            (_, Process::Poisson) => format!("Poisson arrivals, {pace}"),
        }
    }
}

/// When the `k`-th of regular arrivals (from 0) is due, in time of the load: the inverse of the cumulative rate at
/// `k + 0.5`, rounded down to a whole nanosecond; `None` where the rate ends before.
///
/// Computed from `k` alone, and for straight lines in whole numbers, so no `k` is late because another one was: there
/// is no drift.
pub(crate) fn due(curve: &Curve, k: u64) -> Option<RunTime> {
    curve.when(middle_of(k)).map(RunTime)
}

/// The doubled area below a curve at which the `k`-th of regular arrivals (from 0) stands.
pub(crate) fn middle_of(k: u64) -> u128 {
    (2 * u128::from(k) + 1) * (ARRIVAL / 2)
}

/// How many of the regular arrivals are due before `end`, in time of the load.
pub(crate) fn due_before(curve: &Curve, end: RunTime) -> u64 {
    let near = (curve.area(end.0) + ARRIVAL / 2) / ARRIVAL;
    let mut n = u64::try_from(near).unwrap_or(u64::MAX);
    let is_before = |k| due(curve, k).is_some_and(|due| due < end);
    while n > 0 && !is_before(n - 1) {
        n -= 1;
    }
    while n < u64::MAX && is_before(n) {
        n += 1;
    }
    n
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    struct Regular(Curve);

    impl Regular {
        fn intended_start(&self, k: u64) -> RunTime {
            due(&self.0, k).unwrap_or(RunTime(u64::MAX))
        }

        fn due_before(&self, end: RunTime) -> u64 {
            due_before(&self.0, end)
        }
    }

    fn arrivals(text: &str) -> Regular {
        Regular(Arrivals::constant(rate::parse(text).unwrap()).curve(0))
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
