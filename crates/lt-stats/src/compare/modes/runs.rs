//! Some runs of each build.

use super::reading::{Check, Counted, Growth, Reading};
use super::sessions::{LEAST_SESSIONS, Relation, Sessions};
use crate::compare::Estimate;
use crate::compare::sides::{SessionMean, Sides, session_means, values};
use crate::compare::textbook::variance::{Variance, f_test, mean, shrink, sum};

/// Fewer runs a side say nothing about how they vary.
pub(super) const LEAST_RUNS: usize = 3;
/// As many a side give a rank test something to rank.
const LEAST_TO_RANK: usize = 6;
/// Compares groups of runs, within sessions where both builds ran in them, else session by session.
///
/// # Errors
/// There are too few runs.
pub(super) fn read(sides: &Sides) -> Result<Reading, String> {
    let (n_head, n_base) = (sides.head.len(), sides.base.len());
    if n_head < LEAST_RUNS || n_base < LEAST_RUNS {
        return Err(format!(
            "{n_head} and {n_base} runs with this figure; the mode `runs` takes at least {LEAST_RUNS} of each"
        ));
    }
    let sessions = Sessions::of(sides);
    Ok(match sessions.relation() {
        Relation::Shared => within_sessions(sides, &sessions),
        Relation::Measured => between_sessions(sides, &sessions),
        Relation::Unknown => across_sessions(sides, &sessions),
    })
}

/// Both builds in the same sessions: the additive model of build and session, by least squares.
///
/// With one session it is the pooled two-sample t test; see Scheffé (1959), "The Analysis of Variance", chapter 4.
fn within_sessions(sides: &Sides, sessions: &Sessions) -> Reading {
    let (mut weights, mut weighted, mut squares, mut by_session) = (0.0, 0.0, 0.0, Vec::new());
    let mut all = sessions.base.clone();
    all.retain(|base| {
        sessions
            .head
            .iter()
            .any(|head| head.session == base.session)
    });
    for (head, base) in sessions.head.iter().zip(&all) {
        let weight = (head.runs * base.runs) as f64 / (head.runs + base.runs) as f64;
        let difference = head.mean - base.mean;
        weights += weight;
        weighted += weight * difference;
        squares += weight * difference * difference;
        by_session.push(difference);
    }
    let delta = weighted / weights;
    let (head, base) = (around(sides, true), around(sides, false));
    let freedom = (sides.head.len() + sides.base.len() - sessions.base.len()) as f64 - 1.0;
    let spread = squares - delta * weighted + head.value * head.freedom + base.value * base.freedom;
    let pooled = Variance {
        value: spread.max(0.0) / freedom,
        freedom,
    };
    let variance = shrink(pooled, learned_of_runs(sides));
    let mut error = variance.times(1.0 / weights);
    if sessions.head.len() == 1 && f_test(head, base).min(f_test(base, head)) < DIFFERENT {
        error = separately(sides, head, base);
    }
    let estimate = Estimate {
        delta,
        error: error.value.sqrt(),
        freedom: error.freedom,
    };
    let one_session = sessions.head.len() == 1 && sessions.base.len() == 1;
    Reading {
        estimate: estimate.at_least(sides.within()),
        shares: None,
        check: if one_session {
            ranks(values(&sides.head), values(&sides.base))
        } else {
            Check::Nothing
        },
        by_session,
        growth: growth(
            2.0 * variance.value,
            variance.freedom - freedom,
            Counted::Runs,
        ),
        caveat: None,
    }
}

/// Two spreads that chance makes differ so rarely are not pooled.
const DIFFERENT: f64 = 0.025;

/// The variance of the difference where the two spreads differ: each for itself.
///
/// Welch (1947), "The Generalization of Student's Problem When Several Different Population Variances Are Involved",
/// Biometrika 34.
fn separately(sides: &Sides, head: Variance, base: Variance) -> Variance {
    let learned = learned_of_runs(sides);
    let mean_of = |variance, n: usize| shrink(variance, learned).times(1.0 / n as f64);
    sum(&[
        mean_of(head, sides.head.len()),
        mean_of(base, sides.base.len()),
    ])
}

/// Enough sessions on both sides: the mean of a session is the unit.
fn between_sessions(sides: &Sides, sessions: &Sessions) -> Reading {
    let means = |side: &[SessionMean]| {
        side.iter()
            .map(|session| session.mean)
            .collect::<Vec<f64>>()
    };
    let (head, base) = (means(&sessions.head), means(&sessions.base));
    let (n_head, n_base) = (head.len() as f64, base.len() as f64);
    let (of_head, of_base) = (Variance::of(&head), Variance::of(&base));
    let freedom = of_head.freedom + of_base.freedom;
    let pooled = Variance {
        value: (of_head.value * of_head.freedom + of_base.value * of_base.freedom) / freedom,
        freedom,
    };
    let runs_each = (sides.head.len() + sides.base.len()) as f64 / (n_head + n_base);
    let learned = learned_of_sessions(sides, runs_each);
    let variance = shrink(pooled, learned);
    let mut error = variance.times(1.0 / n_head + 1.0 / n_base);
    if f_test(of_head, of_base).min(f_test(of_base, of_head)) < DIFFERENT {
        let of = |variance, n: f64| shrink(variance, learned).times(1.0 / n);
        error = sum(&[of(of_head, n_head), of(of_base, n_base)]);
    }
    let centre = mean(&base);
    let estimate = Estimate {
        delta: mean(&head) - centre,
        error: error.value.sqrt(),
        freedom: error.freedom,
    };
    Reading {
        estimate: estimate.at_least(sides.within()),
        shares: None,
        by_session: head.iter().map(|value| value - centre).collect(),
        check: ranks(head, base),
        growth: growth(
            2.0 * variance.value,
            variance.freedom - freedom,
            Counted::SessionsOfEach,
        ),
        caveat: None,
    }
}

/// Few sessions, and not the same: how sessions vary must be known from elsewhere, or be assumed.
pub(super) fn across_sessions(sides: &Sides, sessions: &Sessions) -> Reading {
    let (head, base) = (around(sides, true), around(sides, false));
    let freedom = head.freedom + base.freedom;
    let seen = Variance {
        value: if freedom > 0.0 {
            (head.value * head.freedom + base.value * base.freedom) / freedom
        } else {
            0.0
        },
        freedom,
    };
    let run = shrink(seen, learned_of_runs(sides));
    let (session, caveat) = session_effect(sides, sessions);
    let (n_head, n_base) = (sides.head.len() as f64, sides.base.len() as f64);
    let error = sum(&[
        run.times(1.0 / n_head + 1.0 / n_base),
        session.times(sessions.weight()),
    ]);
    let centre = mean(&values(&sides.base));
    let delta = mean(&values(&sides.head)) - centre;
    let estimate = Estimate {
        delta,
        error: error.value.sqrt(),
        freedom: error.freedom,
    };
    Reading {
        estimate: estimate.at_least(sides.within()),
        shares: None,
        by_session: sessions
            .head
            .iter()
            .map(|session| session.mean - centre)
            .collect(),
        check: ranks(values(&sides.head), values(&sides.base)),
        growth: growth(
            2.0 * (run.value + session.value),
            0.0,
            Counted::SessionsOfEach,
        ),
        caveat,
    }
}

/// The variance of a session's effect: as it was learned, else as the sessions of one side show it, else assumed, which
/// a sentence then says.
pub(super) fn session_effect(sides: &Sides, sessions: &Sessions) -> (Variance, Option<String>) {
    if let Some(spread) = sides.spread.filter(|spread| spread.session_df > 0.0) {
        let value = spread.session * spread.session;
        return (
            Variance {
                value,
                freedom: spread.session_df,
            },
            None,
        );
    }
    let longer = match sessions.head.len() > sessions.base.len() {
        true => &sessions.head,
        false => &sessions.base,
    };
    if longer.len() >= LEAST_SESSIONS {
        let means: Vec<f64> = longer.iter().map(|session| session.mean).collect();
        return (Variance::of(&means), None);
    }
    let value = sides.assumed * sides.assumed;
    let caveat = match sessions.weight() > 0.0 {
        true => Some(UNKNOWN_SESSIONS.to_owned()),
        false => None,
    };
    (
        Variance {
            value,
            freedom: f64::INFINITY,
        },
        caveat,
    )
}

const UNKNOWN_SESSIONS: &str = "the builds ran in different sessions and how sessions differ is assumed, not known: \
    run both by turns in one session, or learn the noise";

/// The variance from run to run that was learned.
pub(super) fn learned_of_runs(sides: &Sides) -> Option<Variance> {
    let spread = sides.spread?;
    Some(Variance {
        value: spread.run * spread.run,
        freedom: spread.run_df,
    })
}

/// The learned variance of the mean of so many runs of one session.
pub(super) fn learned_of_sessions(sides: &Sides, runs: f64) -> Option<Variance> {
    let spread = sides.spread?;
    if spread.session_df <= 0.0 {
        return None;
    }
    let session = Variance {
        value: spread.session * spread.session,
        freedom: spread.session_df,
    };
    Some(sum(&[session, learned_of_runs(sides)?.times(1.0 / runs)]))
}

/// The variance of the values of a side around the means of their sessions.
fn around(sides: &Sides, of_head: bool) -> Variance {
    let runs = if of_head { &sides.head } else { &sides.base };
    let means = session_means(runs);
    let squares = runs.iter().map(|run| {
        let mean = means.iter().find(|mean| mean.session == run.session);
        mean.map_or(0.0, |mean| (run.value - mean.mean).powi(2))
    });
    let squares: f64 = squares.sum();
    let freedom = (runs.len() - means.len()) as f64;
    Variance {
        value: if freedom > 0.0 {
            squares / freedom
        } else {
            0.0
        },
        freedom,
    }
}

fn ranks(head: Vec<f64>, base: Vec<f64>) -> Check {
    match head.len().min(base.len()) >= LEAST_TO_RANK {
        true => Check::Groups(head, base),
        false => Check::Nothing,
    }
}

fn growth(divided: f64, learned: f64, of: Counted) -> Growth {
    Growth {
        divided,
        fixed: 0.0,
        freedom_each: 2.0,
        freedom_else: learned.max(0.0) - 2.0,
        least: 3,
        of,
    }
}
