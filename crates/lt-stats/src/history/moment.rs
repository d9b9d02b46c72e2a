//! What the requests of one stretch of time amount to.

use lt_sample::{Frame, Sample};

use super::Times;
use crate::Window;

/// The requests of one stretch of time; moments add up to longer ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// Requests.
    pub requests: u64,
    /// Requests that are errors.
    pub errors: u64,
    /// Body bytes received.
    pub received: u64,
    /// Response times, where they are known.
    pub response: Times,
}

impl Moment {
    /// Takes in another moment.
    pub fn add(&mut self, other: &Self) {
        self.requests = self.requests.saturating_add(other.requests);
        self.errors = self.errors.saturating_add(other.errors);
        self.received = self.received.saturating_add(other.received);
        self.response.add(&other.response);
    }

    /// What a window of all requests says.
    pub(crate) fn of_window(window: &Window) -> Self {
        Self {
            requests: window.requests,
            errors: window.errors,
            received: window.received,
            response: Times::of(&window.response),
        }
    }

    /// Takes in a request.
    pub(super) fn add_sample(&mut self, sample: &Sample<'_>) {
        self.requests = self.requests.saturating_add(1);
        let error = u64::from(sample.outcome.is_error());
        self.errors = self.errors.saturating_add(error);
        self.received = self.received.saturating_add(sample.received);
        if let Some(time) = sample.response_time() {
            self.response.record(time);
        }
    }

    /// Takes in a frame of requests.
    pub(super) fn add_frame(&mut self, frame: &Frame) {
        let tally = &frame.tally;
        self.requests = self.requests.saturating_add(tally.n);
        if frame.key.outcome.is_error() {
            self.errors = self.errors.saturating_add(tally.n);
        }
        self.received = self.received.saturating_add(tally.received);
        self.response.add(&Times::of(&tally.response));
    }
}
