//! Requests into which we injected a fault: what came of them says nothing of the others, so they are kept apart.

use std::collections::BTreeMap;

use lt_sample::{Frame, Outcome, Sample};

use crate::Slice;
use crate::bounded::{Admission, Bounded};

/// Injected faults by their kind.
#[derive(Clone, Debug)]
pub(crate) struct Faults {
    kept: Bounded<String>,
    kinds: BTreeMap<String, Slice>,
}

const OTHER: &str = "other";

impl Faults {
    /// Kinds beyond this many share the row `other`.
    const MOST: usize = 50;

    pub(crate) fn new() -> Self {
        Self {
            kept: Bounded::new(Self::MOST),
            kinds: BTreeMap::new(),
        }
    }

    pub(crate) fn add_sample(&mut self, sample: &Sample<'_>) {
        let outcome = known(&sample.outcome);
        let slice = self.kind(sample.fault.as_deref());
        if slice.count(&outcome, sample.status, 1) {
            slice.tally.add_sample(sample);
        }
    }

    pub(crate) fn add_frame(&mut self, frame: &Frame) {
        let outcome = known(&frame.key.outcome);
        let slice = self.kind(frame.key.fault.as_deref());
        slice.add(&outcome, frame.key.status, &frame.tally);
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        for (kind, slice) in &other.kinds {
            self.kind(Some(kind)).merge(slice);
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&String, &Slice)> {
        self.kinds.iter()
    }

    /// The slice of a kind; `other` where none is told or a bound is reached.
    fn kind(&mut self, kind: Option<&str>) -> &mut Slice {
        let mut kind = kind.unwrap_or(OTHER).to_owned();
        if kind != OTHER && !self.kinds.contains_key(&kind) {
            match self.kept.admit(&kind) {
                Admission::Kept => {}
                Admission::Refused => OTHER.clone_into(&mut kind),
                Admission::KeptInsteadOf(last) => {
                    let moved = self.kinds.remove(&last).unwrap_or_default();
                    self.kinds
                        .entry(OTHER.to_owned())
                        .or_default()
                        .merge(&moved);
                }
            }
        }
        self.kinds.entry(kind).or_default()
    }
}

/// A word of which there may be any number is only `other`.
pub(crate) fn known(outcome: &Outcome<'_>) -> Outcome<'static> {
    match outcome {
        Outcome::Other(_) => Outcome::Other(OTHER.into()),
        known => known.clone().into_owned(),
    }
}
