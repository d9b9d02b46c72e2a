//! A run as it was planned.

use std::collections::BTreeMap;

use lt_sample::{PlannedScenario, Run, UnixMicros};
use lt_stats::Summary;
use lt_stats::baseline::Load;
use serde::{Deserialize, Serialize};

use super::{Measured, name};
use crate::format::document::number;

/// A run as it was planned, and the machine that made it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MeasuredRun {
    /// Its label `level`.
    pub level: Option<String>,
    /// Its label `variant`.
    pub variant: Option<String>,
    /// Load model: `open`, `closed` or `mixed`.
    pub model: Option<String>,
    /// Virtual users, at most at a time.
    pub users: Option<u64>,
    /// Arrivals per second, at most at a time.
    #[serde(with = "number", default)]
    pub rate: Option<f64>,
    /// Whether the load changes over time.
    #[serde(default)]
    pub varies: bool,
    /// Planned length without the warm-up, in microseconds.
    pub length: Option<u64>,
    /// Length of the warm-up, in microseconds.
    pub warmup: Option<u64>,
    /// The machine that made the load.
    pub machine: Option<Machine>,
}

/// The machine that made the load.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// CPU model as the system names it.
    pub cpu: Option<String>,
    /// Cores that the process may use.
    pub cores: Option<u32>,
    /// Memory in bytes.
    pub memory: Option<u64>,
    /// Operating system and its release.
    pub os: Option<String>,
}

/// The runs in order of time, and how many there are in all. What tells runs apart is their test and their labels.
pub(super) fn of(summary: &Summary) -> (Vec<MeasuredRun>, usize) {
    let lines = summary.ledger().runs();
    let lines = lines.map(|(id, account)| (id, account.run.as_ref()));
    let mut runs: BTreeMap<Key<'_>, (UnixMicros, Option<&Run>)> = BTreeMap::new();
    for (id, line) in lines {
        let key = match line {
            Some(line) => Key::Of(&line.test, &line.labels),
            None => Key::Unknown(id),
        };
        let started = line.map(|line| line.started_us).unwrap_or_default();
        let run = runs.entry(key).or_insert((started, line));
        if started < run.0 {
            *run = (started, line);
        }
    }
    let n_runs = runs.len();
    let mut runs: Vec<_> = runs.into_values().collect();
    runs.sort_by_key(|(started, _)| *started);
    let told = runs.into_iter().filter_map(|(_, line)| line);
    let told = told.take(Measured::MOST_RUNS).map(MeasuredRun::of);
    (told.collect(), n_runs)
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key<'r> {
    Of(&'r str, &'r BTreeMap<String, String>),
    Unknown(lt_sample::RunId),
}

impl MeasuredRun {
    fn of(run: &Run) -> Self {
        let load = Load::of(run);
        let text = |text: &Option<String>| text.as_deref().map(name);
        let label = |key: &str| run.labels.get(key).map(|label| name(label));
        Self {
            level: label("level"),
            variant: label("variant"),
            model: text(&load.model),
            users: load.users,
            rate: load.rate,
            varies: varies(&run.plan),
            length: load.duration_us.map(|length| length.0),
            warmup: load.warmup_us.map(|warmup| warmup.0),
            machine: run.machine.as_ref().map(|machine| Machine {
                cpu: text(&machine.cpu),
                cores: machine.cores,
                memory: machine.memory_bytes,
                os: text(&machine.os),
            }),
        }
    }
}

fn varies(plan: &[PlannedScenario]) -> bool {
    let time = |scenario: &PlannedScenario| (scenario.start_us, scenario.length_us);
    let changes =
        |scenario: &PlannedScenario| !scenario.stages.is_empty() || scenario.sine.is_some();
    plan.iter().any(changes) || plan.windows(2).any(|two| time(&two[0]) != time(&two[1]))
}
