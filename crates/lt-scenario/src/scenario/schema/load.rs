//! Who, how much and how long.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::around::Hook;
use super::value::{
    Anything, Duration, FromOne, OneOrMore, Rate, Share, Text, Wait, Weight, Whole, Word,
};
use super::walk::Step;

/// What one kind of user does.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Profile {
    /// Its share among the profiles; 1 unless said.
    weight: Option<Weight>,
    /// How many users of each scenario follow it, instead of a share.
    count: Option<FromOne>,
    /// How long a user waits after an action.
    wait: Option<Wait>,
    /// Where its users' paths lead to, instead of the file's base URL.
    base_url: Option<OneOrMore<Text>>,
    /// Start values of its users' variables, after those of the file.
    variables: Option<BTreeMap<String, Anything>>,
    /// Tags of all its actions.
    tags: Option<OneOrMore<Word>>,
    /// What a user does before its first action.
    #[schemars(length(min = 1))]
    on_start: Option<Vec<Step>>,
    /// What a user does after its last action.
    #[schemars(length(min = 1))]
    on_stop: Option<Vec<Step>>,
    /// What a user can do, drawn by weight.
    #[schemars(length(min = 1))]
    actions: Vec<Action>,
}

/// The name of a request or journey, or a map.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Action {
    Name(String),
    Described(DescribedAction),
}

/// A thing to do and its weight: `name` or `steps`.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct DescribedAction {
    /// A request or journey.
    name: Option<Text>,
    /// Steps without a name.
    #[schemars(length(min = 1))]
    steps: Option<Vec<Step>>,
    /// Its share among the actions; 1 unless said.
    weight: Option<Weight>,
    /// Tags by which it can be chosen.
    tags: Option<OneOrMore<Word>>,
}

/// A piece of load: who, how many or how fast, how long.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Scenario {
    /// Its name.
    name: Option<Word>,
    /// Its length.
    duration: Option<Duration>,
    /// Its length in minutes.
    duration_minutes: Option<f64>,
    /// How many users.
    users: Option<FromOne>,
    /// How many users.
    concurrent_users: Option<FromOne>,
    /// How long it takes until all users have begun.
    ramp_up: Option<Duration>,
    /// How many seconds it takes until all users have begun.
    ramp_up_time_seconds: Option<f64>,
    /// How fast arrivals come, whether or not answers do; instead of users.
    rate: Option<Rate>,
    /// How arrivals follow each other: `constant` or `poisson`.
    arrivals: Option<Text>,
    /// Levels that follow each other.
    stages: Option<Vec<Stage>>,
    /// A level, and a higher one for a while.
    spike: Option<Spike>,
    /// A level that swings.
    sine: Option<Sine>,
    /// A level that rises step by step.
    steps: Option<Steps>,
    /// When it begins, counted from the measured part; after the scenario before it unless said.
    start: Option<Duration>,
    /// How many requests are measured in all.
    requests: Option<FromOne>,
    /// How many iterations each user makes.
    per_user_iterations: Option<FromOne>,
    /// Which profiles take part; all unless said.
    #[schemars(length(min = 1))]
    profiles: Option<Vec<Text>>,
    /// Requests and journeys with their shares, instead of the profiles' actions.
    #[schemars(extend("minProperties" = 1))]
    traffic_mix: Option<BTreeMap<String, Share>>,
    /// The journey of all users, instead of the profiles' actions.
    journey: Option<Text>,
    /// The request of all users, instead of the profiles' actions.
    request: Option<Text>,
    /// Done before its load begins.
    before: Option<Vec<Hook>>,
    /// Done after its load has ended.
    after: Option<Vec<Hook>>,
    /// Tags by which it can be chosen.
    tags: Option<OneOrMore<Word>>,
}

/// A level, the way to it and the stay there.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Stage {
    /// How many users.
    users: Option<Whole>,
    /// How fast arrivals come.
    rate: Option<Rate>,
    /// How long the way to this level takes.
    over: Option<Duration>,
    /// How long it stays there.
    #[schemars(rename = "for")]
    hold: Option<Duration>,
}

/// A level, and a higher one for a while.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Spike {
    /// How many users, before and after.
    users: Option<Whole>,
    /// How fast arrivals come, before and after.
    rate: Option<Rate>,
    /// The higher level.
    peak: Rate,
    /// When it begins to rise.
    at: Duration,
    /// How long the way up takes, and the way down.
    over: Option<Duration>,
    /// How long it stays there.
    #[schemars(rename = "for")]
    hold: Option<Duration>,
}

/// A level that swings.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Sine {
    /// How many users on average.
    users: Option<Whole>,
    /// How fast arrivals come on average.
    rate: Option<Rate>,
    /// How far it swings up and down.
    amplitude: Rate,
    /// How long one swing takes.
    period: Duration,
}

/// A level that rises step by step.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Steps {
    /// How many users at first.
    users: Option<Whole>,
    /// How fast arrivals come at first.
    rate: Option<Rate>,
    /// How much each step adds.
    step: Rate,
    /// How long each step takes.
    every: Duration,
    /// The last level.
    to: Rate,
}
