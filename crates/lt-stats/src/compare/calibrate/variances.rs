//! How much of a spread is of the runs and how much of the sessions.

use std::collections::BTreeMap;

/// The two parts of the variance of a figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Components {
    /// From run to run within a session.
    pub(super) run: f64,
    pub(super) run_df: f64,
    /// From session to session; not below zero.
    pub(super) session: f64,
    pub(super) session_df: f64,
    /// Whether the estimate of it was.
    pub(super) is_negative: bool,
}

/// Takes values apart by their sessions: one-way analysis of variance with random effects, by the method of moments for
/// sessions of unequal size (Searle, Casella and McCulloch 1992, "Variance Components", section 3.6).
///
/// The degrees of freedom of the session variance, a difference of mean squares, are Satterthwaite's (1946, "An
/// Approximate Distribution of Estimates of Variance Components", Biometrics Bulletin 2); where the difference is
/// negative, those of the sessions. `None` where no session has two values, or there are less than three sessions.
pub(super) fn components(values: &[(f64, usize)]) -> Option<Components> {
    let mut sessions: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    for (value, session) in values {
        sessions.entry(*session).or_default().push(*value);
    }
    let (n, k) = (values.len() as f64, sessions.len() as f64);
    if sessions.len() < super::LEAST_SESSIONS || values.len() == sessions.len() {
        return None;
    }
    let grand = values.iter().map(|(value, _)| value).sum::<f64>() / n;
    let (mut within, mut between, mut sizes) = (0.0, 0.0, 0.0);
    for session in sessions.values() {
        let size = session.len() as f64;
        let mean = session.iter().sum::<f64>() / size;
        within += session
            .iter()
            .map(|value| (value - mean).powi(2))
            .sum::<f64>();
        between += size * (mean - grand).powi(2);
        sizes += size * size;
    }
    let (run_df, sessions_df) = (n - k, k - 1.0);
    let (of_runs, of_sessions) = (within / run_df, between / sessions_df);
    let size = (n - sizes / n) / sessions_df;
    let excess = of_sessions - of_runs;
    let is_negative = excess < 0.0;
    let session_df = match excess > 0.0 {
        true => excess.powi(2) / (of_sessions.powi(2) / sessions_df + of_runs.powi(2) / run_df),
        false => sessions_df,
    };
    Some(Components {
        run: of_runs,
        run_df,
        session: (excess / size).max(0.0),
        session_df,
        is_negative,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An unbalanced design, by hand: sessions of 4, 3 and 5 values with means 11, 14 and 12, so the sums of squares are
    /// 10, 2 and 4 within, and 4·(7/6)² + 3·(11/6)² + 5·(1/6)² between.
    #[test]
    fn an_unbalanced_example_done_by_hand() {
        let sessions = [
            vec![9.0, 10.0, 12.0, 13.0],
            vec![13.0, 14.0, 15.0],
            vec![11.0, 11.0, 12.0, 13.0, 13.0],
        ];
        let found = components(&flat(&sessions)).unwrap();
        let (within, between) = (10.0 + 2.0 + 4.0, 47.0 / 3.0);
        let (of_runs, of_sessions) = (within / 9.0, between / 2.0);
        let size = (12.0 - 50.0 / 12.0) / 2.0;
        near(found.run, of_runs);
        near(found.session, (of_sessions - of_runs) / size);
        assert!((found.run_df - 9.0).abs() < 1e-12 && !found.is_negative);
        let excess: f64 = of_sessions - of_runs;
        near(
            found.session_df,
            excess.powi(2) / (of_sessions.powi(2) / 2.0 + of_runs.powi(2) / 9.0),
        );
    }

    #[test]
    fn sessions_that_differ_by_less_than_their_runs_have_no_spread_of_their_own() {
        let sessions = [vec![1.0, 3.0], vec![1.0, 3.0], vec![1.0, 3.0]];
        let found = components(&flat(&sessions)).unwrap();
        assert!(found.is_negative);
        assert_eq!((found.session, found.session_df), (0.0, 2.0));
        near(found.run, 2.0);
    }

    #[test]
    fn without_repetition_or_with_two_sessions_nothing_is_known() {
        assert_eq!(components(&flat(&[vec![1.0], vec![2.0], vec![3.0]])), None);
        assert_eq!(components(&flat(&[vec![1.0, 2.0], vec![2.0, 3.0]])), None);
        let same = components(&flat(&[vec![1.0, 1.0], vec![1.0], vec![1.0]])).unwrap();
        assert_eq!(
            (same.run, same.session, same.is_negative),
            (0.0, 0.0, false)
        );
    }

    fn flat(sessions: &[Vec<f64>]) -> Vec<(f64, usize)> {
        let sessions = sessions.iter().enumerate();
        sessions
            .flat_map(|(nth, values)| values.iter().map(move |value| (*value, nth)))
            .collect()
    }

    fn near(found: f64, expected: f64) {
        assert!(
            (found / expected - 1.0).abs() < 1e-9,
            "{found} is not {expected}"
        );
    }
}
