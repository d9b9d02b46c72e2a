//! A scenario file as the form shows it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use lt_scenario::scenario::{Course, Piece};
use lt_scenario::{LoadModel, Overrides, Plan, Scenario, Url};
use serde::Serialize;

use super::{files, planning, run_time};

/// A scenario file as the form shows it. What the file leaves open is `null`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Offered {
    /// What it is called here.
    pub(crate) name: String,
    /// Why it cannot be started: a sentence with file and line.
    pub(crate) error: Option<String>,
    /// Where its paths lead to; the first of several.
    pub(crate) host: Option<String>,
    /// `open`, `closed` or `mixed`.
    pub(crate) model: Option<&'static str>,
    /// Whether the file says how its load changes over time: users, spawn rate and rate cannot be chosen then.
    pub(crate) shaped: bool,
    /// Users, where all its scenarios have as many; the most of a load that changes.
    pub(crate) users: Option<u64>,
    /// Users begun each second, where all its scenarios agree.
    pub(crate) spawn_rate: Option<f64>,
    /// Arrivals in time as they can be typed, `200/s`, where all its scenarios agree.
    pub(crate) rate: Option<String>,
    /// How long each scenario lasts, as it can be typed, where all agree.
    pub(crate) run_time: Option<String>,
    /// The names of its scenarios, in its order.
    pub(crate) scenarios: Vec<String>,
    /// All tags.
    pub(crate) tags: Vec<String>,
    /// The names of its user profiles, in its order.
    pub(crate) profiles: Vec<String>,
    /// What its author may not have meant.
    pub(crate) warnings: Vec<String>,
    /// Whether it is a scenario at all, right or wrong; other files may have the same ending.
    #[serde(skip)]
    pub(super) is_scenario: bool,
}

/// More names than these are left out: nobody could choose from them.
const MOST_NAMES: usize = 500;

/// What a file is offered as, and where it can be used the files that it was made of.
pub(super) fn read(path: &Path) -> (Offered, Option<Vec<PathBuf>>) {
    let name = files::name(path);
    let scenario = match planning::load(path) {
        Ok(scenario) => scenario,
        Err(error) => {
            let offered = Offered {
                name,
                error: Some(error),
                is_scenario: looks_like_one(path),
                ..Offered::default()
            };
            return (offered, None);
        }
    };
    let files = scenario.files.iter().map(PathBuf::from).collect();
    (Offered::of(name, &scenario), Some(files))
}

impl Offered {
    fn of(name: String, scenario: &Scenario) -> Self {
        let pieces = &scenario.scenarios;
        let offered = Self {
            name,
            host: scenario.base_urls.first().map(host),
            shaped: pieces.iter().any(|piece| piece.course.is_some()),
            users: agreed(pieces, users),
            spawn_rate: agreed(pieces, spawn_rate),
            rate: agreed(pieces, |piece| Some(piece.rate?.to_string())),
            run_time: agreed(pieces, |piece| piece.duration).map(run_time::show),
            scenarios: some(pieces.iter().filter_map(|piece| piece.name.clone())),
            tags: some(tags(scenario)),
            profiles: some(scenario.profiles.iter().map(|profile| profile.name.clone())),
            is_scenario: true,
            ..Self::default()
        };
        match planning::of_scenario(scenario, Overrides::default()) {
            Ok(plan) => Self {
                model: Some(model(&plan)),
                warnings: some(plan.warnings()),
                ..offered
            },
            Err(error) => Self {
                error: Some(error.to_string()),
                ..offered
            },
        }
    }
}

/// As people write it: without the path where that is all of the host.
fn host(url: &Url) -> String {
    url.to_string().trim_end_matches('/').to_owned()
}

fn some<T>(all: impl IntoIterator<Item = T>) -> Vec<T> {
    all.into_iter().take(MOST_NAMES).collect()
}

/// What all scenarios say; nothing where one says nothing, or something else.
fn agreed<T: PartialEq>(pieces: &[Piece], say: impl Fn(&Piece) -> Option<T>) -> Option<T> {
    let (first, rest) = pieces.split_first()?;
    let said = say(first)?;
    rest.iter()
        .all(|piece| say(piece).as_ref() == Some(&said))
        .then_some(said)
}

fn users(piece: &Piece) -> Option<u64> {
    match &piece.course {
        Some(Course::Users(shape)) => Some(shape.peak()),
        _ => piece.users,
    }
}

fn spawn_rate(piece: &Piece) -> Option<f64> {
    let seconds = piece.ramp_up?.as_secs_f64();
    (seconds > 0.0).then_some(piece.users? as f64 / seconds)
}

fn tags(scenario: &Scenario) -> BTreeSet<String> {
    let actions = scenario
        .profiles
        .iter()
        .flat_map(|profile| &profile.actions);
    let requests = scenario.requests.iter().flat_map(|request| &request.tags);
    let journeys = scenario.program.journeys.iter();
    let pieces = scenario.scenarios.iter().flat_map(|piece| &piece.tags);
    requests
        .chain(journeys.flat_map(|journey| &journey.tags))
        .chain(actions.flat_map(|action| &action.tags))
        .chain(pieces)
        .cloned()
        .collect()
}

fn model(plan: &Plan) -> &'static str {
    let is_open = |model: &LoadModel| matches!(model, LoadModel::Open(_));
    let n_open = plan
        .loads
        .iter()
        .filter(|load| is_open(&load.model))
        .count();
    match n_open {
        0 => "closed",
        n if n == plan.loads.len() => "open",
        _ => "mixed",
    }
}

/// Whether a file that cannot be used was meant to be a scenario: it names something that only scenarios have.
fn looks_like_one(path: &Path) -> bool {
    let text = planning::text(path).unwrap_or_default();
    let keys = ["requests", "journeys", "user_profiles"];
    keys.iter().any(|key| text.contains(key))
}
