//! From what was written and typed to what will happen.

use std::time::Duration;

use super::Plan;
use super::timeline::Timeline;
use crate::http::HttpError;
use crate::quoted::Quoted;
use crate::scenario::{Piece, Scenario};
use crate::{
    Action, Hooks, Http, HttpChoices, Load, Overrides, Place, Profile, Program, RenderError,
    Request, RequestError, Task, Url, VirtualUsers, Wait, suggest, url,
};

mod hooks;
mod model;
mod requests;
mod selection;
#[cfg(test)]
mod tests;

use requests::Requests;

const DEFAULT_REQUEST_TIMEOUT: Duration = Duration::from_secs(60);
const QUICK_RUN_TIME: Duration = Duration::from_secs(10);
/// How many arrivals share the data sets where nobody knows how many will come: more than ever do.
const MANY: u64 = 1 << 32;

/// Makes the plan of a scenario file; the command line wins.
pub fn from_scenario(mut scenario: Scenario, overrides: &Overrides) -> Result<Plan, PlanError> {
    check(overrides)?;
    let base_urls = requests::base_urls(&scenario, overrides)?;
    let pieces = chosen_pieces(&scenario, overrides)?;
    let pieces = selection::select(&mut scenario, pieces, overrides)?;
    if pieces.len() > 1 && overrides.requests.is_some() {
        return Err(PlanError::RequestsOverSeveral);
    }
    let loads = pieces
        .iter()
        .map(|piece| model::load(piece, overrides))
        .collect::<Result<Vec<_>, _>>()?;
    check_ends(&pieces, &loads, overrides)?;
    check_arrivals(&loads, overrides)?;
    let requests = Requests::of_templates(&scenario, &base_urls, overrides)?;
    let hooks = hooks::hooks(&scenario, &pieces, &base_urls, overrides)?;
    let plan = Plan {
        seed: overrides
            .seed
            .or(scenario.seed)
            .unwrap_or(overrides.default_seed),
        base_urls,
        request_timeout: overrides
            .request_timeout
            .or(scenario.request_timeout)
            .unwrap_or(DEFAULT_REQUEST_TIMEOUT),
        warmup: overrides.warmup.or(scenario.warmup).unwrap_or_default(),
        http: http(&scenario, overrides)?,
        requests: requests.all,
        profiles: scenario.profiles,
        loads,
        assumed_run_time: false,
        program: scenario.program,
        data: scenario.data,
        variables: scenario.variables,
        participants: 0,
        faults: scenario.faults,
        hooks,
        thresholds: scenario.thresholds,
        left_urls: Vec::new(),
        templates: requests.sets,
        timelines: Vec::new(),
    };
    let place = |load: usize| pieces.get(load).map(|piece| piece.place.clone());
    finish(plan, overrides, place)
}

fn http(scenario: &Scenario, overrides: &Overrides) -> Result<Http, PlanError> {
    let mut http = overrides.http.or(&scenario.http)?;
    if let Some(cookies) = scenario.cookies {
        http.cookies = cookies;
    }
    if let Some(connections) = scenario.connections_per_user {
        http.connections_per_user = connections;
    }
    Ok(http)
}

/// Makes the plan of quick mode: one request over and over, by one profile without waits, for ten seconds unless said.
pub fn quick(request: Request, overrides: &Overrides) -> Result<Plan, PlanError> {
    check(overrides)?;
    for (flag, is_given) in [
        ("--scenario", !overrides.only.is_empty()),
        ("--profile", !overrides.profiles.is_empty()),
        ("--tags", !overrides.include_tags.is_empty()),
        ("--exclude-tags", !overrides.exclude_tags.is_empty()),
    ] {
        if is_given {
            return Err(PlanError::OnlyInQuickMode(flag));
        }
    }
    let (base_urls, requests) = Requests::of_one(request, overrides)?;
    let mut load = model::quick_load(overrides)?;
    let assumed_run_time = !load.limit.is_set() && !overrides.may_be_endless;
    if assumed_run_time {
        load.limit.duration = Some(QUICK_RUN_TIME);
    }
    let loads = vec![load];
    check_arrivals(&loads, overrides)?;
    let action = Action {
        what: Task::Request(0),
        weight: Action::ONE,
        tags: Vec::new(),
    };
    let plan = Plan {
        seed: overrides.seed.unwrap_or(overrides.default_seed),
        base_urls,
        request_timeout: overrides.request_timeout.unwrap_or(DEFAULT_REQUEST_TIMEOUT),
        warmup: overrides.warmup.unwrap_or_default(),
        http: overrides.http.or(&HttpChoices::default())?,
        requests: requests.all,
        profiles: vec![Profile {
            name: "default".to_owned(),
            weight: 1,
            count: None,
            wait: Wait::None,
            variables: Vec::new(),
            on_start: None,
            on_stop: None,
            actions: vec![action],
            base: 0,
        }],
        loads,
        assumed_run_time,
        program: Program::default(),
        data: Vec::new(),
        variables: Vec::new(),
        participants: 0,
        faults: Vec::new(),
        hooks: Hooks::default(),
        thresholds: None,
        left_urls: Vec::new(),
        templates: requests.sets,
        timelines: Vec::new(),
    };
    finish(plan, overrides, |_| None)
}

/// What both kinds of plan need in the end: the waits that were typed, and the loads in time.
fn finish(
    mut plan: Plan,
    overrides: &Overrides,
    place: impl Fn(usize) -> Option<Place>,
) -> Result<Plan, PlanError> {
    if let Some(wait) = overrides.wait {
        plan.profiles
            .iter_mut()
            .for_each(|profile| profile.wait = wait);
    }
    plan.timelines = Timeline::all(plan.seed, plan.warmup, &plan.loads).map_err(|too_many| {
        let place = place(too_many.load).map_or(String::new(), |place| format!("{place}: "));
        PlanError::TooManyByChance { place }
    })?;
    plan.participants = match plan.loads.iter().any(Load::arrives_for_ever) {
        true => MANY,
        false => plan.user_base(plan.loads.len()),
    };
    Ok(plan)
}

/// Refuses values of the command line that mean nothing.
fn check(overrides: &Overrides) -> Result<(), PlanError> {
    let most = VirtualUsers::MOST;
    if let Some(users) = overrides.users.filter(|n| !(1..=most).contains(n)) {
        return Err(PlanError::Users(users));
    }
    if let Some(rate) = overrides.spawn_rate.filter(|r| !r.is_finite() || *r <= 0.0) {
        return Err(PlanError::SpawnRate(rate));
    }
    for (flag, is_zero) in [
        ("--requests", overrides.requests == Some(0)),
        (
            "--per-user-iterations",
            overrides.per_user_iterations == Some(0),
        ),
        ("--run-time", overrides.run_time == Some(Duration::ZERO)),
        (
            "--request-timeout",
            overrides.request_timeout == Some(Duration::ZERO),
        ),
    ] {
        if is_zero {
            return Err(PlanError::Zero(flag));
        }
    }
    if overrides.hosts.iter().any(Url::has_query) {
        return Err(PlanError::HostQuery);
    }
    Ok(())
}

fn chosen_pieces(scenario: &Scenario, overrides: &Overrides) -> Result<Vec<Piece>, PlanError> {
    let names = || scenario.scenarios.iter().filter_map(|p| p.name.as_deref());
    if let Some(unknown) = overrides
        .only
        .iter()
        .find(|wanted| !names().any(|name| name == wanted.as_str()))
    {
        return Err(PlanError::NoSuchScenario {
            name: unknown.clone(),
            file: scenario.file.clone(),
            hint: suggest::hint(unknown, names().collect::<Vec<_>>()),
        });
    }
    if scenario.scenarios.is_empty() {
        return Ok(vec![Piece {
            place: Place {
                file: scenario.file.clone(),
                line: 1,
            },
            profiles: (0..scenario.profiles.len()).collect(),
            ..Piece::default()
        }]);
    }
    let wanted = |piece: &&Piece| {
        let name = piece.name.as_ref();
        overrides.only.is_empty() || name.is_some_and(|name| overrides.only.contains(name))
    };
    Ok(scenario.scenarios.iter().filter(wanted).cloned().collect())
}

/// Every load ends, unless it need not, and each that another one follows at a planned moment.
fn check_ends(pieces: &[Piece], loads: &[Load], overrides: &Overrides) -> Result<(), PlanError> {
    for (i, (piece, load)) in pieces.iter().zip(loads).enumerate() {
        if load.limit.duration.is_some() {
            continue;
        }
        let place = piece.place.clone();
        let is_endless = !load.limit.is_set() && overrides.may_be_endless;
        if !(load.limit.is_set() || is_endless) {
            return Err(PlanError::NoEnd(place));
        }
        if let Some(shape) = load.model.shape().filter(|_| !is_endless) {
            let key = shape.key();
            return Err(PlanError::NoLength { place, key });
        }
        if loads.get(i + 1).is_some_and(|next| next.start.is_none()) {
            return Err(PlanError::OpenEnd(place));
        }
    }
    Ok(())
}

fn check_arrivals(loads: &[Load], overrides: &Overrides) -> Result<(), PlanError> {
    if overrides.arrivals.is_some() && !loads.iter().any(Load::is_open) {
        return Err(PlanError::NothingArrives);
    }
    Ok(())
}

/// Why file and command line together make no plan: one line with the way out.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// Paths, but no host to send them to.
    #[error(
        "{0}: a path needs a host, but there is no `base_url`; add it, or give `--host http://…`"
    )]
    NoBaseUrl(Place),
    /// `--host` with a query.
    #[error("`--host` must not have a query; leave out what follows `?`")]
    HostQuery,
    /// A path that cannot follow the base URL.
    #[error("{place}: {cause}")]
    Url {
        /// Where the request stands.
        place: Place,
        /// What is wrong.
        cause: url::ParseError,
    },
    /// The path of quick mode cannot follow `--host`.
    #[error(transparent)]
    QuickUrl(#[from] url::ParseError),
    /// `--scenario` names none of the file.
    #[error("no scenario {} in {file}; {hint}", Quoted(name))]
    NoSuchScenario {
        /// The name as typed.
        name: String,
        /// The scenario file.
        file: String,
        /// The nearest name, or all of them.
        hint: String,
    },
    /// `--profile` names none of the file.
    #[error("no user profile {} in {file}; {hint}", Quoted(name))]
    NoSuchProfile {
        /// The name as typed.
        name: String,
        /// The scenario file.
        file: String,
        /// The nearest name, or all of them.
        hint: String,
    },
    /// Nothing is left after `--profile`, `--tags` and `--exclude-tags`.
    #[error(
        "nothing is left to do after `--profile`, `--tags` and `--exclude-tags`; tags that are {hint}"
    )]
    NothingChosen {
        /// All tags.
        hint: String,
    },
    /// A part of a request that never changes, and cannot be sent.
    #[error("{place}: {cause}; change it")]
    Constant {
        /// Where the request stands.
        place: Place,
        /// What is wrong.
        cause: RenderError,
    },
    /// A choice from a scenario file that is not there.
    #[error("`{0}` chooses from a scenario file; give one instead of a URL, or leave it out")]
    OnlyInQuickMode(&'static str),
    /// `--requests` for several scenarios.
    #[error(
        "`--requests` is a total for one scenario, but several would run; choose one with `--scenario NAME`"
    )]
    RequestsOverSeveral,
    /// Users and a rate at once.
    #[error(
        "{one} and {other} exclude each other: users wait for answers, arrivals do not; leave one out"
    )]
    TwoModels {
        /// What asks for users, and where.
        one: String,
        /// What asks for a rate, and where.
        other: String,
    },
    /// An option that would change a load whose shape stands in the file.
    #[error(
        "`{flag}` cannot change the `{key}` in {place}; change them there, or leave `{flag}` out"
    )]
    Shaped {
        /// The option.
        flag: &'static str,
        /// The key of the shape.
        key: &'static str,
        /// Where the scenario stands.
        place: Place,
    },
    /// `--arrivals`, and nothing arrives.
    #[error(
        "`--arrivals` says how arrivals follow each other, and nothing here has a rate; give `--rate`, or leave it out"
    )]
    NothingArrives,
    /// `arrivals` in a scenario of users.
    #[error(
        "{0}: `arrivals` says how arrivals follow each other, and the scenario has no rate; add `rate`, or leave it out"
    )]
    ArrivalsOfUsers(Place),
    /// More arrivals than chance may plan.
    #[error(
        "{place}more than 1000000000 arrivals by chance are too many to plan; shorten the run, or use constant arrivals"
    )]
    TooManyByChance {
        /// Where the scenario stands, with a colon; empty in quick mode.
        place: String,
    },
    /// A spike or sine without length.
    #[error("{place}: `{key}` has no length of its own; add `duration`, or give `--run-time`")]
    NoLength {
        /// Where the scenario stands.
        place: Place,
        /// The key of the shape.
        key: &'static str,
    },
    /// Choices about HTTP that do not fit together.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// Nothing ends a scenario.
    #[error(
        "{0}: the scenario never ends; add `duration` or `requests`, or give `--run-time` or `--requests`"
    )]
    NoEnd(Place),
    /// A scenario without duration, and another one after it.
    #[error(
        "{0}: only the last scenario can end by `requests` or `per_user_iterations` alone, as the next one needs a planned start; add `duration`, or give the next one its own `start`"
    )]
    OpenEnd(Place),
    /// Too few or too many users.
    #[error("`--users` must be from 1 to 10000000, not `{0}`")]
    Users(u64),
    /// A spawn rate that is not above zero.
    #[error("`--spawn-rate` must be above 0 users per second, not `{0}`")]
    SpawnRate(f64),
    /// A flag that must be above zero.
    #[error("`{0}` must be above 0")]
    Zero(&'static str),
    /// A method or header that cannot be sent.
    #[error(transparent)]
    Request(#[from] RequestError),
}
