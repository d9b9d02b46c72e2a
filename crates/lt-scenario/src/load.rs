//! One stretch of a run: who, how many or how fast, how long.

use std::time::Duration;

use crate::{Arrivals, Plan, Shape, VirtualUsers, shares};

/// A scenario with everything decided.
#[derive(Clone, Debug, PartialEq)]
pub struct Load {
    /// The name of its scenario, where it has one.
    pub name: Option<String>,
    /// How work begins.
    pub model: LoadModel,
    /// How long after the measured part of the run begins it begins; `None` where it follows the load before it.
    pub start: Option<Duration>,
    /// When it ends.
    pub limit: Limit,
    /// Which of [`Plan::profiles`] take part; never empty, and not all of weight 0.
    pub profiles: Vec<usize>,
}

/// How work begins.
#[derive(Clone, Debug, PartialEq)]
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
    /// How many measured iterations each user makes; the closed model only.
    pub per_user: Option<u64>,
}

impl Limit {
    /// Whether anything at all ends the load.
    pub(crate) fn is_set(&self) -> bool {
        self.duration.is_some() || self.requests.is_some() || self.per_user.is_some()
    }
}

impl LoadModel {
    /// How it changes over time, where it does.
    pub fn shape(&self) -> Option<&Shape> {
        match self {
            Self::Closed(crowd) => crowd.shape.as_ref(),
            Self::Open(arrivals) => arrivals.shape(),
        }
    }

    /// What it is in words, for people.
    pub fn describe(&self) -> String {
        match self {
            Self::Closed(crowd) => crowd.describe(),
            Self::Open(arrivals) => arrivals.describe(),
        }
    }
}

impl Load {
    /// Whether its arrivals wait for nothing.
    pub fn is_open(&self) -> bool {
        matches!(self.model, LoadModel::Open(_))
    }

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
