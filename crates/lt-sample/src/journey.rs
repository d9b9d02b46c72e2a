//! One walk through a journey.

use serde::{Deserialize, Serialize};

use crate::{Micros, Outcome, RunId, UnixMicros};

/// A virtual user walked through a journey, to its end or to the step that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journey {
    /// The run it belongs to.
    pub run: RunId,
    /// Intended start of its first request.
    pub at_us: UnixMicros,
    /// Name of the journey.
    pub name: String,
    /// From the intended start of its first request to the end of its last.
    pub duration_us: Micros,
    /// The part of that spent thinking.
    #[serde(default)]
    pub think_us: Micros,
    /// `ok`, or the outcome of the first request that was an error.
    pub outcome: Outcome<'static>,
    /// Number of requests.
    #[serde(default, rename = "n")]
    pub requests: u64,
    /// The virtual user, counted over the whole test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<u64>,
    /// That user's iteration, counted from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iter: Option<u64>,
}
