//! The last line of a run: what was written, and whether the generator kept up.

use serde::{Deserialize, Serialize};

use crate::{Micros, RunId, Shard, UnixMicros};

/// The last line of a run. A run without it was cut off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct End {
    /// The run that ends.
    pub run: RunId,
    /// When it ended.
    pub at_us: UnixMicros,
    /// The test it belongs to.
    pub test: String,
    /// The part of the test it made.
    pub shard: Shard,
    /// Why it ended.
    pub reason: EndReason,
    /// Number of `sample` lines written.
    pub samples: u64,
    /// Number of requests that were folded into `frame` lines instead.
    #[serde(default)]
    pub framed: u64,
    /// How many of both have the outcome `dropped`.
    #[serde(default)]
    pub dropped: u64,
    /// How many of both have the outcome `cancelled`.
    #[serde(default)]
    pub cancelled: u64,
    /// Planned requests that were due before this run, which joined late, began; they are not samples.
    #[serde(default, skip_serializing_if = "crate::record::is_zero")]
    pub skipped_late: u64,
    /// How the generator itself did; absent where nobody watched it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health: Option<Health>,
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EndReason {
    /// The plan was carried out.
    Completed,
    /// Somebody stopped it in good order.
    Interrupted,
    /// It could not go on.
    Aborted,
}

/// How the generator did: whether its figures can be trusted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Health {
    /// Share of the busiest engine thread's time spent on the CPU, 0 to 1.
    pub cpu_busy: f64,
    /// Share of CPU time that the hypervisor took away, 0 to 1, where the system tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steal: Option<f64>,
    /// Share of all the machine's CPU time that other processes used, 0 to 1, where the system tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub foreign: Option<f64>,
    /// Median schedule delay of the measured samples.
    pub delay_p50_us: Micros,
    /// 99th percentile of the schedule delay.
    pub delay_p99_us: Micros,
    /// Largest schedule delay.
    pub delay_max_us: Micros,
    /// Arrivals that were sent (open model) or requests made (closed model).
    pub achieved: u64,
    /// Arrivals that were due; equals `achieved` in a closed model, which offers none.
    pub offered: u64,
    /// Connections that failed because this machine had no open files left.
    #[serde(default, skip_serializing_if = "crate::record::is_zero")]
    pub no_files: u64,
    /// Connections that failed because this machine had no local ports left.
    #[serde(default, skip_serializing_if = "crate::record::is_zero")]
    pub no_ports: u64,
    /// Requests repeated on a fresh connection because the target had closed an idle one.
    #[serde(default, skip_serializing_if = "crate::record::is_zero")]
    pub retries: u64,
    /// The generator could not do what was asked: the figures are about it, not about the target.
    pub saturated: bool,
    /// A closed loop without waits filled the CPU: its throughput is a lower bound.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cpu_bound: bool,
    /// The reasons in words, one a sentence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<String>,
    /// The timer that paced the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timer: Option<String>,
}
