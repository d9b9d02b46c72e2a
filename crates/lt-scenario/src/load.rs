//! One stretch of a run: who, how many or how fast, how long.

use std::time::Duration;

use crate::{Arrivals, Plan, VirtualUsers, shares};

/// A scenario with everything decided.
#[derive(Clone, Debug, PartialEq)]
pub struct Load {
    /// The name of its scenario, where it has one.
    pub name: Option<String>,
    /// How work begins.
    pub model: LoadModel,
    /// When it ends.
    pub limit: Limit,
    /// Which of [`Plan::profiles`] take part; never empty, and not all of weight 0.
    pub profiles: Vec<usize>,
}

/// How work begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LoadModel {
    /// Users wait for their answers.
    Closed(VirtualUsers),
    /// Arrivals wait for nothing.
    Open(Arrivals),
}

/// When a load ends: at the first that is reached; at least one is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Its length, without the warm-up.
    pub duration: Option<Duration>,
    /// How many requests are measured in all, without those of the warm-up.
    pub requests: Option<u64>,
}

impl Load {
    /// Which of [`Plan::profiles`] the `g`-th user of this load follows; in the open model, the `g`-th arrival.
    ///
    /// Profiles take turns by weight, so every prefix of the users has its shares; `g` counts within the load.
    pub fn profile_of_user(&self, plan: &Plan, g: u64) -> usize {
        let weight = |i: usize| {
            let profile = self.profiles.get(i).and_then(|i| plan.profiles.get(*i));
            profile.map_or(0, |profile| u64::from(profile.weight))
        };
        let turn = shares::nth(self.profiles.len(), weight, g);
        self.profiles.get(turn).copied().unwrap_or_default()
    }
}
