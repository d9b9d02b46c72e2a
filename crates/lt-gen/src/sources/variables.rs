//! Options in the environment.

use std::ffi::OsString;

use anyhow::bail;
use clap::Command;

use super::Origin;
use super::conf::raw;
use super::setting::{Raw, Setting, names};
use crate::locust;

type Variables = [(OsString, OsString)];

/// `LT_` and the long name of an option in capitals: `LT_RUN_TIME`.
pub(super) fn ours<'c>(
    command: &'c Command,
    variables: &Variables,
) -> anyhow::Result<Vec<Setting<'c>>> {
    let mut settings = Vec::new();
    for arg in command.get_arguments() {
        let is_of_locust_alone = locust::OPTIONS
            .iter()
            .any(|option| option.long == arg.get_id().as_str());
        for name in names(arg).filter(|_| !is_of_locust_alone) {
            let variable = format!("LT_{}", name.to_uppercase().replace(['-', '.'], "_"));
            let Some(text) = value(&variable, variables)? else {
                continue;
            };
            settings.extend(Setting::new(
                arg,
                name,
                raw(&text),
                Origin::Variable(variable),
            )?);
        }
    }
    Ok(settings)
}

/// The variables that Locust reads.
pub(super) fn of_locust<'c>(
    command: &'c Command,
    variables: &Variables,
) -> anyhow::Result<Vec<Setting<'c>>> {
    let mut settings = Vec::new();
    for arg in command.get_arguments() {
        let Some(variable) = locust::variable(arg.get_id().as_str()) else {
            continue;
        };
        let Some(text) = value(variable, variables)? else {
            continue;
        };
        let origin = Origin::Variable(variable.to_owned());
        let setting = match variable {
            "LOCUST_HOST" => Setting::new(arg, "host", Raw::Text(text), origin)?,
            // Names of Python classes, which hold no blanks.
            "LOCUST_USER_CLASSES" => {
                let classes = text.replace(char::is_whitespace, ",");
                Setting::new(arg, "profile", raw(&classes), origin)?
            }
            _ => Setting::new(arg, arg.get_long().unwrap_or_default(), raw(&text), origin)?,
        };
        settings.extend(setting);
    }
    Ok(settings)
}

/// The text of a variable; `None` where there is none, or nothing in it.
fn value(name: &str, variables: &Variables) -> anyhow::Result<Option<String>> {
    let Some((_, value)) = variables.iter().find(|(known, _)| known == name) else {
        return Ok(None);
    };
    match value.to_str() {
        Some(text) => Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty())),
        None => bail!("{name}: the value is no UTF-8; write it as text"),
    }
}
