//! One option as somebody gave it.

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{anyhow, bail};
use clap::{Arg, ArgAction, Command};
use lt_scenario::suggest;

use super::Origin;
use crate::locust;

/// One option as somebody gave it, somewhere.
#[derive(Clone, Debug)]
pub(crate) struct Setting<'c> {
    /// The option.
    pub(crate) arg: &'c Arg,
    /// What it is set to.
    pub(crate) value: Value,
    /// Where it stands.
    pub(crate) origin: Origin,
}

/// What an option is set to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// A switch.
    Switch(bool),
    /// Texts; several only where the option takes a list.
    Texts(Vec<OsString>),
}

/// What stands in a file or a variable, before it is known what the option takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Raw {
    /// One text.
    Text(String),
    /// Several.
    List(Vec<String>),
}

impl<'c> Setting<'c> {
    /// The option that a file calls `key`, with what stands there; `None` where nothing does.
    ///
    /// # Errors
    /// There is no such option, files may not set it, or it takes something else.
    pub(super) fn of_key(
        command: &'c Command,
        key: &str,
        raw: Raw,
        origin: Origin,
    ) -> anyhow::Result<Option<Self>> {
        let Some(arg) = command.get_arguments().find(|arg| is_called(arg, key)) else {
            let names: Vec<&str> = command.get_arguments().flat_map(names).collect();
            let hint = match suggest::closest(key, names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "see `lt-gen --help` for the long options".to_owned(),
            };
            bail!("{origin}: unknown key `{key}`; {hint}");
        };
        match arg.get_id().as_str() {
            locust::CONFIG => bail!("{origin}: `{key}` names another file; type it instead"),
            // A folder that somebody sent must not run commands because it is the present one.
            "allow_commands" => bail!("{origin}: `{key}` is for people to decide; type it instead"),
            _ => Self::new(arg, key, raw, origin),
        }
    }

    /// An option with what stands somewhere; `None` where nothing does.
    pub(super) fn new(
        arg: &'c Arg,
        key: &str,
        raw: Raw,
        origin: Origin,
    ) -> anyhow::Result<Option<Self>> {
        let value = read(arg, raw).map_err(|wrong| anyhow!("{origin}: `{key}` {wrong}"))?;
        let Some(value) = value else {
            return Ok(None);
        };
        let setting = Self { arg, value, origin };
        if key == "host" && !setting.is_host() {
            let origin = &setting.origin;
            bail!("{origin}: `host` must begin with http:// or https://");
        }
        Ok(Some(setting))
    }

    /// The id of the option.
    pub(crate) fn id(&self) -> &'c str {
        self.arg.get_id().as_str()
    }

    /// The value of an option that takes a file.
    pub(crate) fn path(&self) -> Option<PathBuf> {
        match &self.value {
            Value::Texts(texts) => texts.first().map(PathBuf::from),
            Value::Switch(_) => None,
        }
    }

    /// Whether this is the host of `-H`, which also takes headers.
    pub(crate) fn is_host(&self) -> bool {
        let is_url = |text: &OsString| text.to_str().is_some_and(crate::resolve::is_url);
        self.id() == "headers"
            && matches!(&self.value, Value::Texts(texts) if texts.iter().all(is_url))
    }

    /// Whether a weaker setting means nothing beside this one.
    pub(crate) fn displaces(&self, weaker: &Self) -> bool {
        const INSTEAD_OF: [(&str, &[&str]); 6] = [
            ("rate", &["users", "spawn_rate", "per_user_iterations"]),
            ("users", &["rate", "arrivals", "max_in_flight", "when_full"]),
            ("http1", &["http2"]),
            ("http2", &["http1"]),
            ("check", &["plan"]),
            ("plan", &["check"]),
        ];
        if self.id() == weaker.id() {
            return self.is_host() == weaker.is_host();
        }
        // Both in one place are a contradiction, for the plan to refuse.
        self.origin.layer() != weaker.origin.layer()
            && INSTEAD_OF
                .iter()
                .any(|(id, others)| *id == self.id() && others.contains(&weaker.id()))
    }

    /// What it would be on the command line.
    pub(crate) fn words(&self) -> Vec<OsString> {
        let long = format!("--{}", self.arg.get_long().unwrap_or_default());
        match &self.value {
            Value::Switch(false) => Vec::new(),
            Value::Switch(true) => vec![long.into()],
            Value::Texts(texts) => {
                let word = |text: &OsString| {
                    let mut word = OsString::from(format!("{long}="));
                    word.push(text);
                    word
                };
                texts.iter().map(word).collect()
            }
        }
    }
}

/// How messages call an option.
pub(crate) fn shown_names(arg: &Arg) -> Vec<String> {
    let short = arg.get_short().map(|short| format!("-{short}"));
    names(arg)
        .map(|name| format!("--{name}"))
        .chain(short)
        .collect()
}

/// The long names of an option, also those that are hidden.
pub(crate) fn names(arg: &Arg) -> impl Iterator<Item = &str> {
    let aliases = arg.get_all_aliases().unwrap_or_default();
    arg.get_long().into_iter().chain(aliases)
}

fn is_called(arg: &Arg, key: &str) -> bool {
    names(arg).any(|name| name == key.trim_start_matches("--"))
}

/// Names of one list, as they are separated where there are no words to separate them.
pub(crate) fn split(id: &str, text: &str) -> Vec<String> {
    let parts: Vec<&str> = match id {
        "tags" | "exclude_tags" => text
            .split(|c: char| c == ',' || c.is_whitespace())
            .collect(),
        "profiles" | "variants" => text.split(',').collect(),
        _ => return vec![text.to_owned()],
    };
    let parts = parts.into_iter().map(str::trim);
    parts
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

fn read(arg: &Arg, raw: Raw) -> Result<Option<Value>, String> {
    let takes_one = !matches!(arg.get_action(), ArgAction::Append);
    let texts = match raw {
        Raw::Text(text) => vec![text],
        Raw::List(texts) => texts,
    };
    if texts.iter().all(String::is_empty) {
        return Ok(None);
    }
    if !arg.get_action().takes_values() {
        let text = texts.join(", ");
        return match text.to_lowercase().as_str() {
            "true" | "yes" | "on" | "1" => Ok(Some(Value::Switch(true))),
            "false" | "no" | "off" | "0" => Ok(Some(Value::Switch(false))),
            _ => Err(format!("is on or off; write true or false, not `{text}`")),
        };
    }
    if takes_one && texts.len() > 1 {
        return Err(format!("takes one value, not {}", texts.len()));
    }
    let id = arg.get_id().as_str();
    let texts = texts.iter().flat_map(|text| split(id, text));
    Ok(Some(Value::Texts(texts.map(OsString::from).collect())))
}
