//! What will happen: every load, request and profile, and pure arithmetic about them.

use std::time::Duration;

use crate::{Http, Load, LoadModel, Profile, Request, RunTime, Url};

mod build;
#[cfg(test)]
mod tests;

pub use build::{PlanError, from_scenario, quick};

/// A run as it is meant to be; nothing in it can fail any more.
///
/// Loads run one after another. The warm-up comes before the first load's own length and is not part of it:
/// the first load simply begins so much earlier, at full rate.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Where chance begins: the same seed gives the same plan.
    pub seed: u64,
    /// The address that endpoints are compared with; has no query.
    pub base_url: Url,
    /// How long an answer may take, unless the request says so itself.
    pub request_timeout: Duration,
    /// How long the run lasts before anything is measured.
    pub warmup: Duration,
    /// How requests are carried.
    pub http: Http,
    /// Everything that can be sent; [`RequestId`](crate::RequestId) counts here.
    pub requests: Vec<Request>,
    /// What users do.
    pub profiles: Vec<Profile>,
    /// What runs when; never empty, and all but the last have a duration.
    pub loads: Vec<Load>,
    /// Whether nobody said how long to run, so that quick mode's ten seconds apply.
    pub assumed_run_time: bool,
}

impl Plan {
    /// When each load begins. A load keeps its place in time even if the one before ends early by its number of requests.
    pub fn load_starts(&self) -> Vec<RunTime> {
        let mut start = RunTime(0);
        let begin = |load| {
            let here = start;
            start = self.load_end_after(load, start).unwrap_or(start);
            here
        };
        (0..self.loads.len()).map(begin).collect()
    }

    /// When a load ends by its duration; `None` where only its number of requests ends it, or where it is not there.
    pub fn load_end(&self, load: usize) -> Option<RunTime> {
        let start = *self.load_starts().get(load)?;
        self.load_end_after(load, start)
    }

    fn load_end_after(&self, load: usize, start: RunTime) -> Option<RunTime> {
        let own = self.loads.get(load)?.limit.duration?;
        Some(start + RunTime::after(self.warmup_of(load)) + RunTime::after(own))
    }

    /// The warm-up belongs to the first load alone.
    fn warmup_of(&self, load: usize) -> Duration {
        if load == 0 {
            self.warmup
        } else {
            Duration::ZERO
        }
    }

    /// The global number of a load's first user (or first arrival in the open model): how many came in the loads before.
    pub fn user_base(&self, load: usize) -> u64 {
        (0..load.min(self.loads.len()))
            .map(|before| match self.loads[before].model {
                LoadModel::Closed(crowd) => crowd.users,
                LoadModel::Open(_) => self.arrivals_in(before),
            })
            .fold(0, u64::saturating_add)
    }

    /// How many arrivals a load plans, warm-up included; 0 in the closed model, which plans users instead.
    pub fn arrivals_in(&self, load: usize) -> u64 {
        let Some(Load {
            model: LoadModel::Open(arrivals),
            limit,
            ..
        }) = self.loads.get(load)
        else {
            return 0;
        };
        let warmup = RunTime::after(self.warmup_of(load));
        let by_time = limit
            .duration
            .map(|own| arrivals.due_before(warmup + RunTime::after(own)));
        let by_count = limit
            .requests
            .map(|n| arrivals.due_before(warmup).saturating_add(n));
        by_time.into_iter().chain(by_count).min().unwrap_or(0)
    }

    /// Whether the total number of requests leaves room for iteration `j` (from 0) of the load's `g`-th user.
    ///
    /// The total is dealt out beforehand: with U users, iteration j of user g is number g + U * j. A fast user does
    /// not take a slow one's share, so shards need not talk. `j` counts iterations that begin after the warm-up.
    /// In the open model each arrival is one iteration, and its number is checked against the planned arrivals.
    pub fn iteration_allowed(&self, load: usize, g: u64, j: u64) -> bool {
        let Some(Load { model, limit, .. }) = self.loads.get(load) else {
            return false;
        };
        match (model, limit.requests) {
            (LoadModel::Open(_), _) => g < self.arrivals_in(load),
            (LoadModel::Closed(_), None) => true,
            (LoadModel::Closed(crowd), Some(n)) => {
                u128::from(g) + u128::from(crowd.users) * u128::from(j) < u128::from(n)
            }
        }
    }
}
