//! A measured value.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{RunId, UnixMicros};

/// A value that was read at an instant: users, CPU, pods.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gauge {
    /// The run it belongs to.
    pub run: RunId,
    /// When it was read.
    pub at_us: UnixMicros,
    /// Who read it: `lt-gen`, or the system it was asked of.
    pub source: String,
    /// What was read.
    pub name: String,
    /// The value; finite.
    pub value: f64,
    /// Its unit; empty for a count.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// What tells it from other gauges of the same name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
}
