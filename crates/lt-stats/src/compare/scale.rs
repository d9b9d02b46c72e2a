//! The scale on which a measure is compared: logarithms of times and rates, shares of errors as they are.

use super::{Change, Finding, Measure, Tolerance};

/// What is larger is worse on every scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scale {
    /// Logarithms of times: a difference is a ratio, which is the same for 10 ms and for 10 s.
    Times,
    /// Logarithms of rates with the sign turned, for fewer are worse.
    Rates,
    /// Shares: a difference in points.
    Shares,
}

/// A clock of microseconds cannot tell two times apart that are nearer than this.
const HALF_A_MICROSECOND: f64 = 0.5;
/// Deviation of a value that was rounded to a unit, as a share of the unit.
const ROUNDED: f64 = 0.288_675_134_594_812_9;
/// Width of a bucket of a histogram of three digits, as a share of its values.
const BUCKET: f64 = 0.001;

impl Scale {
    pub(super) fn of(measure: Measure) -> Self {
        match measure {
            Measure::Percentile(_) | Measure::Mean => Self::Times,
            Measure::ErrorRate => Self::Shares,
            Measure::Throughput => Self::Rates,
        }
    }

    /// The value on the scale; below half a microsecond a time is half a microsecond.
    pub(super) fn place(self, value: f64) -> f64 {
        match self {
            Self::Times => libm::log(value.max(HALF_A_MICROSECOND)),
            Self::Rates => -libm::log(value.max(f64::MIN_POSITIVE)),
            Self::Shares => value,
        }
    }

    /// The least standard error of a value for the way in which it is kept.
    pub(super) fn resolution(self, value: f64) -> f64 {
        match self {
            Self::Times => ROUNDED * BUCKET.max(1.0 / value.max(1.0)),
            Self::Rates | Self::Shares => ROUNDED * BUCKET * BUCKET,
        }
    }

    /// What is tolerated, seen from the baseline's value: of times the larger of both bounds, of rates a share that may
    /// be lost, of errors so many points. What is below zero, or no number, is zero.
    pub(super) fn tolerance(self, tolerance: Tolerance, base: f64) -> f64 {
        let (relative, absolute) = (tolerance.relative.max(0.0), tolerance.absolute.max(0.0));
        match self {
            Self::Times => libm::log1p(relative.max(absolute / base.max(HALF_A_MICROSECOND))),
            Self::Rates => -libm::log1p(-relative.min(0.999)),
            Self::Shares => absolute,
        }
    }

    /// A change on the scale as people read it: a share of the baseline's value, or points; positive is worse.
    fn told(self, change: f64) -> f64 {
        match self {
            Self::Times => libm::expm1(change),
            Self::Rates => -libm::expm1(-change),
            Self::Shares => change,
        }
    }

    /// A finding as people read it; `None` where there is none.
    pub(super) fn change(self, finding: &Finding, tolerance: f64) -> Option<Change> {
        let estimate = finding.estimate?;
        Some(Change {
            estimate: self.told(estimate.delta),
            low: self.told(finding.interval.0),
            high: self.told(finding.interval.1),
            tolerance: self.told(tolerance),
            p_worse: finding.p_worse,
            p_worse_adjusted: finding.p_worse_adjusted,
            p_tolerable: finding.p_tolerable,
        })
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "what is exact must come out exactly")]
mod tests {
    use super::*;

    #[test]
    fn the_larger_bound_is_the_tolerance_of_a_time() {
        let tolerance = Tolerance {
            relative: 0.1,
            absolute: 2000.0,
        };
        for (base, share) in [(100_000.0, 0.1), (10_000.0, 0.2), (0.0, 4000.0)] {
            let found = Scale::Times.tolerance(tolerance, base);
            assert!((Scale::Times.told(found) - share).abs() < 1e-9, "{base}");
        }
        assert!((Scale::Rates.told(Scale::Rates.tolerance(tolerance, 5.0)) - 0.1).abs() < 1e-12);
        let odd = Tolerance {
            relative: f64::NAN,
            absolute: -1.0,
        };
        assert_eq!(Scale::Times.tolerance(odd, 1.0), 0.0);
    }

    #[test]
    fn worse_is_positive_on_every_scale() {
        for (scale, base, worse) in [
            (Scale::Times, 10.0, 12.0),
            (Scale::Rates, 10.0, 8.0),
            (Scale::Shares, 0.1, 0.3),
        ] {
            let change = scale.place(worse) - scale.place(base);
            assert!((scale.told(change) - 0.2).abs() < 1e-12, "{scale:?}");
        }
    }
}
