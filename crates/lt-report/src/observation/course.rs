//! A run in equal stretches of time.

use std::collections::BTreeMap;

use lt_sample::{Histogram, UnixMicros};
use lt_stats::{Percentile, Summary, percentile};

use crate::runs;

/// What happened in each stretch, in order of time. Where nothing was due there is none.
#[derive(Clone, Debug)]
pub(crate) struct Course {
    pub(crate) stretches: Vec<Stretch>,
    /// How long a stretch is, in seconds.
    pub(crate) step: f64,
    /// Whose number a stretch tells.
    pub(crate) population: Population,
}

/// Some windows of a summary together. Times are in microseconds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stretch {
    /// Which stretch of the run it is, counted from 0.
    pub(crate) place: u64,
    /// Beginning in seconds since the start of the run.
    pub(crate) second: f64,
    /// For how many seconds of it there was load.
    pub(crate) seconds: f64,
    pub(crate) requests: u64,
    pub(crate) errors: u64,
    pub(crate) dropped: u64,
    pub(crate) response: Histogram<8>,
    /// How many users, or requests in flight, there were on average, where that is known.
    pub(crate) population: Option<f64>,
}

/// What a generator counts while it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Population {
    /// Virtual users of a closed model.
    Users,
    /// Requests in flight of an open model, which has no users.
    InFlight,
    /// Nothing was recorded.
    Unknown,
}

/// A single request in the last millisecond of a run is no thousand per second.
const ENOUGH: f64 = 0.5;

impl Course {
    /// As fine as the summary is.
    pub(crate) const FINEST: u64 = u64::MAX;

    /// The run in at most so many stretches, each of whole windows.
    pub(crate) fn of(summary: &Summary, most: u64) -> Self {
        let (width, windows) = summary.windows();
        let total = summary.total();
        let (Some((first, _)), Some((last, _))) = (windows.first(), windows.last()) else {
            return Self::nothing();
        };
        let n = last.since(*first).0 / width.0.max(1) + 1;
        let step = n.div_ceil(most.max(1)).saturating_mul(width.0);
        let place = |at: UnixMicros| at.since(*first).0 / step.max(1);
        let mut course = Self::nothing();
        course.step = step as f64 / 1e6;
        let start = runs::start(summary);
        for (at, window) in &windows {
            let place = place(*at);
            if course
                .stretches
                .last()
                .is_none_or(|last| last.place != place)
            {
                let from = UnixMicros(first.0.saturating_add(place.saturating_mul(step)));
                let to = UnixMicros(from.0.saturating_add(step)).min(total.tally.last);
                course.stretches.push(Stretch {
                    place,
                    second: from.since(start).as_secs_f64(),
                    seconds: to.since(from.max(total.tally.first)).as_secs_f64(),
                    ..Stretch::default()
                });
            }
            if let Some(stretch) = course.stretches.last_mut() {
                stretch.requests = stretch.requests.saturating_add(window.requests);
                stretch.errors = stretch.errors.saturating_add(window.errors);
                stretch.dropped = stretch.dropped.saturating_add(window.dropped);
                stretch.response.add(&window.response);
            }
        }
        course.count_population(summary, |at| (at >= *first).then(|| place(at)));
        course
    }

    /// Requests per second of a stretch; `None` of one that the run's beginning or end left too little of to tell.
    pub(crate) fn rate(&self, stretch: &Stretch) -> Option<f64> {
        (stretch.seconds >= ENOUGH * self.step).then(|| stretch.rate())
    }

    fn nothing() -> Self {
        Self {
            stretches: Vec::new(),
            step: 0.0,
            population: Population::Unknown,
        }
    }

    /// The generators' users, or else their requests in flight: summed over all tests, averaged over a stretch.
    fn count_population(&mut self, summary: &Summary, place: impl Fn(UnixMicros) -> Option<u64>) {
        let gauges = summary.gauges();
        for (population, name) in [
            (Population::Users, "users"),
            (Population::InFlight, "in_flight"),
        ] {
            let ours = gauges.iter();
            let ours = ours.filter(|series| series.of_generator && series.name == name);
            let mut counts: BTreeMap<UnixMicros, f64> = BTreeMap::new();
            for (at, value) in ours.flat_map(|series| &series.points) {
                *counts.entry(*at).or_default() += value;
            }
            if counts.values().all(|value| *value <= 0.0) {
                continue;
            }
            let mut means: BTreeMap<u64, (f64, f64)> = BTreeMap::new();
            for (at, value) in counts {
                let Some(place) = place(at) else { continue };
                let (sum, n) = means.entry(place).or_default();
                (*sum, *n) = (*sum + value, *n + 1.0);
            }
            for stretch in &mut self.stretches {
                let mean = means.get(&stretch.place);
                stretch.population = mean.map(|(sum, n)| sum / n);
            }
            self.population = population;
            return;
        }
    }
}

impl Stretch {
    /// Requests per second; 0 where no time passed.
    pub(super) fn rate(&self) -> f64 {
        self.per_second(self.requests)
    }

    /// Requests that were due per second, whether they were sent or not.
    pub(crate) fn offered(&self) -> f64 {
        self.per_second(self.requests.saturating_add(self.dropped))
    }

    /// A percentile of the response time in microseconds; `None` without an answer.
    pub(crate) fn percentile(&self, p: Percentile) -> Option<f64> {
        percentile(&self.response, p).map(|time| time.0 as f64)
    }

    /// Several stretches as one; that of no stretches has nothing in it.
    pub(crate) fn sum(stretches: &[Self]) -> Self {
        let mut sum = Self::default();
        let known: Vec<f64> = stretches.iter().filter_map(|one| one.population).collect();
        for stretch in stretches {
            sum.seconds += stretch.seconds;
            sum.requests = sum.requests.saturating_add(stretch.requests);
            sum.errors = sum.errors.saturating_add(stretch.errors);
            sum.dropped = sum.dropped.saturating_add(stretch.dropped);
            sum.response.add(&stretch.response);
        }
        (sum.place, sum.second) = stretches
            .first()
            .map_or((0, 0.0), |one| (one.place, one.second));
        sum.population =
            (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64);
        sum
    }

    fn per_second(&self, n: u64) -> f64 {
        match self.seconds > 0.0 {
            true => n as f64 / self.seconds,
            false => 0.0,
        }
    }
}
