//! The requests of a stream in groups that are to be compared.
//!
//! Which label a run has may be read after its samples, so the parts of runs are kept apart and put together when asked.

use std::collections::BTreeMap;

use lt_sample::{Frame, Ledger, Outcome, RunId, Sample};

use crate::bounded::{Admission, Bounded};
use crate::faults::known;
use crate::legs::{Leg, Stretch, joined, length};
use crate::{By, Slice};

/// Requests that have something in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// What they have in common; absent in the group of those that have no such thing.
    pub value: Option<String>,
    /// What they amount to. Its span has no pauses: it is the sum over the legs.
    pub slice: Slice,
    /// The same of each leg in which there are any, in order of time.
    pub legs: Vec<Slice>,
}

/// The parts of all groups, bounded in number.
#[derive(Clone, Debug)]
pub(crate) struct Groups {
    by: By,
    values: Bounded<String>,
    runs: Bounded<RunId>,
    parts: BTreeMap<Part, Slice>,
    scenarios: bool,
    journeys: bool,
    stages: bool,
    tags: Bounded<String>,
}

/// What one run has of one value; `None` of a run stands for all beyond the bound.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    value: Option<String>,
    run: Option<RunId>,
}

const OTHER: &str = "other";

impl Groups {
    /// Values beyond this many share the group `other`.
    const MOST_VALUES: usize = 100;
    /// Runs beyond this many are one leg, of which no label is known.
    const MOST_RUNS: usize = 1000;
    /// Names of tags beyond this many are not proposed to anybody.
    const MOST_TAGS: usize = 50;

    pub(crate) fn new(by: By) -> Self {
        Self {
            by,
            values: Bounded::new(Self::MOST_VALUES),
            runs: Bounded::new(Self::MOST_RUNS),
            parts: BTreeMap::new(),
            scenarios: false,
            journeys: false,
            stages: false,
            tags: Bounded::new(Self::MOST_TAGS),
        }
    }

    pub(crate) fn by(&self) -> &By {
        &self.by
    }

    pub(crate) fn add_sample(&mut self, sample: &Sample<'_>) {
        self.scenarios |= sample.scenario.is_some();
        self.journeys |= sample.journey.is_some();
        self.stages |= sample.stage.is_some();
        for (name, _) in &sample.tags {
            self.tags.admit(&name.to_string());
        }
        let outcome = known(&sample.outcome);
        let slice = self.part(self.by.of_sample(sample), Some(sample.run));
        if slice.count(&outcome, sample.status, 1) {
            slice.tally.add_sample(sample);
        }
    }

    pub(crate) fn add_frame(&mut self, frame: &Frame) {
        let key = &frame.key;
        self.scenarios |= key.scenario.is_some();
        self.journeys |= key.journey.is_some();
        self.stages |= key.stage.is_some();
        for (name, _) in &key.tags {
            self.tags.admit(name);
        }
        let outcome: Outcome<'static> = known(&key.outcome);
        let slice = self.part(self.by.of_frame(frame), Some(key.run));
        slice.add(&outcome, key.status, &frame.tally);
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        self.scenarios |= other.scenarios;
        self.journeys |= other.journeys;
        self.stages |= other.stages;
        for name in other.tags.iter() {
            self.tags.admit(name);
        }
        for (part, slice) in &other.parts {
            self.part(part.value.clone(), part.run).merge(slice);
        }
    }

    /// The groups: those that follow each other in order of time, others by their value; what has none comes last.
    pub(crate) fn groups(&self, ledger: &Ledger) -> Vec<Group> {
        let mut values: BTreeMap<Option<&str>, BTreeMap<Leg<'_>, Slice>> = BTreeMap::new();
        let mut legs: BTreeMap<Leg<'_>, Slice> = BTreeMap::new();
        for (part, slice) in &self.parts {
            let leg = Leg::of(part.run, ledger);
            let value = self.value(part, ledger);
            let parts = values.entry(value).or_default();
            parts.entry(leg).or_default().merge(slice);
            legs.entry(leg).or_default().merge(slice);
        }
        self.add_silent_runs(&mut values, ledger);
        let groups = values.into_iter().map(|(value, parts)| {
            let stretch_of = |(leg, slice): (&Leg<'_>, &Slice)| match self.by.divides_time() {
                true => slice.stretch(),
                false => legs.get(leg)?.stretch(),
            };
            Group::of(value, parts, stretch_of)
        });
        let mut groups: Vec<Group> = groups.collect();
        groups.sort_by(|one, other| {
            let when = |group: &Group| self.by.divides_time().then_some(group.slice.tally.first);
            let place = |group: &Group| (group.value.is_none(), when(group));
            place(one)
                .cmp(&place(other))
                .then(one.value.cmp(&other.value))
        });
        groups
    }

    /// By what else this stream can be taken apart.
    pub(crate) fn comparable(&self, ledger: &Ledger) -> Vec<By> {
        let runs = ledger
            .runs()
            .filter_map(|(_, account)| account.run.as_ref());
        let mut labels = Bounded::new(Self::MOST_TAGS);
        for name in runs.flat_map(|run| run.labels.keys()) {
            labels.admit(name);
        }
        let mut keys: Vec<By> = labels.iter().cloned().map(By::Label).collect();
        keys.extend(self.scenarios.then_some(By::Scenario));
        keys.extend(self.journeys.then_some(By::Journey));
        keys.extend(self.stages.then_some(By::Stage));
        keys.extend((!self.parts.is_empty()).then_some(By::Endpoint));
        keys.extend(self.tags.iter().cloned().map(By::Tag));
        keys
    }

    /// A leg that was planned and brought nothing is part of the answer.
    fn add_silent_runs<'a>(
        &self,
        values: &mut BTreeMap<Option<&'a str>, BTreeMap<Leg<'a>, Slice>>,
        ledger: &'a Ledger,
    ) {
        let By::Label(name) = &self.by else { return };
        for (run, account) in ledger.runs().take(Self::MOST_RUNS) {
            let line = account.run.as_ref();
            if let Some(value) = line.and_then(|line| line.labels.get(name)) {
                let legs = values.entry(Some(value)).or_default();
                legs.entry(Leg::of(Some(run), ledger)).or_default();
            }
        }
    }

    fn value<'a>(&self, part: &'a Part, ledger: &'a Ledger) -> Option<&'a str> {
        match &self.by {
            By::Label(name) => {
                let line = ledger.account(part.run?)?.run.as_ref()?;
                line.labels.get(name).map(String::as_str)
            }
            _ => part.value.as_deref(),
        }
    }

    fn part(&mut self, value: Option<String>, run: Option<RunId>) -> &mut Slice {
        let mut part = Part { value, run };
        if !self.parts.contains_key(&part) {
            self.bound_value(&mut part);
            self.bound_run(&mut part);
        }
        self.parts.entry(part).or_default()
    }

    fn bound_value(&mut self, part: &mut Part) {
        let Some(value) = part.value.as_ref().filter(|value| *value != OTHER) else {
            return;
        };
        match self.values.admit(value) {
            Admission::Kept => {}
            Admission::Refused => part.value = Some(OTHER.to_owned()),
            Admission::KeptInsteadOf(last) => self.change(
                |part| part.value.as_ref() == Some(&last),
                |part| part.value = Some(OTHER.to_owned()),
            ),
        }
    }

    fn bound_run(&mut self, part: &mut Part) {
        let Some(run) = part.run else { return };
        match self.runs.admit(&run) {
            Admission::Kept => {}
            Admission::Refused => part.run = None,
            Admission::KeptInsteadOf(last) => {
                self.change(|part| part.run == Some(last), |part| part.run = None);
            }
        }
    }

    /// Moves parts to where they are counted from now on.
    fn change(&mut self, which: impl Fn(&Part) -> bool, how: impl Fn(&mut Part)) {
        let moved: Vec<_> = self.parts.extract_if(.., |part, _| which(part)).collect();
        for (mut part, slice) in moved {
            how(&mut part);
            self.parts.entry(part).or_default().merge(&slice);
        }
    }
}

impl Group {
    fn of<'a>(
        value: Option<&str>,
        parts: BTreeMap<Leg<'a>, Slice>,
        stretch_of: impl Fn((&Leg<'a>, &Slice)) -> Option<Stretch>,
    ) -> Self {
        let mut group = Self {
            value: value.map(ToOwned::to_owned),
            slice: Slice::default(),
            legs: Vec::new(),
        };
        let mut stretches = Vec::new();
        for (leg, mut slice) in parts {
            let stretch = stretch_of((&leg, &slice));
            stretches.extend(stretch);
            group.slice.merge(&slice);
            slice.set_span(length(stretch.as_slice()));
            group.legs.push(slice);
        }
        group.slice.set_span(length(&joined(stretches)));
        group.legs.sort_by_key(|leg| leg.tally.first);
        group
    }
}
