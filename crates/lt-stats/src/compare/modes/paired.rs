//! Pairs of runs, made by turns in one session: what the machine is like falls on both.

use super::reading::{Check, Counted, Growth, Reading};
use crate::compare::sides::{RunValue, Sides};
use crate::compare::textbook::variance::{Variance, mean, shrink};
use crate::compare::{Estimate, Mode};

/// Fewer pairs cannot agree beyond chance: the least sign-flip chance of four is 1/16.
pub(super) const LEAST_PAIRS: usize = 5;

/// Compares pair by pair: a t interval of the differences, and the signs of the differences as a second opinion.
///
/// # Errors
/// There are too few pairs.
pub(super) fn read(sides: &Sides) -> Result<Reading, String> {
    let pairs = pairs(sides);
    let k = pairs.len();
    if k < LEAST_PAIRS {
        return Err(format!(
            "{k} pairs with this figure on both sides; the mode `{}` takes at least {LEAST_PAIRS}",
            Mode::Paired.as_str()
        ));
    }
    let differences: Vec<f64> = pairs.iter().map(|(_, difference)| *difference).collect();
    let learned = sides.spread.map(|spread| Variance {
        value: 2.0 * spread.run * spread.run,
        freedom: spread.run_df,
    });
    let variance = shrink(Variance::of(&differences), learned);
    let estimate = Estimate {
        delta: mean(&differences),
        error: (variance.value / k as f64).sqrt(),
        freedom: variance.freedom,
    };
    Ok(Reading {
        estimate: estimate.at_least(sides.within()),
        shares: None,
        by_session: by_session(pairs),
        check: Check::Pairs(differences),
        growth: Growth {
            divided: variance.value,
            fixed: 0.0,
            freedom_each: 1.0,
            freedom_else: variance.freedom - k as f64,
            least: 5,
            of: Counted::Runs,
        },
        caveat: None,
    })
}

/// The differences of the pairs that are complete, with the session of the judged run, in order of their numbers; where
/// a number comes twice on a side, the mean counts.
fn pairs(sides: &Sides) -> Vec<(u32, f64)> {
    let numbered = |runs: &[RunValue]| {
        let mut runs: Vec<RunValue> = runs
            .iter()
            .filter(|run| run.pair.is_some())
            .copied()
            .collect();
        runs.sort_by_key(|run| run.pair);
        runs
    };
    let (head, base) = (numbered(&sides.head), numbered(&sides.base));
    let of_pair = |pair| {
        let in_base = base.iter().filter(|run| run.pair == pair);
        in_base.map(|run| run.value).collect::<Vec<f64>>()
    };
    head.chunk_by(|one, other| one.pair == other.pair)
        .filter_map(|runs| {
            let in_base = of_pair(runs[0].pair);
            let in_head: Vec<f64> = runs.iter().map(|run| run.value).collect();
            (!in_base.is_empty()).then(|| (runs[0].session, mean(&in_head) - mean(&in_base)))
        })
        .collect()
}

fn by_session(mut pairs: Vec<(u32, f64)>) -> Vec<f64> {
    pairs.sort_by_key(|(session, _)| *session);
    let sessions = pairs.chunk_by(|(one, _), (other, _)| one == other);
    let differences = sessions.map(|pairs| {
        pairs
            .iter()
            .map(|(_, difference)| *difference)
            .collect::<Vec<f64>>()
    });
    differences.map(|differences| mean(&differences)).collect()
}
