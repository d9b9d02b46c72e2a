//! When the arrivals of a load are due, one after another.
//!
//! Arrivals by chance are a Poisson process of unit rate whose times are mapped through the inverse of the cumulative
//! rate, which makes a Poisson process of any rate over time (Çınlar: "Introduction to Stochastic Processes", 1975;
//! "inversion" in Lewis and Shedler: "Simulation of nonhomogeneous Poisson processes by thinning", 1979).

use crate::arrivals::{ARRIVAL, middle_of};
use crate::curve::Curve;
use crate::draw::{Draws, Stream};
use crate::{Process, RunTime, Share};

use super::course::Course;

/// One planned beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Its number within the load, from 0.
    pub k: u64,
    /// Its number within the whole test.
    pub id: u64,
    /// When it is due, in time of the run.
    pub due: RunTime,
}

/// The arrivals of one load that one share owns, in order; it holds what it needs and borrows nothing.
///
/// The course can be changed on the way: what was passed stays as it was, and the rest is due as the new one says.
#[derive(Clone, Debug)]
pub struct ArrivalSchedule {
    course: Course,
    share: Share,
    /// The next arrival that is ours; `None` after the last.
    next: Option<u64>,
    chance: Chance,
    /// When the last one was due: rounding must not turn the order.
    latest: u64,
}

/// Poisson arrivals, walked one by one: each depends on the one before it.
#[derive(Clone, Copy, Debug)]
struct Chance {
    /// How many were drawn.
    drawn: u64,
    /// The sum of all their gaps, in units of the doubled area below the curve.
    sum: u128,
}

impl ArrivalSchedule {
    pub(super) fn new(course: Course, share: Share) -> Self {
        let mut schedule = Self {
            course,
            share,
            next: None,
            chance: Chance { drawn: 0, sum: 0 },
            latest: 0,
        };
        schedule.next = schedule.owned_from(0);
        schedule
    }

    /// The next arrival, which stays the next one; `None` where none is due as the course is now.
    pub fn peek(&mut self) -> Option<Arrival> {
        let k = self.next.filter(|k| self.course.has_arrival(*k))?;
        let target = match self.course.process() {
            Process::Constant => middle_of(k),
            Process::Poisson => self.chance.sum_of(k, &self.course),
        };
        let within = self.course.curve.when(target)?.max(self.latest);
        let due = self.course.begin + RunTime(within);
        let in_time = self.course.end.is_none_or(|end| due < end);
        let id = self.course.number(k);
        in_time.then_some(Arrival { k, id, due })
    }

    /// Passes an arrival that [`Self::peek`] showed: the next one is another.
    pub fn pass(&mut self, arrival: Arrival) {
        self.latest = self.latest.max(arrival.due.0 - self.course.begin.0);
        self.next = arrival.k.checked_add(1).and_then(|k| self.owned_from(k));
    }

    /// Whether its number of arrivals is reached, so that no course brings another.
    pub fn is_over(&self) -> bool {
        self.next.is_none_or(|k| !self.course.has_arrival(k))
    }

    /// Follows another course of the same load from now on.
    pub fn follow(&mut self, course: &Course) {
        self.course = course.clone();
    }

    fn owned_from(&self, k: u64) -> Option<u64> {
        self.course.next_owned(&self.share, k)
    }
}

impl Iterator for ArrivalSchedule {
    type Item = Arrival;

    fn next(&mut self) -> Option<Arrival> {
        let arrival = self.peek()?;
        self.pass(arrival);
        Some(arrival)
    }
}

impl Chance {
    /// The sum of all gaps up to an arrival: all before it are drawn too, whoever owns them.
    fn sum_of(&mut self, k: u64, course: &Course) -> u128 {
        while self.drawn <= k {
            self.sum += course.gap_before(self.drawn);
            self.drawn += 1;
        }
        self.sum
    }
}

/// What is drawn between two arrivals, as a part of the doubled area below the curve.
pub(super) fn drawn_gap(seed: u64, id: u64) -> u128 {
    gap(Draws::new(seed, Stream::Arrival, id).exponential(0, 0))
}

/// How many Poisson arrivals come before `end`, in time of the load; `gap` is what lies before each.
pub(super) fn poisson_before(curve: &Curve, gap: impl Fn(u64) -> u128, end: u64) -> u64 {
    let area = curve.area(end);
    let (mut count, mut sum) = (0, 0);
    loop {
        sum += gap(count);
        if sum >= area {
            return count;
        }
        count += 1;
    }
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
