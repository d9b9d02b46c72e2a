//! The shop behind a load balancer. The back ends are arithmetic: when a request comes, it is known when a worker will
//! be free for it and when it will be done. So there is nothing to wake, and a client that goes away leaves nothing.

mod admin;
mod backend;
mod metrics;
mod policy;

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::Method;
use tokio::time::Instant;

use super::{Reply, Route, Via, endpoint, shop};
use crate::draw::Draw;
pub(crate) use admin::Administer;
use backend::{Backend, N_BACKENDS};
use metrics::Metrics;
use policy::{Algorithm, Policy};

/// Four back ends, and the algorithm that chooses among them.
#[derive(Debug)]
pub(crate) struct Balancer {
    state: Mutex<State>,
}

/// What became of a request.
pub(crate) struct Taken {
    pub(crate) backend: &'static str,
    pub(crate) ends: Instant,
    /// The answer is no good.
    pub(crate) failed: bool,
}

impl Balancer {
    /// An idle one, which begins with round-robin.
    pub(crate) fn new() -> Self {
        let state = State {
            policy: Policy::new(Algorithm::RoundRobin),
            backends: backend::all(),
            under_way: BinaryHeap::new(),
            metrics: Metrics::new(),
            n_resets: 0,
        };
        Self {
            state: Mutex::new(state),
        }
    }

    /// What a request is to the shop, or to the balancer itself.
    pub(crate) fn route<'a>(&'a self, method: &Method, path: &'a str) -> Route<'a> {
        let itself = |administer| Reply::Administer(self, administer);
        endpoint::find(admin::ENDPOINTS, method, path, itself).unwrap_or_else(|| Route {
            via: Via::Balancer(self),
            ..endpoint::route(shop::ENDPOINTS, method, path)
        })
    }

    /// Has a request served that arrived at `now` and means this much work on a machine like the shop's.
    pub(crate) fn serve(&self, now: Instant, work: Duration, draw: &mut Draw) -> Taken {
        let mut state = self.state();
        state.settle(now);
        let State {
            policy, backends, ..
        } = &mut *state;
        let place = policy.choose(backends, draw);
        let chosen = &mut backends[place];
        let (ends, failed) = chosen.take(now, work, draw.unit());
        let backend = chosen.name;
        let job = Job {
            ends,
            arrived: now,
            place,
            failed,
            n_resets: state.n_resets,
        };
        state.under_way.push(Reverse(job));
        Taken {
            backend,
            ends,
            failed,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Debug)]
struct State {
    policy: Policy,
    backends: [Backend; N_BACKENDS],
    under_way: BinaryHeap<Reverse<Job>>,
    metrics: Metrics,
    n_resets: u64,
}

impl State {
    /// Takes note of what has ended up to now.
    fn settle(&mut self, now: Instant) {
        while let Some(Reverse(job)) = self.under_way.peek() {
            if job.ends > now {
                break;
            }
            let Some(Reverse(job)) = self.under_way.pop() else {
                break;
            };
            let took = job.ends.saturating_duration_since(job.arrived);
            self.backends[job.place].release();
            self.policy.learn(job.place, took);
            if job.n_resets == self.n_resets {
                self.metrics.count(job.place, took, job.failed);
            }
        }
    }
}

/// A request under way, ordered by its end.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Job {
    ends: Instant,
    arrived: Instant,
    /// Which back end has it.
    place: usize,
    failed: bool,
    /// How often the metrics had been reset when it came: what was asked before a reset does not count after it.
    n_resets: u64,
}

#[cfg(test)]
mod tests;
