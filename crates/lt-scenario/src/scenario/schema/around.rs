//! What is done around the load.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::request::Request;
use super::value::{Anything, Duration, HttpStatus, Scalar, Share, Text, Whole, YesOrNo};

/// The name of a request, or something to do: an inline request, `request: NAME` or `run: COMMAND`.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Hook {
    Name(String),
    Described(Box<DescribedHook>),
}

/// Something to do: an inline request, `request: NAME` or `run: COMMAND`.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct DescribedHook {
    #[schemars(flatten)]
    inline: Request,
    /// The name of a request.
    request: Option<Text>,
    /// A command, which needs `--allow-commands`.
    run: Option<Text>,
    /// Under which name numbers of a JSON answer become gauges.
    save_as: Option<Text>,
}

/// A request that is repeated until it succeeds.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Ready {
    #[schemars(flatten)]
    inline: Request,
    /// How long it may take until it succeeds; 60s unless said.
    within: Option<Duration>,
    /// How long after one attempt the next one comes; 1s unless said.
    every: Option<Duration>,
    /// The status that counts as success.
    status: Option<HttpStatus>,
}

/// Something to do at a fixed time.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct TimelineEntry {
    /// When, counted from the measured part.
    at: Duration,
    #[schemars(flatten)]
    inline: Request,
    /// The name of a request, or a request.
    request: Option<NameOrRequest>,
    /// A command, which needs `--allow-commands`.
    run: Option<Text>,
    /// Under which name numbers of a JSON answer become gauges.
    save_as: Option<Text>,
}

/// The name of a request, or a request.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum NameOrRequest {
    Name(String),
    Inline(Box<Request>),
}

/// One of several ways to run the same load.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Variant {
    /// Its name.
    name: Text,
    /// Done before each of its legs.
    before: Option<Vec<Hook>>,
    /// Done after each of its legs.
    after: Option<Vec<Hook>>,
    /// Where its requests go instead of the file's base URL.
    base_url: Option<Text>,
    /// Start values of users' variables, instead of the file's.
    variables: Option<BTreeMap<String, Anything>>,
    /// What its runs are labeled with.
    labels: Option<BTreeMap<String, Scalar>>,
}

/// Requests that are broken on purpose.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Fault {
    /// What is broken.
    kind: Kind,
    /// How many requests are broken: `1%`, or a number from 0 to 1.
    share: Share,
    /// The requests that may be hit; all unless said.
    only: Option<Vec<Text>>,
}

/// What is broken.
#[derive(JsonSchema)]
#[schemars(rename = "FaultKind", rename_all = "snake_case")]
pub(super) enum Kind {
    /// The connection is closed in the middle of the request.
    Abort,
    /// The body comes in drops.
    SlowBody,
    /// The body is cut.
    MalformedBody,
    /// The authorization is wrong.
    WrongAuth,
    /// The request is sent twice.
    Duplicate,
}

/// One rule, or a list of them.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum OneOrMoreRules {
    One(Rule),
    More(Vec<Rule>),
}

/// A condition, such as `p(99)<200ms`, or a map of it and what a broken one means.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Rule {
    Text(String),
    Described(DescribedRule),
}

/// A condition and what a broken one means.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct DescribedRule {
    /// The condition.
    expr: Option<Text>,
    /// `fail` or `warn`.
    severity: Option<Text>,
    /// How many of the slowest requests may be beyond a `max`.
    allow: Option<Whole>,
    /// Whether lt-gate stops reading at a breach, which ends the run.
    abort_on_fail: Option<YesOrNo>,
    /// How long nothing is judged before a breach may end the run.
    delay: Option<Duration>,
    /// The condition, as k6 calls it.
    threshold: Option<Text>,
    /// `abort_on_fail`, as k6 calls it.
    #[schemars(rename = "abortOnFail")]
    abort_on_fail_of_k6: Option<YesOrNo>,
    /// `delay`, as k6 calls it.
    #[schemars(rename = "delayAbortEval")]
    delay_of_k6: Option<Duration>,
}
