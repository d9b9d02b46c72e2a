//! Shares of errors, from nothing but counts.

use super::student::Student;

/// So many requests and so many errors; fractions where they do not count in full, for errors come in bursts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counts {
    /// Errors, at most as many as requests.
    pub errors: f64,
    /// Requests.
    pub requests: f64,
}

/// The errors of the judged build and of the baseline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::compare) struct Shares {
    pub(in crate::compare) counts: [Counts; 2],
    /// Standard error of the difference for reasons that counting does not show.
    pub(in crate::compare) between: f64,
}

/// Further than so many deviations nobody needs to look.
const FAR: f64 = 40.0;

impl Shares {
    /// The difference, and how far it reaches down and up at `z` deviations.
    ///
    /// Newcombe (1998), "Interval Estimation for the Difference between Independent Proportions: Comparison of Eleven
    /// Methods", Statistics in Medicine 17, method 10, out of two intervals of Wilson (1927); what varies besides is added
    /// in the same way, as by Zou and Donner (2008), "Construction of Confidence Limits about Effect Measures", Statistics
    /// in Medicine 27.
    fn limits(&self, z: f64) -> (f64, f64) {
        let [head, base] = self.counts;
        let ((head_low, head_high), (base_low, base_high)) = (head.wilson(z), base.wilson(z));
        let (head, base) = (head.share(), base.share());
        let besides = (z * self.between).powi(2);
        let reach = |one: f64, other: f64| (one * one + other * other + besides).sqrt();
        let difference = head - base;
        (
            difference - reach(head - head_low, base_high - base),
            difference + reach(head_high - head, base - base_low),
        )
    }

    pub(in crate::compare) fn interval(&self, alpha: f64) -> (f64, f64) {
        self.limits(Student::new(f64::INFINITY).exceeded_by(alpha))
    }

    /// Chance of a difference at least as large as this, were the true one `tolerance`: that at which the limit of the
    /// interval is the tolerance.
    pub(in crate::compare) fn p_worse(&self, tolerance: f64) -> f64 {
        let (difference, _) = self.limits(0.0);
        let beyond = difference > tolerance;
        let (mut near, mut far) = (0.0, FAR);
        for _ in 0..60 {
            let z = f64::midpoint(near, far);
            let (low, high) = self.limits(z);
            let inside = if beyond {
                low > tolerance
            } else {
                high < tolerance
            };
            if inside { near = z } else { far = z }
        }
        Student::new(f64::INFINITY).above(if beyond { near } else { -near })
    }
}

impl Counts {
    /// The share of errors; zero of nothing.
    pub fn share(self) -> f64 {
        if self.requests > 0.0 {
            self.errors / self.requests
        } else {
            0.0
        }
    }

    /// The standard error of the share, never zero: two successes and two failures are added.
    ///
    /// Agresti and Coull (1998), "Approximate Is Better than Exact for Interval Estimation of Binomial Proportions", The
    /// American Statistician 52.
    pub(in crate::compare) fn error(self) -> f64 {
        let requests = self.requests + 4.0;
        let share = (self.errors + 2.0) / requests;
        (share * (1.0 - share).max(0.0) / requests).sqrt()
    }

    /// The score interval at `z` deviations. Of no error in n requests its upper end is z²/(n + z²), near the rule of
    /// three: Wilson (1927), "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the American
    /// Statistical Association 22.
    pub(in crate::compare) fn wilson(self, z: f64) -> (f64, f64) {
        let (share, n, square) = (self.share(), self.requests, z * z);
        if n <= 0.0 {
            return (0.0, 1.0);
        }
        let middle = (share + square / (2.0 * n)) / (1.0 + square / n);
        let inner = share * (1.0 - share) / n + square / (4.0 * n * n);
        let half = z * inner.max(0.0).sqrt() / (1.0 + square / n);
        ((middle - half).max(0.0), (middle + half).min(1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(errors: f64, requests: f64) -> Counts {
        Counts { errors, requests }
    }

    #[test]
    fn newcombes_own_example_gives_his_interval() {
        // 56 of 70 against 48 of 80: 0.0524 to 0.3339.
        let shares = Shares {
            counts: [counts(56.0, 70.0), counts(48.0, 80.0)],
            between: 0.0,
        };
        let (low, high) = shares.interval(0.025);
        assert!(
            (low - 0.052_431_47).abs() < 1e-7 && (high - 0.333_872_65).abs() < 1e-7,
            "{low} {high}"
        );
        assert!((shares.p_worse(low) - 0.025).abs() < 1e-9);
        assert!((shares.p_worse(high) - 0.975).abs() < 1e-9);
    }

    #[test]
    fn no_error_in_a_hundred_is_at_most_what_the_rule_of_three_says() {
        let (low, high) = counts(0.0, 100.0).wilson(1.644_853_627);
        assert!(low.abs() < 1e-15 && (high - 0.026_342_72).abs() < 1e-7);
        assert_eq!(counts(0.0, 0.0).wilson(2.0), (0.0, 1.0));
        assert!(counts(0.0, 100.0).error() > 0.0);
    }
}
