//! Where a figure changed for good: change points of a history of runs.
//!
//! E-divisive means (Matteson and James 2014, <https://arxiv.org/abs/1306.4933>) finds where a history is best cut in two; a
//! t-test instead of permutations decides whether the halves differ, as Hunter does (Fleming et al. 2023,
//! <https://arxiv.org/abs/2301.03034>), so that the same values always give the same answer. Two passes: a lenient one in
//! windows finds candidates, a strict one takes the weakest away until every one left is sure. A single run that is off is
//! no change point: what changed for good was so at least four times.

mod candidate;
mod merge;
mod split;
mod t_test;

/// A place where a history changed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChangePoint {
    /// The first value after the change.
    pub index: usize,
    /// Mean before it, back to the change point before.
    pub before: f64,
    /// Mean after it, up to the change point after.
    pub after: f64,
    /// Chance of a difference as large, were there none: of this place alone, without regard to how many were looked at.
    pub p: f64,
}

/// Fewer values on either side of a place prove nothing.
pub const LEAST_SEGMENT: usize = 4;
/// Shorter histories have no change points.
pub const LEAST_VALUES: usize = 2 * LEAST_SEGMENT;
/// Of a longer history only so many of its newest values are looked at.
pub const MOST_VALUES: usize = 1000;

/// A change point is one below this chance.
const STRICT: f64 = 0.001;

/// Finds the change points of a history, oldest value first; values that are no numbers are passed over.
pub fn change_points(values: &[f64]) -> Vec<ChangePoint> {
    change_points_that_matter(values, |_| true)
}

/// Finds the change points of a history that are sure and that matter: where one does not, the values before and after it
/// are taken as one stretch, so that many small steps still add up to a large one.
pub fn change_points_that_matter(
    values: &[f64],
    matters: impl Fn(&ChangePoint) -> bool,
) -> Vec<ChangePoint> {
    let old = values.len().saturating_sub(MOST_VALUES);
    let newest = values.iter().copied().enumerate().skip(old);
    let (places, finite): (Vec<usize>, Vec<f64>) =
        newest.filter(|(_, value)| value.is_finite()).unzip();
    let candidates = split::candidates(&finite);
    let mut found = merge::strongest(&finite, candidates, STRICT, matters);
    for point in &mut found {
        point.index = places[point.index];
    }
    found
}

/// The first value after the last change: where a window of runs to compare with may begin at the earliest; 0 where
/// nothing changed.
pub fn last_change(values: &[f64]) -> usize {
    change_points(values).last().map_or(0, |point| point.index)
}

#[cfg(test)]
mod tests;
