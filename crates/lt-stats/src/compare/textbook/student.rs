//! Student's distribution: how far an average strays whose spread was itself estimated.
//!
//! Student (1908), "The Probable Error of a Mean", Biometrika 6.

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// Beyond so many degrees of freedom the distribution is the normal one to more digits than anybody needs.
const AS_GOOD_AS_NORMAL: f64 = 1e6;

/// Student's distribution with some degrees of freedom; the normal one where they are infinite.
#[derive(Clone, Copy, Debug)]
pub(in crate::compare) enum Student {
    Freedom(StudentsT),
    Normal(Normal),
}

impl Student {
    /// Less than half a degree, or what is no number, counts as half a degree: a distribution that proves nothing.
    pub(in crate::compare) fn new(df: f64) -> Self {
        if df > AS_GOOD_AS_NORMAL {
            return Self::Normal(Normal::standard());
        }
        let df = df.max(0.5);
        StudentsT::new(0.0, 1.0, df)
            .map_or_else(|_| Self::Normal(Normal::standard()), Self::Freedom)
    }

    /// Probability of at least `t`.
    pub(in crate::compare) fn above(self, t: f64) -> f64 {
        if t.is_infinite() {
            return if t > 0.0 { 0.0 } else { 1.0 };
        }
        match self {
            Self::Freedom(student) => student.sf(t),
            Self::Normal(normal) => normal.sf(t),
        }
    }

    /// The `t` that is exceeded with probability `alpha`, which is kept within 1e-12 and one half.
    pub(in crate::compare) fn exceeded_by(self, alpha: f64) -> f64 {
        let alpha = if alpha.is_nan() { 0.0 } else { alpha };
        let alpha = alpha.clamp(1e-12, 0.5);
        match self {
            Self::Freedom(student) => -student.inverse_cdf(alpha),
            Self::Normal(normal) => -normal.inverse_cdf(alpha),
        }
    }
}

/// Probability that a standard normal value is below `z`.
pub(in crate::compare) fn normal_below(z: f64) -> f64 {
    Normal::standard().cdf(z)
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "what is exact must come out exactly")]
mod tests {
    use super::*;

    #[test]
    fn tails_and_quantiles_are_those_of_the_printed_tables() {
        for (df, alpha, t) in [
            (1.0, 0.05, 6.313_751_514_675_04),
            (4.0, 0.05, 2.131_846_786_326_65),
            (4.0, 0.002, 5.951_372_849_088_1),
            (7.5, 0.002, 4.089_650_944_941_53),
            (30.0, 0.01, 2.457_261_542_400_59),
            (f64::INFINITY, 0.05, 1.644_853_626_951_47),
        ] {
            let student = Student::new(df);
            let found = student.exceeded_by(alpha);
            assert!((found / t - 1.0).abs() < 1e-9, "{df} {alpha}: {found}");
            assert!(
                (student.above(found) / alpha - 1.0).abs() < 1e-6,
                "{df} {alpha}"
            );
        }
    }

    #[test]
    fn odd_input_proves_nothing_and_does_not_panic() {
        for df in [f64::NAN, -1.0, 0.0, 1e300] {
            let student = Student::new(df);
            assert!(student.above(1.0) > 0.0);
            assert!(student.exceeded_by(f64::NAN) > 1.0 && student.exceeded_by(0.0) > 1.0);
        }
        assert_eq!(Student::new(3.0).above(f64::INFINITY), 0.0);
    }
}
