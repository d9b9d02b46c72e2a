//! Medians, spreads and percentiles of a few figures.

use std::fmt;

/// The middle of some figures, and how far they lie apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spread {
    pub(super) median: f64,
    pub(super) min: f64,
    pub(super) max: f64,
}

impl Spread {
    /// The spread of these figures; `None` where there is none. The median of an even number is the mean of both middles.
    pub(super) fn of(figures: impl IntoIterator<Item = f64>) -> Option<Self> {
        let sorted = sorted(figures);
        let (min, max) = (*sorted.first()?, *sorted.last()?);
        let middle = sorted.len() / 2;
        let median = match sorted.len() % 2 {
            0 => f64::midpoint(sorted[middle - 1], sorted[middle]),
            _ => sorted[middle],
        };
        Some(Self { median, min, max })
    }

    /// The spread of the ratios of two columns, paired by round: what slows a machine for a round slows both.
    pub(super) fn of_ratios(of: &[Option<f64>], to: &[Option<f64>]) -> Option<Self> {
        let pairs = of
            .iter()
            .zip(to)
            .filter_map(|(of, to)| Some((*of)? / (*to)?));
        Self::of(pairs)
    }
}

/// `9.58 (8.41–10.62)`, to as many decimals as the format asks for; one figure stands alone.
impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = f.precision().unwrap_or(2);
        write!(f, "{:.decimals$}", self.median)?;
        if self.min < self.max {
            write!(f, " ({:.decimals$}–{:.decimals$})", self.min, self.max)?;
        }
        Ok(())
    }
}

/// The figures in ascending order, without those that are no number.
pub(super) fn sorted(figures: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut figures: Vec<f64> = figures.into_iter().filter(|f| f.is_finite()).collect();
    figures.sort_by(f64::total_cmp);
    figures
}

/// The percentile of sorted figures by nearest rank; `None` where there is no figure.
pub(super) fn percentile(sorted: &[f64], percent: f64) -> Option<f64> {
    // Rounded first: 99.9 % of 6,000 is the 5,994th, not the one behind it.
    let rank = (percent * sorted.len() as f64 / 100.0 * 1e6).round() / 1e6;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rank lies between 1 and the length"
    )]
    let rank = (rank.ceil() as usize).clamp(1, sorted.len().max(1));
    sorted.get(rank - 1).copied()
}

/// The standard deviation of these figures, all of them being known.
pub(super) fn deviation(figures: &[f64]) -> Option<f64> {
    let n = figures.len() as f64;
    let mean = figures.iter().sum::<f64>() / n;
    let squares: f64 = figures.iter().map(|f| (f - mean).powi(2)).sum();
    (n > 0.0).then(|| (squares / n).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_the_middle_or_the_mean_of_both_middles() {
        let shown =
            |figures: &[f64]| Spread::of(figures.iter().copied()).map(|s| format!("{s:.1}"));
        assert_eq!(shown(&[]), None);
        assert_eq!(shown(&[3.0]).unwrap(), "3.0");
        assert_eq!(shown(&[3.0, 1.0, 20.0]).unwrap(), "3.0 (1.0–20.0)");
        assert_eq!(shown(&[4.0, 1.0, 2.0, 20.0]).unwrap(), "3.0 (1.0–20.0)");
        assert_eq!(shown(&[f64::NAN, 2.0]).unwrap(), "2.0");
    }

    #[test]
    fn ratios_are_paired_by_round_and_a_missing_round_is_left_out() {
        // The machine was twice as slow in the second round: the ratio does not show it.
        let ours = [Some(8.0), Some(16.0), None, Some(9.0)];
        let theirs = [Some(10.0), Some(20.0), Some(10.0), None];
        let ratio = Spread::of_ratios(&ours, &theirs).unwrap();
        assert_eq!((ratio.median, ratio.min, ratio.max), (0.8, 0.8, 0.8));
        assert_eq!(Spread::of_ratios(&ours, &[None; 4]), None);
    }

    #[test]
    fn percentiles_are_by_nearest_rank() {
        let figures: Vec<f64> = (1..=1000).map(f64::from).collect();
        let check = |percent, expected| {
            assert_eq!(percentile(&figures, percent), Some(expected), "{percent}");
        };
        check(0.0, 1.0);
        check(50.0, 500.0);
        check(99.9, 999.0);
        check(100.0, 1000.0);
        assert_eq!(percentile(&[7.0], 1.0), Some(7.0));
        assert_eq!(percentile(&[], 50.0), None);
    }

    #[test]
    fn a_deviation_is_that_of_the_population() {
        assert_eq!(
            deviation(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]),
            Some(2.0)
        );
        assert_eq!(deviation(&[]), None);
    }
}
