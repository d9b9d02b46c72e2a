//! When there was load: a test may be made again and again, with pauses between its legs.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::FixedState;
use lt_sample::{Ledger, Micros, RunId, UnixMicros};

/// From when to when the requests of each run lasted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lengths {
    runs: HashMap<RunId, Stretch, FixedState>,
}

/// From an earliest intended start to a latest end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stretch {
    pub(crate) first: UnixMicros,
    pub(crate) last: UnixMicros,
}

/// What tells the legs of a test apart: its labels. A run of which nothing is known is a leg of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Leg<'a> {
    Of(&'a str, &'a BTreeMap<String, String>),
    Unknown(Option<RunId>),
}

impl Lengths {
    pub(crate) fn add(&mut self, run: RunId, stretch: Stretch) {
        self.runs
            .entry(run)
            .and_modify(|ours| ours.add(stretch))
            .or_insert(stretch);
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        for (run, stretch) in &other.runs {
            self.add(*run, *stretch);
        }
    }

    /// The stretches of all legs, joined where they overlap, in order of time.
    pub(crate) fn stretches(&self, ledger: &Ledger) -> Vec<Stretch> {
        let mut legs: BTreeMap<Leg<'_>, Stretch> = BTreeMap::new();
        for (run, stretch) in &self.runs {
            legs.entry(Leg::of(Some(*run), ledger))
                .and_modify(|ours| ours.add(*stretch))
                .or_insert(*stretch);
        }
        joined(legs.into_values())
    }
}

impl Stretch {
    /// A window of a width in seconds, by its number.
    pub(crate) fn of_window(number: u64, width: u64) -> Self {
        let first = UnixMicros::from_second(number.saturating_mul(width));
        Self {
            first,
            last: first + crate::windows::length(width),
        }
    }

    /// How much of some stretches that do not overlap lies in this one.
    pub(crate) fn time_in(self, stretches: &[Self]) -> Micros {
        length(&self.parts_in(stretches))
    }

    /// What of some stretches lies in this one.
    pub(crate) fn parts_in(self, stretches: &[Self]) -> Vec<Self> {
        let parts = stretches.iter().map(|other| Self {
            first: self.first.max(other.first),
            last: self.last.min(other.last),
        });
        parts.filter(|part| part.first < part.last).collect()
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
    }
}

impl<'a> Leg<'a> {
    pub(crate) fn of(run: Option<RunId>, ledger: &'a Ledger) -> Self {
        let account = run.and_then(|run| ledger.account(run));
        match account.and_then(|account| account.run.as_ref()) {
            Some(line) => Self::Of(&line.test, &line.labels),
            None => Self::Unknown(run),
        }
    }
}

/// The same time in stretches that do not overlap, in order.
pub(crate) fn joined(stretches: impl IntoIterator<Item = Stretch>) -> Vec<Stretch> {
    let mut sorted: Vec<Stretch> = stretches.into_iter().collect();
    sorted.sort_unstable();
    let mut joined: Vec<Stretch> = Vec::new();
    for stretch in sorted {
        match joined.last_mut() {
            Some(before) if stretch.first <= before.last => before.add(stretch),
            _ => joined.push(stretch),
        }
    }
    joined
}

/// The length of stretches that do not overlap.
pub(crate) fn length(stretches: &[Stretch]) -> Micros {
    let lengths = stretches
        .iter()
        .map(|stretch| stretch.last.since(stretch.first));
    lengths.fold(Micros(0), |sum, length| sum + length)
}
