//! Measured values over time.

mod exact_sum;
mod readings;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use lt_sample::{Gauge, Ledger, RunId, UnixMicros};

use crate::bounded::{Admission, Bounded};
use crate::windows::Windows;

pub use readings::Readings;
use readings::Taken;

/// One gauge over time, with one value a window.
#[derive(Clone, Debug, PartialEq)]
pub struct GaugeSeries {
    /// The run it belongs to; absent where the runs of a test are combined.
    pub run: Option<RunId>,
    /// The test it belongs to, where its run line was read.
    pub test: Option<String>,
    /// Who read it.
    pub source: String,
    /// Whether that is the tool which made the load.
    pub of_generator: bool,
    /// What was read.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// What tells it from other gauges of the same name.
    pub labels: BTreeMap<String, String>,
    /// Beginning of the window and value, in ascending order.
    pub points: Vec<(UnixMicros, f64)>,
    /// What all readings amount to; where those of several runs add up, what the points do.
    pub readings: Readings,
}

/// Gauges as they were read: of each window the last value, of all readings the extremes and the sum.
#[derive(Clone, Debug)]
pub(crate) struct Gauges {
    width: u64,
    /// Windows in which anything was read, kept or not: the width must not depend on the order of reading.
    numbers: BTreeSet<u64>,
    kept: Bounded<Key>,
    series: BTreeMap<Key, Kept>,
}

/// What is kept of one gauge of one run.
#[derive(Clone, Debug, Default)]
struct Kept {
    /// The last reading of each window.
    windows: ByWindow,
    taken: Taken,
}

type ByWindow = BTreeMap<u64, (UnixMicros, f64)>;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    source: String,
    name: String,
    unit: String,
    labels: BTreeMap<String, String>,
    run: RunId,
}

impl Gauges {
    /// Series beyond this many are left out, the last ones by source and name.
    const MOST_SERIES: usize = 1000;

    pub(crate) fn new() -> Self {
        Self {
            width: 1,
            numbers: BTreeSet::new(),
            kept: Bounded::new(Self::MOST_SERIES),
            series: BTreeMap::new(),
        }
    }

    pub(crate) fn add(&mut self, gauge: &Gauge) {
        let key = Key {
            source: gauge.source.clone(),
            name: gauge.name.clone(),
            unit: gauge.unit.clone(),
            labels: gauge.labels.clone(),
            run: gauge.run,
        };
        self.take_note(gauge.at_us.second() / self.width);
        let number = gauge.at_us.second() / self.width;
        let reading = (gauge.at_us, gauge.value);
        if let Some(kept) = self.admit(&key) {
            kept.insert(number, reading);
            kept.taken.add(reading);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.series.is_empty()
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        while self.width < other.width {
            self.double();
        }
        for number in &other.numbers {
            self.take_note(number * other.width / self.width);
        }
        let wider = self.width / other.width;
        for (key, theirs) in &other.series {
            let Some(kept) = self.admit(key) else {
                continue;
            };
            for (number, reading) in &theirs.windows {
                kept.insert(number / wider, *reading);
            }
            kept.taken.merge(&theirs.taken);
        }
    }

    /// The width of the windows in seconds.
    pub(crate) fn width(&self) -> u64 {
        self.width
    }

    /// The series at windows of `width` seconds, the generators' own ones combined over the runs of a test:
    /// users, requests in flight and rates add up, CPU and delays take the largest.
    pub(crate) fn combined(&self, width: u64, ledger: &Ledger) -> Vec<GaugeSeries> {
        let mut coarse = Cow::Borrowed(self);
        while coarse.width < width {
            coarse.to_mut().double();
        }
        let mut combined: Vec<(GaugeSeries, Taken)> = Vec::new();
        for (key, kept) in &coarse.series {
            let run = ledger.account(key.run).and_then(|known| known.run.as_ref());
            let test = run.map(|run| run.test.clone());
            let of_generator = key.source == run.map_or("lt-gen", |run| &run.tool);
            let points = carried_on(&kept.windows, coarse.width);
            let together = |(found, _): &&mut (GaugeSeries, Taken)| {
                (
                    &found.source,
                    &found.name,
                    &found.unit,
                    &found.labels,
                    &found.test,
                ) == (&key.source, &key.name, &key.unit, &key.labels, &test)
            };
            let combination = Combination::of(&key.name).filter(|_| of_generator && test.is_some());
            let other =
                combination.and_then(|how| Some((how, combined.iter_mut().find(together)?)));
            match other {
                Some((combination, (found, taken))) => {
                    found.points = combination.of_points(&found.points, &points);
                    found.run = None;
                    match combination {
                        Combination::Sum => *taken = Taken::of(&found.points),
                        Combination::Largest => taken.merge(&kept.taken),
                    }
                    found.readings = taken.told();
                }
                None => combined.push((
                    GaugeSeries {
                        run: Some(key.run),
                        test,
                        source: key.source.clone(),
                        of_generator,
                        name: key.name.clone(),
                        unit: key.unit.clone(),
                        labels: key.labels.clone(),
                        points,
                        readings: kept.taken.told(),
                    },
                    kept.taken.clone(),
                )),
            }
        }
        combined.into_iter().map(|(series, _)| series).collect()
    }

    /// What is kept of a series; `None` where it is left out.
    fn admit(&mut self, key: &Key) -> Option<&mut Kept> {
        if !self.series.contains_key(key) {
            match self.kept.admit(key) {
                Admission::Kept => {}
                Admission::KeptInsteadOf(other) => drop(self.series.remove(&other)),
                Admission::Refused => return None,
            }
        }
        Some(self.series.entry(key.clone()).or_default())
    }

    fn take_note(&mut self, number: u64) {
        self.numbers.insert(number);
        while self.numbers.len() > Windows::MOST {
            self.double();
        }
    }

    fn double(&mut self) {
        self.width *= 2;
        self.numbers = self.numbers.iter().map(|number| number / 2).collect();
        for kept in self.series.values_mut() {
            for (number, reading) in std::mem::take(&mut kept.windows) {
                kept.insert(number / 2, reading);
            }
        }
    }
}

impl Kept {
    fn insert(&mut self, number: u64, reading: (UnixMicros, f64)) {
        let last = self.windows.entry(number).or_insert(reading);
        *last = later(*last, reading);
    }
}

/// The later of two values; of two at one instant the larger, so that order does not matter.
fn later(one: (UnixMicros, f64), two: (UnixMicros, f64)) -> (UnixMicros, f64) {
    match one.0.cmp(&two.0).then(one.1.total_cmp(&two.1)) {
        std::cmp::Ordering::Less => two,
        _ => one,
    }
}

/// One value a window; where a reading came a little late, the one before still holds for one window.
fn carried_on(values: &ByWindow, width: u64) -> Vec<(UnixMicros, f64)> {
    let start = |number: u64| UnixMicros::from_second(number.saturating_mul(width));
    let mut points = Vec::with_capacity(values.len());
    let mut before: Option<(u64, f64)> = None;
    for (number, (_, value)) in values {
        if let Some((last, held)) = before.filter(|(last, _)| number - last == 2) {
            points.push((start(last + 1), held));
        }
        points.push((start(*number), *value));
        before = Some((*number, *value));
    }
    points
}

#[derive(Clone, Copy)]
enum Combination {
    Sum,
    Largest,
}

impl Combination {
    /// How the gauges of generators combine; others never do.
    fn of(name: &str) -> Option<Self> {
        match name {
            "users" | "in_flight" | "rate" => Some(Self::Sum),
            "cpu" => Some(Self::Largest),
            name if name.starts_with("delay_") => Some(Self::Largest),
            _ => None,
        }
    }

    fn of_points(
        self,
        one: &[(UnixMicros, f64)],
        two: &[(UnixMicros, f64)],
    ) -> Vec<(UnixMicros, f64)> {
        let mut points: BTreeMap<UnixMicros, f64> = one.iter().copied().collect();
        for (at, value) in two {
            let point = points.entry(*at).or_insert(match self {
                Self::Sum => 0.0,
                Self::Largest => *value,
            });
            *point = match self {
                // JSON has no infinity.
                Self::Sum => (*point + value).clamp(f64::MIN, f64::MAX),
                Self::Largest => point.max(*value),
            };
        }
        points.into_iter().collect()
    }
}
