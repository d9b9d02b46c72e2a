//! The `scenarios` of a scenario file.

use std::time::Duration;

use super::fields::{self, Fields};
use super::node::Node;
use super::problem::{Fault, Problem, at};
use super::reader::Reader;
use super::span::Span;
use super::{Piece, hooks, requests, shapes};
use crate::{Action, Process, Profile, Rate, Task, VirtualUsers, decimal, rate, suggest};

pub(super) const KEYS: &[&str] = &[
    "name",
    "duration",
    "duration_minutes",
    "users",
    "concurrent_users",
    "ramp_up",
    "ramp_up_time_seconds",
    "rate",
    "arrivals",
    "stages",
    "spike",
    "sine",
    "steps",
    "start",
    "requests",
    "per_user_iterations",
    "profiles",
    "traffic_mix",
    "journey",
    "request",
    "before",
    "after",
    "tags",
];

/// What cannot stand beside a load that changes over time.
const AMOUNT_KEYS: [&str; 5] = [
    "users",
    "concurrent_users",
    "ramp_up",
    "ramp_up_time_seconds",
    "rate",
];

const SAME: &str = "say the same";
const AMOUNTS: &str = "both say how much load there is";
pub(super) const MODELS: &str = "exclude each other: users wait for answers, arrivals do not";

/// Reads all scenarios with their places, in their order; without the key there are none.
pub(super) fn read(
    node: Option<Node>,
    profiles: &[String],
    reader: &mut Reader<'_>,
) -> Result<Vec<(Piece, Span)>, Fault> {
    let Some(node) = node else {
        return Ok(Vec::new());
    };
    let span = node.span;
    let items = fields::items(node, "`scenarios`")?;
    if items.is_empty() {
        let (what, key) = ("`scenarios`", "{name: NAME, duration: 1m}");
        return at(span, Problem::Missing { what, key });
    }
    let mut pieces: Vec<(Piece, Span)> = Vec::with_capacity(items.len());
    for item in items {
        let span = item.span;
        let piece = piece(item, profiles, reader)?;
        if let Some(name) = &piece.name
            && pieces
                .iter()
                .any(|(other, _)| other.name.as_ref() == Some(name))
        {
            let (what, way_out) = ("scenario", "give each a name of its own");
            let name = name.clone();
            return at(
                span,
                Problem::SameName {
                    what,
                    name,
                    way_out,
                },
            );
        }
        pieces.push((piece, span));
    }
    Ok(pieces)
}

fn piece(node: Node, profile_names: &[String], reader: &mut Reader<'_>) -> Result<Piece, Fault> {
    let mut fields = Fields::of(node, "a scenario", KEYS)?;
    fields.exclude("duration", "duration_minutes", SAME)?;
    fields.exclude("users", "concurrent_users", SAME)?;
    fields.exclude("ramp_up", "ramp_up_time_seconds", SAME)?;
    for users in [
        "users",
        "concurrent_users",
        "ramp_up",
        "ramp_up_time_seconds",
    ] {
        fields.exclude(users, "rate", MODELS)?;
        fields.exclude(users, "arrivals", MODELS)?;
    }
    for arrivals in ["rate", "arrivals"] {
        fields.exclude("per_user_iterations", arrivals, MODELS)?;
    }
    for (i, shape) in shapes::KEYS.into_iter().enumerate() {
        for amount in AMOUNT_KEYS
            .into_iter()
            .chain(shapes::KEYS.into_iter().skip(i + 1))
        {
            fields.exclude(shape, amount, AMOUNTS)?;
        }
    }
    Ok(Piece {
        place: reader.place(fields.span),
        name: fields.optional("name", Node::name)?,
        users: match fields.optional("users", users)? {
            Some(users) => Some(users),
            None => fields.optional("concurrent_users", users)?,
        },
        ramp_up: match fields.optional("ramp_up", Node::duration)? {
            Some(time) => Some(time),
            None => {
                fields.optional("ramp_up_time_seconds", |node, key| node.number_of(key, "s"))?
            }
        },
        rate: fields.optional("rate", rate)?,
        course: shapes::read(&mut fields)?,
        arrivals: fields.optional("arrivals", process)?,
        start: fields.optional("start", Node::duration)?,
        duration: match fields.optional("duration", Node::length)? {
            Some(time) => Some(time),
            None => fields.optional("duration_minutes", minutes)?,
        },
        requests: fields.optional("requests", from_one)?,
        per_user_iterations: fields.optional("per_user_iterations", from_one)?,
        profiles: match fields.take("profiles") {
            Some(node) => chosen_profiles(node, profile_names)?,
            None => (0..profile_names.len()).collect(),
        },
        mix: mix(&mut fields, reader)?,
        before: hooks::read(fields.take("before"), "`before`", reader)?,
        after: hooks::read(fields.take("after"), "`after`", reader)?,
        tags: requests::tags(fields.take("tags"))?,
    })
}

/// What is drawn instead of the profiles' actions: requests and journeys with their shares, or a single one.
fn mix(fields: &mut Fields, reader: &Reader<'_>) -> Result<Option<Vec<Action>>, Fault> {
    const WHY: &str = "both say what users do";
    for (one, other) in [
        ("traffic_mix", "journey"),
        ("traffic_mix", "request"),
        ("journey", "request"),
    ] {
        fields.exclude(one, other, WHY)?;
    }
    let only = |what| {
        Some(vec![Action {
            what,
            weight: Action::ONE,
            tags: Vec::new(),
        }])
    };
    if let Some(node) = fields.take("journey") {
        return Ok(only(Task::Journey(reader.journey_named(&node, "journey")?)));
    }
    if let Some(node) = fields.take("request") {
        return Ok(only(Task::Request(reader.request_named(&node, "request")?)));
    }
    let Some(node) = fields.take("traffic_mix") else {
        return Ok(None);
    };
    let (span, entries) = fields::entries(node, "`traffic_mix`")?;
    let mut mix = Vec::with_capacity(entries.len());
    for (key, node) in entries {
        mix.push(Action {
            what: reader.task_named(&key.name, key.span)?,
            weight: weight(&node, &key.name)?,
            tags: Vec::new(),
        });
    }
    if mix.is_empty() {
        let (what, key) = ("`traffic_mix`", "JOURNEY: 1");
        return at(span, Problem::Missing { what, key });
    }
    if mix.iter().all(|action| action.weight == 0) {
        return at(span, Problem::NoMixWeight);
    }
    Ok(Some(mix))
}

/// A number that need not be whole, or a share in percent; in millionths.
fn weight(node: &Node, key: &str) -> Result<u64, Fault> {
    const EXPECTED: &str = "a weight from 0 to 1000000, such as `0.8`";
    let text = node.text_or_number(key, EXPECTED)?;
    let (number, unit) = match text.trim().strip_suffix('%') {
        Some(percent) => (percent.trim_end(), Action::ONE / 100),
        None => (text.trim(), Action::ONE),
    };
    let most = u64::from(Profile::HEAVIEST) * Action::ONE;
    let weight = decimal::scaled(number, unit).and_then(|weight| u64::try_from(weight).ok());
    match weight.filter(|weight| *weight <= most) {
        Some(weight) => Ok(weight),
        None => node.refuse(key, EXPECTED),
    }
}

fn users(node: &Node, key: &str) -> Result<u64, Fault> {
    node.whole(key, 1, VirtualUsers::MOST)
}

fn from_one(node: &Node, key: &str) -> Result<u64, Fault> {
    node.whole(key, 1, u64::MAX)
}

fn process(node: &Node, key: &str) -> Result<Process, Fault> {
    node.text(key)?
        .parse()
        .or_else(|cause| at(node.span, Problem::Process(cause)))
}

fn minutes(node: &Node, key: &str) -> Result<Duration, Fault> {
    node.above_zero(key, node.number_of(key, "m")?)
}

fn rate(node: &Node, key: &str) -> Result<Rate, Fault> {
    let text = node.text_or_number(key, "a rate, such as `500/s` or `30/m`")?;
    rate::parse(&text).or_else(|cause| {
        let key = key.to_owned();
        at(node.span, Problem::Rate { key, cause })
    })
}

fn chosen_profiles(node: Node, known: &[String]) -> Result<Vec<usize>, Fault> {
    const KEY: &str = "profiles";
    let span = node.span;
    let mut chosen = Vec::new();
    for item in fields::items(node, "`profiles`")? {
        let name = item.text(KEY)?;
        let Some(profile) = known.iter().position(|profile| profile == name) else {
            let hint = suggest::hint(name, known.iter().map(String::as_str));
            let name = name.to_owned();
            return at(item.span, Problem::NoSuchProfile { name, hint });
        };
        if chosen.contains(&profile) {
            let (what, way_out) = ("user profile", "keep one, and set its `weight`");
            let name = name.to_owned();
            return at(
                item.span,
                Problem::SameName {
                    what,
                    name,
                    way_out,
                },
            );
        }
        chosen.push(profile);
    }
    if chosen.is_empty() {
        let (what, key) = ("`profiles`", "NAME");
        return at(span, Problem::Missing { what, key });
    }
    Ok(chosen)
}
