//! How the sessions of two builds relate.

use crate::compare::sides::{SessionMean, Sides, session_means};

/// From so many sessions a side on, how sessions vary is measured and not looked up.
pub(super) const LEAST_SESSIONS: usize = 3;

/// The sessions of both sides.
#[derive(Clone, Debug)]
pub(super) struct Sessions {
    pub(super) head: Vec<SessionMean>,
    pub(super) base: Vec<SessionMean>,
}

/// How the sessions of both sides relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    /// Every session of the judged build has runs of the baseline: what the machine is like cancels.
    Shared,
    /// They differ, and there are enough of each to see how sessions vary.
    Measured,
    /// They differ, and there are too few.
    Unknown,
}

impl Sessions {
    pub(super) fn of(sides: &Sides) -> Self {
        Self {
            head: session_means(&sides.head),
            base: session_means(&sides.base),
        }
    }

    pub(super) fn relation(&self) -> Relation {
        let in_base =
            |session: &SessionMean| self.base.iter().any(|base| base.session == session.session);
        if self.head.iter().all(in_base) {
            Relation::Shared
        } else if self.head.len() >= LEAST_SESSIONS && self.base.len() >= LEAST_SESSIONS {
            Relation::Measured
        } else {
            Relation::Unknown
        }
    }

    /// What the variance of a session's effect is multiplied by in that of the difference of the two means: nothing
    /// where both sides have the same share of their runs in each session, 1/S on each side where they share none.
    pub(super) fn weight(&self) -> f64 {
        let runs =
            |side: &[SessionMean]| side.iter().map(|session| session.runs).sum::<usize>() as f64;
        let (n_head, n_base) = (runs(&self.head), runs(&self.base));
        let share = |side: &[SessionMean], n: f64, session| {
            let found = side.iter().find(|other| other.session == session);
            found.map_or(0.0, |found| found.runs as f64 / n)
        };
        let of_head = self.head.iter().map(|session| session.session);
        let only_base = self.base.iter().map(|session| session.session);
        let only_base =
            only_base.filter(|session| self.head.iter().all(|other| other.session != *session));
        let all = of_head.chain(only_base);
        all.map(|session| {
            (share(&self.head, n_head, session) - share(&self.base, n_base, session)).powi(2)
        })
        .sum()
    }
}
