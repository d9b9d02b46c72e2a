//! What happened inside a run, and how unsure that makes its figure.

use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::Percentile;

/// The response times of a run, interval by interval.
#[derive(Clone, Debug, Default)]
pub struct Course {
    /// Values that come up, ascending.
    values: Vec<u64>,
    /// By interval the places of the values that come up in it, ascending, and how often each does.
    counts: Vec<Vec<(usize, u64)>>,
}

/// A figure of a run that can be computed of some of its intervals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// A percentile of the values.
    Percentile(Percentile),
    /// Their mean.
    Mean,
    /// How many there are.
    Count,
}

/// How unsure a figure is for what happened inside its run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Within {
    /// Standard error of the logarithm of the figure.
    pub error: f64,
    /// Whether there were enough blocks; else the error is a lower bound.
    pub enough: bool,
}

/// Times that a run is drawn again: enough for a standard error (Efron and Tibshirani 1993, "An Introduction to the
/// Bootstrap", section 6.4: 200 seldom leave anything to wish for).
const DRAWN: usize = 200;
/// Fewer blocks say little about how blocks vary.
pub(in crate::compare) const LEAST_BLOCKS: usize = 15;

impl Course {
    /// Each interval's values with how often each came, in order of time.
    pub fn new<I>(intervals: impl IntoIterator<Item = I>) -> Self
    where
        I: IntoIterator<Item = (u64, u32)>,
    {
        let intervals = intervals
            .into_iter()
            .map(|interval| interval.into_iter().collect());
        let intervals: Vec<Vec<(u64, u32)>> = intervals.collect();
        let mut values: Vec<u64> = intervals
            .iter()
            .flatten()
            .map(|(value, _)| *value)
            .collect();
        values.sort_unstable();
        values.dedup();
        let place = |(value, count): (u64, u32)| {
            let place = values.binary_search(&value).ok()?;
            Some((place, u64::from(count)))
        };
        let row = |interval: Vec<(u64, u32)>| {
            let mut row: Vec<(usize, u64)> = interval.into_iter().filter_map(place).collect();
            row.sort_unstable();
            row
        };
        let counts = intervals.into_iter().map(row).collect();
        Self { values, counts }
    }

    /// How many intervals there are.
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// By how much the logarithm of a figure differs between the first and the last third of the run; `None` where one
    /// has nothing to say.
    pub fn drift(&self, figure: Figure) -> Option<f64> {
        let third = self.len() / 3;
        let of = |rows: &[Vec<(usize, u64)>]| {
            let mut all = vec![0; self.values.len()];
            rows.iter().for_each(|row| add(&mut all, row));
            self.figure(figure, all.iter().copied().enumerate())
                .filter(|value| *value > 0.0)
        };
        let (first, last) = (
            self.counts.get(..third)?,
            self.counts.get(self.len() - third..)?,
        );
        Some(libm::log(of(last)? / of(first)?))
    }

    /// How unsure a figure is, by drawing blocks of intervals again and again; `None` where there are fewer than two
    /// intervals, or nothing in them.
    ///
    /// Künsch (1989), "The Jackknife and the Bootstrap for General Stationary Observations", Annals of Statistics 17: blocks
    /// keep what neighbours have to do with each other. They are as long as the cube root of their number asks for, and
    /// longer the more each interval is like the one before.
    pub fn within(&self, figure: Figure, seed: u64) -> Option<Within> {
        let n = self.len();
        if n < 2 {
            return None;
        }
        let wanted = block_length(n, self.memory(figure));
        let longest = (n / LEAST_BLOCKS).max(1);
        let length = wanted.min(longest);
        let blocks: Vec<&[Vec<(usize, u64)>]> = self.counts.windows(length).collect();
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut draw = || {
            let mut all = vec![0; self.values.len()];
            for _ in 0..n.div_ceil(length) {
                let block = blocks[below(&mut random, blocks.len())];
                block.iter().for_each(|row| add(&mut all, row));
            }
            self.figure(figure, all.iter().copied().enumerate())
                .filter(|value| *value > 0.0)
                .map(libm::log)
        };
        let drawn: Vec<f64> = (0..DRAWN).filter_map(|_| draw()).collect();
        let error = crate::compare::textbook::variance::Variance::of(&drawn)
            .value
            .sqrt();
        (drawn.len() > DRAWN / 2).then_some(Within {
            error,
            enough: wanted <= longest,
        })
    }

    /// The figure of values that come up so often, by their places in ascending order.
    fn figure(
        &self,
        figure: Figure,
        mut counts: impl Iterator<Item = (usize, u64)> + Clone,
    ) -> Option<f64> {
        let total: u64 = counts.clone().map(|(_, count)| count).sum();
        match figure {
            _ if total == 0 => None,
            Figure::Count => Some(total as f64),
            Figure::Mean => {
                let weighted =
                    counts.map(|(place, count)| count as f64 * self.values[place] as f64);
                Some(weighted.sum::<f64>() / total as f64)
            }
            Figure::Percentile(percentile) => {
                let (rank, mut seen) = (percentile.rank(total), 0);
                let reached = counts.find(|(_, count)| {
                    seen += count;
                    seen >= rank
                });
                reached.map(|(place, _)| self.values[place] as f64)
            }
        }
    }

    /// How much the figure of an interval is like that of the one before: the first autocorrelation.
    fn memory(&self, figure: Figure) -> f64 {
        let by_interval = self
            .counts
            .iter()
            .filter_map(|counts| self.figure(figure, counts.iter().copied()));
        let logs: Vec<f64> = by_interval.map(|value| libm::log(value.max(0.5))).collect();
        autocorrelation(&logs)
    }
}

/// The first autocorrelation; zero where nothing varies.
pub(in crate::compare) fn autocorrelation(values: &[f64]) -> f64 {
    let mean = crate::compare::textbook::variance::mean(values);
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let products: f64 = values
        .windows(2)
        .map(|pair| (pair[0] - mean) * (pair[1] - mean))
        .sum();
    if squares > 0.0 {
        products / squares
    } else {
        0.0
    }
}

/// max(3, ⌈n^(1/3) · (1 + ρ) / (1 − ρ)⌉).
pub(in crate::compare) fn block_length(n: usize, memory: f64) -> usize {
    let memory = memory.clamp(0.0, 0.9);
    let wanted = (libm::cbrt(n as f64) * (1.0 + memory) / (1.0 - memory)).ceil();
    (3..=n.max(3))
        .find(|length| *length as f64 >= wanted)
        .unwrap_or(n)
}

/// A number below `n`, which is above zero; the bias of 2⁻⁶⁴ times `n` is not seen.
pub(in crate::compare) fn below(random: &mut Xoshiro256PlusPlus, n: usize) -> usize {
    let wide = u128::from(random.next_u64()) * n as u128;
    usize::try_from(wide >> 64).unwrap_or(0)
}

fn add(all: &mut [u64], row: &[(usize, u64)]) {
    for (place, count) in row {
        all[*place] += count;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn independent_intervals_have_the_error_of_the_mean() {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(1);
        let mut draw = || 900 + below(&mut random, 201) as u64;
        let intervals: Vec<Vec<(u64, u32)>> = (0..120)
            .map(|_| (0..50).map(|_| (draw(), 1)).collect())
            .collect();
        let course = Course::new(intervals);
        let within = course.within(Figure::Mean, 3).unwrap();
        // Uniform from 900 to 1,100: a deviation of 58 among 6,000 values around 1,000.
        assert!(
            (within.error / (58.0 / 6000_f64.sqrt() / 1000.0) - 1.0).abs() < 0.25,
            "{within:?}"
        );
        assert!(within.enough);
        assert_eq!(course.within(Figure::Mean, 3), Some(within));
        assert!(
            course
                .drift(Figure::Percentile(Percentile::P50))
                .unwrap()
                .abs()
                < 0.02
        );
    }

    #[test]
    fn what_moves_slowly_is_less_sure_than_its_number_of_values_says() {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(5);
        let levels: Vec<u64> = (0..240)
            .map(|_| 1000 + 200 * (random.next_u64() >> 63))
            .collect();
        let held = |each: usize| Course::new((0..240).map(|n| vec![(levels[n / each], 50)]));
        let slow = held(8).within(Figure::Mean, 3).unwrap();
        let fast = held(1).within(Figure::Mean, 3).unwrap();
        assert!(slow.error > fast.error && !slow.enough, "{slow:?} {fast:?}");
    }

    #[test]
    fn too_little_has_no_error_and_no_drift() {
        let nothing = Course::new(Vec::<Vec<(u64, u32)>>::new());
        assert_eq!(nothing.within(Figure::Count, 0), None);
        assert_eq!(nothing.drift(Figure::Mean), None);
        assert_eq!(Course::new([vec![(5, 1)]]).within(Figure::Mean, 0), None);
        assert_eq!(Course::new([vec![], vec![]]).within(Figure::Mean, 0), None);
        assert_eq!(
            (
                block_length(0, 2.0),
                block_length(60, 0.0),
                block_length(1000, -1.0)
            ),
            (3, 4, 10)
        );
    }
}
