//! The table `[tool.locust]` of a pyproject.toml.

use anyhow::{anyhow, bail};
use clap::Command;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Origin;
use super::setting::{Raw, Setting};

/// The options that the file sets; none where it has no such table.
pub(super) fn settings<'c>(
    command: &'c Command,
    text: &str,
    name: &str,
) -> anyhow::Result<Vec<Setting<'c>>> {
    // Whether other tools' parts of the file are in order is theirs to say.
    if !text.contains("locust") {
        return Ok(Vec::new());
    }
    let origin = |offset: usize| Origin::File {
        name: name.to_owned(),
        line: text.bytes().take(offset).filter(|b| *b == b'\n').count() + 1,
    };
    let file = DeTable::parse(text).map_err(|error| {
        let place = origin(error.span().map_or(0, |span| span.start));
        anyhow!("{place}: {}", error.message())
    })?;
    let locust = file
        .get_ref()
        .get("tool")
        .and_then(|tool| tool.get_ref().get("locust"));
    let Some(DeValue::Table(locust)) = locust.map(Spanned::get_ref) else {
        return Ok(Vec::new());
    };
    let mut entries: Vec<_> = locust.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    let mut settings = Vec::new();
    for (key, value) in entries {
        let (origin, key) = (origin(key.span().start), key.get_ref());
        let Some(raw) = raw(value.get_ref()) else {
            bail!("{origin}: `{key}` is no text, number, true, false or list of them");
        };
        settings.extend(Setting::of_key(command, key, raw, origin)?);
    }
    Ok(settings)
}

fn raw(value: &DeValue<'_>) -> Option<Raw> {
    match value {
        DeValue::Array(members) => {
            let members = members.iter().map(|member| text(member.get_ref()));
            Some(Raw::List(members.collect::<Option<_>>()?))
        }
        one => Some(Raw::Text(text(one)?)),
    }
}

fn text(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Boolean(on) => Some(on.to_string()),
        DeValue::Integer(number) => Some(number.as_str().replace('_', "")),
        DeValue::Float(number) => Some(number.as_str().replace('_', "")),
        DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => None,
    }
}
