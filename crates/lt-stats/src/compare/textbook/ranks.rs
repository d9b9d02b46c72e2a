//! Whether one group tends to be above another, without believing in any distribution.

use super::student::normal_below;

/// Up to so many values on both sides together, without ties, the chance is counted exactly.
const EXACT: usize = 40;

/// Chance that values of `head` are above those of `base` at least as often as they are, were both from one source.
///
/// Mann and Whitney (1947), "On a Test of Whether One of Two Random Variables Is Stochastically Larger Than the Other",
/// Annals of Mathematical Statistics 18. With ties, or many values, the normal approximation with correction for ties and
/// continuity: Lehmann (1975), "Nonparametrics", chapter 1.
pub(in crate::compare) fn mann_whitney(head: &[f64], base: &[f64]) -> f64 {
    let (m, n) = (head.len(), base.len());
    if m == 0 || n == 0 {
        return 1.0;
    }
    let wins = head
        .iter()
        .flat_map(|one| base.iter().map(move |other| (one, other)));
    let u: f64 = wins
        .map(|(one, other)| {
            if one > other {
                1.0
            } else if one < other {
                0.0
            } else {
                0.5
            }
        })
        .sum();
    let ties = tied(head, base);
    if ties > 0.0 || m + n > EXACT {
        return approximate(u, m as f64, n as f64, ties);
    }
    let counts = counts(m, n);
    let total: f64 = counts.iter().sum();
    let reached: f64 = counts
        .iter()
        .enumerate()
        .filter(|(wins, _)| *wins as f64 >= u)
        .map(|(_, ways)| ways)
        .sum();
    reached / total
}

/// The median of all differences between a value of `head` and one of `base`; zero where there is none.
///
/// Hodges and Lehmann (1963), "Estimates of Location Based on Rank Tests", Annals of Mathematical Statistics 34.
pub(in crate::compare) fn shift(head: &[f64], base: &[f64]) -> f64 {
    let pairs = head
        .iter()
        .flat_map(|one| base.iter().map(move |other| one - other));
    median(pairs.collect())
}

/// The middle value, or the mean of the two in the middle; zero of nothing.
pub(in crate::compare) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    match (values.len() / 2, values.len() % 2) {
        (0, 0) => 0.0,
        (half, 0) => f64::midpoint(values[half - 1], values[half]),
        (half, _) => values[half],
    }
}

/// In how many orders of `m` and `n` values the first win so many comparisons, for each number of wins.
///
/// Gaussian binomial coefficients: the product of (1 − x^(n+i)) / (1 − x^i), divided out factor by factor.
fn counts(m: usize, n: usize) -> Vec<f64> {
    let most = m * n;
    let mut ways = vec![0.0; most + 1];
    ways[0] = 1.0;
    for i in 1..=m {
        for wins in (n + i..=most).rev() {
            ways[wins] -= ways[wins - n - i];
        }
        for wins in i..=most {
            ways[wins] += ways[wins - i];
        }
    }
    ways
}

fn approximate(u: f64, m: f64, n: f64, ties: f64) -> f64 {
    let total = m + n;
    let variance = m * n / 12.0 * (total + 1.0 - ties / (total * (total - 1.0)));
    if variance <= 0.0 {
        return 1.0;
    }
    normal_below(-(u - m * n / 2.0 - 0.5) / variance.sqrt())
}

/// Σ(t³ − t) over groups of `t` equal values.
fn tied(head: &[f64], base: &[f64]) -> f64 {
    let mut all: Vec<f64> = head.iter().chain(base).copied().collect();
    all.sort_unstable_by(f64::total_cmp);
    let groups = all.chunk_by(|one, other| one.total_cmp(other).is_eq());
    groups
        .map(|group| (group.len() as f64).powi(3) - group.len() as f64)
        .sum()
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "what is exact must come out exactly")]
mod tests {
    use super::*;

    #[test]
    fn the_least_chances_are_those_of_the_tables() {
        for (n, least) in [
            (3, 1.0 / 20.0),
            (4, 1.0 / 70.0),
            (5, 1.0 / 252.0),
            (6, 1.0 / 924.0),
        ] {
            let base: Vec<f64> = (0..n).map(f64::from).collect();
            let head: Vec<f64> = base.iter().map(|value| value + 100.0).collect();
            assert!((mann_whitney(&head, &base) - least).abs() < 1e-12, "{n}");
            assert_eq!(mann_whitney(&base, &head), 1.0);
        }
    }

    #[test]
    fn a_known_example_gives_the_known_chance() {
        // scipy.stats.mannwhitneyu([1.1, 2.2, 3.3, 4.4], [0.5, 1.5, 2.5], alternative="greater", method="exact")
        let p = mann_whitney(&[1.1, 2.2, 3.3, 4.4], &[0.5, 1.5, 2.5]);
        assert!((p - 0.2).abs() < 1e-12, "{p}");
        // The same of [1, 2, 2, 3, 5, 6], [1, 1, 2, 2, 3, 3] with method="asymptotic".
        let p = mann_whitney(
            &[1.0, 2.0, 2.0, 3.0, 5.0, 6.0],
            &[1.0, 1.0, 2.0, 2.0, 3.0, 3.0],
        );
        assert!((p - 0.181_463_954).abs() < 1e-8, "{p}");
    }

    #[test]
    fn the_shift_is_the_median_of_all_differences() {
        assert_eq!(shift(&[1.0, 2.0, 9.0], &[0.0, 1.0]), 1.5);
        assert_eq!(shift(&[], &[1.0]), 0.0);
    }
}
