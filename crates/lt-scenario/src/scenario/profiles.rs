//! The `user_profiles` of a scenario file.

use super::Template;
use super::fields::{self, Fields};
use super::node::{Key, Node, Value};
use super::problem::{Fault, Problem, at};
use crate::{Action, Profile, Wait, suggest, wait};

const DEFAULT: &str = "default";

/// The names of the profiles, in their order, whatever else is wrong with them.
pub(super) fn names(node: Option<&Node>) -> Vec<String> {
    match node.map(|node| &node.value) {
        Some(Value::Map(entries)) => entries.iter().map(|(key, _)| key.name.clone()).collect(),
        _ => vec![DEFAULT.to_owned()],
    }
}

/// Reads all profiles; without any, one that does every request as often as the others.
pub(super) fn read(node: Option<Node>, requests: &[Template]) -> Result<Vec<Profile>, Fault> {
    let Some(node) = node else {
        return Ok(vec![every_request(requests.len())]);
    };
    let (line, entries) = fields::entries(node, "`user_profiles`")?;
    if entries.is_empty() {
        let (what, key) = ("`user_profiles`", "NAME: {actions: […]}");
        return at(line, Problem::Missing { what, key });
    }
    entries
        .into_iter()
        .map(|(key, node)| profile(key, node, requests))
        .collect()
}

fn every_request(n_requests: usize) -> Profile {
    let action = |i| Action {
        template: i,
        weight: 1,
    };
    Profile {
        name: DEFAULT.to_owned(),
        weight: 1,
        wait: Wait::None,
        actions: (0..n_requests).map(action).collect(),
    }
}

fn profile(key: Key, node: Node, requests: &[Template]) -> Result<Profile, Fault> {
    let mut fields = Fields::of(node, "a user profile", &["weight", "wait", "actions"])?;
    let weight = fields.optional("weight", weight)?.unwrap_or(1);
    let wait = fields.take("wait").map(wait).transpose()?;
    let node = fields.required("actions")?;
    let line = node.line;
    let actions = fields::items(node, "`actions`")?
        .into_iter()
        .map(|item| action(item, requests))
        .collect::<Result<Vec<_>, _>>()?;
    let profile = Profile {
        name: key.name,
        weight,
        wait: wait.unwrap_or_default(),
        actions,
    };
    if profile.actions.is_empty() {
        let (what, key) = ("`actions`", "{name: REQUEST, weight: 1}");
        return at(line, Problem::Missing { what, key });
    }
    if profile.total_weight() == 0 {
        return at(line, Problem::NoActionWeight(profile.name));
    }
    Ok(profile)
}

fn action(node: Node, requests: &[Template]) -> Result<Action, Fault> {
    let mut fields = Fields::of(node, "an action", &["name", "weight"])?;
    let weight = fields.optional("weight", weight)?.unwrap_or(1);
    let node = fields.required("name")?;
    let name = node.text("name")?;
    match requests.iter().position(|request| request.key == name) {
        Some(template) => Ok(Action { template, weight }),
        None => at(
            node.line,
            Problem::NoSuchRequest {
                name: name.to_owned(),
                hint: suggest::hint(name, requests.iter().map(|request| request.key.as_str())),
            },
        ),
    }
}

fn weight(node: &Node, key: &str) -> Result<u32, Fault> {
    let weight = node.whole(key, 0, u64::from(Profile::HEAVIEST))?;
    Ok(u32::try_from(weight).unwrap_or(Profile::HEAVIEST))
}

/// A text, or a map of one way to wait and its size.
fn wait(node: Node) -> Result<Wait, Fault> {
    const KEY: &str = "wait";
    let line = node.line;
    let refused = |cause| at(line, Problem::Wait(cause));
    if !matches!(node.value, Value::Map(_)) {
        let text = node.text_or_number(KEY, "a waiting time, such as `0.5s` or `1s..3s`")?;
        return wait::parse(&text).or_else(refused);
    }
    let mut fields = Fields::of(node, "`wait`", &wait::WAYS)?;
    for (i, one) in wait::WAYS.into_iter().enumerate() {
        for other in wait::WAYS.into_iter().skip(i + 1) {
            fields.exclude(one, other, "are two ways to wait")?;
        }
    }
    for way in wait::WAYS {
        if let Some(node) = fields.take(way) {
            let size = node.text_or_number(way, "its size, such as `2s` or `0.5/s`")?;
            return wait::parse_way(way, &size).or_else(refused);
        }
    }
    let (what, key) = ("`wait`", "pacing: 5s");
    at(line, Problem::Missing { what, key })
}
