//! The wire form of a histogram: HdrHistogram's V2 encoding, deflated, in base64, beside the exact moments.
//!
//! The encoding is that of <https://github.com/HdrHistogram/HdrHistogram> (`encodeIntoCompressedByteBuffer`),
//! so that any HdrHistogram library can read what lt writes.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hdrhistogram::serialization::{Deserializer, Serializer, V2DeflateSerializer};
use serde::{Deserialize, Serialize};

use super::Histogram;

/// A histogram as it stands in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encoded {
    /// HdrHistogram V2 with 3 digits, DEFLATE, base64.
    pub hist: String,
    /// Smallest value.
    pub min: u64,
    /// Largest value.
    pub max: u64,
    /// Sum of the values.
    pub sum: u128,
    /// Sum of their squares.
    pub sum_sq: u128,
}

/// Why a histogram of a line could not be read.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// The text is not base64.
    #[error("histogram is not base64")]
    Base64(#[from] base64::DecodeError),
    /// The bytes are no V2 histogram.
    #[error("histogram is not HdrHistogram V2 with DEFLATE: {0}")]
    Hdr(hdrhistogram::serialization::DeserializeError),
    /// It has another resolution than 3 digits from 1.
    #[error("histogram has {digits} digits from {low}; it must have 3 from 1")]
    Resolution {
        /// Significant digits found.
        digits: u8,
        /// Lowest discernible value found.
        low: u64,
    },
    /// Counts and moments contradict each other.
    #[error("histogram and its min, max, sum or sum_sq contradict each other")]
    Contradiction,
}

impl Histogram<11> {
    /// Writes the histogram in its wire form.
    pub fn encode(&self) -> Encoded {
        let mut dense = hdrhistogram::Histogram::<u64>::new_with_bounds(1, self.max.max(2), 3)
            .expect("1 to at least 2 with 3 digits are legal bounds");
        for (value, count) in self.buckets_from_below() {
            dense
                .record_n(value, count)
                .expect("no bucket lies above the maximum's");
        }
        let mut bytes = Vec::new();
        V2DeflateSerializer::new()
            .serialize(&dense, &mut bytes)
            .expect("writing into memory does not fail");
        Encoded {
            hist: STANDARD.encode(bytes),
            min: self.min,
            max: self.max,
            sum: self.sum,
            sum_sq: self.sum_sq,
        }
    }

    /// Reads the wire form, and refuses one whose counts and moments cannot belong together.
    pub fn decode(encoded: &Encoded) -> Result<Self, DecodeError> {
        let bytes = STANDARD.decode(&encoded.hist)?;
        let dense: hdrhistogram::Histogram<u64> = Deserializer::new()
            .deserialize(&mut &bytes[..])
            .map_err(DecodeError::Hdr)?;
        if dense.sigfig() != 3 || dense.low() != 1 {
            return Err(DecodeError::Resolution {
                digits: dense.sigfig(),
                low: dense.low(),
            });
        }
        let mut histogram = Self::new();
        for step in dense.iter_recorded() {
            let low = dense.lowest_equivalent(step.value_iterated_to());
            histogram.add_to_bucket(super::bucket_of::<11>(low), step.count_at_value());
            histogram.count = histogram.count.saturating_add(step.count_at_value());
        }
        let mut buckets = histogram.buckets_from_below().map(|(low, _)| low);
        let lowest = buckets.next().ok_or(DecodeError::Contradiction)?;
        let highest = buckets.last().unwrap_or(lowest);
        let n = u128::from(histogram.count);
        let (min, max) = (u128::from(encoded.min), u128::from(encoded.max));
        let fits = lowest == dense.lowest_equivalent(encoded.min)
            && highest == dense.lowest_equivalent(encoded.max)
            && (min.saturating_mul(n)..=max.saturating_mul(n)).contains(&encoded.sum)
            && ((min * min).saturating_mul(n)..=(max * max).saturating_mul(n))
                .contains(&encoded.sum_sq);
        if !fits {
            return Err(DecodeError::Contradiction);
        }
        (histogram.min, histogram.max) = (encoded.min, encoded.max);
        (histogram.sum, histogram.sum_sq) = (encoded.sum, encoded.sum_sq);
        Ok(histogram)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, prop_assert_eq, prop_oneof, proptest};

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(values in proptest::collection::vec(prop_oneof![0..5_000_u64, any::<u64>()], 1..50)) {
            let mut histogram = Histogram::<11>::new();
            values.iter().for_each(|value| histogram.record(*value));
            let decoded = Histogram::decode(&histogram.encode()).unwrap();
            prop_assert_eq!(decoded.encode(), histogram.encode());
        }

        #[test]
        fn no_text_makes_the_decoder_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), n in any::<u64>()) {
            let encoded = Encoded { hist: STANDARD.encode(bytes), min: n, max: n, sum: 1, sum_sq: 1 };
            assert!(Histogram::decode(&encoded).is_err());
        }
    }

    #[test]
    fn moments_that_cannot_belong_to_the_counts_are_refused() {
        let mut histogram = Histogram::<11>::new();
        (1..=100).for_each(|value| histogram.record(value * 1000));
        let honest = histogram.encode();
        for wrong in [
            Encoded {
                min: 5,
                ..honest.clone()
            },
            Encoded {
                max: 90_000,
                ..honest.clone()
            },
            Encoded {
                sum: 1,
                ..honest.clone()
            },
            Encoded {
                sum_sq: u128::MAX,
                ..honest.clone()
            },
        ] {
            assert!(matches!(
                Histogram::decode(&wrong),
                Err(DecodeError::Contradiction)
            ));
        }
        let other = hdrhistogram::Histogram::<u64>::new(2).unwrap();
        let mut bytes = Vec::new();
        V2DeflateSerializer::new()
            .serialize(&other, &mut bytes)
            .unwrap();
        let coarse = Encoded {
            hist: STANDARD.encode(bytes),
            ..honest
        };
        assert!(matches!(
            Histogram::decode(&coarse),
            Err(DecodeError::Resolution { digits: 2, .. })
        ));
    }
}
