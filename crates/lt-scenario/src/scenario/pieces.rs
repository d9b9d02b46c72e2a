//! The `scenarios` of a scenario file.

use std::time::Duration;

use super::fields::{self, Fields};
use super::node::{Node, Value};
use super::problem::{Fault, Problem, at};
use super::{Piece, shapes};
use crate::{Process, Rate, VirtualUsers, rate, suggest};

const KEYS: &[&str] = &[
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

/// Reads all scenarios, in their order; without the key there are none.
pub(super) fn read(node: Option<Node>, profiles: &[String]) -> Result<Vec<Piece>, Fault> {
    let Some(node) = node else {
        return Ok(Vec::new());
    };
    let line = node.line;
    let items = fields::items(node, "`scenarios`")?;
    if items.is_empty() {
        let (what, key) = ("`scenarios`", "{name: NAME, duration: 1m}");
        return at(line, Problem::Missing { what, key });
    }
    let mut pieces: Vec<Piece> = Vec::with_capacity(items.len());
    for item in items {
        let piece = piece(item, profiles)?;
        if let Some(name) = &piece.name
            && pieces.iter().any(|other| other.name.as_ref() == Some(name))
        {
            let (what, way_out) = ("scenario", "give each a name of its own");
            let name = name.clone();
            return at(
                piece.line,
                Problem::SameName {
                    what,
                    name,
                    way_out,
                },
            );
        }
        pieces.push(piece);
    }
    Ok(pieces)
}

fn piece(node: Node, profile_names: &[String]) -> Result<Piece, Fault> {
    refuse_journeys(&node)?;
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
        line: fields.line,
        name: fields.optional("name", name)?,
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
    })
}

fn refuse_journeys(node: &Node) -> Result<(), Fault> {
    let Value::Map(entries) = &node.value else {
        return Ok(());
    };
    match entries.iter().find(|(key, _)| key.name == "traffic_mix") {
        Some((key, _)) => at(key.line, Problem::Journeys),
        None => Ok(()),
    }
}

fn name(node: &Node, key: &str) -> Result<String, Fault> {
    match node.text(key)? {
        "" => node.refuse(key, "a name"),
        name => Ok(name.to_owned()),
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
        .or_else(|cause| at(node.line, Problem::Process(cause)))
}

fn minutes(node: &Node, key: &str) -> Result<Duration, Fault> {
    node.above_zero(key, node.number_of(key, "m")?)
}

fn rate(node: &Node, key: &str) -> Result<Rate, Fault> {
    let text = node.text_or_number(key, "a rate, such as `500/s` or `30/m`")?;
    rate::parse(&text).or_else(|cause| {
        let key = key.to_owned();
        at(node.line, Problem::Rate { key, cause })
    })
}

fn chosen_profiles(node: Node, known: &[String]) -> Result<Vec<usize>, Fault> {
    const KEY: &str = "profiles";
    let line = node.line;
    let mut chosen = Vec::new();
    for item in fields::items(node, "`profiles`")? {
        let name = item.text(KEY)?;
        let Some(profile) = known.iter().position(|profile| profile == name) else {
            let hint = suggest::hint(name, known.iter().map(String::as_str));
            let name = name.to_owned();
            return at(item.line, Problem::NoSuchProfile { name, hint });
        };
        if chosen.contains(&profile) {
            let (what, way_out) = ("user profile", "keep one, and set its `weight`");
            let name = name.to_owned();
            return at(
                item.line,
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
        return at(line, Problem::Missing { what, key });
    }
    Ok(chosen)
}
