//! What the numbers of one change say.

use lt_stats::compare::{Measure, Ruling, Tolerance};

use crate::format::document::Change;

/// A median of few runs and that of all their requests are not the same number, but no more apart than this.
const SLACK: f64 = 2.0;

/// What is tolerated, as a share of the baseline's value or in points.
pub(super) fn share(tolerance: Tolerance, base: Option<f64>, measure: Measure) -> f64 {
    match measure {
        Measure::ErrorRate => tolerance.absolute,
        Measure::Throughput => tolerance.relative.min(0.999),
        Measure::Percentile(_) | Measure::Mean => {
            let base = base.unwrap_or(f64::INFINITY).max(0.5);
            tolerance.relative.max(tolerance.absolute / base)
        }
    }
}

/// Whether a result tolerated what the configuration does.
pub(super) fn is_tolerance(
    told: Option<f64>,
    tolerance: Tolerance,
    base: Option<f64>,
    measure: Measure,
) -> bool {
    let Some(told) = told else {
        return false;
    };
    let [low, high] = [SLACK, 1.0 / SLACK].map(|slack| {
        let base = base.map(|base| base * slack);
        share(tolerance, base, measure)
    });
    (low * (1.0 - 1e-9)..=high * (1.0 + 1e-9)).contains(&told)
}

/// Whether the numbers of a change can be true at the same time.
pub(super) fn is_sound(change: &Change) -> bool {
    let Change {
        estimate,
        low,
        high,
        tolerance,
        ..
    } = *change;
    let (Some(estimate), Some(tolerance)) = (estimate, tolerance) else {
        return false;
    };
    let is_inside =
        low.is_none_or(|low| low <= estimate) && high.is_none_or(|high| estimate <= high);
    is_inside && tolerance >= 0.0
}

/// What the interval says of a tolerance for which there are no chances.
pub(super) fn by_interval(change: &Change, measure: Measure) -> Ruling {
    let tolerance = change.tolerance.unwrap_or_default();
    match () {
        () if !is_sound(change) => Ruling::Inconclusive,
        () if change.low.is_some_and(|low| low > tolerance) => Ruling::Regression,
        () if change.high.is_some_and(|high| high <= tolerance) => tolerated(change, measure),
        () => Ruling::Inconclusive,
    }
}

/// What is said of a change that is proven not to be worse than tolerated. Times and rates are compared by ratios, of which
/// the inverse of what is tolerated counts as better by as much.
pub(super) fn tolerated(change: &Change, measure: Measure) -> Ruling {
    let tolerance = change.tolerance.unwrap_or_default();
    let better = match measure {
        Measure::ErrorRate => -tolerance,
        Measure::Throughput => -tolerance / (1.0 - tolerance),
        Measure::Percentile(_) | Measure::Mean => -tolerance / (1.0 + tolerance),
    };
    match () {
        () if change.high.is_some_and(|high| high < better) => Ruling::Improved,
        () if change.low.is_some_and(|low| low > 0.0) => Ruling::SlightlyWorse,
        () => Ruling::Pass,
    }
}
