//! How many of `n` independent trials succeed.

use statrs::function::gamma::ln_gamma;

/// The smallest `k` for which at most `k` of `n` trials succeed with a probability above `tail`; each succeeds with
/// probability `q`, between 0 and 1.
///
/// Exact but for rounding: the probabilities are added up from where they begin to matter. Where that would be more than
/// some million additions, the normal approximation is right to within a rank or two of them.
pub(super) fn quantile(n: u64, q: f64, tail: f64) -> u64 {
    const MOST: f64 = 50_000.0;
    /// Standard deviations beyond which nothing matters: the probability is below 10^-23.
    const REACH: f64 = 10.0;
    let (mean, deviation) = (n as f64 * q, (n as f64 * q * (1.0 - q)).sqrt());
    if deviation > MOST {
        let z = super::wilson::normal_quantile(tail);
        return whole(mean + z * deviation).min(n);
    }
    let first = whole(mean - REACH * deviation - 30.0);
    let mut probability = ln_probability(n, q, first).exp();
    let mut sum = probability;
    let mut k = first;
    let odds = q / (1.0 - q);
    while sum <= tail && k < n {
        probability *= (n - k) as f64 / (k + 1) as f64 * odds;
        k += 1;
        sum += probability;
        if probability < f64::MIN_POSITIVE && (k as f64) < mean {
            // So far out that it is zero: begin anew further in.
            probability = ln_probability(n, q, k).exp();
        }
    }
    k
}

/// The logarithm of the probability of exactly `k`.
fn ln_probability(n: u64, q: f64, k: u64) -> f64 {
    let ln_factorial = |n: u64| ln_gamma(n as f64 + 1.0);
    let ways = ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k);
    ways + k as f64 * q.ln() + (n - k) as f64 * (-q).ln_1p()
}

/// The whole part, zero of what is below.
fn whole(value: f64) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast of a float saturates, which is what is meant"
    )]
    let whole = value.max(0.0) as u64;
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{Binomial, DiscreteCDF};

    #[test]
    fn quantiles_are_those_of_the_distribution() {
        for n in [1, 2, 7, 12, 100, 199, 1000, 5000] {
            for q in [0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999] {
                let binomial = Binomial::new(q, n).unwrap();
                for tail in [0.025, 0.975] {
                    let found = quantile(n, q, tail);
                    assert!(binomial.cdf(found) > tail, "{n} {q} {tail}: {found}");
                    let below = found == 0 || binomial.cdf(found - 1) <= tail + 1e-12;
                    assert!(below, "{n} {q} {tail}: {found}");
                }
            }
        }
    }

    #[test]
    fn however_many_there_are_the_answer_comes_at_once() {
        for n in [10_000_000, 10_000_000_000, u64::MAX] {
            let [low, high] = [0.025, 0.975].map(|tail| quantile(n, 0.95, tail));
            let width = (high - low) as f64 / (n as f64 * 0.95 * 0.05).sqrt();
            assert!((width - 3.92).abs() < 0.01, "{n}: {width}");
        }
    }
}
