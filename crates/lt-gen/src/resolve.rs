//! From what was typed to what it means. Past this line nothing about the configuration can fail.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::Path;

use anyhow::{Context, anyhow, bail};
use lt_cli::usage;
use lt_sample::RunId;
use lt_scenario::{LoadModel, Overrides, Plan, Request, Url, plan};
use sha2::{Digest, Sha256};

use crate::args::Args;
use crate::engine::Limits;

/// Everything that a run needs to know.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) plan: Plan,
    pub(crate) run: RunId,
    pub(crate) test: String,
    pub(crate) file: Option<ScenarioFile>,
    pub(crate) limits: Limits,
}

/// The file that the plan came from.
#[derive(Debug)]
pub(crate) struct ScenarioFile {
    pub(crate) name: String,
    pub(crate) sha256: String,
}

/// Makes the plan that the arguments ask for.
///
/// # Errors
/// Whatever makes no plan, as wrong usage.
pub(crate) fn resolve(args: &Args) -> anyhow::Result<Job> {
    job(args).map_err(usage)
}

fn job(args: &Args) -> anyhow::Result<Job> {
    let typed = Typed::from_args(args)?;
    let (plan, file) = if is_url(&args.source) {
        (quick_plan(args, &typed)?, None)
    } else {
        let (plan, file) = file_plan(args, &typed)?;
        (plan, Some(file))
    };
    let is_open = plan
        .loads
        .iter()
        .any(|load| matches!(load.model, LoadModel::Open(_)));
    if !is_open && (args.max_in_flight.is_some() || args.when_full.is_some()) {
        bail!(
            "--max-in-flight and --when-full bound an open model, and nothing here has a rate; give --rate, or leave them out"
        );
    }
    let limits = Limits {
        max_in_flight: args.max_in_flight.unwrap_or(10_000),
        when_full: args.when_full.unwrap_or_default(),
        stop_timeout: args.stop_timeout,
    };
    let test = args
        .test_id
        .clone()
        .unwrap_or_else(|| RunId::from_bits(random()).to_string());
    Ok(Job {
        plan,
        run: RunId::from_bits(random()),
        test,
        file,
        limits,
    })
}

/// The options that both kinds of source share, told apart.
struct Typed {
    host: Option<Url>,
    headers: Vec<(String, String)>,
}

impl Typed {
    fn from_args(args: &Args) -> anyhow::Result<Self> {
        let mut typed = Self {
            host: None,
            headers: Vec::new(),
        };
        for given in &args.headers {
            if is_url(given) {
                let host = Url::parse(given).with_context(|| format!("-H `{given}`"))?;
                if typed.host.replace(host).is_some() {
                    bail!("-H gives two hosts; `{given}` is the second");
                }
            } else {
                let (name, value) = given.split_once(':').ok_or_else(|| {
                    anyhow!("-H `{given}` is neither a host nor a header; write http://HOST or `Name: value`")
                })?;
                typed
                    .headers
                    .push((name.trim().to_owned(), value.trim().to_owned()));
            }
        }
        Ok(typed)
    }

    fn overrides(&self, args: &Args) -> Overrides {
        Overrides {
            users: args.users,
            spawn_rate: args.spawn_rate,
            run_time: args.run_time,
            requests: args.requests,
            rate: args.rate,
            warmup: args.warmup,
            seed: args.seed,
            default_seed: random() >> 11, // within 53 bits: tools that read JSON numbers as floats keep it
            host: self.host.clone(),
            headers: self.headers.clone(),
            request_timeout: args.request_timeout,
            only: args.scenarios.clone(),
        }
    }
}

fn is_url(source: &str) -> bool {
    source.starts_with("http://") || source.starts_with("https://")
}

fn quick_plan(args: &Args, typed: &Typed) -> anyhow::Result<Plan> {
    let url = Url::parse(&args.source).with_context(|| format!("`{}`", args.source))?;
    if typed.host.is_some() {
        bail!("the URL names a host, and -H another; give one of them");
    }
    if !args.scenarios.is_empty() {
        bail!(
            "--scenario picks from a file, and `{}` is a URL",
            args.source
        );
    }
    let body = args.data.as_deref().map(body).transpose()?;
    let method = args
        .request
        .as_deref()
        .unwrap_or(if body.is_some() { "POST" } else { "GET" });
    let mut request = Request::new(method, url)?;
    if let Some(body) = body {
        request.body = body;
        let typed_one = typed
            .headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        if !typed_one {
            request.add_header("content-type", "application/x-www-form-urlencoded")?;
        }
    }
    Ok(plan::quick(request, &typed.overrides(args))?)
}

/// The body of -d: as typed, or @FILE.
fn body(data: &str) -> anyhow::Result<Vec<u8>> {
    match data.strip_prefix('@') {
        Some(file) => std::fs::read(file).with_context(|| format!("-d: cannot read `{file}`")),
        None => Ok(data.as_bytes().to_vec()),
    }
}

fn file_plan(args: &Args, typed: &Typed) -> anyhow::Result<(Plan, ScenarioFile)> {
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
    let scenario = lt_scenario::load(&text, name)?;
    let plan = plan::from_scenario(scenario, &typed.overrides(args))?;
    let digest = Sha256::digest(text.as_bytes());
    let sha256 = digest.iter().map(|byte| format!("{byte:02x}")).collect();
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
