//! Which runs belong together: sessions and pairs, numbered over both sides.

use std::collections::BTreeMap;

use super::RunValue;
use crate::baseline::Baseline;

/// The numbers of sessions and pairs that were given out.
#[derive(Debug, Default)]
pub(super) struct Roster<'r> {
    sessions: BTreeMap<&'r str, u32>,
    pairs: BTreeMap<(Option<&'r str>, &'r str), u32>,
    next: u32,
}

impl<'r> Roster<'r> {
    /// The places of some runs, without values yet. A run whose session is not known is a session of its own.
    pub(super) fn place(&mut self, runs: &'r [Baseline]) -> Vec<RunValue> {
        runs.iter().map(|run| self.one(run)).collect()
    }

    fn one(&mut self, run: &'r Baseline) -> RunValue {
        let session = run.environment.session.as_deref();
        let fresh = self.next;
        self.next += 1;
        let label = run.labels.get("pair").map(String::as_str);
        RunValue {
            value: 0.0,
            session: session.map_or(fresh, |session| {
                *self.sessions.entry(session).or_insert(fresh)
            }),
            // The same number in two sessions is two pairs.
            pair: label.map(|label| *self.pairs.entry((session, label)).or_insert(fresh)),
            within: 0.0,
        }
    }
}
