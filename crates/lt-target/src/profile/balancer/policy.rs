//! Which back end serves the next request.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::backend::{Backend, N_BACKENDS};
use crate::draw::Draw;

/// How often the learning policy tries any back end rather than the one that looks best, so that it notices when one
/// gets better.
const EXPLORATION: f64 = 0.02;
/// How much a new response time counts against all before it.
const STEP_SIZE: f64 = 0.1;

/// What a balancer can go by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Algorithm {
    /// One after another.
    RoundRobin,
    /// The one with the fewest requests under way.
    LeastConnections,
    /// An epsilon-greedy policy on response times that it learns as exponential averages (Sutton and Barto,
    /// Reinforcement Learning, 2nd edition, sections 2.2 and 2.5); as in Finagle's Peak EWMA, the cost of a back end
    /// is its average times the requests that it would then have.
    Rl,
}

/// An algorithm at work.
#[derive(Debug)]
pub(super) struct Policy {
    pub(super) algorithm: Algorithm,
    next: usize,
    /// The average response time of each back end, in seconds; `None`: nothing is known yet.
    learned: [Option<f64>; N_BACKENDS],
}

impl Policy {
    /// A policy that has learned nothing.
    pub(super) fn new(algorithm: Algorithm) -> Self {
        Self {
            algorithm,
            next: 0,
            learned: [None; N_BACKENDS],
        }
    }

    /// The place of the back end that shall serve.
    pub(super) fn choose(&mut self, backends: &[Backend; N_BACKENDS], draw: &mut Draw) -> usize {
        // Drawn whether needed or not: what is drawn later must not depend on the algorithm.
        let (explores, any) = (draw.unit() < EXPLORATION, draw.index(N_BACKENDS));
        let turn = self.next;
        self.next = (turn + 1) % N_BACKENDS;
        // Of equals the one whose turn it is: always the first would favor it.
        let in_turn = (0..N_BACKENDS).map(|n| (turn + n) % N_BACKENDS);
        let best = match self.algorithm {
            Algorithm::RoundRobin => None,
            Algorithm::LeastConnections => {
                in_turn.min_by_key(|place| backends[*place].outstanding())
            }
            Algorithm::Rl if explores => Some(any),
            Algorithm::Rl => in_turn.min_by(|one, other| {
                self.cost(backends, *one)
                    .total_cmp(&self.cost(backends, *other))
            }),
        };
        best.unwrap_or(turn)
    }

    /// Learns how long a back end took to answer.
    pub(super) fn learn(&mut self, place: usize, took: Duration) {
        let took = took.as_secs_f64();
        let known = self.learned[place].unwrap_or(took);
        self.learned[place] = Some(known + STEP_SIZE * (took - known));
    }

    /// What is unknown is taken to be as good as the best that is known: else everybody would rush to it.
    fn cost(&self, backends: &[Backend; N_BACKENDS], place: usize) -> f64 {
        let best_known = self.learned.iter().flatten().copied().reduce(f64::min);
        let average = self.learned[place].or(best_known).unwrap_or(1.0);
        average * (backends[place].outstanding() + 1) as f64
    }
}
