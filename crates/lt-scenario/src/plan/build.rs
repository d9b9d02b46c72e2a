//! From what was written and typed to what will happen.

use std::time::Duration;

use super::Plan;
use crate::quoted::Quoted;
use crate::scenario::{Piece, Scenario, Template};
use crate::{
    Action, Arrivals, Http, Limit, Load, LoadModel, Overrides, Place, Profile, Rate, Request,
    RequestError, RequestId, Url, VirtualUsers, Wait, suggest, url,
};

const DEFAULT_REQUEST_TIMEOUT: Duration = Duration::from_secs(60);
const QUICK_RUN_TIME: Duration = Duration::from_secs(10);

/// Makes the plan of a scenario file; the command line wins.
pub fn from_scenario(scenario: Scenario, overrides: &Overrides) -> Result<Plan, PlanError> {
    check(overrides)?;
    let base_url = base_url(&scenario, overrides)?;
    let pieces = chosen_pieces(&scenario, overrides)?;
    let loads = pieces
        .iter()
        .map(|piece| load(piece, &scenario.file, overrides))
        .collect::<Result<Vec<_>, _>>()?;
    check_ends(&pieces, &loads, &scenario.file)?;
    let requests = scenario
        .requests
        .into_iter()
        .map(|template| request(template, &base_url, &scenario.file, overrides))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Plan {
        seed: overrides
            .seed
            .or(scenario.seed)
            .unwrap_or(overrides.default_seed),
        base_url,
        request_timeout: overrides
            .request_timeout
            .or(scenario.request_timeout)
            .unwrap_or(DEFAULT_REQUEST_TIMEOUT),
        warmup: overrides.warmup.or(scenario.warmup).unwrap_or_default(),
        http: Http::default(),
        requests,
        profiles: scenario.profiles,
        loads,
        assumed_run_time: false,
    })
}

/// Makes the plan of quick mode: one request over and over, by one profile without waits, for ten seconds unless said.
pub fn quick(mut request: Request, overrides: &Overrides) -> Result<Plan, PlanError> {
    check(overrides)?;
    if !overrides.only.is_empty() {
        return Err(PlanError::OnlyInQuickMode);
    }
    request.check()?;
    request.override_headers(&overrides.headers)?;
    let base_url = match &overrides.host {
        Some(host) => {
            request.url = host.join(request.url.path_and_query())?;
            host.clone()
        }
        None => request.url.origin(),
    };
    let assumed_run_time = overrides.run_time.is_none() && overrides.requests.is_none();
    let (model, mut limit) = (model(None, "", overrides)?, limit(None, overrides));
    if assumed_run_time {
        limit.duration = Some(QUICK_RUN_TIME);
    }
    let action = Action {
        request: RequestId(0),
        weight: 1,
    };
    Ok(Plan {
        seed: overrides.seed.unwrap_or(overrides.default_seed),
        base_url,
        request_timeout: overrides.request_timeout.unwrap_or(DEFAULT_REQUEST_TIMEOUT),
        warmup: overrides.warmup.unwrap_or_default(),
        http: Http::default(),
        requests: vec![request],
        profiles: vec![Profile {
            name: "default".to_owned(),
            weight: 1,
            wait: Wait::None,
            actions: vec![action],
        }],
        loads: vec![Load {
            name: None,
            model,
            limit,
            profiles: vec![0],
        }],
        assumed_run_time,
    })
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
    if overrides.requests == Some(0) {
        return Err(PlanError::Zero("--requests"));
    }
    if overrides.run_time.is_some_and(|time| time.is_zero()) {
        return Err(PlanError::Zero("--run-time"));
    }
    if overrides.request_timeout.is_some_and(|time| time.is_zero()) {
        return Err(PlanError::Zero("--request-timeout"));
    }
    if overrides.host.as_ref().is_some_and(Url::has_query) {
        return Err(PlanError::HostQuery);
    }
    Ok(())
}

fn base_url(scenario: &Scenario, overrides: &Overrides) -> Result<Url, PlanError> {
    if let Some(url) = overrides.host.as_ref().or(scenario.base_url.as_ref()) {
        return Ok(url.clone());
    }
    // Without a base every request must have an address of its own; the first one's host is the run's.
    let mut first = None;
    for template in &scenario.requests {
        let Ok(url) = Url::parse(&template.path) else {
            return Err(PlanError::NoBaseUrl(place(&scenario.file, template.line)));
        };
        first.get_or_insert(url.origin());
    }
    first.ok_or_else(|| PlanError::NoBaseUrl(place(&scenario.file, 1)))
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
            line: 1,
            name: None,
            users: None,
            ramp_up: None,
            rate: None,
            duration: None,
            requests: None,
            profiles: (0..scenario.profiles.len()).collect(),
        }]);
    }
    let wanted = |piece: &&Piece| {
        let name = piece.name.as_ref();
        overrides.only.is_empty() || name.is_some_and(|name| overrides.only.contains(name))
    };
    let pieces: Vec<Piece> = scenario.scenarios.iter().filter(wanted).cloned().collect();
    if pieces.len() > 1 && overrides.requests.is_some() {
        return Err(PlanError::RequestsOverSeveral);
    }
    Ok(pieces)
}

fn load(piece: &Piece, file: &str, overrides: &Overrides) -> Result<Load, PlanError> {
    Ok(Load {
        name: piece.name.clone(),
        model: model(Some(piece), file, overrides)?,
        limit: limit(Some(piece), overrides),
        profiles: piece.profiles.clone(),
    })
}

fn limit(piece: Option<&Piece>, overrides: &Overrides) -> Limit {
    Limit {
        duration: overrides.run_time.or(piece.and_then(|p| p.duration)),
        requests: overrides.requests.or(piece.and_then(|p| p.requests)),
    }
}

/// Decides between users and arrivals; both at once, whoever said which, is refused.
fn model(piece: Option<&Piece>, file: &str, overrides: &Overrides) -> Result<LoadModel, PlanError> {
    let from_file = |key: &str| {
        let line = piece.map_or(1, |piece| piece.line);
        format!("`{key}` in {}", place(file, line))
    };
    let said = |typed: bool, flag: &str, written: bool, key: &str| {
        let typed = typed.then(|| format!("`{flag}`"));
        typed.or_else(|| written.then(|| from_file(key)))
    };
    let (users, ramp_up) = piece.map_or((None, None), |p| (p.users, p.ramp_up));
    let written_rate: Option<Rate> = piece.and_then(|p| p.rate);
    let by_users = said(
        overrides.users.is_some(),
        "--users",
        users.is_some(),
        "users",
    )
    .or_else(|| {
        let typed = overrides.spawn_rate.is_some();
        said(typed, "--spawn-rate", ramp_up.is_some(), "ramp_up")
    });
    let by_rate = said(
        overrides.rate.is_some(),
        "--rate",
        written_rate.is_some(),
        "rate",
    );
    if let (Some(one), Some(other)) = (by_users, by_rate) {
        return Err(PlanError::TwoModels { one, other });
    }
    if let Some(rate) = overrides.rate.or(written_rate) {
        return Ok(LoadModel::Open(Arrivals { rate }));
    }
    let users = overrides.users.or(users).unwrap_or(1);
    #[expect(clippy::cast_precision_loss, reason = "at most 10 million users")]
    let ramped = ramp_up
        .filter(|time| !time.is_zero())
        .map(|time| users as f64 / time.as_secs_f64());
    Ok(LoadModel::Closed(VirtualUsers {
        users,
        spawn_rate: overrides.spawn_rate.or(ramped),
    }))
}

/// Every load ends, and each but the last at a planned moment.
fn check_ends(pieces: &[Piece], loads: &[Load], file: &str) -> Result<(), PlanError> {
    let last = loads.len().saturating_sub(1);
    for (i, (piece, load)) in pieces.iter().zip(loads).enumerate() {
        let place = || place(file, piece.line);
        match (load.limit.duration, load.limit.requests) {
            (Some(_), _) => {}
            (None, None) => return Err(PlanError::NoEnd(place())),
            (None, Some(_)) if i == last => {}
            (None, Some(_)) => return Err(PlanError::OpenEnd(place())),
        }
    }
    Ok(())
}

fn request(
    template: Template,
    base: &Url,
    file: &str,
    overrides: &Overrides,
) -> Result<Request, PlanError> {
    let url = base.join(&template.path).map_err(|cause| PlanError::Url {
        place: place(file, template.line),
        cause,
    })?;
    let elsewhere = !url.authority().eq_ignore_ascii_case(base.authority());
    let mut request = Request::new(&template.method, url)?;
    request.endpoint.name = template.name;
    request.endpoint.host = elsewhere.then(|| request.url.authority().to_owned());
    request.headers = template.headers;
    request.override_headers(&overrides.headers)?;
    request.body = template.body;
    request.allow_status = template.allow_status;
    request.timeout = template.timeout;
    Ok(request)
}

fn place(file: &str, line: u64) -> Place {
    Place {
        file: file.to_owned(),
        line,
    }
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
    /// `--scenario` without a scenario file.
    #[error(
        "`--scenario` chooses from a scenario file; give one instead of a URL, or leave it out"
    )]
    OnlyInQuickMode,
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
    /// Nothing ends a scenario.
    #[error(
        "{0}: the scenario never ends; add `duration` or `requests`, or give `--run-time` or `--requests`"
    )]
    NoEnd(Place),
    /// A scenario without duration, and another one after it.
    #[error(
        "{0}: only the last scenario can end by `requests` alone, as the next one needs a planned start; add `duration`"
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
