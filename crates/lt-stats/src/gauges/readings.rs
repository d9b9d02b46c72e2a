//! What the readings of a gauge amount to.

use lt_sample::UnixMicros;

use super::exact_sum::ExactSum;
use super::later;

/// What the readings of a gauge amount to, each one counted, not only the last of each window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Readings {
    /// How many.
    pub n: u64,
    /// The smallest.
    pub min: f64,
    /// The largest.
    pub max: f64,
    /// The arithmetic mean, from an exact sum.
    pub mean: f64,
    /// The latest, and when it was read; of two at one instant the larger.
    pub last: (UnixMicros, f64),
}

/// Readings as they are added up: in whatever order they come, the result is the same.
#[derive(Clone, Debug, Default)]
pub(super) struct Taken {
    n: u64,
    extremes: Option<(f64, f64)>,
    sum: ExactSum,
    last: Option<(UnixMicros, f64)>,
}

impl Taken {
    pub(super) fn of(readings: &[(UnixMicros, f64)]) -> Self {
        let mut taken = Self::default();
        readings.iter().for_each(|reading| taken.add(*reading));
        taken
    }

    pub(super) fn add(&mut self, reading: (UnixMicros, f64)) {
        self.n = self.n.saturating_add(1);
        self.widen(reading.1, reading.1);
        self.sum.add(reading.1);
        self.note_last(reading);
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.n = self.n.saturating_add(other.n);
        if let Some((min, max)) = other.extremes {
            self.widen(min, max);
        }
        self.sum.merge(&other.sum);
        if let Some(last) = other.last {
            self.note_last(last);
        }
    }

    /// The result; zeros of nothing.
    pub(super) fn told(&self) -> Readings {
        let (min, max) = self.extremes.unwrap_or_default();
        Readings {
            n: self.n,
            min,
            max,
            // Rounding must not carry it past a reading.
            mean: self.sum.divided_by(self.n.max(1)).clamp(min, max),
            last: self.last.unwrap_or_default(),
        }
    }

    fn widen(&mut self, min: f64, max: f64) {
        let (smallest, largest) = self.extremes.unwrap_or((min, max));
        self.extremes = Some((smallest.min(min), largest.max(max)));
    }

    fn note_last(&mut self, reading: (UnixMicros, f64)) {
        self.last = Some(match self.last {
            Some(last) => later(last, reading),
            None => reading,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    fn taken(values: &[f64]) -> Taken {
        let at = |n: usize| UnixMicros(n as u64 % 3);
        let readings = values.iter().enumerate();
        let readings: Vec<_> = readings.map(|(n, value)| (at(n), *value)).collect();
        Taken::of(&readings)
    }

    #[test]
    fn nothing_is_lost_beside_large_values() {
        let told = taken(&[1e300, 1.0, -1e300, 3.0]).told();
        assert_eq!((told.n, told.min, told.max), (4, -1e300, 1e300));
        assert!((told.mean - 1.0).abs() < 1e-15);
        let largest = taken(&[f64::MAX, f64::MAX, f64::MAX]).told();
        assert!(largest.mean.total_cmp(&f64::MAX).is_eq());
        let smallest = taken(&[f64::from_bits(1), f64::from_bits(3)]).told();
        assert_eq!(smallest.mean.to_bits(), 2);
        assert_eq!(Taken::default().told().n, 0);
    }

    proptest! {
        #[test]
        fn in_whatever_order_the_readings_come_the_result_is_the_same(
            values in proptest::collection::vec(-1e12..1e12_f64, 2..60), cut in 0..60_usize) {
            let readings: Vec<_> = values.iter().map(|value| (UnixMicros(value.to_bits() % 7), *value)).collect();
            let whole = Taken::of(&readings).told();
            let backwards: Vec<_> = readings.iter().rev().copied().collect();
            prop_assert_eq!(Taken::of(&backwards).told(), whole);
            let (left, right) = readings.split_at(cut.min(readings.len()));
            let mut merged = Taken::of(right);
            merged.merge(&Taken::of(left));
            prop_assert_eq!(merged.told(), whole);
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            prop_assert!((whole.mean - mean).abs() <= 1e-3);
        }
    }
}
