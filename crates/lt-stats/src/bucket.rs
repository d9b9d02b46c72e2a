//! What a bucket leaves open: a histogram knows of a value only between which two it lies.

use lt_sample::Histogram;

/// The smallest value that the one of rank `rank`, counted from 1 from below, can be; `None` where there are fewer.
pub(crate) fn lowest_at_rank<const BITS: u32>(
    histogram: &Histogram<BITS>,
    rank: u64,
) -> Option<u64> {
    let low = at_rank(histogram, rank)?;
    Some(match rank == histogram.count() {
        true => histogram.max(),
        false => low.max(histogram.min()),
    })
}

/// The largest value that the one of rank `rank`, counted from 1 from below, can be; `None` where there are fewer.
pub fn highest_at_rank<const BITS: u32>(histogram: &Histogram<BITS>, rank: u64) -> Option<u64> {
    let low = at_rank(histogram, rank)?;
    Some(highest_of::<BITS>(low).min(histogram.max()))
}

/// How many values are sure to be at most `limit`: those that share its bucket may be more, unless they are the largest.
pub fn n_at_most<const BITS: u32>(histogram: &Histogram<BITS>, limit: u64) -> u64 {
    let most = histogram.max();
    let buckets = histogram.buckets_from_below();
    let sure = buckets.take_while(|(low, _)| highest_of::<BITS>(*low).min(most) <= limit);
    sure.fold(0, |sum, (_, count)| sum.saturating_add(count))
}

/// The lowest value of the bucket that holds a rank.
fn at_rank<const BITS: u32>(histogram: &Histogram<BITS>, rank: u64) -> Option<u64> {
    if rank == 0 || rank > histogram.count() {
        return None;
    }
    let mut seen = 0_u64;
    let mut buckets = histogram.buckets_from_below();
    let found = buckets.find(|(_, count)| {
        seen = seen.saturating_add(*count);
        seen >= rank
    });
    found.map(|(low, _)| low)
}

/// The highest value of the bucket that begins with a value: its width is a power of two.
pub(crate) fn highest_of<const BITS: u32>(lowest: u64) -> u64 {
    let doublings = (u64::BITS - lowest.leading_zeros()).saturating_sub(BITS);
    lowest + ((1_u64 << doublings) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{prop_assert, proptest};

    proptest! {
        #[test]
        fn every_value_lies_between_what_its_rank_can_be(
            mut values in proptest::collection::vec(0..50_000_000_u64, 1..100), limit in 0..50_000_000_u64) {
            let mut histogram = Histogram::<11>::new();
            values.iter().for_each(|value| histogram.record(*value));
            values.sort_unstable();
            for (rank, value) in (1..).zip(&values) {
                prop_assert!(lowest_at_rank(&histogram, rank).unwrap() <= *value);
                prop_assert!(highest_at_rank(&histogram, rank).unwrap() >= *value);
            }
            let exact = values.iter().filter(|value| **value <= limit).count() as u64;
            prop_assert!(n_at_most(&histogram, limit) <= exact);
            prop_assert!(n_at_most(&histogram, limit + limit / 1000 + 1) >= exact);
        }
    }

    #[test]
    fn the_largest_value_is_known_exactly() {
        let mut histogram = Histogram::<11>::new();
        [5000, 100_001]
            .into_iter()
            .for_each(|value| histogram.record(value));
        assert_eq!(highest_at_rank(&histogram, 2), Some(100_001));
        assert_eq!(highest_at_rank(&histogram, 1), Some(5003));
        assert_eq!(lowest_at_rank(&histogram, 3), None);
        assert_eq!(n_at_most(&histogram, 100_001), 2);
        assert_eq!(n_at_most(&histogram, 100_000), 1);
        assert_eq!(n_at_most(&Histogram::<11>::new(), 5), 0);
        assert_eq!(highest_of::<11>(u64::MAX - (1 << 53) + 1), u64::MAX);
    }
}
