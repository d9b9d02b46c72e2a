//! A run or a few against a window of earlier ones.

use super::reading::{Check, Counted, Growth, Reading};
use super::runs::{across_sessions, learned_of_runs, learned_of_sessions};
use super::sessions::Sessions;
use crate::compare::Estimate;
use crate::compare::sides::Sides;
use crate::compare::textbook::ranks::median;
use crate::compare::textbook::variance::{Variance, mean, shrink, sum};

/// Fewer earlier runs show neither where the middle is nor how far runs stray from it.
pub(in crate::compare) const LEAST_WINDOW: usize = 8;

/// Compares with a window: where the next session of the same build would be expected.
///
/// The runs of one session share its luck, so the unit is the session where the window has enough of them.
///
/// # Errors
/// There are too few runs.
pub(in crate::compare) fn read(sides: &Sides) -> Result<Reading, String> {
    if sides.head.is_empty() || sides.base.len() < LEAST_WINDOW {
        return Err(format!(
            "{} runs against {} with this figure; the mode `history` takes at least 1 against {LEAST_WINDOW}",
            sides.head.len(),
            sides.base.len()
        ));
    }
    let sessions = Sessions::of(sides);
    if sessions.base.len() < LEAST_WINDOW {
        let mut reading = across_sessions(sides, &sessions);
        reading.check = Check::Nothing;
        return Ok(reading);
    }
    let window: Vec<f64> = sessions.base.iter().map(|session| session.mean).collect();
    let (n_head, n_base) = (sessions.head.len() as f64, window.len() as f64);
    let runs_each = |runs: usize, sessions: f64| runs as f64 / sessions;
    let (in_head, in_base) = (
        runs_each(sides.head.len(), n_head),
        runs_each(sides.base.len(), n_base),
    );
    let robust = Robust::of(&window);
    let variance = shrink(robust.variance, learned_of_sessions(sides, in_base));
    // A session of fewer runs than those of the window strays further from its mean.
    let run = learned_of_runs(sides).map_or(0.0, |run| run.value);
    let fewer = run * (1.0 / in_head - 1.0 / in_base).max(0.0) / n_head;
    let fewer = Variance {
        value: fewer,
        freedom: f64::INFINITY,
    };
    let error = sum(&[variance.times(1.0 / n_head + 1.0 / n_base), fewer]);
    let head: Vec<f64> = sessions.head.iter().map(|session| session.mean).collect();
    let estimate = Estimate {
        delta: mean(&head) - robust.centre,
        error: error.value.sqrt(),
        freedom: error.freedom,
    };
    Ok(Reading {
        estimate: estimate.at_least(sides.within()),
        shares: None,
        check: Check::Nothing,
        by_session: head.iter().map(|value| value - robust.centre).collect(),
        growth: Growth {
            divided: variance.value,
            fixed: variance.value / n_base,
            freedom_each: 0.0,
            freedom_else: variance.freedom,
            least: 1,
            of: Counted::Sessions,
        },
        caveat: None,
    })
}

/// The middle of a window and the variance around it, of which a few lucky or unlucky sessions do not make much.
///
/// Values further than 2.5 robust deviations from the median are pulled in to there, and the mean and variance of the
/// result are taken: a winsorized mean, of which Dixon and Tukey (1968), "Approximate Behavior of the Distribution of
/// Winsorized t", Technometrics 10, say that t serves with fewer degrees of freedom. The factors are from a simulation of
/// 200,000 normal windows each of 8 to 30: a tail of 0.2 % comes 0.83 to 1.07 times as often as it should, where median
/// and 1.4826·MAD with n − 1 degrees of freedom, which is often seen, lets it come 6 times as often in a window of 8, and
/// 2.4 times in one of 30.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Robust {
    centre: f64,
    variance: Variance,
}

impl Robust {
    fn of(window: &[f64]) -> Self {
        let middle = median(window.to_vec());
        let away = window.iter().map(|value| (value - middle).abs()).collect();
        let reach = 2.5 * 1.4826 * median(away);
        let pulled: Vec<f64> = match reach > 0.0 {
            true => window
                .iter()
                .map(|value| value.clamp(middle - reach, middle + reach))
                .collect(),
            // More than half of the window is one value: nothing tells what is an outlier.
            false => window.to_vec(),
        };
        let n = window.len() as f64;
        let widened = Variance::of(&pulled).times((1.01 + 0.45 / n).powi(2));
        let freedom = freedom_of_window(n);
        Self {
            centre: mean(&pulled),
            variance: Variance { freedom, ..widened },
        }
    }
}

/// Degrees of freedom of the spread of so many sessions, of which the outermost are pulled in.
pub(in crate::compare) fn freedom_of_window(sessions: f64) -> f64 {
    0.75 * (sessions - 1.0)
}
