//! Where a stretch of values is best cut in two.

use std::ops::Range;

use super::{LEAST_SEGMENT, LEAST_VALUES};

/// Sums of the distances between values, for any two stretches at once.
pub(super) struct Distances {
    side: usize,
    /// At `(i, j)` the sum of |value a − value b| over all a < i and b < j.
    sums: Vec<f64>,
}

impl Distances {
    pub(super) fn of(values: &[f64]) -> Self {
        let side = values.len() + 1;
        let mut sums = vec![0.0; side * side];
        for (i, a) in values.iter().enumerate() {
            let mut row = 0.0;
            for (j, b) in values.iter().enumerate() {
                row += (a - b).abs();
                sums[(i + 1) * side + j + 1] = sums[i * side + j + 1] + row;
            }
        }
        Self { side, sums }
    }

    /// Where a stretch is best cut, and what of it the cut divides; `None` where it is too short for two parts.
    ///
    /// A few values at an end that are unlike the rest may be the beginning of a change or chance: they are left out
    /// until there are enough of them, lest the cut be made beside them with some of the rest.
    pub(super) fn best_cut(&self, mut stretch: Range<usize>) -> Option<(Range<usize>, usize)> {
        loop {
            let cut = self.best_place(&stretch)?;
            match (cut - stretch.start, stretch.end - cut) {
                (before, _) if before < LEAST_SEGMENT => stretch.start = cut,
                (_, after) if after < LEAST_SEGMENT => stretch.end = cut,
                _ => return Some((stretch, cut)),
            }
        }
    }

    /// The place that divides a stretch best, the earliest where several do.
    ///
    /// The part after it need not reach to the end of the stretch: what comes later may have changed back.
    fn best_place(&self, stretch: &Range<usize>) -> Option<usize> {
        if stretch.len() < LEAST_VALUES {
            return None;
        }
        let mut best: Option<(f64, usize)> = None;
        for cut in stretch.start + 1..stretch.end {
            for end in (cut + LEAST_SEGMENT).min(stretch.end)..=stretch.end {
                let divergence = self.divergence(stretch.start, cut, end);
                if best.is_none_or(|(most, _)| divergence > most) {
                    best = Some((divergence, cut));
                }
            }
        }
        best.map(|(_, cut)| cut)
    }

    /// The scaled divergence of `start..cut` and `cut..end`: equations 5 and 7 of Matteson and James with α = 1.
    fn divergence(&self, start: usize, cut: usize, end: usize) -> f64 {
        let (n, m) = ((cut - start) as f64, (end - cut) as f64);
        let between = 2.0 * self.between(&(start..cut), &(cut..end)) / (n * m);
        // A sum over ordered pairs holds each distance twice, as n (n - 1) does each pair.
        let within =
            |part: Range<usize>, n: f64| self.between(&part, &part) / (n * (n - 1.0)).max(1.0);
        let (left, right) = (within(start..cut, n), within(cut..end, m));
        n * m / (n + m) * (between - left - right)
    }

    fn between(&self, a: &Range<usize>, b: &Range<usize>) -> f64 {
        let sum = |i: usize, j: usize| self.sums[i * self.side + j];
        sum(a.end, b.end) - sum(a.start, b.end) - sum(a.end, b.start) + sum(a.start, b.start)
    }
}
