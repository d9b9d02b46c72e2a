//! Between which values a figure of one run lies, and how many requests it takes to tell.
//!
//! All intervals have 95 %. They are about the run alone, as if its requests were independent of each other; what another
//! run would show is a question for [`compare`](crate::compare).

mod binomial;
mod ranks;
mod wilson;

use lt_sample::Histogram;

use crate::Percentile;
use crate::bucket;

pub use ranks::ranks;
pub use wilson::wilson;

/// Share of all on either side of an interval of 95 %.
const TAIL: f64 = 0.025;

/// Between which values a percentile lies: whole buckets, so rather too wide than too narrow. Where there are too few
/// values, a side is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The lower one; `None` where the percentile may lie below all values.
    pub lower: Option<u64>,
    /// The upper one; `None` where it may lie above all values.
    pub upper: Option<u64>,
}

/// The interval of a percentile by order statistics, which supposes nothing about the shape of the distribution.
pub fn bounds<const BITS: u32>(histogram: &Histogram<BITS>, percentile: Percentile) -> Bounds {
    let (lower, upper) = ranks(histogram.count(), percentile);
    Bounds {
        lower: lower.and_then(|rank| bucket::lowest_at_rank(histogram, rank)),
        upper: upper.and_then(|rank| bucket::highest_at_rank(histogram, rank)),
    }
}

/// How many values a percentile should rest on: ⌈10/(1−q)⌉, so that ten lie beyond it; 1 for the maximum.
pub fn needed(percentile: Percentile) -> u64 {
    const WHOLE: u64 = 1_000_000;
    match WHOLE - percentile.rank(WHOLE) {
        0 => 1,
        beyond => (10 * WHOLE).div_ceil(beyond),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(text: &str) -> Percentile {
        Percentile::parse(text).unwrap()
    }

    #[test]
    fn ten_values_lie_beyond_a_percentile() {
        let needed = ["50", "90", "95", "99", "99.9", "99.99", "100"].map(|text| needed(p(text)));
        assert_eq!(needed, [20, 100, 200, 1000, 10_000, 100_000, 1]);
    }

    #[test]
    fn the_interval_of_a_percentile_is_made_of_values() {
        let mut histogram = Histogram::<11>::new();
        (1..=100).for_each(|value| histogram.record(value));
        let between = |lower, upper| Bounds { lower, upper };
        assert_eq!(bounds(&histogram, p("50")), between(Some(40), Some(61)));
        assert_eq!(bounds(&histogram, p("99")), between(Some(97), None));
        assert_eq!(
            bounds(&Histogram::<11>::new(), p("50")),
            between(None, None)
        );
    }
}
