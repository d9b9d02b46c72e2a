//! What is computed once of each load: when it runs, along which curve, and which global numbers are its.

use std::time::Duration;

use crate::arrivals::{ARRIVAL, due_before};
use crate::curve::Curve;
use crate::{Load, LoadModel, Process, RunTime};

use super::arrivals::{drawn_gap, poisson_before};

/// The most arrivals that chance may plan: each one is drawn when the plan is made.
const MOST_POISSON: u128 = 1_000_000_000;

/// A load in time.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Timeline {
    /// When it begins, with its warm-up if it has one.
    pub(super) begin: RunTime,
    /// The nanoseconds of its warm-up.
    pub(super) warmup: u64,
    /// When it ends by its duration.
    pub(super) end: Option<RunTime>,
    /// Its level from its begin on.
    pub(super) curve: Curve,
    /// The global number of its first user or arrival.
    pub(super) base: u64,
    /// How many users or arrivals it has; of arrivals that nothing ends, none is planned.
    pub(super) count: u64,
    /// How many arrivals it has until their number ends them, whatever time does.
    pub(super) by_number: Option<u64>,
}

/// A load with more arrivals by chance than can be drawn.
#[derive(Debug)]
pub(super) struct TooManyArrivals {
    /// Which load.
    pub(super) load: usize,
}

impl Timeline {
    /// The timelines of all loads of a plan.
    pub(super) fn all(
        seed: u64,
        warmup: Duration,
        loads: &[Load],
    ) -> Result<Vec<Self>, TooManyArrivals> {
        let mut lines = Vec::with_capacity(loads.len());
        let (mut base, mut measured_end) = (0u64, Duration::ZERO);
        for (i, load) in loads.iter().enumerate() {
            let start = load.start.unwrap_or(measured_end);
            let own_warmup = if start.is_zero() {
                warmup
            } else {
                Duration::ZERO
            };
            let begin = RunTime::after(warmup.saturating_add(start).saturating_sub(own_warmup));
            if let Some(length) = load.limit.duration {
                measured_end = start.saturating_add(length);
            }
            let mut line = Self {
                begin,
                warmup: RunTime::after(own_warmup).0,
                end: load.limit.duration.map(|length| {
                    RunTime::after(warmup) + RunTime::after(start) + RunTime::after(length)
                }),
                curve: Curve::constant(0),
                base,
                count: 0,
                by_number: None,
            };
            match &load.model {
                LoadModel::Closed(crowd) => {
                    line.curve = crowd.curve(line.warmup);
                    line.count = crowd.users;
                }
                LoadModel::Open(arrivals) => {
                    line.curve = arrivals.curve(line.warmup);
                    line.count_arrivals(seed, arrivals.process, load.limit.requests)
                        .ok_or(TooManyArrivals { load: i })?;
                }
            }
            base = line.next_base();
            lines.push(line);
        }
        Ok(lines)
    }

    pub(super) fn next_base(&self) -> u64 {
        self.base.saturating_add(self.count)
    }

    /// Counts how many arrivals come until time or number ends them; `None` for too many to draw.
    fn count_arrivals(&mut self, seed: u64, process: Process, requests: Option<u64>) -> Option<()> {
        let before = |end: u64| match process {
            Process::Constant => Some(due_before(&self.curve, RunTime(end))),
            Process::Poisson if self.curve.area(end) > MOST_POISSON * ARRIVAL => None,
            Process::Poisson => {
                let gap = |k| drawn_gap(seed, self.base.saturating_add(k));
                Some(poisson_before(&self.curve, gap, end))
            }
        };
        let by_time = match self.end {
            Some(end) => Some(before(end.0 - self.begin.0)?),
            None => None,
        };
        let by_number = match requests {
            Some(n) => Some(before(self.warmup)?.saturating_add(n)),
            None => None,
        };
        let count = by_time.into_iter().chain(by_number).min().unwrap_or(0);
        let can_be_drawn = process == Process::Constant || u128::from(count) <= MOST_POISSON;
        self.count = count;
        self.by_number = by_number;
        can_be_drawn.then_some(())
    }
}
