//! The requests of a stream in groups that are to be compared.
//!
//! Which label a run has may be read after its samples, so the parts of runs are kept apart and put together when asked.

mod parts;
mod seen;

use std::collections::BTreeMap;

use lt_sample::{Frame, Ledger, RunId, Sample, UnixMicros};

use crate::content::Content;
use crate::group::{Gathering, Group};
use crate::legs::{Leg, Stretch, length};
use crate::value::Value;
use crate::{By, Slice, WindowLength};
use parts::{Part, Parts};
use seen::Seen;

/// The parts of all groups, and what is needed to put them together.
#[derive(Clone, Debug)]
pub(crate) struct Groups {
    by: By,
    parts: Parts,
    /// All streams, in the order in which they were read.
    streams: Vec<String>,
    /// The one that is read now.
    stream: Option<Value>,
    seen: Seen,
}

impl Groups {
    pub(crate) fn new(by: By) -> Self {
        let windows = match by {
            By::Window(length) => Some(length),
            _ => None,
        };
        Self {
            parts: Parts::new(windows),
            streams: Vec::new(),
            stream: None,
            seen: Seen::new(),
            by,
        }
    }

    pub(crate) fn by(&self) -> &By {
        &self.by
    }

    /// The length of the windows, where that is not what was asked for.
    pub(crate) fn widened(&self) -> Option<WindowLength> {
        let windows = self.parts.windows();
        windows.filter(|length| self.by != By::Window(*length))
    }

    /// What is added from now on stands in the stream of this name.
    pub(crate) fn begin_stream(&mut self, name: &str) {
        if self.by == By::Stream {
            self.know_stream(name);
            self.stream = Some(Value::text(name));
        }
    }

    pub(crate) fn add_sample(&mut self, sample: &Sample<'_>) {
        self.seen.add_sample(sample);
        let value = Value::of_sample(&self.by, sample).or_else(|| self.stream.clone());
        let second = sample.at_us.second();
        let part = self.parts.place(value, second, Some(sample.run));
        if self.by == By::Stream {
            let of = (&*sample.name, &*sample.method, sample.host.as_deref());
            self.parts
                .count(&part, of, |figures| figures.add_sample(sample));
        }
        self.parts.add(
            part,
            second,
            |content| content.add_sample(sample),
            |course, number| course.add_sample(number, sample),
        );
    }

    pub(crate) fn add_frame(&mut self, frame: &Frame) {
        self.seen.add_frame(frame);
        let key = &frame.key;
        let value = Value::of_frame(&self.by, frame).or_else(|| self.stream.clone());
        let part = self.parts.place(value, key.second, Some(key.run));
        if self.by == By::Stream {
            let of = (&*key.name, &*key.method, key.host.as_deref());
            self.parts
                .count(&part, of, |figures| figures.add_frame(frame));
        }
        self.parts.add(
            part,
            key.second,
            |content| content.add_frame(frame),
            |course, number| course.add_frame(number, frame),
        );
    }

    /// Takes in other groups by the same key.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.seen.merge(&other.seen);
        for name in &other.streams {
            self.know_stream(name);
        }
        self.parts.merge(&other.parts);
    }

    /// The groups, each put together when it is its turn: those that follow each other in order of time, others by their
    /// value; what has none comes last.
    pub(crate) fn groups(
        &self,
        ledger: &Ledger,
        load: Vec<Stretch>,
    ) -> impl Iterator<Item = Group> {
        let mut values: BTreeMap<Option<Value>, BTreeMap<Leg<'_>, Vec<&Content>>> = BTreeMap::new();
        let mut legs: BTreeMap<Leg<'_>, Stretch> = BTreeMap::new();
        for (part, content) in self.parts.iter() {
            let leg = Leg::of(part.run, ledger);
            let parts = values.entry(self.value(part, ledger)).or_default();
            parts.entry(leg).or_default().push(content);
            if let Some(stretch) = content.slice.stretch() {
                legs.entry(leg)
                    .and_modify(|all| all.add(stretch))
                    .or_insert(stretch);
            }
        }
        self.add_silent(&mut values, ledger, &load);
        let mut values: Vec<_> = values.into_iter().collect();
        values.sort_by_cached_key(|(value, parts)| self.place(value.as_ref(), parts));
        values.into_iter().map(move |(value, parts)| {
            let time = |leg: &Leg<'_>, slice: &Slice| match (&value, self.parts.windows()) {
                (Some(Value::Number(number)), Some(length)) => loaded(*number, length, &load),
                _ if self.by.divides_time() => slice.stretch().into_iter().collect(),
                _ => legs.get(leg).copied().into_iter().collect(),
            };
            let gathering = Gathering {
                width: self.parts.width(),
                windows: self.parts.windows(),
                time: &time,
                span: self.by.counts_all_time().then(|| length(&load)),
            };
            Group::gather(value.as_ref(), parts, &gathering)
        })
    }

    /// Whether anything of the stream has a value.
    pub(crate) fn have_values(&self, ledger: &Ledger) -> bool {
        let mut parts = self.parts.iter();
        parts.any(|(part, _)| self.value(part, ledger).is_some())
            || labels(&self.by, ledger).next().is_some()
    }

    /// By what else this stream can be taken apart.
    pub(crate) fn comparable(&self, ledger: &Ledger) -> Vec<By> {
        self.seen.keys(ledger, !self.parts.is_empty())
    }

    /// What was planned, given or due and brought nothing is part of the answer.
    fn add_silent<'a>(
        &self,
        values: &mut BTreeMap<Option<Value>, BTreeMap<Leg<'a>, Vec<&Content>>>,
        ledger: &'a Ledger,
        load: &[Stretch],
    ) {
        for (run, value) in labels(&self.by, ledger) {
            let legs = values.entry(Some(Value::text(value))).or_default();
            legs.entry(Leg::of(Some(run), ledger)).or_default();
        }
        if self.by == By::Stream {
            for name in self.parts.values() {
                values.entry(Some(name.clone())).or_default();
            }
        }
        for number in self.windows_of(load) {
            let legs = values.entry(Some(Value::Number(number))).or_default();
            legs.entry(Leg::Unknown(None)).or_default();
        }
    }

    /// The windows in which there was load, unless they are too many, as where a clock jumped.
    fn windows_of(&self, load: &[Stretch]) -> Vec<u64> {
        let Some(length) = self.parts.windows() else {
            return Vec::new();
        };
        let number = |at: UnixMicros| length.number(at.second());
        let ranges = load
            .iter()
            .map(|stretch| number(stretch.first)..=number(stretch.last));
        let numbers = ranges.flatten().take(Parts::MOST_WINDOWS + 1);
        let numbers: Vec<u64> = numbers.collect();
        if numbers.len() > Parts::MOST_WINDOWS {
            return Vec::new();
        }
        let has_load = |number: &u64| !loaded(*number, length, load).is_empty();
        numbers.into_iter().filter(has_load).collect()
    }

    fn value(&self, part: &Part, ledger: &Ledger) -> Option<Value> {
        match &self.by {
            By::Label(name) => {
                let line = ledger.account(part.run?)?.run.as_ref()?;
                line.labels.get(name).map(|value| Value::text(value))
            }
            _ => part.value.clone(),
        }
    }

    /// Whether it comes last, and what it is sorted by beyond its value.
    fn place(
        &self,
        value: Option<&Value>,
        parts: &BTreeMap<Leg<'_>, Vec<&Content>>,
    ) -> (bool, u64) {
        let place = match &self.by {
            By::Stream => {
                let mut streams = self.streams.iter();
                let place = streams.position(|name| value == Some(&Value::text(name)));
                place.map_or(u64::MAX, |place| place as u64)
            }
            by if by.divides_time() => {
                let contents = parts.values().flatten();
                let first = contents.map(|content| content.slice.tally.first.0).min();
                first.unwrap_or(u64::MAX)
            }
            _ => 0,
        };
        (value.is_none(), place)
    }

    fn know_stream(&mut self, name: &str) {
        if !self.streams.iter().any(|known| known == name) {
            self.streams.push(name.to_owned());
            self.parts.know(Value::text(name));
        }
    }
}

/// The values that runs have of a label.
fn labels<'a>(by: &By, ledger: &'a Ledger) -> impl Iterator<Item = (RunId, &'a str)> {
    let name = match by {
        By::Label(name) => Some(name.clone()),
        _ => None,
    };
    let runs = ledger.runs().take(Parts::MOST_RUNS);
    runs.filter_map(move |(run, account)| {
        let value = account.run.as_ref()?.labels.get(name.as_ref()?)?;
        Some((run, value.as_str()))
    })
}

/// What of the load lies in a window; nothing where that is less than a tenth of it: a rate over an instant says nothing.
fn loaded(number: u64, windows: WindowLength, load: &[Stretch]) -> Vec<Stretch> {
    let first = windows.begin(number);
    let window = Stretch {
        first,
        last: first + windows.micros(),
    };
    let parts = window.parts_in(load);
    match length(&parts).0 < windows.micros().0 / 10 {
        true => Vec::new(),
        false => parts,
    }
}
