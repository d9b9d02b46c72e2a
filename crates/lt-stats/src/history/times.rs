//! A distribution that is small where it holds little.

use lt_sample::{Histogram, Micros};

use crate::Percentile;

/// Response times in the buckets of a histogram of two digits, and their exact extremes and sum.
///
/// A [`Histogram`] has its counters in pages, which pays where many values come; of an endpoint's second there are a few
/// hundred thousand, each with few values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// Bucket and how many values it holds, in ascending order; a count stays at the largest `u32`.
    buckets: Vec<(u16, u32)>,
    count: u64,
    min: u64,
    max: u64,
    sum: u128,
}

/// Values below this have a bucket each, every doubling above is cut into half as many.
const FINE: u64 = 256;

impl Times {
    /// Number of values.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The smallest value, exactly; zero of nothing.
    pub fn min(&self) -> Micros {
        Micros(self.min)
    }

    /// The largest value, exactly; zero of nothing.
    pub fn max(&self) -> Micros {
        Micros(self.max)
    }

    /// The arithmetic mean in microseconds, from the exact sum; `None` of nothing.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum as f64 / self.count as f64)
    }

    /// The value at a percentile by nearest rank: the middle of its bucket, within 0.4 % of the exact one, and the exact
    /// one where that is the largest; `None` of nothing.
    pub fn percentile(&self, percentile: Percentile) -> Option<Micros> {
        let rank = percentile.rank(self.count);
        if rank == 0 {
            return None;
        }
        let mut seen = 0_u64;
        let reached = self.buckets.iter().find(|(_, count)| {
            seen = seen.saturating_add((*count).into());
            seen >= rank
        });
        let value = match reached {
            Some((bucket, _)) if rank < self.count => middle_of(*bucket).clamp(self.min, self.max),
            _ => self.max,
        };
        Some(Micros(value))
    }

    /// The sum of the values, exactly.
    pub(crate) fn sum(&self) -> u128 {
        self.sum
    }

    /// The middles of the buckets that hold something, from below, with how many values each holds.
    pub(crate) fn middles(&self) -> impl Iterator<Item = (u64, u32)> {
        let buckets = self.buckets.iter();
        buckets.map(|(bucket, count)| (middle_of(*bucket), *count))
    }

    /// The middle of the bucket in which a value lies.
    pub(crate) fn middle(value: Micros) -> u64 {
        middle_of(bucket_of(value.0))
    }

    /// The same buckets with other moments; `None` where these cannot be theirs.
    pub(crate) fn with_moments(self, min: Micros, max: Micros, sum: u128) -> Option<Self> {
        let ends = |(bucket, _): &(u16, u32)| *bucket;
        let lowest = self.buckets.first().map(ends);
        let highest = self.buckets.last().map(ends);
        let n = u128::from(self.count);
        let least = u128::from(min.0).saturating_mul(n);
        let most = u128::from(max.0).saturating_mul(n);
        let fits = lowest == Some(bucket_of(min.0))
            && highest == Some(bucket_of(max.0))
            && (least..=most).contains(&sum);
        let (min, max) = (min.0, max.0);
        fits.then_some(Self {
            min,
            max,
            sum,
            ..self
        })
    }

    /// How many bytes it takes beyond its own fields.
    pub(crate) fn heap(&self) -> usize {
        size_of_val(&self.buckets[..])
    }

    /// Takes in other times.
    pub fn add(&mut self, other: &Self) {
        for (bucket, count) in &other.buckets {
            self.add_to_bucket(*bucket, (*count).into());
        }
        self.add_moments(other.count, (other.min, other.max), other.sum);
    }

    pub(crate) fn of<const BITS: u32>(histogram: &Histogram<BITS>) -> Self {
        let mut times = Self::default();
        for (value, count) in histogram.buckets_from_below() {
            times.add_to_bucket(bucket_of(value), count);
        }
        let ends = (histogram.min(), histogram.max());
        times.add_moments(histogram.count(), ends, histogram.sum());
        times
    }

    pub(super) fn record(&mut self, time: Micros) {
        self.add_to_bucket(bucket_of(time.0), 1);
        self.add_moments(1, (time.0, time.0), time.0.into());
    }

    fn add_to_bucket(&mut self, bucket: u16, n: u64) {
        let n = u32::try_from(n).unwrap_or(u32::MAX);
        match self
            .buckets
            .binary_search_by_key(&bucket, |(bucket, _)| *bucket)
        {
            Ok(place) => {
                let count = &mut self.buckets[place].1;
                *count = count.saturating_add(n);
            }
            Err(place) => self.buckets.insert(place, (bucket, n)),
        }
    }

    fn add_moments(&mut self, n: u64, (min, max): (u64, u64), sum: u128) {
        if n == 0 {
            return;
        }
        if self.count == 0 || min < self.min {
            self.min = min;
        }
        self.max = self.max.max(max);
        self.count = self.count.saturating_add(n);
        self.sum = self.sum.saturating_add(sum);
    }
}

/// How many binary digits of a value its bucket does not tell.
fn shift_of(value: u64) -> u32 {
    (u64::BITS - value.leading_zeros()).saturating_sub(FINE.trailing_zeros())
}

fn bucket_of(value: u64) -> u16 {
    let shift = shift_of(value);
    let bucket = u64::from(shift) * (FINE / 2) + (value >> shift);
    u16::try_from(bucket).expect("56 doublings have fewer than 2^13 buckets")
}

fn middle_of(bucket: u16) -> u64 {
    let (bucket, half) = (u64::from(bucket), FINE / 2);
    let shift = (bucket / half).saturating_sub(1);
    let lowest = (bucket - shift * half) << shift;
    lowest + (1 << shift) / 2
}

#[cfg(test)]
mod tests {
    use lt_sample::Histogram;
    use proptest::collection::vec;
    use proptest::prelude::{any, prop_assert_eq, proptest};

    use super::*;

    proptest! {
        #[test]
        fn times_say_what_a_histogram_of_two_digits_says(values in vec((any::<u64>(), 0..64_u32), 0..200)) {
            let mut histogram = Histogram::<8>::new();
            let (mut one, mut two) = (Times::default(), Times::default());
            for (place, (value, shift)) in values.iter().enumerate() {
                let value = value >> shift;
                histogram.record(value);
                let half = if place % 2 == 0 { &mut one } else { &mut two };
                half.record(Micros(value));
            }
            one.add(&two);
            prop_assert_eq!(&one, &Times::of(&histogram));
            prop_assert_eq!((one.count(), one.min().0, one.max().0), (histogram.count(), histogram.min(), histogram.max()));
            prop_assert_eq!(one.mean(), crate::mean(&histogram));
            for p in Percentile::TABLE {
                prop_assert_eq!(one.percentile(p), crate::percentile(&histogram, p));
            }
        }
    }
}
