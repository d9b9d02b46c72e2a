//! Student's t-test of two samples (Student 1908), as in Hunter.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// The two-sided chance of a difference of means as large, were there none; both sides are taken to vary alike.
pub(super) fn p_of_difference(left: &[f64], right: &[f64]) -> f64 {
    let (n, m) = (left.len() as f64, right.len() as f64);
    let freedom = n + m - 2.0;
    if left.is_empty() || right.is_empty() || freedom < 1.0 {
        return 1.0;
    }
    let (a, b) = (mean(left), mean(right));
    // Means of equal values differ in their last bits.
    let rounding = 1e-12 * (a.abs() + b.abs());
    if (a - b).abs() <= rounding {
        return 1.0;
    }
    let variance = (squares(left, a) + squares(right, b)) / freedom;
    let error = (variance * (1.0 / n + 1.0 / m)).sqrt().max(rounding);
    match StudentsT::new(0.0, 1.0, freedom) {
        Ok(t) => (2.0 * t.sf((a - b).abs() / error)).min(1.0),
        Err(_) => 1.0,
    }
}

pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The sum of squared distances from a mean.
fn squares(values: &[f64], mean: f64) -> f64 {
    values.iter().map(|value| (value - mean).powi(2)).sum()
}
