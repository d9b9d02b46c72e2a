//! The `user_profiles` of a scenario file.

use super::fields::{self, Fields};
use super::node::{Key, Node, Value};
use super::problem::{Fault, Problem, at};
use super::reader::Reader;
use super::span::Span;
use super::{base_urls, journeys, names, requests, steps};
use crate::{Action, Profile, Task, Url, VirtualUsers, Wait, wait};

pub(super) const KEYS: &[&str] = &[
    "weight",
    "count",
    "wait",
    "base_url",
    "variables",
    "tags",
    "on_start",
    "on_stop",
    "actions",
];
pub(super) const ACTION_KEYS: &[&str] = &["name", "steps", "weight", "tags"];

const DEFAULT: &str = "default";

/// All profiles, and the base URLs that some of them have of their own.
pub(super) struct Profiles {
    pub(super) all: Vec<Profile>,
    /// [`Profile::base`] counts here from 1; 0 stands for those of the file.
    pub(super) bases: Vec<Vec<Url>>,
}

/// The names of the profiles, in their order, whatever else is wrong with them.
pub(super) fn names(node: Option<&Node>) -> Vec<String> {
    match node.map(|node| &node.value) {
        Some(Value::Map(entries)) => entries.iter().map(|(key, _)| key.name.clone()).collect(),
        _ => vec![DEFAULT.to_owned()],
    }
}

/// Reads all profiles; without any, one that does every journey as often as the others, or every request where there
/// are no journeys.
pub(super) fn read(node: Option<Node>, reader: &mut Reader<'_>) -> Result<Profiles, Fault> {
    let mut profiles = Profiles {
        all: Vec::new(),
        bases: Vec::new(),
    };
    let Some(node) = node else {
        profiles.all.push(everything(reader));
        return Ok(profiles);
    };
    let (span, entries) = fields::entries(node, "`user_profiles`")?;
    if entries.is_empty() {
        let (what, key) = ("`user_profiles`", "NAME: {actions: […]}");
        return at(span, Problem::Missing { what, key });
    }
    for (key, node) in entries {
        let profile = profile(key, node, &mut profiles.bases, reader)?;
        profiles.all.push(profile);
    }
    Ok(profiles)
}

/// Refuses profiles of weight 0 only.
pub(super) fn check_weights(
    taking_part: &[usize],
    profiles: &[Profile],
    span: Span,
) -> Result<(), Fault> {
    let takes_part = |i: &usize| profiles[*i].weight > 0 || profiles[*i].count.is_some();
    match taking_part.iter().any(takes_part) {
        true => Ok(()),
        false => at(span, Problem::NoProfileWeight),
    }
}

fn everything(reader: &Reader<'_>) -> Profile {
    let journeys = reader.program.journeys.len();
    let named = |template: &&super::Template| !template.key.is_empty();
    let tasks: Vec<Task> = match journeys {
        0 => (0..reader.requests.iter().filter(named).count())
            .map(Task::Request)
            .collect(),
        journeys => (0..journeys).map(Task::Journey).collect(),
    };
    let action = |what| Action {
        what,
        weight: Action::ONE,
        tags: Vec::new(),
    };
    Profile {
        name: DEFAULT.to_owned(),
        weight: 1,
        count: None,
        wait: Wait::None,
        variables: Vec::new(),
        on_start: None,
        on_stop: None,
        actions: tasks.into_iter().map(action).collect(),
        base: 0,
    }
}

fn profile(
    key: Key,
    node: Node,
    bases: &mut Vec<Vec<Url>>,
    reader: &mut Reader<'_>,
) -> Result<Profile, Fault> {
    names::check_list(&key.name, "--profile", key.span)?;
    let mut fields = Fields::of(node, "a user profile", KEYS)?;
    fields.exclude(
        "weight",
        "count",
        "both say how many users follow a profile",
    )?;
    let count = fields.optional("count", |node, key| node.whole(key, 1, VirtualUsers::MOST))?;
    let weight = fields.optional("weight", weight)?;
    let wait = fields
        .take("wait")
        .map(|node| wait(node, "wait"))
        .transpose()?;
    let base = match fields.take("base_url") {
        Some(node) => base(base_urls(node)?, bases),
        None => 0,
    };
    let variables = match fields.take("variables") {
        Some(node) => reader.variables(node, "`variables`")?,
        None => Vec::new(),
    };
    let tags = requests::tags(fields.take("tags"))?;
    let on_start = journeys::anonymous(fields.take("on_start"), "`on_start`", reader)?;
    let on_stop = journeys::anonymous(fields.take("on_stop"), "`on_stop`", reader)?;
    let actions = actions(fields.required("actions")?, &key.name, &tags, reader)?;
    Ok(Profile {
        name: key.name,
        // A count says nothing about arrivals, which come by weight.
        weight: weight.unwrap_or(u32::from(count.is_none())),
        count,
        wait: wait.unwrap_or_default(),
        variables,
        on_start,
        on_stop,
        actions,
        base,
    })
}

/// Where base URLs stand among those of all profiles.
fn base(own: Vec<Url>, bases: &mut Vec<Vec<Url>>) -> usize {
    let place = bases.iter().position(|known| *known == own);
    place.unwrap_or_else(|| {
        bases.push(own);
        bases.len() - 1
    }) + 1
}

fn actions(
    node: Node,
    profile: &str,
    tags: &[String],
    reader: &mut Reader<'_>,
) -> Result<Vec<Action>, Fault> {
    let span = node.span;
    let mut actions = Vec::new();
    for item in fields::items(node, "`actions`")? {
        let mut action = action(item, reader)?;
        action.tags.extend_from_slice(tags);
        actions.push(action);
    }
    if actions.is_empty() {
        let (what, key) = ("`actions`", "{name: REQUEST, weight: 1}");
        return at(span, Problem::Missing { what, key });
    }
    if actions.iter().all(|action| action.weight == 0) {
        return at(span, Problem::NoActionWeight(profile.to_owned()));
    }
    Ok(actions)
}

fn action(node: Node, reader: &mut Reader<'_>) -> Result<Action, Fault> {
    if matches!(node.value, Value::Text(_)) {
        return Ok(Action {
            what: reader.task(&node, "actions")?,
            weight: Action::ONE,
            tags: Vec::new(),
        });
    }
    let mut fields = Fields::of(node, "an action", ACTION_KEYS)?;
    fields.exclude("name", "steps", "both say what is done")?;
    let weight = fields.optional("weight", weight)?.unwrap_or(1);
    let what = match fields.take("steps") {
        Some(node) => Task::Steps(steps::read(node, "`steps`", reader)?),
        None => reader.task(&fields.required("name")?, "name")?,
    };
    Ok(Action {
        what,
        weight: u64::from(weight) * Action::ONE,
        tags: requests::tags(fields.take("tags"))?,
    })
}

pub(super) fn weight(node: &Node, key: &str) -> Result<u32, Fault> {
    let weight = node.whole(key, 0, u64::from(Profile::HEAVIEST))?;
    Ok(u32::try_from(weight).unwrap_or(Profile::HEAVIEST))
}

/// A text, or a map of one way to wait and its size.
pub(super) fn wait(node: Node, key: &str) -> Result<Wait, Fault> {
    let span = node.span;
    let refused = |cause| {
        let key = key.to_owned();
        at(span, Problem::Wait { key, cause })
    };
    if !matches!(node.value, Value::Map(_)) {
        let text = node.text_or_number(key, "a waiting time, such as `0.5s` or `1s..3s`")?;
        return wait::parse(&text).or_else(refused);
    }
    let mut fields = Fields::of(node, "a waiting time", &wait::WAYS)?;
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
    at(span, Problem::Missing { what, key })
}
