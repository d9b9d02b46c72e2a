//! The plan of a wish, without its run.

use std::fmt::Display;
use std::path::Path;
use std::time::Duration;

use lt_scenario::scenario::{Sources, System};
use lt_scenario::{Overrides, Plan, PlanError, Request, Scenario, Url, plan, rate};

use super::files;
use crate::current::Wish;

/// What a wish would make of a file, or of its URL where there is none.
pub(super) fn plan(file: Option<&Path>, wish: &Wish) -> Result<Plan, String> {
    let overrides = overrides(wish)?;
    let Some(file) = file else {
        let url = wish.url.as_deref().unwrap_or_default();
        let url = Url::parse(url).map_err(|error| error.to_string())?;
        let request = Request::new("GET", url).map_err(|error| error.to_string())?;
        return plan::quick(request, &overrides).map_err(|error| error.to_string());
    };
    let scenario = load(file)?;
    of_scenario(&scenario, overrides).map_err(|error| error.to_string())
}

/// Reads a scenario file.
///
/// # Errors
/// It cannot be used: why, in one sentence without its text.
pub(super) fn load(file: &Path) -> Result<Scenario, String> {
    let text = text(file)?;
    lt_scenario::load(&text, &files::name(file)).map_err(|error| error.one_line())
}

/// What stands in a scenario file.
///
/// # Errors
/// It cannot be read: why.
pub(super) fn text(file: &Path) -> Result<String, String> {
    let unreadable = |why: &dyn Display| format!("`{}` cannot be read: {why}", files::name(file));
    // A pipe would keep us waiting.
    match file.metadata() {
        Ok(about) if about.is_file() => {}
        Ok(_) => return Err(unreadable(&"it is no file")),
        Err(error) => return Err(unreadable(&error)),
    }
    System.read(file).map_err(|error| unreadable(&error))
}

/// The plan of a scenario. What the file leaves to the form is made up: a host, and an end.
pub(super) fn of_scenario(
    scenario: &Scenario,
    mut overrides: Overrides,
) -> Result<Plan, PlanError> {
    loop {
        match plan::from_scenario(scenario.clone(), &overrides) {
            Err(PlanError::NoBaseUrl(_)) if overrides.hosts.is_empty() => {
                overrides.hosts.extend(Url::parse("http://localhost"));
            }
            Err(PlanError::NoEnd(_) | PlanError::NoLength { .. })
                if overrides.run_time.is_none() =>
            {
                overrides.run_time = Some(Duration::from_secs(3600));
            }
            planned => return planned,
        }
    }
}

fn overrides(wish: &Wish) -> Result<Overrides, String> {
    let text = |error: &dyn Display| error.to_string();
    let host = wish.host.as_deref().map(Url::parse).transpose();
    let rate = wish.rate.as_deref().map(rate::parse).transpose();
    let run_time = wish.run_time.as_deref().map(lt_scenario::duration::parse);
    Ok(Overrides {
        users: wish.users,
        spawn_rate: wish.spawn_rate,
        rate: rate.map_err(|error| text(&error))?,
        run_time: run_time.transpose().map_err(|error| text(&error))?,
        hosts: host.map_err(|error| text(&error))?.into_iter().collect(),
        only: wish.scenarios.clone(),
        include_tags: wish.tags.clone(),
        exclude_tags: wish.exclude_tags.clone(),
        profiles: wish.profiles.clone(),
        ..Overrides::default()
    })
}
