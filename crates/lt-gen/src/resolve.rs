//! From what was typed to what it means. Past this line nothing about the configuration can fail.

mod variants;

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use lt_cli::{Page, usage};
use lt_sample::RunId;
use lt_scenario::http::{HttpChoices, HttpVersion};
use lt_scenario::legs::Leg;
use lt_scenario::{Load, LoadModel, Overrides, Plan, Request, Share, Url, VirtualUsers, plan};

use crate::args::{Args, Emit, HttpArgs, Pace, WhenFull};
use crate::clock::wall_clock;
use crate::start::{self, Start};
use crate::transport::{Origin, Prepared, Settings};

/// Everything that a run needs to know: one leg of a test.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) plan: Arc<Plan>,
    /// Which variant is tested, in which round.
    pub(crate) leg: Leg,
    /// Its place among the legs of its test.
    pub(crate) nth: lt_sample::Leg,
    /// What the run is labeled with.
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) run: RunId,
    pub(crate) test: String,
    pub(crate) file: Option<Arc<ScenarioFile>>,
    pub(crate) limits: Limits,
    /// Which users and arrivals of the test are ours.
    pub(crate) share: Share,
    /// How many threads make load; at least 1.
    pub(crate) threads: u64,
    pub(crate) start: Start,
    /// Whether the samples go to stdout.
    pub(crate) is_piped: bool,
    pub(crate) emit: Emit,
    /// Whether the load can be changed while it is made.
    pub(crate) is_controlled: bool,
    /// The plan's requests, ready to be sent.
    pub(crate) requests: Arc<Vec<Prepared>>,
    /// Where they go.
    pub(crate) origins: Vec<Arc<Origin>>,
    /// How they are carried: certificates and the like, read.
    pub(crate) settings: Settings,
}

/// Bounds that the command line sets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) max_in_flight: u64,
    pub(crate) when_full: WhenFull,
    pub(crate) pace: Pace,
    pub(crate) stop_timeout: Duration,
}

/// The file that the plan came from.
#[derive(Debug)]
pub(crate) struct ScenarioFile {
    pub(crate) name: String,
    pub(crate) sha256: String,
}

/// Makes the legs that the arguments ask for, in their order; at least one.
///
/// # Errors
/// Whatever makes no plan, as wrong usage.
pub(crate) fn resolve(args: &Args) -> anyhow::Result<Vec<Arc<Job>>> {
    jobs(args).map_err(|error| usage(args.origins.explain(error)))
}

/// The plan alone.
///
/// # Errors
/// As [`resolve`].
pub(crate) fn plan(args: &Args) -> anyhow::Result<Plan> {
    let plan = source(args).map(|(plan, _)| plan);
    plan.map_err(|error| usage(args.origins.explain(error)))
}

/// The plan, and the file that it comes from.
fn source(args: &Args) -> anyhow::Result<(Plan, Option<ScenarioFile>)> {
    let given = Given::from_args(args)?;
    if is_url(&args.source) {
        return Ok((quick_plan(args, &given)?, None));
    }
    let (plan, file) = file_plan(args, &given)?;
    Ok((plan, Some(file)))
}

fn jobs(args: &Args) -> anyhow::Result<Vec<Arc<Job>>> {
    let (plan, file) = source(args)?;
    check_model(args, &plan)?;
    let limits = Limits {
        max_in_flight: args.max_in_flight.unwrap_or(10_000),
        when_full: args.when_full.unwrap_or_default(),
        pace: args.pace,
        stop_timeout: args.stop_timeout,
    };
    let share = &args.shard.shard;
    if plan.loads.iter().any(Load::is_open) && share.part_of(limits.max_in_flight) == 0 {
        bail!(
            "this shard gets none of {} places; give --max-in-flight at least {}, one a shard",
            limits.max_in_flight,
            share.of()
        );
    }
    let test = args.test_id.clone();
    let test = test.unwrap_or_else(|| RunId::from_bits(random()).to_string());
    let start = start(args)?;
    let settings = Settings::prepare(&plan.http)?;
    let file = file.map(Arc::new);
    let legs = variants::legs(args, &plan)?;
    let of = u32::try_from(legs.len()).context("too many legs; give fewer --rounds")?;
    let plans = plans(plan, &legs, &settings)?;
    let job = |(index, leg): (u32, Leg)| {
        let ReadyPlan {
            plan,
            requests,
            origins,
        } = &plans[&leg.variant];
        Arc::new(Job {
            threads: threads(args, plan, share, &limits),
            share: share.clone(),
            // Shards meet at the begin of the first leg; the others follow as they come.
            start: if index == 0 { start } else { Start::Now },
            is_piped: args.output.is_none(),
            emit: args.emit,
            is_controlled: args.control.is_some(),
            requests: Arc::clone(requests),
            origins: origins.clone(),
            settings: settings.clone(),
            labels: variants::labels(args, plan, leg),
            plan: Arc::clone(plan),
            leg,
            nth: lt_sample::Leg { index, of },
            run: RunId::from_bits(random()),
            test: test.clone(),
            file: file.clone(),
            limits,
        })
    };
    Ok((0..of).zip(legs).map(job).collect())
}

/// Refuses options of a load model that nothing here has.
fn check_model(args: &Args, plan: &Plan) -> anyhow::Result<()> {
    let is_open = plan.loads.iter().any(Load::is_open);
    if !is_open && (args.max_in_flight.is_some() || args.when_full.is_some()) {
        bail!(
            "--max-in-flight and --when-full bound an open model, and nothing here has a rate; give --rate, or leave them out"
        );
    }
    if !is_open && args.pace == Pace::Coarse {
        bail!("--pace is of arrivals, and nothing here has a rate; give --rate, or leave it out");
    }
    if args.wait.is_some() && plan.loads.iter().all(Load::is_open) {
        bail!("--wait is of users, and nothing here has users; leave it out");
    }
    Ok(())
}

fn start(args: &Args) -> anyhow::Result<Start> {
    Ok(match &args.shard.start_at {
        None => Start::Now,
        Some(text) => Start::At {
            at: start::parse(text, wall_clock()).context("--start-at")?,
            late: args.shard.late.unwrap_or_default(),
        },
    })
}

/// A plan whose requests are made ready.
struct ReadyPlan {
    plan: Arc<Plan>,
    requests: Arc<Vec<Prepared>>,
    origins: Vec<Arc<Origin>>,
}

/// The plan of each variant that has a leg; its rounds share it.
fn plans(
    plan: Plan,
    legs: &[Leg],
    settings: &Settings,
) -> anyhow::Result<HashMap<Option<usize>, ReadyPlan>> {
    let mut plans = HashMap::new();
    for Leg { variant, .. } in legs {
        if plans.contains_key(variant) {
            continue;
        }
        let own = variant.map_or_else(|| plan.clone(), |variant| plan.for_variant(variant));
        let (requests, origins) = Prepared::all(&own.requests, own.request_timeout, settings)?;
        let ready = ReadyPlan {
            plan: Arc::new(own),
            requests: Arc::new(requests),
            origins,
        };
        plans.insert(*variant, ready);
    }
    Ok(plans)
}

/// As many threads as there are cores, but each has at least one user, and one place for arrivals.
fn threads(args: &Args, plan: &Plan, share: &Share, limits: &Limits) -> u64 {
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
    let at_once = |load: &Load| match &load.model {
        // More may be asked for at any time.
        LoadModel::Closed(_) if args.control.is_some() => VirtualUsers::MOST,
        LoadModel::Closed(users) => users.users,
        LoadModel::Open(_) => limits.max_in_flight,
    };
    let most = plan.loads.iter().map(at_once).max().unwrap_or(1);
    let mut threads = args.threads.unwrap_or(cores).min(share.part_of(most));
    if plan.loads.iter().any(Load::is_open) {
        threads = threads.min(share.part_of(limits.max_in_flight));
    }
    threads.max(1)
}

/// What `-H` may be, told apart.
struct Given {
    hosts: Vec<Url>,
    headers: Vec<(String, String)>,
}

impl Given {
    fn from_args(args: &Args) -> anyhow::Result<Self> {
        let mut given = Self {
            hosts: Vec::new(),
            headers: Vec::new(),
        };
        for text in &args.headers {
            if is_url(text) {
                let host = Url::parse(text).with_context(|| format!("-H `{text}`"))?;
                given.hosts.push(host);
            } else {
                let (name, value) = text.split_once(':').ok_or_else(|| {
                    anyhow!("-H `{text}` is neither a host nor a header; write http://HOST or `Name: value`")
                })?;
                let header = (name.trim().to_owned(), value.trim().to_owned());
                given.headers.push(header);
            }
        }
        Ok(given)
    }

    fn overrides(&self, args: &Args) -> Overrides {
        Overrides {
            users: args.users,
            spawn_rate: args.spawn_rate,
            run_time: args.run_time,
            requests: args.requests,
            may_be_endless: args.control.is_some(),
            rate: args.rate,
            warmup: args.warmup,
            seed: args.seed,
            default_seed: random() >> 11, // within 53 bits: tools that read JSON numbers as floats keep it
            hosts: self.hosts.clone(),
            headers: self.headers.clone(),
            request_timeout: args.request_timeout,
            only: args.scenarios.clone(),
            include_tags: args.tags.clone(),
            exclude_tags: args.exclude_tags.clone(),
            profiles: args.all_profiles(),
            arrivals: args.arrivals,
            wait: args.wait,
            per_user_iterations: args.per_user_iterations,
            http: http_choices(&args.http),
        }
    }
}

fn http_choices(args: &HttpArgs) -> HttpChoices {
    HttpChoices {
        version: match (args.http1, args.http2) {
            (true, _) => Some(HttpVersion::Http1),
            (_, true) => Some(HttpVersion::Http2),
            _ => None,
        },
        client: args.http_client,
        connections: args.connections,
        redirects: args.redirects,
        insecure: args.insecure.then_some(true),
        ca: args.ca.clone(),
        cert: args.cert.clone(),
        key: args.key.clone(),
        resolve: args.resolve.clone(),
        unix_socket: args.unix_socket.clone(),
        local_addresses: args.local_addresses.clone(),
    }
}

/// Whether a source is a URL, and no file.
pub(crate) fn is_url(source: &str) -> bool {
    source.starts_with("http://") || source.starts_with("https://")
}

fn quick_plan(args: &Args, given: &Given) -> anyhow::Result<Plan> {
    let url = Url::parse(&args.source).with_context(|| format!("`{}`", args.source))?;
    if !given.hosts.is_empty() {
        bail!("the URL names a host, and -H another; give one of them");
    }
    for (option, is_given) in [
        ("--scenario", !args.scenarios.is_empty()),
        ("--profile", !args.all_profiles().is_empty()),
        ("--variant", !args.variants.is_empty()),
        ("--tags", !args.tags.is_empty()),
        ("--exclude-tags", !args.exclude_tags.is_empty()),
    ] {
        if is_given {
            bail!("{option} picks from a file, and `{}` is a URL", args.source);
        }
    }
    let body = args.data.as_deref().map(body).transpose()?;
    let method = args
        .request
        .as_deref()
        .unwrap_or(if body.is_some() { "POST" } else { "GET" });
    let mut request = Request::new(method, url)?;
    if let Some(body) = body {
        request.body = body;
        let typed_one = given
            .headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        if !typed_one {
            request.add_header("content-type", "application/x-www-form-urlencoded")?;
        }
    }
    Ok(plan::quick(request, &given.overrides(args))?)
}

/// The body of -d: as typed, or @FILE.
fn body(data: &str) -> anyhow::Result<Vec<u8>> {
    match data.strip_prefix('@') {
        Some(file) => std::fs::read(file).with_context(|| format!("-d: cannot read `{file}`")),
        None => Ok(data.as_bytes().to_vec()),
    }
}

fn file_plan(args: &Args, given: &Given) -> anyhow::Result<(Plan, ScenarioFile)> {
    if args.request.is_some() || args.data.is_some() {
        bail!(
            "-X and -d make the request of a URL, and `{}` is a file; write them into its requests",
            args.source
        );
    }
    let name = &args.source;
    let text = std::fs::read_to_string(Path::new(name)).with_context(|| {
        format!("cannot read the scenario file `{name}` (a URL would begin with http://)")
    })?;
    let scenario = lt_scenario::load(&text, name).map_err(|error| Page {
        plain: error.to_string(),
        colored: error.to_colored(),
    })?;
    let sha256 = scenario.sha256.clone();
    let plan = plan::from_scenario(scenario, &given.overrides(args))?;
    Ok((
        plan,
        ScenarioFile {
            name: name.clone(),
            sha256,
        },
    ))
}

/// A random number: the keys of a fresh [`RandomState`] come from the system.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}
