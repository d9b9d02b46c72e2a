//! How much is kept apart at most.

/// There are too many runs to keep each for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the streams hold more than {} runs; runs are kept apart for a baseline and for rules about levels and labels: give fewer at a time, or fold shards into one run",
    Self::MOST
)]
pub(super) struct TooManyRuns;

impl TooManyRuns {
    /// Each takes the memory of a whole summary.
    pub(super) const MOST: usize = 256;
}

/// The streams bring rules about too many parts of the test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the thresholds of the runs are about more than {} parts of the test (levels, stages, scenarios, journeys, tags, labels); give fewer",
    Self::MOST
)]
pub(super) struct TooManyScopes;

impl TooManyScopes {
    /// Each takes the memory of a whole summary.
    pub(super) const MOST: usize = 256;
}
