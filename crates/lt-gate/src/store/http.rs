//! Baselines that a service keeps: `lt-gate serve`, or whatever answers the same requests (`docs/baselines.md`).

mod connection;

use anyhow::{Context, anyhow, bail};
use hyper::{Method, StatusCode};
use lt_cli::{message, usage};
use lt_stats::baseline::Baseline;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use self::connection::{Answer, Server};
use super::{Entry, Listing, slot, unpack};

/// A service that keeps baselines.
#[derive(Clone, Debug)]
pub(super) struct Service {
    server: Server,
}

const BASELINE: &str = "/api/load-test/baseline";
const BASELINES: &str = "/api/load-test/baselines";
const TOKEN: &str = "LT_STORE_TOKEN";
const INSECURE: &str = "LT_STORE_INSECURE";

/// How many rows are asked for at a time.
const PAGE: usize = 200;
/// A service that always knows of a next page is not followed for ever.
const MOST_PAGES: usize = 500;

/// All but letters, digits and what a name may have beside them.
const IN_A_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// One page of a list.
#[derive(Deserialize)]
struct Page {
    #[serde(flatten)]
    listing: Listing,
    /// Where the next page begins.
    #[serde(default)]
    next: Option<String>,
}

impl Service {
    /// Reads the URL; nothing is asked yet.
    ///
    /// # Errors
    /// The URL is none, or would send what is kept, and the token, in the clear to another machine.
    pub(super) fn new(base: &str) -> anyhow::Result<Self> {
        let token = std::env::var(TOKEN).ok().filter(|token| !token.is_empty());
        let server = Server::of(base, token).map_err(usage)?;
        let insecure = std::env::var_os(INSECURE).is_some_and(|value| value == "1");
        if !server.is_private() && !insecure {
            return Err(usage(anyhow!(
                "`{base}` is not encrypted and on another machine; use `https://`, or set {INSECURE}=1 if the network between is yours"
            )));
        }
        Ok(Self { server })
    }

    pub(super) fn save(&self, baseline: &Baseline) -> anyhow::Result<Entry> {
        slot::check_name(&baseline.name)?;
        let (told, name) = (baseline.to_json(), &baseline.name);
        let body = format!(
            r#"{{"baseline":{},"baseline_name":"{name}","overwrite":true}}"#,
            told.trim_end()
        );
        let answer = self.server.ask(&Method::POST, BASELINE, Some(body))?;
        match answer.status {
            StatusCode::OK | StatusCode::CREATED => parse(&answer),
            _ => Err(refusal(&answer)),
        }
    }

    pub(super) fn listing(&self) -> anyhow::Result<Listing> {
        self.list("")
    }

    pub(super) fn load(&self, id_or_name: &str) -> anyhow::Result<Option<Baseline>> {
        let answer = self.server.ask(&Method::GET, &path_of(id_or_name), None)?;
        match answer.status {
            StatusCode::OK => {
                let baseline = unpack(&*answer.body).context("the service's answer")?;
                let meant = baseline.id == id_or_name || baseline.name == id_or_name;
                anyhow::ensure!(
                    meant,
                    "the service answers with another one, `{}`",
                    baseline.id
                );
                Ok(Some(baseline))
            }
            StatusCode::NOT_FOUND => Ok(None),
            _ => Err(refusal(&answer)),
        }
    }

    pub(super) fn window(&self, name: &str, most: usize) -> anyhow::Result<Vec<Baseline>> {
        slot::check_name(name)?;
        let mut entries = self.list(&format!("&name={name}"))?.entries;
        entries.retain(|entry| entry.name == name);
        let is_pinned = entries.iter().any(|entry| entry.pinned);
        entries.retain(|entry| entry.pinned == is_pinned);
        let most = if is_pinned { 1 } else { most };
        let mut window = Vec::new();
        for entry in entries {
            if window.len() == most {
                break;
            }
            match self.load(&entry.id) {
                Ok(baseline) => window.extend(baseline),
                Err(error) => {
                    message::warn("lt-gate", format!("{}: left out, {error:#}", entry.id));
                }
            }
        }
        window.reverse();
        Ok(window)
    }

    pub(super) fn remove(&self, id: &str) -> anyhow::Result<bool> {
        let answer = self.server.ask(&Method::DELETE, &path_of(id), None)?;
        match answer.status {
            StatusCode::OK | StatusCode::NO_CONTENT => Ok(true),
            StatusCode::NOT_FOUND => Ok(false),
            _ => Err(refusal(&answer)),
        }
    }

    pub(super) fn forget(&self, entries: &[Entry]) -> anyhow::Result<()> {
        for entry in entries {
            self.remove(&entry.id)?;
        }
        Ok(())
    }

    pub(super) fn promote(&self, id_or_name: &str, name: &str) -> anyhow::Result<Option<Entry>> {
        slot::check_name(name)?;
        let path = format!("{}/promote", path_of(id_or_name));
        let body = json!({"baseline_name": name}).to_string();
        let answer = self.server.ask(&Method::POST, &path, Some(body))?;
        match answer.status {
            StatusCode::OK | StatusCode::CREATED => parse(&answer).map(Some),
            StatusCode::NOT_FOUND => Ok(None),
            _ => Err(refusal(&answer)),
        }
    }

    /// Asks for page after page, until there are no more.
    fn list(&self, filter: &str) -> anyhow::Result<Listing> {
        let mut all = Listing::default();
        let mut after = String::new();
        for _ in 0..MOST_PAGES {
            let path = format!("{BASELINES}?limit={PAGE}{filter}{after}");
            let answer = self.server.ask(&Method::GET, &path, None)?;
            if answer.status != StatusCode::OK {
                return Err(refusal(&answer));
            }
            let page: Page = parse(&answer)?;
            all.entries.extend(page.listing.entries);
            all.damaged.extend(page.listing.damaged);
            all.skipped.extend(page.listing.skipped);
            match page.next {
                Some(next) => {
                    after = format!("&after={}", utf8_percent_encode(&next, IN_A_PATH));
                }
                None => return Ok(all.in_order()),
            }
        }
        bail!(
            "the service has more than {} baselines, or never ends its list",
            MOST_PAGES * PAGE
        )
    }
}

fn path_of(id_or_name: &str) -> String {
    format!("{BASELINES}/{}", utf8_percent_encode(id_or_name, IN_A_PATH))
}

fn parse<T: DeserializeOwned>(answer: &Answer) -> anyhow::Result<T> {
    serde_json::from_slice(&answer.body)
        .context("the service's answer is not what `lt-gate serve` would say")
}

/// What the service says of a refusal, as `application/problem+json` does.
fn refusal(answer: &Answer) -> anyhow::Error {
    #[derive(Deserialize)]
    struct Problem {
        title: Option<String>,
        detail: Option<String>,
    }
    let status = answer.status;
    let problem = serde_json::from_slice::<Problem>(&answer.body).ok();
    let said = problem.and_then(|problem| problem.detail.or(problem.title));
    let said: String = said.unwrap_or_default().chars().take(400).collect();
    match (status, said.as_str()) {
        (StatusCode::UNAUTHORIZED, _) | (StatusCode::FORBIDDEN, "") => {
            anyhow!("the service answers {status}; set {TOKEN} to a token that it accepts")
        }
        (_, "") => anyhow!("the service answers {status}"),
        (_, said) => anyhow!("the service answers {status}: {said}"),
    }
}
