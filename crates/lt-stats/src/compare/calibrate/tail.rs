//! How often something happens at most that happened so many times.

use statrs::distribution::{Beta, ContinuousCDF};

/// The rate that is excluded with 95 % confidence by so few events in so many tries, 0 to 1: the one-sided upper bound of
/// Clopper and Pearson (1934, "The Use of Confidence or Fiducial Limits Illustrated in the Case of the Binomial",
/// Biometrika 26), exact for independent tries; 1 where nothing was tried.
pub fn at_most(events: u32, tries: u32) -> f64 {
    if events >= tries {
        return 1.0;
    }
    let (above, below) = (f64::from(events) + 1.0, f64::from(tries - events));
    Beta::new(above, below).map_or(1.0, |beta| beta.inverse_cdf(0.95))
}

#[cfg(test)]
mod tests {
    use super::at_most;

    #[test]
    fn the_bounds_are_those_of_the_binomial_distribution() {
        // Without an event it is the root of 5 %; the others were computed with SciPy.
        for (events, tries, bound) in [
            (0, 240, 1.0 - 0.05_f64.powf(1.0 / 240.0)),
            (0, 10, 1.0 - 0.05_f64.powf(0.1)),
            (3, 240, 0.03198819975403926),
            (5, 12, 0.6847622092755479),
        ] {
            let found = at_most(events, tries);
            assert!((found - bound).abs() < 1e-9, "{found} is not {bound}");
        }
        assert_eq!((at_most(0, 0), at_most(7, 7)), (1.0, 1.0));
    }
}
