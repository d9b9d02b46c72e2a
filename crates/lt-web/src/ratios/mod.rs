//! Shares of the load: what was planned, and what came of it.
//!
//! Profiles, journeys and actions have shares in what is begun, requests in all requests. What depends on answers was
//! never planned, and is `null`.

mod actual;
mod planned;
#[cfg(test)]
mod tests;

use serde::Serialize;

pub(crate) use planned::{Planned, PlannedAction, PlannedLoad};

use crate::snapshot::Snapshot;
use actual::Actual;

/// The shares of every scenario of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Ratios {
    /// The scenarios in their order; where an endpoint cannot be told apart by what asked for it, all requests follow.
    pub(crate) scenarios: Vec<Shares>,
    /// How many rows there are beyond those.
    pub(crate) rows_left_out: usize,
}

/// The shares of a scenario.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Shares {
    /// What it is called.
    pub(crate) name: String,
    /// Its rows, each before those that belong to it.
    pub(crate) rows: Vec<Share>,
}

/// A share.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Share {
    /// How deep it is nested, from 0 on.
    pub(crate) depth: u8,
    /// What it is.
    pub(crate) kind: Kind,
    /// What it is called: a request by method, host where it has one of its own, and name.
    pub(crate) name: String,
    /// The planned share, 0 to 1. Of a profile, of the users or arrivals; of a journey or action, of what they begin;
    /// of a request, of all requests of the scenario. `null` where it depends on answers.
    pub(crate) planned: Option<f64>,
    /// The share that came of it, in the same; users who wait less begin more. `null` where the stream does not tell.
    pub(crate) actual: Option<f64>,
    /// How many: requests, or what was begun, as its requests tell.
    pub(crate) n: Option<u64>,
}

/// What has a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// A user profile.
    Profile,
    /// A journey.
    Journey,
    /// Another action of several requests.
    Action,
    /// A request.
    Request,
}

impl Ratios {
    /// More rows than these are left out.
    const MOST_ROWS: usize = 2000;

    /// The plan beside what is seen of its run.
    pub(crate) fn of(planned: &Planned, snapshot: &Snapshot) -> Self {
        let actual = Actual::of(planned, snapshot);
        let mut scenarios: Vec<Shares> = planned
            .loads
            .iter()
            .map(|load| shares(load, &actual))
            .collect();
        if !actual.is_told_apart() {
            let name = "All requests".to_owned();
            let rows = actual.all_requests(planned);
            scenarios.push(Shares { name, rows });
        }
        let mut left = Self::MOST_ROWS;
        let mut rows_left_out = 0;
        for shares in &mut scenarios {
            rows_left_out += shares.rows.len().saturating_sub(left);
            shares.rows.truncate(left);
            left -= shares.rows.len();
        }
        Self {
            scenarios,
            rows_left_out,
        }
    }
}

fn shares(load: &PlannedLoad, actual: &Actual<'_>) -> Shares {
    let begun = actual.begun_in(load);
    let mut shares = Shares {
        name: load.name.clone(),
        rows: Vec::new(),
    };
    for profile in &load.profiles {
        let n = profile.actions.iter().map(|action| actual.begun(action));
        // Without actions of its own nothing tells what it began.
        let n = n.sum::<Option<f64>>().filter(|_| load.mix.is_empty());
        let planned = Some(profile.share);
        let row = Share::begun(0, Kind::Profile, &profile.name, planned, n, begun);
        shares.rows.push(row);
        for action in &profile.actions {
            shares.add(1, profile.share * action.share, action, load, actual);
        }
    }
    for action in &load.mix {
        shares.add(0, action.share, action, load, actual);
    }
    shares
}

impl Shares {
    /// The rows of an action, which has such a share of what is begun.
    fn add(
        &mut self,
        mut depth: u8,
        share: f64,
        action: &PlannedAction,
        load: &PlannedLoad,
        actual: &Actual<'_>,
    ) {
        if action.kind != Kind::Request {
            let (n, all) = (actual.begun(action), actual.begun_in(load));
            let row = Share::begun(depth, action.kind, &action.name, Some(share), n, all);
            self.rows.push(row);
            depth += 1;
        }
        let all = actual.requests_in(load).map(|all| all as f64);
        for leaf in &action.leaves {
            let n = actual.requests(&leaf.endpoint);
            self.rows.push(Share {
                depth,
                kind: Kind::Request,
                name: leaf.endpoint.clone(),
                planned: load.share_of_requests(share, leaf),
                actual: actual::ratio(n.map(|n| n as f64), all),
                n,
            });
        }
    }
}

impl Share {
    fn begun(
        depth: u8,
        kind: Kind,
        name: &str,
        planned: Option<f64>,
        n: Option<f64>,
        all: Option<f64>,
    ) -> Self {
        Self {
            depth,
            kind,
            name: name.to_owned(),
            planned,
            actual: actual::ratio(n, all),
            n: n.map(actual::whole),
        }
    }
}
