//! Where options come from when they are not typed: files and variables, as for Locust.
//!
//! Later wins: pyproject.toml, ~/.locust.conf, ./locust.conf, the file of --config, LOCUST_… variables, LT_… variables,
//! what was typed. Lists are replaced, never added to. Nothing here knows what an option means.

mod conf;
mod origin;
mod pyproject;
mod setting;
mod variables;

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Command;

pub(crate) use origin::{Origin, Origins};
pub(crate) use setting::{Setting, Value, names, shown_names, split};

use crate::locust;

/// What surrounds the process and may hold options.
#[derive(Debug, Default)]
pub(crate) struct Surroundings {
    /// The environment.
    pub(crate) variables: Vec<(OsString, OsString)>,
    /// Where `./locust.conf` and `./pyproject.toml` lie.
    pub(crate) folder: PathBuf,
    /// Where `~/.locust.conf` lies.
    pub(crate) home: Option<PathBuf>,
}

impl Surroundings {
    /// Those of this process.
    pub(crate) fn of_this_process() -> Self {
        Self {
            variables: std::env::vars_os().collect(),
            folder: PathBuf::new(),
            home: std::env::home_dir(),
        }
    }
}

/// Adds to what was typed what stands elsewhere; where several say something, the last of them is left.
///
/// # Errors
/// A file cannot be read, names no option or one that must be typed, or gives a value that cannot be read.
pub(crate) fn gather<'c>(
    command: &'c Command,
    typed: Vec<Setting<'c>>,
    around: &Surroundings,
) -> anyhow::Result<Vec<Setting<'c>>> {
    let mut strongest_first = typed;
    strongest_first.extend(variables::ours(command, &around.variables)?);
    strongest_first.extend(variables::of_locust(command, &around.variables)?);
    let config = strongest_first
        .iter()
        .find(|setting| setting.id() == locust::CONFIG);
    let config = config.and_then(Setting::path);
    for (path, name, must_exist) in files(config, around) {
        let Some(text) = read(&path, &name, must_exist)? else {
            continue;
        };
        let mut settings = match path.extension().is_some_and(|ending| ending == "toml") {
            true => pyproject::settings(command, &text, &name)?,
            false => conf::settings(command, &text, &name)?,
        };
        if must_exist && settings.is_empty() {
            bail!("`{name}` sets no option; write `key = value`, in TOML below `[tool.locust]`");
        }
        settings.reverse(); // within a file, too, the last one wins
        strongest_first.extend(settings);
    }
    let mut winners: Vec<Setting<'c>> = Vec::new();
    for setting in strongest_first {
        if !winners.iter().any(|winner| winner.displaces(&setting)) {
            winners.push(setting);
        }
    }
    Ok(winners)
}

/// The files that may hold options, the strongest first: where, called what, and whether somebody asked for it.
fn files(config: Option<PathBuf>, around: &Surroundings) -> Vec<(PathBuf, String, bool)> {
    let named = config.map(|path| (path.clone(), path.display().to_string(), true));
    let here = |name: &str| (around.folder.join(name), name.to_owned(), false);
    let home = around.home.as_ref().map(|home| {
        let name = ".locust.conf";
        (home.join(name), format!("~/{name}"), false)
    });
    let mut files = Vec::from_iter(named);
    files.push(here("locust.conf"));
    files.extend(home);
    files.push(here("pyproject.toml"));
    files
}

/// The text of a file; `None` where there is none and none is needed.
fn read(path: &Path, name: &str, must_exist: bool) -> anyhow::Result<Option<String>> {
    const MOST: u64 = 1024 * 1024; // nobody wrote more options than that
    let mut text = String::new();
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && !must_exist => return Ok(None),
        file => file,
    };
    let size = file
        .and_then(|file| file.take(MOST + 1).read_to_string(&mut text))
        .with_context(|| format!("cannot read the options in `{name}`"))?;
    if size as u64 > MOST {
        bail!("`{name}` is larger than 1 MiB; a file of options is not");
    }
    Ok(Some(text))
}

#[cfg(test)]
mod tests;
