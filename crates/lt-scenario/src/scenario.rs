//! What a scenario file means, before the command line has its say.

use std::time::Duration;

use crate::{DataSet, HttpChoices, Json, Profile, Program, Text, Url};

mod calls;
mod data;
mod faults;
mod fields;
mod files;
mod hooks;
mod http;
mod journeys;
mod load_error;
mod names;
mod node;
mod piece;
mod pieces;
mod problem;
mod profiles;
mod reader;
mod requests;
#[cfg(test)]
mod schema;
mod shapes;
mod sources;
mod span;
mod steps;
mod template;
#[cfg(test)]
mod tests;

use fields::Fields;
use files::Files;
pub use hooks::{Doing, WrittenHook, WrittenReady, WrittenVariant};
pub use load_error::LoadError;
use node::{Node, Value};
pub use piece::{Course, Piece};
pub use problem::Problem;
use problem::{Fault, at};
use reader::Reader;
pub use sources::{Sources, System};
pub use template::Template;

pub(crate) const KEYS: &[&str] = &[
    "include",
    "base_url",
    "request_timeout",
    "seed",
    "warmup",
    "http",
    "variables",
    "data",
    "requests",
    "journeys",
    "user_profiles",
    "scenarios",
    "ready",
    "before",
    "after",
    "variants",
    "timeline",
    "faults",
    "thresholds",
];

/// A scenario file, checked: its values mean something, and every name in it stands for something.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scenario {
    /// What the file is called in messages.
    pub file: String,
    /// The names of all files it was made from, that one first.
    pub files: Vec<String>,
    /// SHA-256 of what stands in them, one after another, in lower-case hexadecimal digits.
    pub sha256: String,
    /// Where paths lead to, without query; empty where the file does not say.
    pub base_urls: Vec<Url>,
    /// The base URLs that some profiles have of their own; [`Profile::base`] counts here from 1.
    pub profile_base_urls: Vec<Vec<Url>>,
    /// How long an answer may take; above zero.
    pub request_timeout: Option<Duration>,
    /// Where chance begins.
    pub seed: Option<u64>,
    /// How long the run begins before the first load's own length.
    pub warmup: Option<Duration>,
    /// How requests are carried.
    pub http: HttpChoices,
    /// Whether users keep cookies.
    pub cookies: Option<bool>,
    /// How many connections a user may have at once; from 1 to 1000.
    pub connections_per_user: Option<u32>,
    /// Header names and values for every request that does not name them itself.
    pub headers: Vec<(String, Text)>,
    /// Start values of every user's variables.
    pub variables: Vec<(String, Json)>,
    /// The data sets.
    pub data: Vec<DataSet>,
    /// The requests in the file's order, and after those with names those that stand in steps.
    pub requests: Vec<Template>,
    /// Blocks of steps, and the journeys in the file's order.
    pub program: Program,
    /// The user profiles in the file's order; one called `default` with every journey, or every request where there
    /// are no journeys, where the file has none.
    pub profiles: Vec<Profile>,
    /// The scenarios in the file's order, run one after another; empty where the command line alone decides.
    pub scenarios: Vec<Piece>,
    /// What must succeed before any load begins.
    pub ready: Option<WrittenReady>,
    /// Done once before all load.
    pub before: Vec<WrittenHook>,
    /// Done once after all load.
    pub after: Vec<WrittenHook>,
    /// The ways in which the same load is run.
    pub variants: Vec<WrittenVariant>,
    /// What is done at times of the measured part, in the order of time.
    pub timeline: Vec<(Duration, WrittenHook)>,
    /// Requests that are broken on purpose.
    pub faults: Vec<crate::Fault>,
    /// The table of thresholds, in the language of lt-gate.
    pub thresholds: Option<serde_json::Value>,
}

/// Reads a scenario file's text; `file_name` is what errors call it, its ending tells whether it is YAML, JSON or TOML,
/// and files it names are relative to it.
pub fn load(text: &str, file_name: &str) -> Result<Scenario, LoadError> {
    load_from(text, file_name, &System)
}

/// As [`load()`], with other files to include and another environment.
pub fn load_from(
    text: &str,
    file_name: &str,
    sources: &dyn Sources,
) -> Result<Scenario, LoadError> {
    let mut files = Files::default();
    files
        .read(text, file_name, sources)
        .and_then(|root| read(root, &mut Reader::new(&files, sources)))
        .map_err(|fault| LoadError::new(fault, &files, file_name))
}

fn read(root: Node, reader: &mut Reader<'_>) -> Result<Scenario, Fault> {
    if matches!(root.value, Value::Null) {
        let (what, key) = ("the empty file", "requests");
        return at(root.span, Problem::Missing { what, key });
    }
    let mut fields = Fields::of(without_anchors(root), "a scenario file", KEYS)?;
    let mut scenario = settings(&mut fields, reader)?;
    read_what_is_done(&mut fields, &mut scenario, reader)?;
    read_who_and_how_much(&mut fields, &mut scenario, reader)?;
    read_what_is_around(&mut fields, &mut scenario, reader)?;
    // All steps are read by now.
    scenario.requests = std::mem::take(&mut reader.requests);
    scenario.program = std::mem::take(&mut reader.program);
    journeys::check_calls(&scenario.program, &reader.calls)?;
    reader.names.check()?;
    Ok(scenario)
}

/// Reads what is a single value, and `http`.
fn settings(fields: &mut Fields, reader: &mut Reader<'_>) -> Result<Scenario, Fault> {
    let http = match fields.take("http") {
        Some(node) => http::read(node, reader)?,
        None => http::Section::default(),
    };
    Ok(Scenario {
        file: reader.files.names().next().unwrap_or_default(),
        files: reader.files.names().collect(),
        sha256: reader.files.sha256(),
        base_urls: match fields.take("base_url") {
            Some(node) => base_urls(node)?,
            None => Vec::new(),
        },
        request_timeout: fields.optional("request_timeout", Node::length)?,
        seed: fields.optional("seed", |node, key| node.whole(key, 0, u64::MAX))?,
        warmup: fields.optional("warmup", Node::duration)?,
        http: http.choices,
        cookies: http.cookies,
        connections_per_user: http.connections_per_user,
        headers: http.headers,
        ..Scenario::default()
    })
}

/// Reads `data`, `variables`, `requests` and `journeys`.
fn read_what_is_done(
    fields: &mut Fields,
    scenario: &mut Scenario,
    reader: &mut Reader<'_>,
) -> Result<(), Fault> {
    scenario.data = data::read(fields.take("data"), reader)?;
    if let Some(node) = fields.take("variables") {
        scenario.variables = reader.variables(node, "`variables`")?;
    }
    let requests = match fields.has("journeys") || fields.has("user_profiles") {
        true => fields.take("requests"),
        false => Some(fields.required("requests")?),
    };
    if let Some(node) = requests {
        requests::read(node, reader)?;
    }
    let journeys = journeys::names(fields.take("journeys"), reader)?;
    journeys::read(journeys, reader)
}

/// Reads `user_profiles` and `scenarios`.
fn read_who_and_how_much(
    fields: &mut Fields,
    scenario: &mut Scenario,
    reader: &mut Reader<'_>,
) -> Result<(), Fault> {
    let node = fields.take("user_profiles");
    let names = profiles::names(node.as_ref());
    let span = node.as_ref().map_or(fields.span, |node| node.span);
    let profiles = profiles::read(node, reader)?;
    let pieces = pieces::read(fields.take("scenarios"), &names, reader)?;
    if pieces.is_empty() {
        let everyone: Vec<usize> = (0..profiles.all.len()).collect();
        profiles::check_weights(&everyone, &profiles.all, span)?;
    }
    for (piece, span) in &pieces {
        profiles::check_weights(&piece.profiles, &profiles.all, *span)?;
    }
    scenario.profiles = profiles.all;
    scenario.profile_base_urls = profiles.bases;
    scenario.scenarios = pieces.into_iter().map(|(piece, _)| piece).collect();
    Ok(())
}

/// Reads hooks, variants, faults and thresholds.
fn read_what_is_around(
    fields: &mut Fields,
    scenario: &mut Scenario,
    reader: &mut Reader<'_>,
) -> Result<(), Fault> {
    if let Some(node) = fields.take("ready") {
        scenario.ready = Some(hooks::ready(node, reader)?);
    }
    scenario.before = hooks::read(fields.take("before"), "`before`", reader)?;
    scenario.after = hooks::read(fields.take("after"), "`after`", reader)?;
    scenario.variants = hooks::variants(fields.take("variants"), reader)?;
    scenario.timeline = hooks::timeline(fields.take("timeline"), reader)?;
    scenario.faults = faults::read(fields.take("faults"), reader)?;
    scenario.thresholds = fields
        .take("thresholds")
        .map(faults::thresholds)
        .transpose()?;
    Ok(())
}

/// Leaves out what only editors read, and places for anchors.
fn without_anchors(mut root: Node) -> Node {
    if let Value::Map(entries) = &mut root.value {
        entries.retain(|(key, _)| key.name != "$schema" && !key.name.starts_with("x-"));
    }
    root
}

fn base_urls(node: Node) -> Result<Vec<Url>, Fault> {
    const KEY: &str = "base_url";
    if !matches!(node.value, Value::List(_)) {
        return Ok(vec![base_url(&node, KEY)?]);
    }
    let span = node.span;
    let items = fields::items(node, "`base_url`")?;
    if items.is_empty() {
        let (what, key) = ("`base_url`", "http://HOST");
        return at(span, Problem::Missing { what, key });
    }
    items.iter().map(|item| base_url(item, KEY)).collect()
}

fn base_url(node: &Node, key: &str) -> Result<Url, Fault> {
    let url = Url::parse(node.plain_text(key)?).or_else(|cause| {
        at(
            node.span,
            Problem::Url {
                key: key.to_owned(),
                cause,
            },
        )
    })?;
    if url.has_query() {
        return at(node.span, Problem::BaseQuery);
    }
    Ok(url)
}
