//! The language of scenario files as types, for its JSON Schema alone: editors complete and check with it.
//!
//! The reader knows more than a schema can say, and keeps its own lists of keys; a test compares the two.

#![expect(dead_code, reason = "values of these types are never made")]

use std::collections::BTreeMap;

use schemars::JsonSchema;

mod around;
mod load;
mod request;
mod tests;
mod value;
mod walk;

use around::{Fault, Hook, OneOrMoreRules, Ready, TimelineEntry, Variant};
use load::{Profile, Scenario};
use request::{DataSet, Http, Request};
use value::{Anything, Duration, OneOrMore, Text, Whole};
use walk::Journey;

/// Who does what, how much of it, and for how long: what lt-gen runs.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("patternProperties" = {"^x-": true}))]
struct ScenarioFile {
    /// The JSON Schema of this file; ignored.
    #[schemars(rename = "$schema")]
    schema: Option<String>,
    /// A file or a list of files to begin with, relative to this one. `requests`, `journeys`, `user_profiles`, `data`,
    /// `variables` and `http` are merged key by key, everything else is replaced; later files win, and this one over
    /// all.
    include: Option<OneOrMore<Text>>,
    /// Where paths lead to: a URL, or several between which users take turns.
    base_url: Option<OneOrMore<Text>>,
    /// How long an answer may take; 60s unless said.
    request_timeout: Option<Duration>,
    /// Where chance begins: the same seed gives the same run.
    seed: Option<Whole>,
    /// How long the run lasts before anything is measured.
    warmup: Option<Duration>,
    /// How requests are carried.
    http: Option<Http>,
    /// Start values of every user's variables; they may hold templates, which are worked out once per user.
    variables: Option<BTreeMap<String, Anything>>,
    /// Data sets, from which users pick rows.
    data: Option<BTreeMap<String, DataSet>>,
    /// Requests by name.
    #[schemars(extend("minProperties" = 1))]
    requests: Option<BTreeMap<String, Request>>,
    /// Journeys by name: ordered walks of requests, pauses and branches.
    journeys: Option<BTreeMap<String, Journey>>,
    /// Kinds of users by name.
    user_profiles: Option<BTreeMap<String, Profile>>,
    /// Pieces of load, run one after another unless they have a `start`.
    #[schemars(length(min = 1))]
    scenarios: Option<Vec<Scenario>>,
    /// A request that is repeated until it succeeds, before any load.
    ready: Option<Ready>,
    /// Done once before all load.
    before: Option<Vec<Hook>>,
    /// Done once after all load.
    after: Option<Vec<Hook>>,
    /// Several ways to run the same load, to be compared.
    variants: Option<Vec<Variant>>,
    /// What is done at fixed times of the measured part.
    timeline: Option<Vec<TimelineEntry>>,
    /// Requests that are broken on purpose.
    faults: Option<Vec<Fault>>,
    /// lt-gate's thresholds, by selector: they travel with the run.
    thresholds: Option<BTreeMap<String, OneOrMoreRules>>,
}
