//! What the balancer counted since its metrics were reset last.

use std::time::Duration;

use hdrhistogram::Histogram;
use serde::Serialize;

use super::backend::{Backend, N_BACKENDS};
use super::policy::Algorithm;

/// The longest time that is told apart, in microseconds: an hour.
const MAX_US: u64 = 3_600_000_000;

/// Requests that ended, and how long they took.
#[derive(Debug)]
pub(super) struct Metrics {
    times_us: Histogram<u64>,
    all: Tally,
    backends: [Tally; N_BACKENDS],
}

impl Metrics {
    /// Nothing has ended yet.
    pub(super) fn new() -> Self {
        Self {
            times_us: Histogram::new_with_bounds(1, MAX_US, 3).expect("the bounds are good"),
            all: Tally::default(),
            backends: Default::default(),
        }
    }

    /// Counts a request that ended.
    pub(super) fn count(&mut self, place: usize, took: Duration, failed: bool) {
        let us = u64::try_from(took.as_micros()).unwrap_or(MAX_US);
        self.times_us.saturating_record(us);
        for tally in [&mut self.all, &mut self.backends[place]] {
            tally.requests += 1;
            tally.errors += u64::from(failed);
            tally.total += took;
        }
    }

    /// What `GET /admin/metrics` tells.
    pub(super) fn report(&self, algorithm: Algorithm, backends: &[Backend; N_BACKENDS]) -> Report {
        let lines = backends.iter().zip(&self.backends);
        Report {
            algorithm,
            requests: self.all.requests,
            errors: self.all.errors,
            mean_ms: self.all.mean_ms(),
            p95_ms: self.times_us.value_at_quantile(0.95) as f64 / 1e3,
            backends: lines
                .map(|(backend, tally)| Line {
                    name: backend.name,
                    requests: tally.requests,
                    errors: tally.errors,
                    in_flight: backend.in_flight(),
                    queued: backend.queued(),
                    mean_ms: tally.mean_ms(),
                })
                .collect(),
        }
    }
}

#[derive(Debug, Default)]
struct Tally {
    requests: u64,
    errors: u64,
    total: Duration,
}

impl Tally {
    /// To the microsecond; 0 when nothing was counted.
    fn mean_ms(&self) -> f64 {
        let mean_us = self.total.as_micros().checked_div(self.requests.into());
        mean_us.unwrap_or(0) as f64 / 1e3
    }
}

/// The balancer in numbers. Times are response times: waiting and work.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    algorithm: Algorithm,
    pub(super) requests: u64,
    pub(super) errors: u64,
    pub(super) mean_ms: f64,
    pub(super) p95_ms: f64,
    backends: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct Line {
    name: &'static str,
    requests: u64,
    errors: u64,
    in_flight: usize,
    queued: usize,
    mean_ms: f64,
}
