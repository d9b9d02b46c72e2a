//! What happened in each window, with what is missing left missing.

use std::collections::{BTreeMap, BTreeSet};

use lt_sample::{Micros, UnixMicros};
use lt_stats::{GaugeSeries, Summary, Window};

use super::axis::Axis;
use super::legs::bands;
use super::marks::marks;
use super::{Line, Moment, Scene, Tone};
use crate::runs;

/// A summary's windows as moments since the start.
#[derive(Clone, Debug)]
pub(crate) struct OverTime {
    /// The beginning of the time axis.
    pub(crate) start: UnixMicros,
    /// In order of time.
    pub(crate) moments: Vec<Moment>,
    /// The width of a window in seconds.
    pub(crate) width: u64,
    /// What stands behind every picture: the time axis, warm-ups, legs and marks.
    pub(crate) scene: Scene,
    /// Whose number was recorded.
    pub(crate) population: Population,
}

/// What a generator counts while it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Population {
    /// Virtual users of a closed model.
    Users,
    /// Requests in flight of an open model, which has no users.
    InFlight,
    /// Nothing was recorded.
    Nobody,
}

impl OverTime {
    /// A line has at most so many places from left to right.
    pub(crate) const MOST_PLACES: u64 = 540;

    pub(crate) fn of(summary: &Summary) -> Self {
        let (width, windows) = summary.windows();
        let gauges = summary.gauges();
        let (population, counts) = population(&gauges);
        let first_due = windows.first().map(|(at, _)| *at);
        let ran = seconds_of_the_generator(&gauges);
        let starts = runs::in_order(summary).into_iter();
        let starts = starts.filter_map(|(_, account)| Some(account.run.as_ref()?.started_us));
        let start = starts.chain(first_due).chain(ran.iter().copied()).min();
        let start = align(start.unwrap_or_default(), width);

        let warmup = warmup(summary, start);
        let is_warmup = |at: UnixMicros| {
            let second = at.since(start).as_secs_f64();
            let end = second + width.as_secs_f64();
            let mut warmups = warmup.iter();
            warmups.any(|(from, to)| *from < end && second < *to)
        };
        // A second of the warm-up that is left out is not one without requests.
        let is_idle = |at: UnixMicros| {
            let after_first = || first_due.is_some_and(|first| at > first);
            summary.warmup() == 0 || (after_first() && !is_warmup(at))
        };
        let known = |at: UnixMicros| if is_idle(at) { width } else { Micros(0) };
        let ran = ran
            .into_iter()
            .map(|at| (at, (known(at), Window::default())));
        // Of a window in which counting began, the rest is known.
        let from = summary.early().map_or(UnixMicros(0), |(from, _)| from);
        let windows = windows.into_iter().map(|(at, window)| {
            let known = (at + width).since(at.max(from));
            (at, (known, window.into_owned()))
        });
        let all: BTreeMap<UnixMicros, (Micros, Window)> = ran.chain(windows).collect();

        let last = all.last_key_value().map(|(at, _)| at.since(start));
        let end = last.map_or(0.0, |last| (last + width).as_secs_f64());
        let warm = warmup.last().map_or(0.0, |(_, to)| *to);
        let seconds = end.max(warm).max(width.as_secs_f64());
        let legs = bands(summary, start);
        let moments = all.into_iter().map(|(at, (known, window))| {
            Moment::new(at.since(start), known, window, counts.get(&at).copied())
        });
        Self {
            start,
            moments: moments.collect(),
            width: width.0 / 1_000_000,
            scene: Scene {
                seconds,
                marks: marks(summary, start, seconds, &legs),
                warmup,
                legs,
            },
            population,
        }
    }

    /// A line through one value of all moments, cut where it is unknown and between legs. A window's value stands at
    /// its middle.
    pub(crate) fn line(
        &self,
        tone: Tone,
        name: &'static str,
        value: impl Fn(&Moment) -> Option<f64>,
    ) -> Line {
        let mut pieces: Vec<Vec<(f64, f64)>> = Vec::new();
        let mut before: Option<(f64, usize)> = None;
        let width = self.width as f64;
        for moment in &self.moments {
            let Some(value) = value(moment).filter(|value| value.is_finite()) else {
                before = None;
                continue;
            };
            let middle = moment.second + width / 2.0;
            let leg = self.scene.leg(middle);
            let follows = before.is_some_and(|(second, before)| {
                moment.second - second < width * 1.5 && before == leg
            });
            let point = (middle, value.clamp(0.0, Axis::MOST));
            match pieces.last_mut().filter(|_| follows) {
                Some(piece) => piece.push(point),
                None => pieces.push(vec![point]),
            }
            before = Some((moment.second, leg));
        }
        Line::thinned(tone, name, pieces, self.step() as f64)
    }

    /// The length in seconds of what a picture shows at one place, a multiple of the windows' width.
    pub(crate) fn step(&self) -> u64 {
        self.step_of(Self::MOST_PLACES)
    }

    /// The same, of pictures with at most so many places.
    pub(crate) fn step_of(&self, places: u64) -> u64 {
        let windows = (self.scene.seconds / self.width as f64).ceil();
        self.width
            * round_numbers()
                .find(|n| *n as f64 * places as f64 >= windows)
                .unwrap_or(1)
    }

    /// Moments of that length in seconds, put together exactly.
    pub(crate) fn together(&self, step: u64) -> Vec<Moment> {
        let mut together: Vec<Moment> = Vec::new();
        for moment in &self.moments {
            let second = begin_of(moment.second, step);
            match together.last_mut().filter(|last| last.second >= second) {
                Some(last) => last.add(moment),
                None => together.push(Moment {
                    second,
                    ..moment.clone()
                }),
            }
        }
        together.iter_mut().for_each(Moment::tell);
        together
    }

    /// Moments put together exactly until there are at most so many, and how many seconds each lasts.
    pub(crate) fn rows(&self, most: usize) -> (u64, Vec<Moment>) {
        let count = |step: u64| {
            let mut begins: Vec<f64> = self
                .moments
                .iter()
                .map(|moment| begin_of(moment.second, step))
                .collect();
            begins.dedup();
            begins.len()
        };
        let steps = round_numbers().map(|n| n * self.width);
        let step = steps.into_iter().find(|step| count(*step) <= most);
        let step = step.unwrap_or(self.width);
        (step, self.together(step))
    }

    /// The highest of one value; `None` where it is never known.
    pub(crate) fn highest(&self, value: impl Fn(&Moment) -> Option<f64>) -> Option<f64> {
        self.moments.iter().filter_map(value).reduce(f64::max)
    }
}

/// By how much windows are put together: first what makes good seconds and minutes, then powers of two of a day.
fn round_numbers() -> impl Iterator<Item = u64> {
    let of_a_day = [
        1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800,
    ];
    of_a_day
        .into_iter()
        .chain((0..40).map(|power| 86_400 << power))
}

fn begin_of(second: f64, step: u64) -> f64 {
    let step = step.max(1) as f64;
    (second / step).floor() * step
}

/// The generators' users, or else their requests in flight, summed over all tests.
fn population(gauges: &[GaugeSeries]) -> (Population, BTreeMap<UnixMicros, f64>) {
    for (population, name) in [
        (Population::Users, "users"),
        (Population::InFlight, "in_flight"),
    ] {
        let mut counts: BTreeMap<UnixMicros, f64> = BTreeMap::new();
        let series = gauges
            .iter()
            .filter(|series| series.of_generator && series.name == name);
        for (at, value) in series.flat_map(|series| &series.points) {
            *counts.entry(*at).or_default() += value;
        }
        if counts.values().any(|value| *value > 0.0) {
            return (population, counts);
        }
    }
    (Population::Nobody, BTreeMap::new())
}

/// The windows in which a generator tells that it ran.
fn seconds_of_the_generator(gauges: &[GaugeSeries]) -> BTreeSet<UnixMicros> {
    let series = gauges.iter().filter(|series| series.of_generator);
    let points = series.flat_map(|series| &series.points);
    points.map(|(at, _)| *at).collect()
}

/// Where warm-ups of several runs overlap they are one.
fn warmup(summary: &Summary, start: UnixMicros) -> Vec<(f64, f64)> {
    if summary.warmup() == 0 {
        return Vec::new();
    }
    let mut warmups: Vec<(f64, f64)> = Vec::new();
    for (_, account) in runs::in_order(summary) {
        let Some(run) = &account.run else { continue };
        let Some(length) = run.warmup_us else {
            continue;
        };
        let from = run.started_us.since(start).as_secs_f64();
        let to = (run.started_us + length).since(start).as_secs_f64();
        match warmups.last_mut().filter(|(_, before)| from <= *before) {
            Some((_, before)) => *before = before.max(to),
            None => warmups.push((from, to)),
        }
    }
    warmups
}

fn align(at: UnixMicros, width: Micros) -> UnixMicros {
    UnixMicros(at.0 - at.0 % width.0.max(1))
}

#[cfg(test)]
mod tests;
