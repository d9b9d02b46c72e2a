//! What will happen: every load, request and profile, and pure arithmetic about them.
//!
//! Whatever is random or scheduled depends on the seed and on global numbers alone, never on the shard or thread that
//! asks: the parts of any split make up the whole.

use std::time::Duration;

use crate::draw::{Draws, Stream};
use crate::{
    Action, DataSet, Fault, FaultKind, Hook, Hooks, Http, Json, Load, LoadModel, Profile, Program,
    Request, RequestId, RunTime, Share, Task, Url, rate,
};

mod arrivals;
mod build;
mod course;
mod operations;
mod reads;
#[cfg(test)]
mod tests;
mod timeline;
mod variant;
mod warnings;

pub use arrivals::{Arrival, ArrivalSchedule};
pub use build::{PlanError, from_scenario, quick};
use course::Numbers;
pub use course::{Course, Unchangeable};
pub use operations::Operation;
pub use reads::Reads;
use timeline::Timeline;

/// A run as it is meant to be; nothing in it can fail any more.
///
/// A load follows the one before it, or begins at a time of its own, so that loads can overlap. The warm-up comes
/// before the measured part and is no load's own length: a load that begins with the measured part simply begins so
/// much earlier, at full level.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Where chance begins: the same seed gives the same plan.
    pub seed: u64,
    /// The addresses that endpoints are compared with, without query; never empty. Where there are several, users and
    /// arrivals take turns.
    pub base_urls: Vec<Url>,
    /// How long an answer may take, unless the request says so itself.
    pub request_timeout: Duration,
    /// How long the run lasts before anything is measured.
    pub warmup: Duration,
    /// How requests are carried.
    pub http: Http,
    /// Everything that can be sent; [`RequestId`] counts here. A path on several base URLs is several requests in
    /// their order.
    pub requests: Vec<Request>,
    /// What users do.
    pub profiles: Vec<Profile>,
    /// What runs when; never empty, and those that another one follows have a duration.
    pub loads: Vec<Load>,
    /// Whether nobody said how long to run, so that quick mode's ten seconds apply.
    pub assumed_run_time: bool,
    /// What journeys are made of.
    pub program: Program,
    /// The data sets of templates.
    pub data: Vec<DataSet>,
    /// Start values of every user's variables, in the order in which they are worked out.
    pub variables: Vec<(String, Json)>,
    /// How many users all closed loads have, and how many arrivals all open ones: so many share the data sets.
    pub participants: u64,
    /// Errors that we make ourselves. A request is hit by one of them at most.
    pub faults: Vec<Fault>,
    /// What is done around the load.
    pub hooks: Hooks,
    /// The thresholds of the scenario file, in the language of lt-gate, passed on unread.
    pub thresholds: Option<serde_json::Value>,
    /// The base URLs in whose place the variant's is; empty where there is none.
    left_urls: Vec<Url>,
    /// By set of base URLs, of which the first is `base_urls`: where each request of the scenario file stands in
    /// `requests`, the first, and how many.
    templates: Vec<Vec<(usize, u64)>>,
    /// What was computed once of each load.
    timelines: Vec<Timeline>,
}

/// One stage of a load, as far as the load lasts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlannedStage {
    /// Its length.
    pub length: Duration,
    /// What it reaches and holds.
    pub level: Level,
}

/// How much load there is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Level {
    /// So many users.
    Users(u64),
    /// So many arrivals per second.
    PerSecond(f64),
}

impl Plan {
    /// When each load begins. A load keeps its place in time even if the one before ends early by its number of requests.
    pub fn load_starts(&self) -> Vec<RunTime> {
        self.timelines.iter().map(|line| line.begin).collect()
    }

    /// When a load ends by its duration; `None` where only a number of requests or iterations ends it, or where it is
    /// not there.
    pub fn load_end(&self, load: usize) -> Option<RunTime> {
        self.timelines.get(load)?.end
    }

    /// When the last load ends; `None` where one of them has no planned end.
    pub fn end(&self) -> Option<RunTime> {
        let latest = |latest: RunTime, line: &Timeline| Some(latest.max(line.end?));
        self.timelines.iter().try_fold(RunTime(0), latest)
    }

    /// What stands in the timeline at the planned end or later, with its time in the measured part: it is not done.
    /// Empty where the plan has no planned end.
    pub fn never_done(&self) -> &[(Duration, Hook)] {
        let entries = &self.hooks.timeline;
        let begin = RunTime::after(self.warmup);
        let is_within = |(at, _): &(Duration, Hook)| {
            let end = self.end();
            end.is_none_or(|end| begin + RunTime::after(*at) < end)
        };
        entries
            .get(entries.partition_point(is_within)..)
            .unwrap_or_default()
    }

    /// The global number of a load's first user (or first arrival in the open model): how many came in the loads before.
    pub fn user_base(&self, load: usize) -> u64 {
        match self.timelines.get(load) {
            Some(line) => line.base,
            None => self.timelines.last().map_or(0, Timeline::next_base),
        }
    }

    /// How many arrivals a load plans, warm-up included; 0 in the closed model, which plans users instead.
    pub fn arrivals_in(&self, load: usize) -> u64 {
        match self.loads.get(load).map(|load| &load.model) {
            Some(LoadModel::Open(_)) => self.timelines[load].count,
            _ => 0,
        }
    }

    /// How each load goes as it is planned.
    pub fn courses(&self) -> Vec<Course> {
        (0..self.loads.len())
            .filter_map(|load| self.course(load))
            .collect()
    }

    /// How a load goes as it is planned; `None` where it is not there.
    pub fn course(&self, load: usize) -> Option<Course> {
        let (planned, line) = (self.loads.get(load)?, self.timelines.get(load)?);
        let numbers = Numbers {
            base: line.base,
            planned: line.count,
            all: self.user_base(self.loads.len()),
            load: load as u64,
            loads: self.loads.len() as u64,
        };
        Some(Course::planned(line, planned, self.seed, numbers))
    }

    /// The arrivals of a load that a share owns, in order; none in the closed model.
    pub fn arrivals(&self, load: usize, share: &Share) -> impl Iterator<Item = Arrival> + use<> {
        let course = self.course(load);
        course.into_iter().flat_map({
            let share = share.clone();
            move |course| course.arrivals(&share)
        })
    }

    /// The first turn of the load's `g`-th user that ends after `after`; `None` where there is none any more.
    #[cfg(test)]
    pub(crate) fn user_turn(&self, load: usize, g: u64, after: RunTime) -> Option<crate::Turn> {
        self.course(load)?.turn(g, after)
    }

    /// Which stage of a load a moment of the run lies in, as the scenario file counts them from 0; `None` during the
    /// warm-up and for a load without stages. Spikes and steps have stages too.
    pub fn stage_of(&self, load: usize, at: RunTime) -> Option<u32> {
        let (line, shape) = (self.timelines.get(load)?, self.loads[load].model.shape()?);
        let measured = at.0.checked_sub(line.begin.0)?.checked_sub(line.warmup)?;
        shape.stage_at(Duration::from_nanos(measured))
    }

    /// The stages of a load with their lengths: what its duration cuts off is left out, and the last one lasts as
    /// long as the load.
    pub fn stages(&self, load: usize) -> Vec<PlannedStage> {
        let Some((model, limit)) = self.loads.get(load).map(|load| (&load.model, load.limit))
        else {
            return Vec::new();
        };
        let stages = model.shape().map_or(&[][..], |shape| shape.stages());
        let mut left = limit.duration;
        let mut planned = Vec::with_capacity(stages.len());
        for (i, stage) in stages.iter().enumerate() {
            let own = stage.over + stage.hold;
            let length = match left {
                Some(left) if i + 1 == stages.len() => left,
                Some(left) => own.min(left),
                None => own,
            };
            left = left.map(|left| left.saturating_sub(length));
            let level = match model {
                LoadModel::Closed(_) => Level::Users(stage.level),
                LoadModel::Open(_) => Level::PerSecond(rate::per_second(stage.level)),
            };
            if length > Duration::ZERO {
                planned.push(PlannedStage { length, level });
            }
        }
        planned
    }

    /// What a user (or arrival) does in an iteration: drawn from its load's mix, or else from its profile's actions.
    ///
    /// A [`Task::Request`] of a request without template and expectations needs no [`Session`](crate::Session).
    pub fn task_of(&self, load: usize, profile: usize, user_global: u64, iteration: u64) -> Task {
        let drawn = Action::drawn(
            self.actions(load, profile),
            self.seed,
            user_global,
            iteration,
        );
        drawn.map_or(Task::Request(0), |action| action.what)
    }

    /// What users of a profile can do in a load.
    pub(crate) fn actions(&self, load: usize, profile: usize) -> &[Action] {
        let mix = self.loads.get(load).and_then(|load| load.mix.as_deref());
        let own = || self.profiles.get(profile).map(|profile| &*profile.actions);
        mix.or_else(own).unwrap_or_default()
    }

    /// The request that a template means to a user of a profile: users take turns over the base URLs.
    pub fn on_base(&self, template: usize, profile: usize, user_global: u64) -> RequestId {
        let set = self.profiles.get(profile).map_or(0, |profile| profile.base);
        let templates = self.templates.get(set).or_else(|| self.templates.first());
        let place = templates.and_then(|set| set.get(template)).copied();
        let (first, bases) = place.unwrap_or((0, 1));
        let base = usize::try_from(user_global % bases.max(1)).unwrap_or_default();
        RequestId(first + base)
    }

    /// Which fault a request gets: `step` is its number in the walk of the iteration. Shares add up, and at most one
    /// fault hits.
    pub fn fault_of(
        &self,
        template: usize,
        user_global: u64,
        iteration: u64,
        step: u32,
    ) -> Option<FaultKind> {
        if self.faults.is_empty() {
            return None;
        }
        let draws = Draws::new(self.seed, Stream::Fault, user_global);
        let mut left = draws.unit(iteration, u64::from(step));
        for fault in &self.faults {
            if fault.only.is_empty() || fault.only.contains(&template) {
                if left < fault.share {
                    return Some(fault.kind);
                }
                left -= fault.share;
            }
        }
        None
    }

    /// What is planned for a share, in order of time and then of global numbers: every arrival of the open loads, and
    /// the begin of every turn of the users of the closed ones.
    pub fn operations(&self, share: &Share) -> impl Iterator<Item = Operation> {
        operations::Operations::new(self, share)
    }

    /// Whether the numbers of requests and iterations leave room for iteration `j` (from 0) of the load's `g`-th user.
    ///
    /// A total of requests is dealt out beforehand: with U users, iteration j of user g is number g + U * j. A fast
    /// user does not take a slow one's share, so shards need not talk. `j` counts iterations that begin after the
    /// warm-up.
    /// In the open model each arrival is one iteration, and its number is checked against the planned arrivals.
    pub fn iteration_allowed(&self, load: usize, g: u64, j: u64) -> bool {
        let Some(Load { model, limit, .. }) = self.loads.get(load) else {
            return false;
        };
        let LoadModel::Closed(crowd) = model else {
            return g < self.arrivals_in(load);
        };
        let number = u128::from(g) + u128::from(crowd.users) * u128::from(j);
        limit.requests.is_none_or(|n| number < u128::from(n))
            && limit.per_user.is_none_or(|n| j < n)
    }
}
