//! What can be asked of a run, as it stands in a line.

use lt_scenario::{Quoted, Rate, VirtualUsers, rate, suggest};
use serde_json::{Map, Value};

use super::lines::Line;

/// A command, or why there is none; and the name under which it is to be answered.
#[derive(Debug, PartialEq)]
pub(super) struct Asked {
    pub(super) id: Option<String>,
    /// What it is called, as far as that is known.
    pub(super) name: Option<&'static str>,
    pub(super) command: Result<Command, String>,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Command {
    /// So many users in all.
    Users {
        users: u64,
        /// How many a second begin or end; all at once without it.
        spawn_rate: Option<f64>,
        scenario: Option<String>,
    },
    /// So many arrivals.
    Rate {
        rate: Rate,
        scenario: Option<String>,
    },
    Pause,
    Resume,
    Reset,
    Stop,
}

const COMMANDS: [&str; 6] = ["users", "rate", "pause", "resume", "reset", "stop"];
/// The longest name of a command, in characters.
const LONGEST_ID: usize = 64;

/// Reads a line.
pub(super) fn read(line: &Line) -> Asked {
    let refused = |why: &str| Asked {
        id: None,
        name: None,
        command: Err(why.to_owned()),
    };
    let Line::Whole(line) = line else {
        return refused("a command of more than 64 KiB; write a shorter line");
    };
    let Ok(Value::Object(mut keys)) = serde_json::from_slice(line) else {
        return refused("no JSON object; write such as `{\"command\":\"users\",\"users\":50}`");
    };
    let id = match keys.remove("id") {
        None => None,
        Some(Value::String(id)) if id.chars().count() <= LONGEST_ID => Some(id),
        Some(_) => {
            return refused("`id` is a text of at most 64 characters; write such as `\"7\"`");
        }
    };
    let name = name(keys.remove("command"));
    Asked {
        id,
        name: name.as_ref().ok().copied(),
        command: name.and_then(|name| command(name, &keys)),
    }
}

fn name(value: Option<Value>) -> Result<&'static str, String> {
    let hint = |word| suggest::hint(word, COMMANDS);
    let name = match value {
        Some(Value::String(name)) => name,
        Some(_) => return Err(format!("`command` is a text; {}", hint(""))),
        None => return Err(format!("no `command`; {}", hint(""))),
    };
    let known = COMMANDS.into_iter().find(|known| *known == name);
    known.ok_or_else(|| format!("unknown command {}; {}", Quoted(&name), hint(&name)))
}

fn command(name: &str, keys: &Map<String, Value>) -> Result<Command, String> {
    let own: &[&str] = match name {
        "users" => &["users", "spawn_rate", "scenario"],
        "rate" => &["rate", "scenario"],
        _ => &[],
    };
    if let Some(key) = keys.keys().find(|key| !own.contains(&key.as_str())) {
        let known = [own, &["id"]].concat();
        let hint = suggest::hint(key, known);
        return Err(format!("unknown key {} of `{name}`; {hint}", Quoted(key)));
    }
    Ok(match name {
        "users" => Command::Users {
            users: users(keys.get("users"))?,
            spawn_rate: keys.get("spawn_rate").map(spawn_rate).transpose()?,
            scenario: keys.get("scenario").map(scenario).transpose()?,
        },
        "rate" => Command::Rate {
            rate: rate_of(keys.get("rate"))?,
            scenario: keys.get("scenario").map(scenario).transpose()?,
        },
        "pause" => Command::Pause,
        "resume" => Command::Resume,
        "reset" => Command::Reset,
        _ => Command::Stop,
    })
}

fn users(value: Option<&Value>) -> Result<u64, String> {
    let users = value.and_then(Value::as_u64);
    let users = users.filter(|users| *users <= VirtualUsers::MOST);
    users.ok_or_else(|| "`users` is a whole number from 0 to 10000000".to_owned())
}

fn spawn_rate(value: &Value) -> Result<f64, String> {
    let rate = value
        .as_f64()
        .filter(|rate| rate.is_finite() && *rate > 0.0);
    rate.ok_or_else(|| {
        "`spawn_rate` is a number of users a second, above 0; leave it out for all at once"
            .to_owned()
    })
}

fn rate_of(value: Option<&Value>) -> Result<Rate, String> {
    let text = match value {
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::String(text)) => text.clone(),
        _ => return Err("`rate` is a number or a text, such as `200` or `30/m`".to_owned()),
    };
    rate::parse(&text).map_err(|wrong| match wrong {
        rate::ParseError::NotPositive(_) => format!("{wrong}; for no arrivals, give `pause`"),
        wrong => wrong.to_string(),
    })
}

fn scenario(value: &Value) -> Result<String, String> {
    let name = value.as_str().map(str::to_owned);
    name.ok_or_else(|| "`scenario` is a text: the name of a scenario".to_owned())
}

impl Command {
    /// What it is in words.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Users {
                users,
                spawn_rate: None,
                ..
            } => format!("{users} users"),
            Self::Users {
                users,
                spawn_rate: Some(rate),
                ..
            } => {
                format!("{users} users, {rate} a second")
            }
            Self::Rate { rate, .. } => format!("arrivals at {rate}"),
            Self::Pause => "paused".to_owned(),
            Self::Resume => "resumed".to_owned(),
            Self::Reset => "figures begin anew".to_owned(),
            Self::Stop => "stopping".to_owned(),
        }
    }

    /// What it is beside its name, key by key.
    pub(super) fn labels(&self) -> Vec<(&'static str, String)> {
        let mut labels = Vec::new();
        let scenario = match self {
            Self::Users {
                users,
                spawn_rate,
                scenario,
            } => {
                labels.push(("users", users.to_string()));
                labels.extend(spawn_rate.map(|rate| ("spawn_rate", rate.to_string())));
                scenario
            }
            Self::Rate { rate, scenario } => {
                labels.push(("rate", rate.to_string()));
                scenario
            }
            _ => &None,
        };
        labels.extend(scenario.clone().map(|name| ("scenario", name)));
        labels
    }
}
