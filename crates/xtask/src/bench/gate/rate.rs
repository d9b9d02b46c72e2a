//! A share of trials, and how sure it is.

use statrs::distribution::{Beta, ContinuousCDF};

/// So many of so many.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Rate {
    hits: u64,
    of: u64,
}

impl Rate {
    pub(super) fn of<T>(trials: &[T], hit: impl Fn(&T) -> bool) -> Self {
        let hits = trials.iter().filter(|trial| hit(trial)).count();
        Self {
            hits: hits as u64,
            of: trials.len() as u64,
        }
    }

    /// In percent with one digit.
    pub(super) fn percent(self) -> String {
        format!("{:.1} %", 100.0 * self.hits as f64 / self.of.max(1) as f64)
    }

    /// The exact interval of confidence 95 %: Clopper and Pearson (1934), "The Use of Confidence or Fiducial Limits
    /// Illustrated in the Case of the Binomial", Biometrika 26.
    pub(super) fn interval(self) -> String {
        let (low, high) = self.limits();
        format!("{:.1}–{:.1} %", 100.0 * low, 100.0 * high)
    }

    fn limits(self) -> (f64, f64) {
        let (hits, others) = (self.hits as f64, (self.of - self.hits) as f64);
        let quantile =
            |a: f64, b: f64, p: f64| Beta::new(a, b).map_or(f64::NAN, |beta| beta.inverse_cdf(p));
        let low = if self.hits == 0 {
            0.0
        } else {
            quantile(hits, others + 1.0, 0.025)
        };
        let high = if self.hits == self.of {
            1.0
        } else {
            quantile(hits + 1.0, others, 0.975)
        };
        (low, high)
    }
}

#[cfg(test)]
mod tests {
    use super::Rate;

    #[test]
    fn the_interval_is_that_of_clopper_and_pearson() {
        // scipy.stats.binomtest(10, 200).proportion_ci(method="exact")
        let (low, high) = Rate { hits: 10, of: 200 }.limits();
        assert!(
            (low - 0.024_230).abs() < 1e-5 && (high - 0.090_026).abs() < 1e-5,
            "{low} {high}"
        );
        assert_eq!(Rate { hits: 0, of: 2000 }.interval(), "0.0–0.2 %");
        assert_eq!(Rate::default().limits(), (0.0, 1.0));
    }
}
