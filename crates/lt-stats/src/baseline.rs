//! A run, kept to compare others with: counts, distributions and courses, never only percentiles.
//!
//! Percentiles can neither be merged nor drawn again later, so a baseline holds what they were made of. Everything about
//! the whole run is the sum of its series; nothing is told twice. The run that is judged is made into one as well, so
//! that both sides of a comparison are computed alike.

mod comparable;
mod error;
mod grades;
mod id;
mod limits;
mod load;
mod make;
mod report;
mod series;
mod shown;
mod wire;

use std::collections::BTreeMap;

use lt_sample::{Micros, UnixMicros};

pub use comparable::{Difference, Weight, differences};
pub use error::BaselineError;
pub use grades::{Band, Grades, Rated};
pub use make::{About, NoBaseline, is_name};
pub use report::report;
pub use series::Series;

/// One run, kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Baseline {
    /// `b-YYYYMMDD-` of the end of the run and the first 16 hexadecimal digits of the SHA-256 of its canonical form
    /// without this line.
    pub id: String,
    /// What people call it: letters, digits, `.`, `_` and `-`, at most 128.
    pub name: String,
    /// When the run ended, as its stream says.
    pub created_us: UnixMicros,
    /// Which build was measured, and by what.
    pub source: Source,
    /// What load was made.
    pub load: Load,
    /// On which machine.
    pub environment: Environment,
    /// Labels of the run that are the same in all its shards.
    pub labels: BTreeMap<String, String>,
    /// Time over which rates are counted: without pauses between legs.
    pub span_us: Micros,
    /// Length of the intervals of the series.
    pub interval_us: Micros,
    /// The endpoints, in order of name, method and host.
    pub series: Vec<Series>,
    /// Why the run is in doubt; empty where it is not.
    pub doubts: Vec<String>,
    /// What the gate said of it, where it was asked.
    pub verdict: Option<String>,
    /// What people noted, such as the reason for keeping it in spite of its verdict.
    pub notes: Vec<String>,
}

/// Which build was measured, and by what. All of it is told by whoever saves a baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Source {
    /// `OWNER/NAME`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repo: Option<String>,
    /// Branch or tag.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Commit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha: Option<String>,
    /// Number of the CI run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_id: Option<u64>,
    /// Which attempt of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempt: Option<u32>,
    /// Whether the tree had changes that are in no commit.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub dirty: bool,
    /// The tool that made the stream, with its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool: Option<String>,
}

/// What load was made; what is absent was not told.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Load {
    /// `open`, `closed` or `mixed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Most virtual users at a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub users: Option<u64>,
    /// Most arrivals per second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// Planned length without warm-up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_us: Option<Micros>,
    /// Length of the warm-up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warmup_us: Option<Micros>,
    /// Label `level` of the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// Whether response times count from intended starts; false where a request told none, so that its response time is
    /// its service time, a lower bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intended_starts: Option<bool>,
    /// Names of the scenarios, in order; at most 1,000.
    #[serde(
        deserialize_with = "wire::texts",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub scenarios: Vec<String>,
    /// SHA-256 of the scenario file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scenario_sha256: Option<String>,
    /// Base URL of the target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
}

/// The machine that made the load, and the stretch of its life in which it did.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Environment {
    /// CPU model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu: Option<String>,
    /// Cores that the generator could use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cores: Option<u32>,
    /// Memory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory_bytes: Option<u64>,
    /// Operating system and its release.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub os: Option<String>,
    /// Runs of one session share what that machine happens to be like: the label `session`, else the start of the
    /// machine. Absent where neither is known; such a run is a session of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
}

impl Baseline {
    /// The sum of all series; its `endpoint` is empty.
    pub fn total(&self) -> Series {
        series::total(&self.series)
    }

    /// Requests per second of the run.
    pub fn rate(&self, series: &Series) -> f64 {
        match self.span_us.0 {
            0 => 0.0,
            _ => series.requests as f64 / self.span_us.as_secs_f64(),
        }
    }
}
