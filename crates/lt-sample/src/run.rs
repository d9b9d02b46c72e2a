//! The first line of a run: what was planned, by whom, on which machine.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Leg, Micros, RunId, Shard, UnixMicros};

/// One execution of one plan by one process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Version of the stream's format; readers refuse one they do not know.
    pub format: u32,
    /// Name of this run, in every other line too.
    pub run: RunId,
    /// Shared by all shards and legs of one test.
    pub test: String,
    /// Which part of the test this run makes.
    pub shard: Shard,
    /// Which turn of the test this run is; absent where the test has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leg: Option<Leg>,
    /// Tells a retried process from its first try.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt: Option<String>,
    /// Name of the tool that made the run.
    pub tool: String,
    /// Version of that tool.
    pub version: String,
    /// Unix time at which the run's clock was zero.
    pub started_us: UnixMicros,
    /// How much later than it was told to the process began to make load; absent where it was in time, or not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_us: Option<Micros>,
    /// The scenario file as it was named on the command line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario_file: Option<String>,
    /// SHA-256 of that file and then of those that it includes, in lower-case hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario_sha256: Option<String>,
    /// Seed of every random choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Load model: `open`, `closed` or `mixed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// What was planned, scenario by scenario.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub plan: Vec<PlannedScenario>,
    /// Length of the warm-up that precedes the measured part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warmup_us: Option<Micros>,
    /// Free labels: variant, round, level, git_sha and the like.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// The checks that answers of an endpoint must pass, by `METHOD NAME`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub checks: BTreeMap<String, Vec<String>>,
    /// Thresholds of the scenario file, in lt-gate's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thresholds: Option<serde_json::Value>,
    /// The machine that made the load.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<Machine>,
    /// Base URL of the target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// All base URLs where there are several, the first of them in `target`, too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<String>,
    /// How far this machine's clock is off, as far as is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<ClockEstimate>,
}

/// One scenario of the plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlannedScenario {
    /// Name, absent in quick mode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Begin, counted from the start of the run.
    pub start_us: Micros,
    /// Length; absent where a count of requests ends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length_us: Option<Micros>,
    /// Number of virtual users (closed model).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub users: Option<u64>,
    /// Users spawned per second; absent when all begin at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spawn_rate: Option<f64>,
    /// Arrivals per second (open model).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// How arrivals lie in time: `poisson`; absent where they come at even distances.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process: Option<String>,
    /// Number of measured requests after which it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requests: Option<u64>,
    /// Number of iterations after which each user ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_user_iterations: Option<u64>,
    /// Stages, in order, where the load changes over time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<PlannedStage>,
    /// The wave that the load follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sine: Option<PlannedSine>,
}

/// One stage of a scenario whose load changes over time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlannedStage {
    /// Length of the stage.
    pub length_us: Micros,
    /// Users at its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub users: Option<u64>,
    /// Arrivals per second at its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
}

/// A load that rises and falls: users in a closed model, arrivals per second in an open one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlannedSine {
    /// What it swings around.
    pub mean: f64,
    /// How far it swings to either side.
    pub amplitude: f64,
    /// Length of one wave.
    pub period_us: Micros,
}

/// Fingerprint of a machine: figures from different ones should not be compared unawares.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// CPU model as the system names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu: Option<String>,
    /// Cores that the process may use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cores: Option<u32>,
    /// Memory of the machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_bytes: Option<u64>,
    /// Operating system and its release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub os: Option<String>,
    /// Tells one start of the machine from another: runs of one start share what that machine happens to be like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boot: Option<String>,
}

/// Estimated error of a machine's clock.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockEstimate {
    /// Where the estimate comes from.
    pub source: String,
    /// Our clock minus true time.
    pub offset_us: i64,
    /// Half the width of the interval that holds the true offset.
    pub error_us: Micros,
}
