//! Something that happened.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{RunId, UnixMicros};

/// Something that happened at an instant and explains what the samples show.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Event {
    /// When it happened.
    pub at_us: UnixMicros,
    /// The run it belongs to.
    pub run: RunId,
    /// What kind of thing: `ready`, `variant`, `before`, `after`, `timeline`, `used_up`, `stage`, `fault`, `folded`, `control`.
    pub name: String,
    /// The same in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Details.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
}
