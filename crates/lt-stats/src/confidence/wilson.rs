//! Between which values a share lies.

use statrs::distribution::{ContinuousCDF, Normal};

use super::TAIL;

/// The score interval of 95 % of a share, of which `k` of `n` were seen; `None` of nothing. It lies within 0 and 1 and
/// holds where nothing, or everything, was seen.
///
/// Wilson (1927), "Probable Inference, the Law of Succession, and Statistical Inference"; recommended over others by
/// Brown, Cai and DasGupta (2001), "Interval Estimation for a Binomial Proportion".
pub fn wilson(k: u64, n: u64) -> Option<(f64, f64)> {
    if n == 0 {
        return None;
    }
    let (n, share) = (n as f64, k as f64 / n as f64);
    let z = normal_quantile(1.0 - TAIL);
    let squared = z * z / n;
    let center = share + squared / 2.0;
    let half = z * (share * (1.0 - share) / n + squared / (4.0 * n)).sqrt();
    let bound = |value: f64| (value / (1.0 + squared)).clamp(0.0, 1.0);
    // Where nothing was seen the difference of two equal numbers must be 0, not nearly 0.
    let lower = if k == 0 { 0.0 } else { bound(center - half) };
    let upper = if share < 1.0 {
        bound(center + half)
    } else {
        1.0
    };
    Some((lower, upper))
}

/// The value below which a standard normal one lies with this probability.
pub(super) fn normal_quantile(probability: f64) -> f64 {
    Normal::standard().inverse_cdf(probability)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_those_of_the_literature() {
        let check = |k, n, expected: (f64, f64)| {
            let (lower, upper) = wilson(k, n).unwrap();
            assert!((lower - expected.0).abs() < 5e-5, "{k} of {n}: {lower}");
            assert!((upper - expected.1).abs() < 5e-5, "{k} of {n}: {upper}");
        };
        // Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I.
        check(81, 263, (0.2553, 0.3662));
        check(15, 148, (0.0624, 0.1605));
        check(0, 20, (0.0, 0.1611));
        check(1, 29, (0.0061, 0.1718));
        check(20, 20, (0.8389, 1.0));
        assert_eq!(wilson(0, 0), None);
    }
}
