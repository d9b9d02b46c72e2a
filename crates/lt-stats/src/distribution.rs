//! What a histogram says in one number.

use lt_sample::{Histogram, Micros};

use crate::Percentile;

/// The value at a percentile by nearest rank: the middle of its bucket, within 0.05 % of the exact one; `None` of nothing.
pub fn percentile<const BITS: u32>(
    histogram: &Histogram<BITS>,
    percentile: Percentile,
) -> Option<Micros> {
    histogram
        .value_at_rank(percentile.rank(histogram.count()))
        .map(Micros)
}

/// The arithmetic mean in microseconds, from the exact sum; `None` of nothing.
pub fn mean<const BITS: u32>(histogram: &Histogram<BITS>) -> Option<f64> {
    (!histogram.is_empty()).then(|| histogram.sum() as f64 / histogram.count() as f64)
}

/// The standard deviation of the population in microseconds, from the exact moments; `None` of nothing.
pub fn deviation<const BITS: u32>(histogram: &Histogram<BITS>) -> Option<f64> {
    let mean = mean(histogram)?;
    let n = u128::from(histogram.count());
    // n·Σx² − (Σx)² in whole numbers: the difference of two large floats would lose what it is about.
    let spread = n
        .checked_mul(histogram.sum_sq())
        .zip(histogram.sum().checked_mul(histogram.sum()))
        .and_then(|(squares, square)| squares.checked_sub(square));
    Some(match spread {
        Some(spread) => (spread as f64).sqrt() / n as f64,
        None => (histogram.sum_sq() as f64 / n as f64 - mean * mean)
            .max(0.0)
            .sqrt(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{prop_assert, proptest};

    fn histogram(values: &[u64]) -> Histogram {
        let mut histogram = Histogram::new();
        values.iter().for_each(|value| histogram.record(*value));
        histogram
    }

    proptest! {
        #[test]
        fn percentiles_rise_and_stay_within_half_a_thousandth(mut values in proptest::collection::vec(0..50_000_000_u64, 1..500)) {
            let histogram = histogram(&values);
            values.sort_unstable();
            let mut before = Micros(0);
            for p in Percentile::TABLE {
                let exact = values[usize::try_from(p.rank(values.len() as u64)).unwrap() - 1];
                let found = percentile(&histogram, p).unwrap();
                prop_assert!(found.0.abs_diff(exact) as f64 <= exact as f64 * 0.0005);
                prop_assert!(found >= before);
                before = found;
            }
        }

        #[test]
        fn mean_and_deviation_are_exact(values in proptest::collection::vec(0..50_000_000_u64, 1..500)) {
            let histogram = histogram(&values);
            let n = values.len() as f64;
            let exact_mean = values.iter().sum::<u64>() as f64 / n;
            let exact = (values.iter().map(|value| (*value as f64 - exact_mean).powi(2)).sum::<f64>() / n).sqrt();
            prop_assert!((mean(&histogram).unwrap() - exact_mean).abs() <= exact_mean * 1e-12);
            prop_assert!((deviation(&histogram).unwrap() - exact).abs() <= exact * 1e-9 + 1e-6);
        }
    }

    #[test]
    fn nothing_has_no_mean_deviation_or_percentile() {
        let nothing = Histogram::<11>::new();
        assert_eq!(
            (
                mean(&nothing),
                deviation(&nothing),
                percentile(&nothing, Percentile::P50)
            ),
            (None, None, None)
        );
        assert_eq!(deviation(&histogram(&[7, 7, 7])), Some(0.0));
    }
}
