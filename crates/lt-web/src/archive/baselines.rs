//! Baselines, which `lt-gate` keeps.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use lt_stats::baseline::Baseline;
use lt_stats::{Percentile, percentile};
use serde::{Deserialize, Serialize};
use tokio::process::Command;

use super::errand::{self, Said};
use super::{Archive, Id, Trouble};
use crate::tools::Tools;

/// What `lt-gate` keeps.
#[derive(Debug, Serialize)]
pub(crate) struct Baselines {
    /// Where.
    place: String,
    /// The newest first.
    baselines: Vec<Entry>,
    /// Why there is no list.
    error: Option<String>,
}

/// A baseline as the list tells it.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Entry {
    id: String,
    name: String,
    /// When its run ended.
    #[serde(skip_serializing)]
    created_us: u64,
    /// As above, in seconds of Unix time.
    #[serde(skip_deserializing)]
    created: f64,
    #[serde(default)]
    sha: Option<String>,
    #[serde(default)]
    level: Option<String>,
    #[serde(default)]
    environment: Option<String>,
    #[serde(default)]
    verdict: Option<String>,
    #[serde(default)]
    pinned: bool,
    #[serde(flatten, skip_deserializing)]
    figures: Figures,
}

/// What was measured; `null` where it has not been asked for yet.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Figures {
    target: Option<String>,
    requests: Option<u64>,
    failures: Option<u64>,
    rate: Option<f64>,
    p50: Option<f64>,
    p95: Option<f64>,
    p99: Option<f64>,
}

/// What is read of `lt.baselines/1`.
#[derive(Deserialize)]
struct Listing {
    baselines: Vec<Entry>,
}

/// Figures of baselines by their ids, which are made of all that they hold: they never change.
#[derive(Debug, Default)]
pub(super) struct Known(Mutex<HashMap<String, Figures>>);

/// What is to be kept as a baseline.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wish {
    /// The run.
    pub(crate) run: String,
    /// What the baseline is called.
    name: String,
    /// Why it is kept although it would be refused.
    #[serde(default)]
    force_reason: Option<String>,
}

/// A store may be a service far away.
const LIMIT: Duration = Duration::from_secs(60);
/// A longer list is told in part.
const MOST: usize = 500;

impl Archive {
    /// Lists what is kept; why that is not possible is part of the answer, as it is part of the page.
    ///
    /// # Errors
    /// Too many ask at once.
    pub(crate) async fn baselines(&self, tools: &Tools, place: &str) -> Result<Baselines, Trouble> {
        let store = Store { tools, place };
        let turn = self.turns().take().await?;
        let listed = match store.list().await {
            Ok(mut entries) => {
                store.fill(self.known_baselines(), &mut entries).await;
                Ok(entries)
            }
            Err(trouble) => Err(trouble.to_string()),
        };
        drop(turn);
        let (baselines, error) = match listed {
            Ok(entries) => (entries, None),
            Err(error) => (Vec::new(), Some(error)),
        };
        Ok(Baselines {
            place: place.to_owned(),
            baselines,
            error,
        })
    }

    /// Keeps a run as a baseline; what `lt-gate` says to it is the answer.
    ///
    /// # Errors
    /// There is no such run, it goes on, or `lt-gate` refuses it.
    pub(crate) async fn keep_baseline(
        &self,
        tools: &Tools,
        place: &str,
        id: &Id,
        wish: &Wish,
    ) -> Result<String, Trouble> {
        let recording = self.find(id).await?;
        let turn = self.turns().take().await?;
        let mut command = Store { tools, place }.command("save");
        if let Some(reason) = &wish.force_reason {
            command.arg(format!("--force-reason={reason}"));
        }
        command.args(["--", &wish.name]).arg(&recording.path);
        let said = errand::run("lt-gate", command, LIMIT, turn).await?;
        let said = good(said).map_err(|words| Trouble::Refused(self.without_paths(&words)))?;
        let words = format!("{}\n{}", said.stdout, said.words);
        let words: Vec<String> = words
            .lines()
            .filter(|line| !line.is_empty())
            .map(lt_cli::message::harmless)
            .collect();
        Ok(self.without_paths(&words.join("\n")))
    }
}

/// Where `lt-gate` keeps baselines, and which `lt-gate`.
#[derive(Clone, Copy)]
struct Store<'s> {
    tools: &'s Tools,
    place: &'s str,
}

impl Store<'_> {
    async fn list(self) -> Result<Vec<Entry>, Trouble> {
        let mut command = self.command("list");
        command.args(["--format", "json"]);
        let said = errand::run("lt-gate", command, LIMIT, ()).await?;
        let said = good(said).map_err(Trouble::Refused)?;
        let listing = serde_json::from_str(&said.stdout);
        let Listing { mut baselines } = listing
            .map_err(|error| Trouble::failed("the list of `lt-gate` is not understood", error))?;
        baselines.truncate(MOST);
        for entry in &mut baselines {
            entry.created = entry.created_us as f64 / 1e6;
        }
        Ok(baselines)
    }

    /// Asks for the figures of each, the newest first, and leaves away those for which there is no time.
    async fn fill(self, known: &Known, entries: &mut [Entry]) {
        const PATIENCE: Duration = Duration::from_secs(3);
        let over = Instant::now() + PATIENCE;
        for entry in entries {
            if let Some(figures) = known.find(&entry.id) {
                entry.figures = figures;
            } else if Instant::now() < over
                && let Some(figures) = self.figures(&entry.id).await
            {
                known.keep(&entry.id, figures.clone());
                entry.figures = figures;
            }
        }
    }

    async fn figures(self, id: &str) -> Option<Figures> {
        let mut command = self.command("show");
        command.args(["--format", "json", "--", id]);
        let said = errand::run("lt-gate", command, LIMIT, ()).await.ok()?;
        let said = good(said).ok()?;
        Some(Figures::of(&Baseline::read(said.stdout.as_bytes()).ok()?))
    }

    fn command(self, what: &str) -> Command {
        let mut command = Command::new(&self.tools.lt_gate);
        command.args(["baseline", what]);
        command.arg(format!("--store={}", self.place));
        command
    }
}

/// What was said, or the words of a refusal.
fn good(said: Said) -> Result<Said, String> {
    match said.code {
        0 => Ok(said),
        _ => Err(said.words),
    }
}

impl Figures {
    fn of(baseline: &Baseline) -> Self {
        let total = baseline.total();
        let time = |p| percentile(&total.response, p).map(|time| time.0 as f64 / 1000.0);
        Self {
            target: baseline.load.target.clone(),
            requests: Some(total.requests),
            failures: Some(total.errors),
            rate: Some(baseline.rate(&total)),
            p50: time(Percentile::P50),
            p95: time(Percentile::P95),
            p99: time(Percentile::P99),
        }
    }
}

impl Known {
    fn find(&self, id: &str) -> Option<Figures> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(id).cloned()
    }

    fn keep(&self, id: &str, figures: Figures) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Beyond that it is cheaper to ask again than to remember.
        if known.len() >= 4 * MOST {
            known.clear();
        }
        known.insert(id.to_owned(), figures);
    }
}
