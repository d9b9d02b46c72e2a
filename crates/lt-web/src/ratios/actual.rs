//! What came of a plan, as far as the endpoints tell.

use std::collections::BTreeMap;

use super::{Kind, Planned, PlannedAction, PlannedLoad, Share};
use crate::snapshot::{Row, Snapshot};

/// What came of a plan.
pub(super) struct Actual<'s> {
    /// By endpoint: its requests, and in how many places of the plan it stands.
    endpoints: BTreeMap<String, (u64, usize)>,
    snapshot: &'s Snapshot,
    n_loads: usize,
}

impl<'s> Actual<'s> {
    pub(super) fn of(planned: &Planned, snapshot: &'s Snapshot) -> Self {
        let mut endpoints = BTreeMap::new();
        for row in &snapshot.rows {
            let (requests, _) = endpoints.entry(endpoint(row)).or_insert((0, 0));
            *requests += row.requests;
        }
        for (_, action) in planned.loads.iter().flat_map(PlannedLoad::actions) {
            for leaf in &action.leaves {
                let (_, places) = endpoints.entry(leaf.endpoint.clone()).or_default();
                *places += 1;
            }
        }
        Self {
            endpoints,
            snapshot,
            n_loads: planned.loads.len(),
        }
    }

    /// Whether every request is known to be of one place of the plan.
    pub(super) fn is_told_apart(&self) -> bool {
        let mut endpoints = self.endpoints.values();
        self.is_whole() && endpoints.all(|(requests, places)| *places == 1 || *requests == 0)
    }

    /// How many requests went to an endpoint that stands in one place of the plan.
    pub(super) fn requests(&self, endpoint: &str) -> Option<u64> {
        let (requests, places) = self.endpoints.get(endpoint).copied().unwrap_or_default();
        (places == 1 && (requests > 0 || self.is_whole())).then_some(requests)
    }

    /// All requests of a load.
    pub(super) fn requests_in(&self, load: &PlannedLoad) -> Option<u64> {
        if self.n_loads == 1 {
            return Some(self.snapshot.total.requests);
        }
        let leaves = load.actions().flat_map(|(_, action)| &action.leaves);
        leaves.map(|leaf| self.requests(&leaf.endpoint)).sum()
    }

    /// How often an action was begun, by those of its requests that tell: walks can break off, so it is the most.
    pub(super) fn begun(&self, action: &PlannedAction) -> Option<f64> {
        let told = action.leaves.iter().filter_map(|leaf| {
            let times = leaf.times.filter(|times| *times > 0.0)?;
            Some(self.requests(&leaf.endpoint)? as f64 / times)
        });
        told.reduce(f64::max)
    }

    /// How often anything of a load was begun.
    pub(super) fn begun_in(&self, load: &PlannedLoad) -> Option<f64> {
        load.actions().map(|(_, action)| self.begun(action)).sum()
    }

    /// A row for each endpoint, whatever asked for it.
    pub(super) fn all_requests(&self, planned: &Planned) -> Vec<Share> {
        let planned = match &*planned.loads {
            [load] => load.shares_by_endpoint(),
            _ => BTreeMap::new(),
        };
        let total = self.snapshot.total.requests as f64;
        let rows = self.endpoints.iter().map(|(name, (requests, _))| Share {
            depth: 0,
            kind: Kind::Request,
            name: name.clone(),
            planned: planned.get(name).copied().flatten(),
            actual: ratio(Some(*requests as f64), Some(total)),
            n: Some(*requests),
        });
        rows.collect()
    }

    /// Whether no endpoint was left out of what is seen.
    fn is_whole(&self) -> bool {
        self.snapshot.rows_left_out == 0
    }
}

impl PlannedLoad {
    /// The planned share of every endpoint.
    fn shares_by_endpoint(&self) -> BTreeMap<String, Option<f64>> {
        let mut shares = BTreeMap::new();
        for (begun, action) in self.actions() {
            for leaf in &action.leaves {
                let more = self.share_of_requests(begun, leaf);
                let known = shares.entry(leaf.endpoint.clone()).or_insert(Some(0.0));
                *known = known.zip(more).map(|(known, more)| known + more);
            }
        }
        shares
    }
}

fn endpoint(row: &Row) -> String {
    format!("{} {}", row.method, row.name)
}

/// A share; `None` of nothing.
pub(super) fn ratio(part: Option<f64>, whole: Option<f64>) -> Option<f64> {
    let whole = whole.filter(|whole| *whole > 0.0)?;
    Some(part? / whole)
}

/// The nearest whole number.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts of requests: neither negative nor beyond 64 bits"
)]
pub(super) fn whole(n: f64) -> u64 {
    n.round() as u64
}
