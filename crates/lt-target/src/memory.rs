//! What the target remembers of the requests since it began, or since it was last told to forget.

use std::sync::OnceLock;

use tokio::time::Instant;

use crate::stats::Stats;
use crate::times::Times;

/// Counts, times and the moment of the first request. Forgetting is a new one in its place: an answer that is under
/// way then still goes to the old one.
#[derive(Debug)]
pub(crate) struct Memory {
    pub(crate) stats: Stats,
    /// `None`: nobody asked for times.
    pub(crate) times: Option<Times>,
    first_request: OnceLock<Instant>,
}

impl Memory {
    /// A memory without a request, which will keep the times of the first `n_times`.
    pub(crate) fn new(n_times: usize) -> Self {
        Self {
            stats: Stats::new(),
            times: (n_times > 0).then(|| Times::of_first(n_times)),
            first_request: OnceLock::new(),
        }
    }

    /// When the first request arrived, which is this one at `arrived` when there was none before.
    pub(crate) fn began(&self, arrived: Instant) -> Instant {
        *self.first_request.get_or_init(|| arrived)
    }
}
