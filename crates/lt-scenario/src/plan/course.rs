//! How a load goes: as it was planned, and as it is changed while it is made.
//!
//! A change is a new course. What was due before it is unchanged, and everything after it is again arithmetic alone, so
//! that whoever is told the same changes at the same moments makes the same load.

mod numbers;
#[cfg(test)]
mod tests;

use crate::arrivals::{ARRIVAL, due_before};
use crate::curve::{Curve, Segment, nanoseconds};
use crate::{Load, LoadModel, Process, Rate, RunTime, Share, Turn};

use super::arrivals::{ArrivalSchedule, drawn_gap, poisson_before};
use super::timeline::Timeline;
pub(super) use numbers::Numbers;

/// The course of one load; it holds what it needs and borrows nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    pub(super) begin: RunTime,
    pub(super) end: Option<RunTime>,
    /// Its level from its begin on.
    pub(super) curve: Curve,
    seed: u64,
    /// The level that it has again when a pause ends.
    asked: Curve,
    is_paused: bool,
    warmup: u64,
    numbers: Numbers,
    model: Model,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Model {
    Closed {
        /// The most users that it ever has, so far as is known.
        users: u64,
    },
    Open {
        process: Process,
        /// How many measured arrivals end it.
        requests: Option<u64>,
        /// How many arrivals that makes with those of the warm-up.
        most: Option<u64>,
    },
}

/// Why a load cannot be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unchangeable {
    /// The warm-up of a load that ends by a number of requests would hold too many arrivals by chance to draw.
    #[error(
        "the warm-up would have more than 1000000 arrivals by chance; give a lower rate, or wait until it is over"
    )]
    WarmUp,
}

/// The most arrivals by chance that a change may draw, which takes some hundredths of a second.
const MOST_DRAWN: u128 = 1_000_000;

impl Course {
    /// A load as it is planned. `numbers` are those of its users or arrivals.
    pub(super) fn planned(line: &Timeline, load: &Load, seed: u64, numbers: Numbers) -> Self {
        let model = match &load.model {
            LoadModel::Closed(crowd) => Model::Closed { users: crowd.users },
            LoadModel::Open(arrivals) => Model::Open {
                process: arrivals.process,
                requests: load.limit.requests,
                most: line.by_number,
            },
        };
        Self {
            begin: line.begin,
            end: line.end,
            curve: line.curve.clone(),
            seed,
            asked: line.curve.clone(),
            is_paused: false,
            warmup: line.warmup,
            numbers,
            model,
        }
    }

    /// When it begins.
    pub fn begin(&self) -> RunTime {
        self.begin
    }

    /// When it ends by its duration; `None` where something else ends it, or nothing.
    pub fn end(&self) -> Option<RunTime> {
        self.end
    }

    /// Whether its arrivals wait for nothing.
    pub fn is_open(&self) -> bool {
        matches!(self.model, Model::Open { .. })
    }

    /// The most users that it ever has, so far as is known; 0 in the open model.
    pub fn users(&self) -> u64 {
        match self.model {
            Model::Closed { users } => users,
            Model::Open { .. } => 0,
        }
    }

    /// The number in the whole test of its `g`-th user or arrival. Those above the planned number have numbers that
    /// nobody else has.
    pub fn number(&self, g: u64) -> u64 {
        self.numbers.of(g)
    }

    /// Which of its users from `from` on, below [`Course::users`], are a share's, rising.
    pub fn owned_users(&self, share: &Share, from: u64) -> impl Iterator<Item = u64> {
        let next = |g: u64| self.next_owned(share, g);
        let users = self.users();
        std::iter::successors(next(from), move |g| next(g.checked_add(1)?))
            .take_while(move |g| *g < users)
    }

    /// The first turn of the `g`-th user that ends after `after`; `None` where there is none any more.
    pub fn turn(&self, g: u64, after: RunTime) -> Option<Turn> {
        if g >= self.users() {
            return None;
        }
        let (begin, end) = self.curve.above(g, after.0.saturating_sub(self.begin.0))?;
        let begin = self.begin + RunTime(begin);
        let by_curve = (end < u64::MAX).then(|| self.begin + RunTime(end));
        let end = by_curve.into_iter().chain(self.end).min();
        let is_left = |end: RunTime| begin < end && after < end;
        end.is_none_or(is_left).then_some(Turn { begin, end })
    }

    /// How many users are at work at a moment.
    pub fn users_at(&self, at: RunTime) -> u64 {
        let is_at_work = |g| self.turn(g, at).is_some_and(|turn| turn.begin <= at);
        let (mut low, mut high) = (0, self.users());
        while low < high {
            let middle = low.midpoint(high);
            if is_at_work(middle) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// The arrivals that a share owns, in order; none in the closed model.
    pub fn arrivals(&self, share: &Share) -> ArrivalSchedule {
        ArrivalSchedule::new(self.clone(), share.clone())
    }

    /// The same load, in which from `at` on there are `users` in all, and when it has them: those that are missing or
    /// too many begin or end at `spawn_rate` a second, or all at once. Those who began last end first.
    #[must_use]
    pub fn with_users(&self, at: RunTime, users: u64, spawn_rate: Option<f64>) -> (Self, RunTime) {
        // Who would begin at this very moment begins by the new course.
        let before = at.0.checked_sub(1).map(RunTime);
        let from = before.map_or(0, |before| self.users_at(before));
        let seconds = spawn_rate.map_or(0.0, |rate| from.abs_diff(users) as f64 / rate);
        let length = nanoseconds(libm::round(seconds * 1e9));
        let way = Segment::Linear { from, to: users };
        let changed = Self {
            model: Model::Closed {
                users: self.users().max(users),
            },
            ..self.clone()
        };
        (
            changed.going(at, [(length, way)], users),
            at + RunTime(length),
        )
    }

    /// The same load, whose arrivals come at this rate from `at` on.
    ///
    /// # Errors
    /// The change falls into the warm-up, and too many arrivals would have to be drawn to know when that ends.
    pub fn with_rate(&self, at: RunTime, rate: Rate) -> Result<Self, Unchangeable> {
        self.going(at, [], rate.level()).recounted(at)
    }

    /// The same load, whose arrivals come no more from `at` on. Users stay as they are: who makes them holds them.
    ///
    /// # Errors
    /// As [`Course::with_rate`].
    pub fn paused(&self, at: RunTime) -> Result<Self, Unchangeable> {
        if !self.is_open() {
            return Ok(self.clone());
        }
        let paused = Self {
            curve: self.curve.spliced(self.within(at), &Curve::constant(0)),
            is_paused: true,
            ..self.clone()
        };
        paused.recounted(at)
    }

    /// The same load after a pause: from `at` on it goes as it would go now without it.
    ///
    /// # Errors
    /// As [`Course::with_rate`].
    pub fn resumed(&self, at: RunTime) -> Result<Self, Unchangeable> {
        let resumed = Self {
            curve: self.curve.spliced(self.within(at), &self.asked),
            is_paused: false,
            ..self.clone()
        };
        resumed.recounted(at)
    }

    fn within(&self, at: RunTime) -> u64 {
        at.0.saturating_sub(self.begin.0)
    }

    pub(super) fn process(&self) -> Process {
        match self.model {
            Model::Closed { .. } => Process::Constant,
            Model::Open { process, .. } => process,
        }
    }

    pub(super) fn has_arrival(&self, k: u64) -> bool {
        match self.model {
            Model::Closed { .. } => false,
            Model::Open { most, .. } => most.is_none_or(|most| k < most),
        }
    }

    /// How long after the one before it the `k`-th arrival comes by chance, as a part of the doubled area.
    pub(super) fn gap_before(&self, k: u64) -> u128 {
        drawn_gap(self.seed, self.numbers.of_gap(k))
    }

    /// The first number from `g` on whose user or arrival is a share's; numbers count within the load.
    pub(super) fn next_owned(&self, share: &Share, g: u64) -> Option<u64> {
        self.numbers.next_owned(share, g)
    }

    /// The same load on another way from `at` on, and then at a level to its end; in a pause, once that ends.
    fn going<const N: usize>(&self, at: RunTime, way: [(u64, Segment); N], level: u64) -> Self {
        let within = self.within(at);
        let flat = Segment::Linear {
            from: level,
            to: level,
        };
        let rest = [(within, flat)]
            .into_iter()
            .chain(way)
            .chain([(u64::MAX, flat)]);
        let rest = Curve::new(rest);
        let mut changed = self.clone();
        changed.asked = self.asked.spliced(within, &rest);
        if !self.is_paused {
            changed.curve = self.curve.spliced(within, &rest);
        }
        changed
    }

    /// Counts again how many arrivals there are, where those of the warm-up have become others.
    fn recounted(self, at: RunTime) -> Result<Self, Unchangeable> {
        let Model::Open {
            process, requests, ..
        } = self.model
        else {
            return Ok(self);
        };
        // Its end by time is looked at as arrivals come.
        let most = match requests {
            None => None,
            Some(_) if self.within(at) >= self.warmup => return Ok(self),
            Some(requests) => Some(self.in_warmup(process)?.saturating_add(requests)),
        };
        let model = Model::Open {
            process,
            requests,
            most,
        };
        Ok(Self { model, ..self })
    }

    fn in_warmup(&self, process: Process) -> Result<u64, Unchangeable> {
        match process {
            Process::Constant => Ok(due_before(&self.curve, RunTime(self.warmup))),
            Process::Poisson if self.curve.area(self.warmup) > MOST_DRAWN * ARRIVAL => {
                Err(Unchangeable::WarmUp)
            }
            Process::Poisson => {
                let gap = |k| self.gap_before(k);
                Ok(poisson_before(&self.curve, gap, self.warmup))
            }
        }
    }
}
