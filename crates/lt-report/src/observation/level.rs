//! Early against late at about the same load.

use lt_stats::Percentile;

use super::course::{Course, Population, Stretch};

/// The part of a run in which the load was about level, in three parts of equal length.
pub(super) struct Level {
    pub(super) first: Stretch,
    pub(super) middle: Stretch,
    pub(super) last: Stretch,
    /// Of each third its windows' 95th percentiles in microseconds, from the lowest.
    p95s: [Vec<f64>; 3],
}

/// A trend over less says nothing: five windows a third.
const FEWEST_WINDOWS: usize = 15;
/// Percentiles of fewer requests move by chance, and so does a share of failures.
pub(super) const FEWEST_REQUESTS: u64 = 100;
/// Load below this share of the usual one is a beginning or an end.
const FULL: f64 = 0.8;
/// The usual load is that which all but one window in so many do not exceed: a single burst is not it.
const BURSTS: usize = 10;
/// Where the load of the last third is that far from the first one's, the two are not compared.
const SAME_LOAD: f64 = 0.15;

impl Level {
    /// `None` where the run was too short, or its load changed all the time.
    pub(super) fn of(course: &Course) -> Option<Self> {
        let load = |stretch: &Stretch| match course.population {
            // In flight is what a slow target makes, so the load of an open model is what was due.
            Population::InFlight | Population::Unknown => stretch.offered(),
            Population::Users => stretch.population.unwrap_or(0.0),
        };
        let mut loads: Vec<f64> = course.stretches.iter().map(load).collect();
        loads.sort_by(f64::total_cmp);
        let usual = loads.iter().rev().nth(loads.len() / BURSTS)?;
        let is_full = |stretch: &Stretch| load(stretch) >= FULL * usual;
        let begin = course.stretches.iter().position(is_full)?;
        let end = course.stretches.iter().rposition(is_full)?;
        let level = &course.stretches[begin..=end];
        if level.len() < FEWEST_WINDOWS {
            return None;
        }
        let thirds = Self::thirds(level);
        let [first, last] = [&thirds.first, &thirds.last].map(|third| match course.population {
            Population::Users => third.population.unwrap_or(0.0),
            Population::InFlight | Population::Unknown => third.offered(),
        });
        ((last - first).abs() <= SAME_LOAD * first).then_some(thirds)
    }

    /// The same of the whole run, whatever its load; `None` where it was too short.
    pub(super) fn of_all(course: &Course) -> Option<Self> {
        let all = course.stretches.as_slice();
        (all.len() >= FEWEST_WINDOWS).then(|| Self::thirds(all))
    }

    /// Whether each third holds enough requests.
    pub(super) fn has_enough(&self) -> bool {
        let mut thirds = [&self.first, &self.middle, &self.last].into_iter();
        thirds.all(|third| third.requests >= FEWEST_REQUESTS)
    }

    fn thirds(stretches: &[Stretch]) -> Self {
        let third = stretches.len() / 3;
        let (first, rest) = stretches.split_at(third);
        let (middle, last) = rest.split_at(rest.len() - third);
        Self {
            first: Stretch::sum(first),
            middle: Stretch::sum(middle),
            last: Stretch::sum(last),
            p95s: [first, middle, last].map(p95s),
        }
    }

    /// Of each third the median of its windows' 95th percentiles in microseconds, which a stall does not move.
    pub(super) fn typical_p95(&self) -> [f64; 3] {
        [0, 1, 2].map(|third| {
            let sorted = &self.p95s[third];
            sorted.get(sorted.len() / 2).copied().unwrap_or(0.0)
        })
    }

    /// How far the windows of the last third lie above those of the first, in standard errors of what chance makes of
    /// their order (Mann and Whitney): it does not matter how far times are spread.
    pub(super) fn rise(&self) -> f64 {
        let [first, _, last] = &self.p95s;
        let below = |p95: &f64| {
            let lower = first.partition_point(|other| other < p95);
            let level = first.partition_point(|other| other <= p95) - lower;
            lower as f64 + level as f64 / 2.0
        };
        let (m, n) = (first.len() as f64, last.len() as f64);
        let error = (m * n * (m + n + 1.0) / 12.0).sqrt();
        match error > 0.0 {
            true => (last.iter().map(below).sum::<f64>() - m * n / 2.0) / error,
            false => 0.0,
        }
    }
}

fn p95s(stretches: &[Stretch]) -> Vec<f64> {
    let known = stretches.iter();
    let known = known.filter_map(|one| one.percentile(Percentile::P95));
    let mut p95s: Vec<f64> = known.collect();
    p95s.sort_by(f64::total_cmp);
    p95s
}
