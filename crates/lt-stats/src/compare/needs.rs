//! How many runs would tell.

use super::Needs;
use super::modes::reading::Growth;
use super::textbook::student::{Student, normal_below};

/// How often the runs that are asked for shall find what there is to find. Aimed at by the formula, so that 80 % are left
/// where noise has heavier tails than it believes; `docs/statistics.md` shows what is.
const POWER: f64 = 0.85;
/// More runs are not asked for.
const MOST: u32 = 50;

/// The least number of runs with which a change that is `gap` away from the tolerance is told from it with a power of
/// 80 % and some to spare, by a test at `alpha`.
pub(super) fn needed(growth: &Growth, gap: f64, alpha: f64) -> Needs {
    let enough = |n: &u32| power(growth, *n, gap, alpha) >= POWER;
    (growth.least..=MOST)
        .find(enough)
        .map_or(Needs::TooMany, Needs::Runs)
}

/// The chance to tell a change that is `gap` away from the tolerance with so many runs.
///
/// The upper tail of the noncentral t by its normal approximation: Abramowitz and Stegun (1964), "Handbook of Mathematical
/// Functions", 26.7.10.
pub(super) fn power(growth: &Growth, n: u32, gap: f64, alpha: f64) -> f64 {
    let n = f64::from(n);
    let error = (growth.divided / n + growth.fixed).sqrt();
    let freedom = growth.freedom_each * n + growth.freedom_else;
    if gap <= 0.0 || freedom <= 0.0 {
        return 0.0;
    }
    if error <= 0.0 {
        return 1.0;
    }
    let limit = Student::new(freedom).exceeded_by(alpha);
    let (bias, spread) = match freedom.is_finite() {
        true => (
            1.0 - 1.0 / (4.0 * freedom),
            1.0 + limit * limit / (2.0 * freedom),
        ),
        false => (1.0, 1.0),
    };
    normal_below((gap / error - limit * bias) / spread.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::modes::reading::Counted;

    fn two_groups(deviation: f64) -> Growth {
        Growth {
            divided: 2.0 * deviation * deviation,
            fixed: 0.0,
            freedom_each: 2.0,
            freedom_else: -2.0,
            least: 2,
            of: Counted::Runs,
        }
    }

    #[test]
    fn the_power_of_a_two_sample_t_test_is_that_of_the_noncentral_t() {
        // scipy.stats.nct.sf(t.ppf(1 - alpha, 2n - 2), 2n - 2, gap / sd / sqrt(2 / n))
        for (n, alpha, power_) in [(5, 0.05, 0.800_2), (10, 0.002, 0.703_0)] {
            let found = power(&two_groups(1.0), n, 1.725, alpha);
            assert!((found - power_).abs() < 0.03, "{n}: {found}");
        }
    }

    #[test]
    fn noise_that_is_larger_than_the_gap_takes_too_many_runs() {
        assert_eq!(needed(&two_groups(1.0), 0.1, 0.05), Needs::TooMany);
        assert_eq!(needed(&two_groups(0.0), 0.1, 0.05), Needs::Runs(2));
        assert_eq!(needed(&two_groups(1.0), 0.0, 0.05), Needs::TooMany);
    }
}
