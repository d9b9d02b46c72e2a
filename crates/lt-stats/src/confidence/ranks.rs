//! Between which order statistics a percentile lies.

use super::{TAIL, binomial};
use crate::Percentile;

/// The ranks, counted from 1, of the two among `n` values between which a percentile lies with at least 95 %
/// confidence. `None` is a side on which no value is sure to lie.
///
/// Conover (1999), "Practical Nonparametric Statistics", 3rd edition, section 3.2; Hahn and Meeker (1991), "Statistical
/// Intervals", section 5.2. The number of values up to the percentile is binomial, whatever their distribution.
pub fn ranks(n: u64, percentile: Percentile) -> (Option<u64>, Option<u64>) {
    const WHOLE: u64 = 1_000_000;
    let q = percentile.rank(WHOLE) as f64 / WHOLE as f64;
    if n == 0 || percentile.rank(WHOLE) == WHOLE {
        return (None, None);
    }
    // P(B < lower) ≤ 2.5 %: the percentile is below the value of that rank no more often.
    let lower = binomial::quantile(n, q, TAIL);
    // P(B ≥ upper) ≤ 2.5 %.
    let upper = binomial::quantile(n, q, 1.0 - TAIL) + 1;
    ((lower > 0).then_some(lower), (upper <= n).then_some(upper))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_those_of_the_tables() {
        let check = |n, percentile: &str, expected| {
            let found = ranks(n, Percentile::parse(percentile).unwrap());
            assert_eq!(found, expected, "p{percentile} of {n}");
        };
        // The intervals of the median in Conover's table, and in that of NIST/SEMATECH.
        check(5, "50", (None, None));
        check(6, "50", (Some(1), Some(6)));
        check(10, "50", (Some(2), Some(9)));
        check(20, "50", (Some(6), Some(15)));
        check(100, "50", (Some(40), Some(61)));
        check(12, "99", (Some(11), None));
        check(200, "95", (Some(184), Some(197)));
        check(0, "50", (None, None));
        check(10, "100", (None, None));
    }
}
