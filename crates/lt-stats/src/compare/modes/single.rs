//! One run against one, or a few against a few: what happens inside runs, and what is known or assumed between them.

use super::reading::{Check, Counted, Growth, Reading};
use super::runs::session_effect;
use super::sessions::Sessions;
use crate::compare::Estimate;
use crate::compare::sides::{Sides, values};
use crate::compare::textbook::shares::Shares;
use crate::compare::textbook::variance::{Variance, mean, sum};

/// Compares two means whose spread from run to run is looked up, not measured.
///
/// # Errors
/// One side has no run.
pub(super) fn read(sides: &Sides) -> Result<Reading, String> {
    if sides.head.is_empty() || sides.base.is_empty() {
        return Err("no run with this figure on one side".to_owned());
    }
    let sessions = Sessions::of(sides);
    let (n_head, n_base) = (sides.head.len() as f64, sides.base.len() as f64);
    let each = 1.0 / n_head + 1.0 / n_base;
    // Of errors the counts themselves tell what chance does inside a run.
    let within = if sides.counts.is_some() {
        0.0
    } else {
        sides.within()
    };
    let weight = sessions.weight();
    let caveat;
    let (error, one) = match sides.spread {
        Some(spread) => {
            let run = Variance {
                value: spread.run * spread.run,
                freedom: spread.run_df,
            };
            let (session, why) = session_effect(sides, &sessions);
            caveat = why;
            let one = if weight > 0.0 {
                run.value + session.value
            } else {
                run.value
            };
            (sum(&[run.times(each), session.times(weight)]), one)
        }
        None => {
            let assumed = Variance {
                value: sides.assumed * sides.assumed,
                freedom: f64::INFINITY,
            };
            let inside = Variance {
                value: within * within,
                freedom: f64::INFINITY,
            };
            caveat = Some(ASSUMED_RUNS.to_owned());
            (sum(&[assumed.times(each), inside]), assumed.value)
        }
    };
    let centre = mean(&values(&sides.base));
    let estimate = Estimate {
        delta: mean(&values(&sides.head)) - centre,
        error: error.value.sqrt(),
        freedom: error.freedom,
    };
    Ok(Reading {
        estimate: estimate.at_least(sides.within()),
        shares: sides.counts.map(|counts| Shares {
            counts,
            between: error.value.sqrt(),
        }),
        check: Check::Nothing,
        by_session: sessions
            .head
            .iter()
            .map(|session| session.mean - centre)
            .collect(),
        growth: Growth {
            // More runs make what happens inside them smaller as well, be it counted or drawn.
            divided: 2.0 * (one + sides.within().powi(2) / each),
            fixed: 0.0,
            freedom_each: 0.0,
            freedom_else: error.freedom,
            least: 1,
            of: Counted::Runs,
        },
        caveat,
    })
}

const ASSUMED_RUNS: &str =
    "how runs differ is assumed, not known: measure several runs, or learn the noise";
