//! When the arrivals of a load are due, one after another.
//!
//! Arrivals by chance are a Poisson process of unit rate whose times are mapped through the inverse of the cumulative
//! rate, which makes a Poisson process of any rate over time (Çınlar: "Introduction to Stochastic Processes", 1975;
//! "inversion" in Lewis and Shedler: "Simulation of nonhomogeneous Poisson processes by thinning", 1979).

use crate::arrivals::{ARRIVAL, due};
use crate::curve::Curve;
use crate::draw::{Draws, Stream};
use crate::{Process, RunTime, Share};

use super::timeline::Timeline;

/// One planned beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Its number within the load, from 0.
    pub k: u64,
    /// When it is due, in time of the run.
    pub due: RunTime,
}

/// The arrivals of one load that one share owns, in order; it holds what it needs and borrows nothing.
#[derive(Clone, Debug)]
pub struct ArrivalSchedule {
    begin: RunTime,
    curve: Curve,
    base: u64,
    /// How many arrivals the load has, whoever owns them.
    count: u64,
    share: Share,
    /// The next arrival that is ours; `None` after the last.
    next: Option<u64>,
    process: Process,
    chance: Chance,
}

/// Poisson arrivals, walked one by one: each depends on the one before it.
#[derive(Clone, Copy, Debug)]
struct Chance {
    seed: u64,
    /// The global number of the next arrival to draw.
    id: u64,
    /// The sum of all gaps so far, in units of the doubled area below the curve.
    sum: u128,
    /// When the last one was due: rounding must not turn the order.
    latest: u64,
}

impl ArrivalSchedule {
    pub(super) fn new(line: &Timeline, process: Process, seed: u64, share: Share) -> Self {
        let mut schedule = Self {
            begin: line.begin,
            curve: line.curve.clone(),
            base: line.base,
            count: line.count,
            share,
            next: None,
            process,
            chance: Chance::new(seed, line.base),
        };
        schedule.next = schedule.owned_from(0);
        schedule
    }

    pub(super) fn none() -> Self {
        Self {
            begin: RunTime(0),
            curve: Curve::constant(0),
            base: 0,
            count: 0,
            share: Share::whole(),
            next: None,
            process: Process::Constant,
            chance: Chance::new(0, 0),
        }
    }

    fn owned_from(&self, k: u64) -> Option<u64> {
        let id = self.share.next_owned(self.base.checked_add(k)?)?;
        Some(id - self.base).filter(|k| *k < self.count)
    }
}

impl Iterator for ArrivalSchedule {
    type Item = Arrival;

    fn next(&mut self) -> Option<Arrival> {
        let k = self.next?;
        let within = match self.process {
            Process::Constant => due(&self.curve, k)?,
            Process::Poisson => self.chance.due(&self.curve, self.base + k)?,
        };
        self.next = self.owned_from(k + 1);
        let due = self.begin + within;
        Some(Arrival { k, due })
    }
}

impl Chance {
    fn new(seed: u64, id: u64) -> Self {
        Self {
            seed,
            id,
            sum: 0,
            latest: 0,
        }
    }

    /// Draws the next gap.
    fn step(&mut self) -> u128 {
        let drawn = Draws::new(self.seed, Stream::Arrival, self.id).exponential(0, 0);
        self.id = self.id.wrapping_add(1); // a plan of 2^64 arrivals never gets there
        self.sum += gap(drawn);
        self.sum
    }

    /// When the arrival with this global number is due: all before it are drawn too, whoever owns them.
    fn due(&mut self, curve: &Curve, id: u64) -> Option<RunTime> {
        while self.id < id {
            self.step();
        }
        let sum = self.step();
        self.latest = self.latest.max(curve.when(sum)?);
        Some(RunTime(self.latest))
    }
}

/// How many Poisson arrivals come before `end`, in time of the load.
pub(super) fn poisson_before(curve: &Curve, seed: u64, base: u64, end: u64) -> u64 {
    let area = curve.area(end);
    let mut chance = Chance::new(seed, base);
    let mut count = 0;
    while chance.step() < area {
        count += 1;
    }
    count
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "from 0 to 37 arrivals: below 2^63"
)]
fn gap(arrivals: f64) -> u128 {
    (arrivals * ARRIVAL as f64) as u128
}

#[cfg(test)]
mod tests;
