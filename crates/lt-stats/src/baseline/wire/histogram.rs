//! Distributions as they are kept: in the encoding of HdrHistogram, beside their exact moments.

use lt_sample::Histogram;
use lt_sample::Micros;
use lt_sample::histogram::Encoded;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Form;
use crate::Times;

/// A distribution of three digits that holds something.
pub(super) struct Distribution<'a>(&'a Histogram, Form);

impl<'a> Distribution<'a> {
    /// `None` of nothing, which has no wire form.
    pub(super) fn of(histogram: &'a Histogram, form: Form) -> Option<Self> {
        (!histogram.is_empty()).then_some(Self(histogram, form))
    }
}

impl Serialize for Distribution<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let histogram = self.0;
        match self.1 {
            Form::Kept => histogram.encode().serialize(serializer),
            Form::Hashed => Buckets {
                hist: histogram.buckets_from_below().collect(),
                min: histogram.min(),
                max: histogram.max(),
                sum: histogram.sum(),
                sum_sq: Some(histogram.sum_sq()),
            }
            .serialize(serializer),
        }
    }
}

/// A distribution as its id sees it: the lowest value of each bucket, and its count.
#[derive(Serialize)]
struct Buckets {
    hist: Vec<(u64, u64)>,
    min: u64,
    max: u64,
    sum: u128,
    #[serde(skip_serializing_if = "Option::is_none")]
    sum_sq: Option<u128>,
}

/// The times of an interval, where there are any.
pub(super) struct WrittenTimes<'a>(&'a Times, Form);

impl<'a> WrittenTimes<'a> {
    /// `None` of nothing.
    pub(super) fn of(times: &'a Times, form: Form) -> Option<Self> {
        (times.count() > 0).then_some(Self(times, form))
    }
}

impl Serialize for WrittenTimes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let times = self.0;
        let (min, max, sum) = (times.min().0, times.max().0, times.sum());
        match self.1 {
            Form::Kept => EncodedTimes {
                n: times.middles().map(|(_, count)| u64::from(count)).sum(),
                hist: of_middles(times).encode().hist,
                min,
                max,
                sum,
            }
            .serialize(serializer),
            Form::Hashed => Buckets {
                hist: times
                    .middles()
                    .map(|(middle, count)| (middle, count.into()))
                    .collect(),
                min,
                max,
                sum,
                sum_sq: None,
            }
            .serialize(serializer),
        }
    }
}

/// The times of an interval as they are kept.
///
/// They lie in buckets of two digits, of which HdrHistogram's encoding has no such thing as a list of middles and counts:
/// the histogram is one of three digits, which holds the middles and is read by whatever reads the others.
#[derive(Serialize, Deserialize)]
struct EncodedTimes {
    n: u64,
    hist: String,
    min: u64,
    max: u64,
    sum: u128,
}

/// A histogram of the middles of buckets, each as often as the bucket has values.
fn of_middles(times: &Times) -> Histogram {
    let most = times.middles().map(|(_, count)| count).max();
    let digits = u32::BITS - most.unwrap_or_default().leading_zeros();
    // Binary digit by digit from above: a bucket may hold four billion values.
    (0..digits).rev().fold(Histogram::new(), |mut sum, digit| {
        let half = sum.clone();
        sum.add(&half);
        for (middle, count) in times.middles() {
            if count >> digit & 1 == 1 {
                sum.record(middle);
            }
        }
        sum
    })
}

/// Times that were read.
#[derive(Default)]
pub(super) struct ReadTimes(pub(super) Times);

impl<'de> Deserialize<'de> for ReadTimes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let times = EncodedTimes::deserialize(deserializer)?;
        let (min, max) = (Micros(times.min), Micros(times.max));
        // Lowest and highest middle follow from the ends; sums of middles are not kept, so any that can be will do.
        let (low, high) = (Times::middle(min), Times::middle(max));
        let n = u128::from(times.n);
        let least = u128::from(low).saturating_mul(n);
        let encoded = Encoded {
            hist: times.hist,
            min: low,
            max: high,
            sum: least,
            sum_sq: least.saturating_mul(low.into()),
        };
        let middles = Histogram::decode(&encoded).map_err(D::Error::custom)?;
        let read = Some(Times::of(&middles)).filter(|read| read.count() == times.n);
        read.and_then(|read| read.with_moments(min, max, times.sum))
            .map(Self)
            .ok_or_else(|| D::Error::custom("times of an interval contradict each other"))
    }
}

/// A distribution that was read.
#[derive(Default)]
pub(super) struct ReadDistribution(pub(super) Histogram);

impl<'de> Deserialize<'de> for ReadDistribution {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let encoded = Encoded::deserialize(deserializer)?;
        Histogram::decode(&encoded)
            .map(Self)
            .map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    use super::*;

    fn times(values: &[(u64, u32)]) -> Times {
        let mut histogram = Histogram::<8>::new();
        for (value, shift) in values {
            histogram.record(value >> shift);
        }
        Times::of(&histogram)
    }

    proptest! {
        #[test]
        fn times_of_an_interval_are_read_as_they_were_written(values in vec((any::<u64>(), 0..64_u32), 1..200), repeated in 1..9_u32) {
            let once = times(&values);
            let mut times = once.clone();
            (1..repeated).for_each(|_| times.add(&once));
            let json = serde_json::to_string(&WrittenTimes(&times, Form::Kept)).unwrap();
            let read: ReadTimes = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(&read.0, &times);
            prop_assert_eq!(times.count(), values.len() as u64 * u64::from(repeated));
        }

        #[test]
        fn the_middle_of_a_coarse_bucket_lies_in_a_fine_bucket_of_it(value in any::<u64>(), shift in 0..64_u32) {
            let middle = Times::middle(Micros(value >> shift));
            let mut fine = Histogram::<11>::new();
            fine.record(middle);
            let (lowest, _) = fine.buckets_from_below().next().unwrap();
            prop_assert_eq!(Times::middle(Micros(lowest)), middle);
            prop_assert!(lowest <= middle);
        }
    }

    #[test]
    fn times_that_cannot_be_are_refused() {
        let good = serde_json::to_value(WrittenTimes(&times(&[(1000, 0), (2000, 0)]), Form::Kept));
        let good = good.unwrap();
        for (key, value) in [
            ("n", 3_u64),
            ("n", u64::MAX),
            ("min", 10),
            ("max", u64::MAX),
            ("sum", 1999),
            ("sum", 4001),
        ] {
            let mut bad = good.clone();
            bad[key] = value.into();
            assert!(
                serde_json::from_value::<ReadTimes>(bad).is_err(),
                "{key} {value}"
            );
        }
        assert!(serde_json::from_value::<ReadTimes>(good).is_ok());
    }
}
