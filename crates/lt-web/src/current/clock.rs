//! The time of day: runs are named after it, and lines of the log carry it. No figure depends on it.

use std::time::{SystemTime, UNIX_EPOCH};

/// Now, in seconds of Unix time.
#[expect(
    clippy::disallowed_methods,
    reason = "what people read later is told by the time of day"
)]
pub(super) fn now() -> f64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.unwrap_or_default().as_secs_f64()
}
