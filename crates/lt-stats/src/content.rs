//! What is kept of a part of a group.

use lt_sample::{Frame, Outcome, Sample};

use crate::Slice;
use crate::faults::known;
use crate::figures::ByEndpoint;
use crate::timeline::Course;

/// All that is kept of the requests of one value and one run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Content {
    pub(crate) slice: Slice,
    /// Empty where no timelines are kept.
    pub(crate) course: Course,
    /// Empty where nothing is compared endpoint by endpoint.
    pub(crate) endpoints: ByEndpoint,
}

impl Content {
    pub(crate) fn add_sample(&mut self, sample: &Sample<'_>) {
        let outcome = known(&sample.outcome);
        if self.slice.count(&outcome, sample.status, 1) {
            self.slice.tally.add_sample(sample);
        }
    }

    pub(crate) fn add_frame(&mut self, frame: &Frame) {
        let outcome: Outcome<'static> = known(&frame.key.outcome);
        self.slice.add(&outcome, frame.key.status, &frame.tally);
    }

    /// What several parts are together whose windows are as wide.
    pub(crate) fn together(parts: &[&Self]) -> Self {
        let Some((first, others)) = parts.split_first() else {
            return Self::default();
        };
        let mut all = (*first).clone();
        others.iter().for_each(|part| all.merge(part));
        all
    }

    /// Takes in another part whose windows are as wide.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.slice.merge(&other.slice);
        for (endpoint, figures) in other.endpoints.iter() {
            self.endpoints.entry(endpoint).add(figures);
        }
        for (number, window) in other.course.iter() {
            self.course.add_window(number, window);
        }
    }
}
