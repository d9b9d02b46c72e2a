//! A back end: workers, a queue before them, and a speed of its own.

use std::time::Duration;

use tokio::time::Instant;

pub(super) const N_BACKENDS: usize = 4;
/// Requests that a back end works on at a time. Enough for sixty users on four back ends, so that the answer to which
/// algorithm is best does not drown in queues that all of them have.
const N_WORKERS: usize = 16;
/// A queue of this length is long: who sends more is answered badly now and then.
const LONG_QUEUE: usize = 4;
/// A queue of this length takes nobody, which bounds what is kept.
const MAX_QUEUE: usize = 1000;

/// A machine with workers that take requests in the order in which they came.
#[derive(Debug)]
pub(super) struct Backend {
    pub(super) name: &'static str,
    /// How many times longer than the shop alone it takes for the same work.
    slowness: f64,
    /// The share of the requests that fail when they meet a long queue.
    fails: f64,
    /// When each worker is done with all that was taken so far; `None`: it never worked.
    free_at: [Option<Instant>; N_WORKERS],
    outstanding: usize,
}

/// The back ends: two of normal speed, one that needs half as long again, and one that needs four times as long and
/// fails under load.
pub(super) fn all() -> [Backend; N_BACKENDS] {
    [
        new("backend-1", 3.0, 0.0),
        new("backend-2", 3.0, 0.0),
        new("backend-3", 4.5, 0.0),
        new("backend-4", 12.0, 0.05),
    ]
}

fn new(name: &'static str, slowness: f64, fails: f64) -> Backend {
    Backend {
        name,
        slowness,
        fails,
        free_at: [None; N_WORKERS],
        outstanding: 0,
    }
}

impl Backend {
    /// Takes a request: when it will be done, and whether it fails, for which `drawn` decides, a number from 0 to 1.
    pub(super) fn take(&mut self, now: Instant, work: Duration, drawn: f64) -> (Instant, bool) {
        let queued = self.queued();
        self.outstanding += 1;
        if queued >= MAX_QUEUE {
            return (now, true);
        }
        let [first, others @ ..] = &mut self.free_at;
        let worker = others
            .iter_mut()
            .fold(first, |best, next| if *next < *best { next } else { best });
        let begins = worker.map_or(now, |free| free.max(now));
        let ends = begins + work.mul_f64(self.slowness);
        *worker = Some(ends);
        (ends, queued >= LONG_QUEUE && drawn < self.fails)
    }

    /// Forgets a request that was taken and is done.
    pub(super) fn release(&mut self) {
        self.outstanding = self.outstanding.saturating_sub(1);
    }

    /// Requests taken and not done, waiting or worked on.
    pub(super) fn outstanding(&self) -> usize {
        self.outstanding
    }

    /// Requests that are worked on.
    pub(super) fn in_flight(&self) -> usize {
        self.outstanding.min(N_WORKERS)
    }

    /// Requests that wait for a worker.
    pub(super) fn queued(&self) -> usize {
        self.outstanding.saturating_sub(N_WORKERS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_begins_when_the_first_worker_is_free() {
        let now = Instant::now();
        let second = Duration::from_secs(1);
        let mut backend = new("b", 2.0, 0.0);
        for _ in 0..N_WORKERS {
            assert_eq!(backend.take(now, second, 0.5), (now + 2 * second, false));
        }
        assert_eq!((backend.in_flight(), backend.queued()), (N_WORKERS, 0));
        assert_eq!(backend.take(now, second, 0.5).0, now + 4 * second);
        assert_eq!((backend.in_flight(), backend.queued()), (N_WORKERS, 1));
    }

    #[test]
    fn only_a_long_queue_makes_it_fail_and_a_full_one_takes_nobody() {
        let now = Instant::now();
        let second = Duration::from_secs(1);
        let mut backend = new("b", 1.0, 0.05);
        for _ in 0..N_WORKERS + LONG_QUEUE {
            assert!(!backend.take(now, second, 0.01).1);
        }
        assert!(backend.take(now, second, 0.01).1);
        assert!(!backend.take(now, second, 0.06).1);
        for _ in LONG_QUEUE + 2..MAX_QUEUE {
            assert!(!backend.take(now, second, 0.06).1);
        }
        assert_eq!(backend.take(now, second, 0.06), (now, true));
    }
}
