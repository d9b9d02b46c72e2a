//! What a scenario file means, before the command line has its say.

use std::time::Duration;

use crate::{HttpChoices, Place, Process, Profile, Rate, Shape, Url};

mod fields;
mod http;
mod node;
mod pieces;
mod problem;
mod profiles;
mod shapes;
mod templates;
#[cfg(test)]
mod tests;

use fields::Fields;
use node::{Node, Value};
pub use problem::Problem;
use problem::{Fault, at};

const KEYS: &[&str] = &[
    "base_url",
    "request_timeout",
    "seed",
    "warmup",
    "http",
    "requests",
    "user_profiles",
    "scenarios",
];

/// A scenario file, checked: its values mean something, and every name in it stands for something.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// What the file is called in messages.
    pub file: String,
    /// Where paths lead to, without query; empty where the file does not say.
    pub base_urls: Vec<Url>,
    /// How long an answer may take; above zero.
    pub request_timeout: Option<Duration>,
    /// Where chance begins.
    pub seed: Option<u64>,
    /// How long the run begins before the first load's own length.
    pub warmup: Option<Duration>,
    /// How requests are carried.
    pub http: HttpChoices,
    /// Header names and values for every request that does not name them itself.
    pub headers: Vec<(String, String)>,
    /// The requests in the file's order; never empty.
    pub requests: Vec<Template>,
    /// The user profiles in the file's order; one called `default` with every request where the file has none.
    pub profiles: Vec<Profile>,
    /// The scenarios in the file's order, run one after another; empty where the command line alone decides.
    pub scenarios: Vec<Piece>,
}

/// A request as the file writes it, without its host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// The key under which profiles name it.
    pub key: String,
    /// Where in the file it stands.
    pub line: u64,
    /// The HTTP method.
    pub method: String,
    /// A path below the base URL, or an address of its own.
    pub path: String,
    /// Under which name samples are counted.
    pub name: String,
    /// Header names and values, in order.
    pub headers: Vec<(String, String)>,
    /// The body; empty for none.
    pub body: Vec<u8>,
    /// Statuses from 400 on that count as success.
    pub allow_status: Vec<u16>,
    /// How long an answer may take, where the request says so itself.
    pub timeout: Option<Duration>,
}

/// One entry of `scenarios`: a named piece of load, as far as the file decides it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Piece {
    /// Where in the file it stands.
    pub line: u64,
    /// Its name, unique in the file.
    pub name: Option<String>,
    /// When it begins, counted from the measured part of the run; `None` after the one before it.
    pub start: Option<Duration>,
    /// How many users; at least 1, and never together with `rate`.
    pub users: Option<u64>,
    /// How long it takes until all users have begun.
    pub ramp_up: Option<Duration>,
    /// Arrivals in time.
    pub rate: Option<Rate>,
    /// A load that changes over time; never together with `users`, `ramp_up` or `rate`.
    pub course: Option<Course>,
    /// How arrivals follow each other.
    pub arrivals: Option<Process>,
    /// Its length; above zero.
    pub duration: Option<Duration>,
    /// How many requests are measured in all; at least 1.
    pub requests: Option<u64>,
    /// How many measured iterations each user makes; at least 1, and never together with `rate`.
    pub per_user_iterations: Option<u64>,
    /// Which of [`Scenario::profiles`] take part; never empty, and not all of weight 0.
    pub profiles: Vec<usize>,
}

/// What changes over time.
#[derive(Clone, Debug, PartialEq)]
pub enum Course {
    /// How many users there are.
    Users(Shape),
    /// How fast arrivals come, in [`Rate::level`]s.
    Arrivals(Shape),
}

/// Reads a scenario file's text (YAML, or JSON as a part of it); `file_name` is what errors call it.
pub fn load(text: &str, file_name: &str) -> Result<Scenario, LoadError> {
    node::parse(text)
        .and_then(|root| read(root, file_name))
        .map_err(|Fault { line, problem }| LoadError {
            place: Place {
                file: file_name.to_owned(),
                line,
            },
            problem,
        })
}

fn read(root: Node, file_name: &str) -> Result<Scenario, Fault> {
    if matches!(root.value, Value::Null) {
        let (what, key) = ("the empty file", "requests");
        return at(1, Problem::Missing { what, key });
    }
    let mut fields = Fields::of(root, "a scenario file", KEYS)?;
    let base_urls = match fields.take("base_url") {
        Some(node) => base_urls(node)?,
        None => Vec::new(),
    };
    let request_timeout = fields.optional("request_timeout", Node::length)?;
    let seed = fields.optional("seed", |node, key| node.whole(key, 0, u64::MAX))?;
    let warmup = fields.optional("warmup", Node::duration)?;
    let (http, headers) = match fields.take("http") {
        Some(node) => http::read(node)?,
        None => Default::default(),
    };
    let requests = templates::read(fields.required("requests")?)?;
    let profiles_node = fields.take("user_profiles");
    let profile_names = profiles::names(profiles_node.as_ref());
    let scenarios_node = fields.take("scenarios");
    // Before the profiles: what a scenario asks for says more than an action that is missing because of it.
    let scenarios = pieces::read(scenarios_node, &profile_names)?;
    let profiles_line = profiles_node.as_ref().map_or(1, |node| node.line);
    let profiles = profiles::read(profiles_node, &requests)?;
    let stretches = scenarios.iter().map(|piece| (piece.line, &piece.profiles));
    let all = (0..profiles.len()).collect();
    for (line, taking_part) in
        stretches.chain(scenarios.is_empty().then_some((profiles_line, &all)))
    {
        if taking_part.iter().all(|i| profiles[*i].weight == 0) {
            return at(line, Problem::NoProfileWeight);
        }
    }
    Ok(Scenario {
        file: file_name.to_owned(),
        base_urls,
        request_timeout,
        seed,
        warmup,
        http,
        headers,
        requests,
        profiles,
        scenarios,
    })
}

fn base_urls(node: Node) -> Result<Vec<Url>, Fault> {
    const KEY: &str = "base_url";
    if !matches!(node.value, Value::List(_)) {
        return Ok(vec![base_url(&node, KEY)?]);
    }
    let line = node.line;
    let items = fields::items(node, "`base_url`")?;
    if items.is_empty() {
        let (what, key) = ("`base_url`", "http://HOST");
        return at(line, Problem::Missing { what, key });
    }
    items.iter().map(|item| base_url(item, KEY)).collect()
}

fn base_url(node: &Node, key: &str) -> Result<Url, Fault> {
    let url = Url::parse(node.plain_text(key)?).or_else(|cause| {
        at(
            node.line,
            Problem::Url {
                key: key.to_owned(),
                cause,
            },
        )
    })?;
    if url.has_query() {
        return at(node.line, Problem::BaseQuery);
    }
    Ok(url)
}

/// A scenario file that cannot be used: one line with file, line, what is wrong and the way out.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct LoadError {
    /// Where it is wrong.
    pub place: Place,
    /// What is wrong.
    pub problem: Problem,
}
