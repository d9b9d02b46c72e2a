//! What happens inside a run: every request of it, drawn.
//!
//! Response times are lognormal with a heavy tail of Pareto, around a level that changes slowly: what is measured in one
//! second is much like what was measured in the one before.

use lt_stats::Percentile;
use lt_stats::compare::{Course, Figure, RunValue, Sides};

use super::chance::Chance;
use super::world::ENDPOINTS;

/// Intervals of a run.
const INTERVALS: usize = 120;
/// Requests of an endpoint in an interval.
const EACH: usize = 30;
/// How much of an interval's level the next one keeps.
const MEMORY: f64 = 0.5;

/// Draws the inside of every run: times move by what their requests happened to be, and learn how unsure they are.
pub(super) fn look(questions: &mut [Sides], chance: &mut Chance) {
    for endpoint in questions[..2 * ENDPOINTS].chunks_mut(2) {
        let [median, tail] = endpoint else {
            continue;
        };
        let heads = median.head.iter_mut().zip(&mut tail.head);
        let bases = median.base.iter_mut().zip(&mut tail.base);
        for (median, tail) in heads.chain(bases) {
            let run = Drawn::new(chance);
            run.tell(median, Percentile::P50, chance);
            run.tell(tail, Percentile::P95, chance);
        }
    }
}

/// The requests of one endpoint in one run.
struct Drawn {
    intervals: Vec<Vec<u64>>,
    course: Course,
}

impl Drawn {
    fn new(chance: &mut Chance) -> Self {
        let mut level = chance.normal();
        let mut interval = || {
            level = MEMORY * level + (1.0 - MEMORY * MEMORY).sqrt() * chance.normal();
            (0..EACH)
                .map(|_| request(0.05 * level, chance))
                .collect::<Vec<u64>>()
        };
        let intervals: Vec<Vec<u64>> = (0..INTERVALS).map(|_| interval()).collect();
        let course = Course::new(
            intervals
                .iter()
                .map(|interval| interval.iter().map(|time| (*time, 1))),
        );
        Self { intervals, course }
    }

    fn tell(&self, run: &mut RunValue, percentile: Percentile, chance: &mut Chance) {
        let mut all: Vec<u64> = self.intervals.iter().flatten().copied().collect();
        all.sort_unstable();
        let rank = usize::try_from(percentile.rank(all.len() as u64)).unwrap_or(1);
        run.value += libm::log(all[rank.max(1) - 1] as f64);
        let within = self
            .course
            .within(Figure::Percentile(percentile), chance.word());
        run.within = within.map_or(0.0, |within| within.error);
    }
}

/// A response time in microseconds around 10 ms, rounded to 1.6 %.
fn request(level: f64, chance: &mut Chance) -> u64 {
    let slow = if chance.happens(0.01) {
        3.0 * chance.pareto(2.0)
    } else {
        1.0
    };
    let micros = 10_000.0 * libm::exp(level + 0.4 * chance.normal()) * slow;
    let bucket = libm::exp2(libm::log2(micros).floor() - 6.0);
    whole((micros / bucket).round() * bucket)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast stays within what fits"
)]
fn whole(value: f64) -> u64 {
    value as u64
}
