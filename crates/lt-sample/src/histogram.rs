//! Histograms of whole numbers that can be added without loss.
//!
//! The buckets are those of HdrHistogram (Gil Tene, <https://hdrhistogram.org>): below 2^BITS each value has its own,
//! above that every doubling is cut into 2^(BITS-1) equal ones. Minimum, maximum, sum and sum of squares are kept exactly.
//! Counters lie in pages made on first use: a dense table of the crate `hdrhistogram` takes 180 KB for one hour at
//! 3 digits, this takes what the values touch, 4 bytes for each counter until one passes 2^32. [`Encoded`] is the wire form, which every HdrHistogram library reads.

mod encoded;

use std::collections::BTreeMap;

pub use encoded::{DecodeError, Encoded};

/// A small one: two thousand endpoints with times all over the scale take half the memory that pages of 32 take.
const PAGE: usize = 8;

/// Counts of values in buckets of bounded relative width, with exact moments.
///
/// `BITS` = 11 gives HdrHistogram's 3 significant digits (a bucket's middle is within 0.05 % of every value in it),
/// `BITS` = 8 gives 2 digits (0.4 %). The value 0 has its own bucket.
#[derive(Clone, Debug, Default)]
pub struct Histogram<const BITS: u32 = 11> {
    /// Page number plus one for each stretch of `PAGE` buckets; 0 where nothing was counted.
    directory: Vec<u16>,
    pages: Vec<[u32; PAGE]>,
    /// What the counter of a bucket cannot hold, in units of 2^32.
    carried: BTreeMap<usize, u32>,
    count: u64,
    min: u64,
    max: u64,
    sum: u128,
    sum_sq: u128,
}

impl<const BITS: u32> Histogram<BITS> {
    /// An empty histogram; takes no memory until something is recorded.
    pub const fn new() -> Self {
        Self {
            directory: Vec::new(),
            pages: Vec::new(),
            carried: BTreeMap::new(),
            count: 0,
            min: 0,
            max: 0,
            sum: 0,
            sum_sq: 0,
        }
    }

    /// Counts one value.
    #[inline]
    pub fn record(&mut self, value: u64) {
        self.add_to_bucket(bucket_of::<BITS>(value), 1);
        if self.count == 0 || value < self.min {
            self.min = value;
        }
        self.max = self.max.max(value);
        self.count = self.count.saturating_add(1);
        self.sum = self.sum.saturating_add(u128::from(value));
        self.sum_sq = self
            .sum_sq
            .saturating_add(u128::from(value) * u128::from(value));
    }

    /// Adds all counts and moments of another histogram, of the same or a finer resolution.
    ///
    /// Buckets nest: what is counted finely lands in the coarse bucket in which it would have been recorded.
    pub fn add<const FINER: u32>(&mut self, other: &Histogram<FINER>) {
        const { assert!(FINER >= BITS, "a coarse histogram cannot be made finer") };
        if other.count == 0 {
            return;
        }
        for (value, count) in other.buckets_from_below() {
            self.add_to_bucket(bucket_of::<BITS>(value), count);
        }
        if self.count == 0 || other.min < self.min {
            self.min = other.min;
        }
        self.max = self.max.max(other.max);
        self.count = self.count.saturating_add(other.count);
        self.sum = self.sum.saturating_add(other.sum);
        self.sum_sq = self.sum_sq.saturating_add(other.sum_sq);
    }

    /// Number of values.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Whether nothing was recorded.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The smallest value, exactly; 0 when empty.
    pub fn min(&self) -> u64 {
        self.min
    }

    /// The largest value, exactly; 0 when empty.
    pub fn max(&self) -> u64 {
        self.max
    }

    /// The sum of all values, exactly (it stays at the largest `u128` beyond that).
    pub fn sum(&self) -> u128 {
        self.sum
    }

    /// The sum of the squares of all values, exactly (it stays at the largest `u128` beyond that).
    pub fn sum_sq(&self) -> u128 {
        self.sum_sq
    }

    /// The value of rank `rank` from below, counted from 1: the middle of its bucket, never outside minimum and maximum.
    ///
    /// `None` when there are fewer values. The last rank is the exact maximum.
    pub fn value_at_rank(&self, rank: u64) -> Option<u64> {
        if rank == 0 || rank > self.count {
            return None;
        }
        if rank == self.count {
            return Some(self.max);
        }
        let mut seen = 0_u64;
        for (low, count) in self.buckets_from_below() {
            seen = seen.saturating_add(count);
            if seen >= rank {
                return Some(middle_of::<BITS>(low).clamp(self.min, self.max));
            }
        }
        Some(self.max)
    }

    /// The buckets that hold something, as lowest value and count, from below.
    pub fn buckets_from_below(&self) -> impl Iterator<Item = (u64, u64)> {
        let stretches = self.directory.iter().enumerate();
        let counted = stretches.filter(|(_, page)| **page > 0);
        counted.flat_map(move |(stretch, page)| {
            let counters = self.pages[usize::from(*page) - 1].iter().enumerate();
            counters.filter_map(move |(place, counter)| {
                let bucket = stretch * PAGE + place;
                let count = self.with_carried(bucket, *counter);
                (count > 0).then(|| (lowest_of::<BITS>(bucket), count))
            })
        })
    }

    /// How many bytes it takes beyond its own fields.
    pub fn heap(&self) -> usize {
        size_of_val(&self.directory[..]) + size_of_val(&self.pages[..])
    }

    #[inline]
    fn add_to_bucket(&mut self, bucket: usize, count: u64) {
        let (stretch, place) = (bucket / PAGE, bucket % PAGE);
        let page = match self.directory.get(stretch) {
            Some(&page) if page > 0 => usize::from(page) - 1,
            _ => self.make_page(stretch),
        };
        let counter = &mut self.pages[page][place];
        let sum = u32::try_from(count).map(|count| counter.checked_add(count));
        match sum {
            Ok(Some(sum)) => *counter = sum,
            _ => self.carry(bucket, page, count),
        }
    }

    #[inline]
    fn with_carried(&self, bucket: usize, counter: u32) -> u64 {
        match self.carried.is_empty() {
            true => counter.into(),
            false => {
                let carried = self.carried.get(&bucket).copied().unwrap_or_default();
                u64::from(carried) << u32::BITS | u64::from(counter)
            }
        }
    }

    /// Adds to a counter that cannot hold the sum; it stays at the largest `u64`.
    #[cold]
    fn carry(&mut self, bucket: usize, page: usize, count: u64) {
        let counter = self.pages[page][bucket % PAGE];
        let sum = self.with_carried(bucket, counter).saturating_add(count);
        let [low, high] = [sum & u64::from(u32::MAX), sum >> u32::BITS];
        let half = |bits: u64| u32::try_from(bits).expect("half of the bits are 32");
        self.pages[page][bucket % PAGE] = half(low);
        self.carried.insert(bucket, half(high));
    }

    #[cold]
    fn make_page(&mut self, stretch: usize) -> usize {
        if self.directory.len() <= stretch {
            self.directory
                .reserve_exact(stretch + 1 - self.directory.len());
            self.directory.resize(stretch + 1, 0);
        }
        if self.pages.len() == self.pages.capacity() {
            // Twice as many, as a list grows by itself, would leave a third of all memory unused.
            self.pages.reserve_exact(2 + self.pages.len() / 4);
        }
        self.pages.push([0; PAGE]);
        let number =
            u16::try_from(self.pages.len()).expect("64 doublings make fewer than 2^16 pages");
        self.directory[stretch] = number;
        self.pages.len() - 1
    }
}

impl<const BITS: u32> PartialEq for Histogram<BITS> {
    /// Whether both hold the same counts and moments, in whatever order they came.
    fn eq(&self, other: &Self) -> bool {
        (self.min, self.max, self.sum, self.sum_sq)
            == (other.min, other.max, other.sum, other.sum_sq)
            && self.buckets_from_below().eq(other.buckets_from_below())
    }
}

impl<const BITS: u32> Eq for Histogram<BITS> {}

#[inline]
const fn bucket_of<const BITS: u32>(value: u64) -> usize {
    let doublings = (u64::BITS - value.leading_zeros()).saturating_sub(BITS);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "at most 64 doublings of 2^(BITS-1) buckets"
    )]
    let place = (value >> doublings) as usize;
    ((doublings as usize) << (BITS - 1)) + place
}

fn doublings_of<const BITS: u32>(bucket: usize) -> u32 {
    let half = 1_usize << (BITS - 1);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a bucket number holds at most 64 doublings"
    )]
    let doublings = (bucket / half).saturating_sub(1) as u32;
    doublings
}

fn lowest_of<const BITS: u32>(bucket: usize) -> u64 {
    let doublings = doublings_of::<BITS>(bucket);
    ((bucket - ((doublings as usize) << (BITS - 1))) as u64) << doublings
}

fn middle_of<const BITS: u32>(lowest: u64) -> u64 {
    let doublings = (u64::BITS - lowest.leading_zeros()).saturating_sub(BITS);
    lowest + ((1_u64 << doublings) >> 1)
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use proptest::prelude::{any, prop_assert, prop_assert_eq, prop_oneof, proptest};

    static THEIRS: LazyLock<hdrhistogram::Histogram<u64>> = LazyLock::new(|| {
        hdrhistogram::Histogram::new_with_bounds(1, u64::MAX, 3).expect("legal bounds")
    });

    fn values() -> impl proptest::strategy::Strategy<Value = Vec<u64>> {
        proptest::collection::vec(
            prop_oneof![0..5_000_u64, 0..10_000_000_u64, any::<u64>()],
            1..200,
        )
    }

    proptest! {
        #[test]
        fn buckets_are_those_of_hdrhistogram(value in any::<u64>()) {
            let theirs = &*THEIRS;
            let lowest = lowest_of::<11>(bucket_of::<11>(value));
            prop_assert_eq!(lowest, theirs.lowest_equivalent(value));
            prop_assert_eq!(middle_of::<11>(lowest), theirs.median_equivalent(value));
        }

        #[test]
        fn adding_is_recording_everything_in_one(one in values(), two in values()) {
            let (mut a, mut b, mut both) = (Histogram::<11>::new(), Histogram::<11>::new(), Histogram::<11>::new());
            one.iter().for_each(|value| { a.record(*value); both.record(*value); });
            two.iter().for_each(|value| { b.record(*value); both.record(*value); });
            a.add(&b);
            prop_assert!(a.buckets_from_below().eq(both.buckets_from_below()));
            prop_assert_eq!((a.min(), a.max(), a.sum(), a.sum_sq()), (both.min(), both.max(), both.sum(), both.sum_sq()));
        }

        #[test]
        fn coarse_from_fine_is_coarse_from_values(all in values()) {
            let (mut fine, mut coarse, mut from_fine) = (Histogram::<11>::new(), Histogram::<8>::new(), Histogram::<8>::new());
            all.iter().for_each(|value| { fine.record(*value); coarse.record(*value); });
            from_fine.add(&fine);
            prop_assert!(coarse.buckets_from_below().eq(from_fine.buckets_from_below()));
        }

        #[test]
        fn a_rank_is_answered_within_half_a_thousandth(mut all in values(), place in any::<proptest::sample::Index>()) {
            let mut histogram = Histogram::<11>::new();
            all.iter().for_each(|value| histogram.record(*value));
            all.sort_unstable();
            let rank = place.index(all.len());
            let (exact, found) = (all[rank], histogram.value_at_rank(rank as u64 + 1).unwrap());
            prop_assert!(found.abs_diff(exact) as f64 <= exact as f64 * 0.0005, "{} for {}", found, exact);
        }
    }

    #[test]
    fn a_counter_passes_what_its_four_bytes_hold() {
        let full = u64::from(u32::MAX);
        let mut histogram = Histogram::<11>::new();
        let buckets = |histogram: &Histogram| histogram.buckets_from_below().collect::<Vec<_>>();
        for (count, expected) in [
            (full, full),
            (1, full + 1),
            (5, full + 6),
            (u64::MAX - 20 - full, u64::MAX - 14),
            (20, u64::MAX),
            (1, u64::MAX),
        ] {
            histogram.add_to_bucket(7, count);
            histogram.add_to_bucket(8, 1);
            assert_eq!(buckets(&histogram)[0], (7, expected));
        }
        assert_eq!(buckets(&histogram)[1], (8, 6));
    }

    #[test]
    fn an_empty_histogram_answers_nothing_and_takes_no_pages() {
        let histogram = Histogram::<11>::new();
        assert_eq!(histogram.value_at_rank(1), None);
        assert!(histogram.is_empty() && histogram.pages.is_empty());
    }
}
