//! What tells one state of a file from another.

use std::fs::Metadata;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

/// What tells one state of a file from another: what was learnt of it holds as long as this stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Stamp {
    /// When it was changed last: microseconds of Unix time.
    pub(super) changed_us: u64,
    /// Its size.
    pub(super) bytes: u64,
}

impl Stamp {
    pub(super) fn of(data: &Metadata) -> Self {
        let changed = data.modified().ok();
        let changed = changed.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        let changed = changed.unwrap_or_default().as_micros();
        Self {
            changed_us: u64::try_from(changed).unwrap_or(u64::MAX),
            bytes: data.len(),
        }
    }
}
