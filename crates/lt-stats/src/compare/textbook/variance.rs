//! A spread from few runs, helped by one that was learned from many.

use statrs::distribution::{ContinuousCDF, FisherSnedecor};

/// A variance and how many degrees of freedom it is known with; infinite ones are an assumption.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::compare) struct Variance {
    pub(in crate::compare) value: f64,
    pub(in crate::compare) freedom: f64,
}

/// How rarely a spread that is as noisy as the learned one may be taken for a noisier one.
const SURPRISE: f64 = 0.01;

/// The variance that was seen, weighed with the one that was learned.
///
/// Smyth (2004), "Linear Models and Empirical Bayes Methods for Assessing Differential Expression in Microarray
/// Experiments", Statistical Applications in Genetics and Molecular Biology 3: the moderated t, whose degrees of freedom
/// are those of both. What was learned is not believed where today is visibly noisier (F test at 1 %): a quiet noise
/// file must not make a noisy day look certain.
pub(in crate::compare) fn shrink(seen: Variance, learned: Option<Variance>) -> Variance {
    let Some(learned) = learned.filter(|learned| learned.freedom > 0.0 && learned.value >= 0.0)
    else {
        return seen;
    };
    if seen.freedom <= 0.0 {
        return learned;
    }
    if is_larger(seen, learned) {
        return seen;
    }
    let freedom = seen.freedom + learned.freedom;
    let value = match learned.freedom.is_infinite() {
        true => learned.value,
        false => (seen.value * seen.freedom + learned.value * learned.freedom) / freedom,
    };
    Variance { value, freedom }
}

/// Whether one variance is larger than another beyond what chance explains.
pub(in crate::compare) fn is_larger(one: Variance, other: Variance) -> bool {
    f_test(one, other) < SURPRISE
}

/// Chance that the ratio of two variances is at least this one, were they the same.
pub(in crate::compare) fn f_test(one: Variance, other: Variance) -> f64 {
    // The distribution has no limit in statrs; this is as good as it.
    let freedom = other.freedom.min(1e6);
    let ratio = one.value / other.value;
    if ratio.is_nan() {
        return 1.0;
    }
    match FisherSnedecor::new(one.freedom, freedom) {
        Ok(f) if ratio.is_finite() => f.sf(ratio),
        Ok(_) => 0.0,
        Err(_) => 1.0,
    }
}

/// The variance of a sum of estimates with their own degrees of freedom.
///
/// Satterthwaite (1946), "An Approximate Distribution of Estimates of Variance Components", Biometrics Bulletin 2; the
/// same formula makes Welch's test of 1947.
pub(in crate::compare) fn sum(parts: &[Variance]) -> Variance {
    let value: f64 = parts.iter().map(|part| part.value).sum();
    // Shares of the sum, for the square of a large variance may be too large to write down.
    let per_freedom = |part: &Variance| (part.value / value).powi(2) / part.freedom;
    let spread: f64 = parts
        .iter()
        .filter(|part| part.value > 0.0)
        .map(per_freedom)
        .sum();
    let freedom = match spread > 0.0 {
        true => 1.0 / spread,
        false => f64::INFINITY,
    };
    Variance { value, freedom }
}

impl Variance {
    /// Of values around their mean.
    pub(in crate::compare) fn of(values: &[f64]) -> Self {
        let n = values.len() as f64;
        let mean = mean(values);
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let freedom = n - 1.0;
        let value = if freedom > 0.0 {
            squares / freedom
        } else {
            0.0
        };
        Self {
            value,
            freedom: freedom.max(0.0),
        }
    }

    /// The same variance times a factor.
    pub(in crate::compare) fn times(self, factor: f64) -> Self {
        Self {
            value: self.value * factor,
            ..self
        }
    }
}

/// The arithmetic mean; zero of nothing.
pub(in crate::compare) fn mean(values: &[f64]) -> f64 {
    match values.len() {
        0 => 0.0,
        n => values.iter().sum::<f64>() / n as f64,
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "what is exact must come out exactly")]
mod tests {
    use super::*;

    fn variance(value: f64, freedom: f64) -> Variance {
        Variance { value, freedom }
    }

    #[test]
    fn a_learned_spread_adds_its_degrees_of_freedom() {
        let shrunk = shrink(variance(4.0, 4.0), Some(variance(1.0, 8.0)));
        assert_eq!(shrunk, variance(2.0, 12.0));
        assert_eq!(shrink(variance(4.0, 4.0), None), variance(4.0, 4.0));
        assert_eq!(
            shrink(variance(0.0, 0.0), Some(variance(1.0, 8.0))),
            variance(1.0, 8.0)
        );
    }

    #[test]
    fn a_day_that_is_visibly_noisier_is_taken_as_it_is() {
        let noisy = variance(50.0, 4.0);
        assert_eq!(shrink(noisy, Some(variance(1.0, 8.0))), noisy);
    }

    #[test]
    fn the_sum_of_two_variances_has_welchs_degrees_of_freedom() {
        let sum = sum(&[variance(2.0, 4.0), variance(1.0, 9.0)]);
        assert_eq!(sum.value, 3.0);
        assert!((sum.freedom - 9.0 / (1.0 + 1.0 / 9.0)).abs() < 1e-12);
    }
}
