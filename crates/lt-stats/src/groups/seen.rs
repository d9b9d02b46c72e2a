//! By what else a stream could be taken apart.

use lt_sample::{Frame, Ledger, Sample};

use crate::By;
use crate::bounded::Bounded;

/// What its requests tell beside what is asked for.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    scenarios: bool,
    journeys: bool,
    stages: bool,
    tags: Bounded<String>,
}

impl Seen {
    /// Names of labels and tags beyond this many are not proposed to anybody.
    const MOST: usize = 50;

    pub(super) fn new() -> Self {
        Self {
            scenarios: false,
            journeys: false,
            stages: false,
            tags: Bounded::new(Self::MOST),
        }
    }

    pub(super) fn add_sample(&mut self, sample: &Sample<'_>) {
        self.scenarios |= sample.scenario.is_some();
        self.journeys |= sample.journey.is_some();
        self.stages |= sample.stage.is_some();
        for (name, _) in &sample.tags {
            if !self.tags.contains(&**name) {
                self.tags.admit(&name.to_string());
            }
        }
    }

    pub(super) fn add_frame(&mut self, frame: &Frame) {
        let key = &frame.key;
        self.scenarios |= key.scenario.is_some();
        self.journeys |= key.journey.is_some();
        self.stages |= key.stage.is_some();
        for (name, _) in &key.tags {
            self.tags.admit(name);
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.scenarios |= other.scenarios;
        self.journeys |= other.journeys;
        self.stages |= other.stages;
        for name in other.tags.iter() {
            self.tags.admit(name);
        }
    }

    /// The labels of the runs and what the requests tell; what every request tells where there are `any`.
    pub(super) fn keys(&self, ledger: &Ledger, any: bool) -> Vec<By> {
        let runs = ledger
            .runs()
            .filter_map(|(_, account)| account.run.as_ref());
        let mut labels = Bounded::new(Self::MOST);
        for name in runs.flat_map(|run| run.labels.keys()) {
            labels.admit(name);
        }
        let mut keys: Vec<By> = labels.iter().cloned().map(By::Label).collect();
        keys.extend(self.scenarios.then_some(By::Scenario));
        keys.extend(self.journeys.then_some(By::Journey));
        keys.extend(self.stages.then_some(By::Stage));
        if any {
            keys.extend([By::Endpoint, By::Method, By::Status]);
        }
        keys.extend(self.tags.iter().cloned().map(By::Tag));
        keys
    }
}
