//! Journeys and steps.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::request::Request;
use super::value::{Anything, OneOrMore, Text, Wait, Weight, Within, Word};

/// A list of steps, or a map with them.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Journey {
    Steps(#[schemars(length(min = 1))] Vec<Step>),
    Described(DescribedJourney),
}

/// Steps and what belongs to them.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct DescribedJourney {
    /// What is done, in order.
    #[schemars(length(min = 1))]
    steps: Vec<Step>,
    /// Tags by which it can be chosen.
    tags: Option<OneOrMore<Word>>,
    /// What a failed request does; `stop` unless said.
    on_error: Option<OnError>,
}

/// What a failed request does.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum OnError {
    /// It ends the walk.
    Stop,
    /// Nothing.
    Continue,
}

/// The name of a request or journey, an inline request, or something else to do.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Step {
    /// The name of a request or journey.
    Name(String),
    Request(RequestStep),
    Journey(JourneyStep),
    Think(ThinkStep),
    Set(SetStep),
    If(IfStep),
    Repeat(RepeatStep),
    While(WhileStep),
    Foreach(ForeachStep),
    Choose(ChooseStep),
    Parallel(ParallelStep),
    Inline(Box<Request>),
}

/// Sends a request.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct RequestStep {
    /// Its name.
    request: Text,
}

/// Walks a journey and comes back.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct JourneyStep {
    /// Its name.
    journey: Text,
}

/// Waits.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ThinkStep {
    /// How long: a constant, a range or `exponential`.
    think: Wait,
}

/// Sets variables of the user.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct SetStep {
    /// Names and values, one after another: later values see earlier ones.
    set: BTreeMap<String, Anything>,
}

/// Takes one of two ways.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct IfStep {
    /// The condition.
    #[schemars(rename = "if")]
    condition: Expression,
    /// The steps where it holds.
    #[schemars(length(min = 1))]
    then: Vec<Step>,
    /// The steps where it does not.
    #[schemars(rename = "else")]
    otherwise: Option<Vec<Step>>,
}

/// An expression, such as `status == 200`.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Expression {
    Text(String),
    YesOrNo(bool),
    Number(f64),
}

/// Takes steps several times.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct RepeatStep {
    /// A number, a range such as `2..5` from which a number is drawn, or an expression; at most 100000.
    repeat: Expression,
    /// The steps.
    #[schemars(length(min = 1))]
    steps: Vec<Step>,
}

/// Takes steps as long as a condition holds.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct WhileStep {
    /// The condition, looked at before each turn.
    #[schemars(rename = "while")]
    condition: Expression,
    /// The most turns; from 1 to 100000.
    most: Within<1, 100_000>,
    /// The steps.
    #[schemars(length(min = 1))]
    steps: Vec<Step>,
}

/// Takes steps once for each value of a list.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ForeachStep {
    /// The variable that holds the value.
    foreach: Text,
    /// An expression that gives the list.
    #[schemars(rename = "in")]
    list: Text,
    /// The steps.
    #[schemars(length(min = 1))]
    steps: Vec<Step>,
}

/// Takes one of several ways by chance.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ChooseStep {
    /// The ways.
    #[schemars(length(min = 1))]
    choose: Vec<Choice>,
}

/// One of several ways.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Choice {
    /// Its share; 1 unless said.
    weight: Option<Weight>,
    /// The steps.
    #[schemars(length(min = 1))]
    steps: Vec<Step>,
}

/// Sends several requests at once and waits for all of them.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ParallelStep {
    /// Names of requests, or requests.
    #[schemars(length(min = 1))]
    parallel: Vec<Together>,
}

/// The name of a request, or a request.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Together {
    Name(String),
    Inline(Box<Request>),
}
