//! What a plan means to do, in shares.

use std::collections::BTreeMap;

use lt_scenario::{Action, BlockId, Load, LoadModel, Plan, Program, Request, Step, Task, Times};

use super::Kind;

/// What a plan means to do.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Planned {
    /// Its scenarios in their order.
    pub(crate) loads: Vec<PlannedLoad>,
}

/// A scenario.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct PlannedLoad {
    /// Its name; where it has none, what it is.
    pub(crate) name: String,
    /// The profiles that take part.
    pub(crate) profiles: Vec<PlannedProfile>,
    /// What all of them do alike; empty where each has its own actions.
    pub(crate) mix: Vec<PlannedAction>,
    /// How many requests something that is begun makes on average; `None` where answers decide.
    requests_each: Option<f64>,
}

/// A user profile.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PlannedProfile {
    /// Its name.
    pub(crate) name: String,
    /// Its share of the users or arrivals, 0 to 1.
    pub(crate) share: f64,
    /// What its users do; empty where all do the same.
    pub(crate) actions: Vec<PlannedAction>,
}

/// What a user does in an iteration.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PlannedAction {
    /// What it is.
    pub(crate) kind: Kind,
    /// The journey's name, or the request's.
    pub(crate) name: String,
    /// Its share of what the profile's users do, 0 to 1.
    pub(crate) share: f64,
    /// The requests that it can send.
    pub(crate) leaves: Vec<Leaf>,
}

/// A request in an action.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Leaf {
    /// Method, host where it is not the run's own, and name.
    pub(crate) endpoint: String,
    /// How often each time, on average; `None` where answers decide.
    pub(crate) times: Option<f64>,
}

impl Planned {
    /// The shares of a plan.
    pub(crate) fn of(plan: &Plan) -> Self {
        let mut counts = Counts {
            program: &plan.program,
            blocks: BTreeMap::new(),
        };
        let loads = plan.loads.iter().enumerate();
        let load = |(i, load): (usize, &Load)| {
            let mut planned = |profile, from: &[Action]| actions(plan, profile, from, &mut counts);
            let mix = load.mix.as_deref().unwrap_or_default();
            let first = load.profiles.first().copied().unwrap_or_default();
            let mix = planned(first, mix);
            let profiles = profile_shares(plan, load).into_iter();
            let profiles = profiles.map(|(number, share)| {
                let profile = &plan.profiles[number];
                PlannedProfile {
                    name: profile.name.clone(),
                    share,
                    actions: match load.mix {
                        Some(_) => Vec::new(),
                        None => planned(number, &profile.actions),
                    },
                }
            });
            let profiles = profiles.collect();
            PlannedLoad::new(name(plan, i, load), profiles, mix)
        };
        Self {
            loads: loads.map(load).collect(),
        }
    }
}

/// What a scenario is called; where it has no name, what it is.
fn name(plan: &Plan, i: usize, load: &Load) -> String {
    let name = load.name.clone();
    name.unwrap_or_else(|| match plan.loads.len() {
        1 => load.model.describe(),
        _ => format!("scenario {}: {}", i + 1, load.model.describe()),
    })
}

impl PlannedLoad {
    fn new(name: String, profiles: Vec<PlannedProfile>, mix: Vec<PlannedAction>) -> Self {
        let load = Self {
            name,
            profiles,
            mix,
            requests_each: None,
        };
        let leaves = load.actions().flat_map(|(begun, action)| {
            let leaves = action.leaves.iter();
            leaves.map(move |leaf| Some(begun * leaf.times?))
        });
        Self {
            requests_each: leaves.sum(),
            ..load
        }
    }

    /// All actions, and which share of what is begun each is.
    pub(super) fn actions(&self) -> impl Iterator<Item = (f64, &PlannedAction)> {
        let own = self.profiles.iter().flat_map(|profile| {
            let actions = profile.actions.iter();
            actions.map(|action| (profile.share * action.share, action))
        });
        let mix = self.mix.iter().map(|action| (action.share, action));
        own.chain(mix)
    }

    /// The share of all requests that are those of a leaf, whose action is such a share of what is begun.
    pub(super) fn share_of_requests(&self, begun: f64, leaf: &Leaf) -> Option<f64> {
        let all = self.requests_each.filter(|all| *all > 0.0)?;
        Some(begun * leaf.times? / all)
    }
}

/// The profiles that take part in a load, and their shares of its users or arrivals.
fn profile_shares(plan: &Plan, load: &Load) -> Vec<(usize, f64)> {
    /// Profiles take turns by weight: of so many turns each has its share to a ten-thousandth.
    const TURNS: u64 = 10_000;
    let users = match &load.model {
        LoadModel::Closed(crowd) => crowd.users.max(1),
        LoadModel::Open(_) => TURNS,
    };
    let mut shares: BTreeMap<usize, f64> = BTreeMap::new();
    // The first users are those of profiles with a count.
    let mut counted = 0;
    for profile in load.profiles.iter().copied().filter(|_| !load.is_open()) {
        if let Some(count) = plan.profiles.get(profile).and_then(|profile| profile.count) {
            let count = count.min(users - counted);
            counted += count;
            *shares.entry(profile).or_default() += count as f64 / users as f64;
        }
    }
    let left = users - counted;
    let turns = left.min(TURNS);
    for turn in 0..turns {
        let profile = load.profile_of_user(plan, counted + turn);
        let share = left as f64 / users as f64 / turns as f64;
        *shares.entry(profile).or_default() += share;
    }
    let known = |(profile, share): &(usize, f64)| *share > 0.0 && *profile < plan.profiles.len();
    shares.into_iter().filter(known).collect()
}

fn actions(
    plan: &Plan,
    profile: usize,
    actions: &[Action],
    counts: &mut Counts<'_>,
) -> Vec<PlannedAction> {
    let total: u64 = actions.iter().map(|action| action.weight).sum();
    let drawn = actions
        .iter()
        .enumerate()
        .filter(|(_, action)| action.weight > 0);
    let planned = |(i, action): (usize, &Action)| {
        let counts = counts.of(action.what);
        let leaves = leaves(plan, profile, &counts);
        let (kind, name) = match (action.what, leaves.first()) {
            (Task::Journey(journey), _) => {
                (Kind::Journey, plan.program.journeys[journey].name.clone())
            }
            (Task::Request(_), Some(leaf)) if leaves.len() == 1 => {
                (Kind::Request, leaf.endpoint.clone())
            }
            (Task::Request(_), Some(leaf)) => {
                (Kind::Action, format!("{} and others", leaf.endpoint))
            }
            _ => (Kind::Action, format!("steps {}", i + 1)),
        };
        PlannedAction {
            kind,
            name,
            share: action.weight as f64 / total as f64,
            leaves,
        }
    };
    drawn.map(planned).collect()
}

/// The requests of an action: on several base URLs, users take turns.
fn leaves(plan: &Plan, profile: usize, counts: &TimesOf) -> Vec<Leaf> {
    /// Every number of base URLs up to six goes evenly into these.
    const TURNS: u64 = 60;
    let mut leaves = Vec::new();
    for (template, times) in counts {
        let mut bases: BTreeMap<usize, u64> = BTreeMap::new();
        for turn in 0..TURNS {
            *bases
                .entry(plan.on_base(*template, profile, turn).0)
                .or_default() += 1;
        }
        for (request, turns) in bases {
            let Some(request) = plan.requests.get(request) else {
                continue;
            };
            leaves.push(Leaf {
                endpoint: endpoint(request),
                times: times.map(|times| times * turns as f64 / TURNS as f64),
            });
        }
    }
    leaves
}

/// What a request is called.
fn endpoint(request: &Request) -> String {
    let endpoint = &request.endpoint;
    let host = endpoint.host.as_deref().unwrap_or_default();
    format!("{} {host}{}", endpoint.method, endpoint.name)
}

/// By number of the request in the scenario file: how often it is sent; `None` where answers decide.
type TimesOf = BTreeMap<usize, Option<f64>>;

/// How often tasks send what.
struct Counts<'p> {
    program: &'p Program,
    /// Blocks that were looked at.
    blocks: BTreeMap<usize, TimesOf>,
}

impl Counts<'_> {
    fn of(&mut self, task: Task) -> TimesOf {
        match task {
            Task::Request(template) => TimesOf::from([(template, Some(1.0))]),
            Task::Journey(journey) => self.journey(journey),
            Task::Steps(block) => self.block(block),
        }
    }

    fn journey(&mut self, journey: usize) -> TimesOf {
        let journey = self.program.journeys.get(journey);
        journey.map_or_else(TimesOf::new, |journey| self.block(journey.steps))
    }

    fn block(&mut self, BlockId(id): BlockId) -> TimesOf {
        if let Some(known) = self.blocks.get(&id) {
            return known.clone();
        }
        let program = self.program;
        // Whoever asks again while we count would walk in a circle.
        self.blocks.insert(id, TimesOf::new());
        let mut sum = TimesOf::new();
        for step in program.blocks.get(id).into_iter().flatten() {
            self.add_step(step, &mut sum);
        }
        self.blocks.insert(id, sum.clone());
        sum
    }

    fn add_step(&mut self, step: &Step, sum: &mut TimesOf) {
        let once = Some(1.0);
        match step {
            Step::Request(template) => add(sum, &TimesOf::from([(*template, once)]), once),
            Step::Parallel(templates) => {
                for template in templates {
                    add(sum, &TimesOf::from([(*template, once)]), once);
                }
            }
            Step::Journey(journey) => add(sum, &self.journey(*journey), once),
            Step::Think(_) | Step::Set(_) => {}
            Step::If {
                then, otherwise, ..
            } => {
                add(sum, &self.block(*then), None);
                add(sum, &self.block(*otherwise), None);
            }
            Step::While { steps, .. } | Step::Foreach { steps, .. } => {
                add(sum, &self.block(*steps), None);
            }
            Step::Repeat { times, steps } => {
                let times = match times {
                    Times::Exactly(n) => Some(*n as f64),
                    Times::Between(least, most) => Some((*least as f64 + *most as f64) / 2.0),
                    Times::Value(_) => None,
                };
                add(sum, &self.block(*steps), times);
            }
            Step::Choose(ways) => {
                let total: u64 = ways.iter().map(|(weight, _)| weight).sum();
                for (weight, steps) in ways.iter().filter(|(weight, _)| *weight > 0) {
                    add(
                        sum,
                        &self.block(*steps),
                        Some(*weight as f64 / total as f64),
                    );
                }
            }
        }
    }
}

/// Adds `times` of what `more` counts.
fn add(sum: &mut TimesOf, more: &TimesOf, times: Option<f64>) {
    for (template, count) in more {
        let more = count.zip(times).map(|(count, times)| count * times);
        let known = sum.entry(*template).or_insert(Some(0.0));
        *known = known.zip(more).map(|(known, more)| known + more);
    }
}
