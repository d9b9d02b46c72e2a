//! One stretch of a run: who, how many or how fast, how long.

use std::time::Duration;

use crate::{Action, Arrivals, Plan, Profile, Shape, VirtualUsers, shares};

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
    /// What its users and arrivals do instead of their profiles' actions; not all of weight 0.
    pub mix: Option<Vec<Action>>,
}

/// How work begins.
#[derive(Clone, Debug, PartialEq)]
pub enum LoadModel {
    /// Users wait for their answers.
    Closed(VirtualUsers),
    /// Arrivals wait for nothing.
    Open(Arrivals),
}

/// When a load ends: at the first that is reached. At least one is set, unless somebody who watches it ends it.
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
    pub fn is_set(&self) -> bool {
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

    /// Whether it has arrivals, and nothing but a wish to stop ends them.
    pub(crate) fn arrives_for_ever(&self) -> bool {
        self.is_open() && !self.limit.is_set()
    }

    /// Which of [`Plan::profiles`] the `g`-th user of this load follows; in the open model, the `g`-th arrival.
    ///
    /// The first users of a closed load are those of the profiles with a count, in the order of the profiles. All
    /// others take turns by weight, so every prefix of them has its shares; `g` counts within the load.
    pub fn profile_of_user(&self, plan: &Plan, g: u64) -> usize {
        let mut rest = g;
        for (profile, count) in self.counted(plan) {
            if rest < count {
                return profile;
            }
            rest -= count;
        }
        let weights = self.weights(plan);
        let turn = shares::nth(weights.len(), |i| weights[i], rest);
        self.profiles.get(turn).copied().unwrap_or_default()
    }

    /// The profiles of which there are so many users, and how many; none in the open model, which has no users.
    pub(crate) fn counted(&self, plan: &Plan) -> impl Iterator<Item = (usize, u64)> {
        let counts = |profile: &usize| Some((*profile, plan.profiles.get(*profile)?.count?));
        let closed = if self.is_open() { &[] } else { &*self.profiles };
        closed.iter().filter_map(counts)
    }

    /// By which weights the profiles of the load share those users that no count has taken. Where only profiles with a
    /// count take part, they share by their counts.
    pub(crate) fn weights(&self, plan: &Plan) -> Vec<u64> {
        let of = |weight: fn(&Profile, bool) -> u64| -> Vec<u64> {
            let profiles = self.profiles.iter().map(|i| plan.profiles.get(*i));
            profiles
                .map(|profile| profile.map_or(0, |profile| weight(profile, self.is_open())))
                .collect()
        };
        let weights = of(|profile, is_open| match profile.count {
            Some(_) if !is_open => 0,
            _ => u64::from(profile.weight),
        });
        if weights.iter().any(|weight| *weight > 0) {
            return weights;
        }
        of(|profile, _| profile.count.unwrap_or(0).min(u64::from(Profile::HEAVIEST)))
    }
}
