//! One endpoint of a kept run.

use std::collections::BTreeMap;

use lt_sample::Histogram;

use crate::{Endpoint, Moment, Slice};

use super::limits::MOST_NAME;

/// What the requests of one endpoint amount to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// The endpoint.
    pub endpoint: Endpoint,
    /// Requests.
    pub requests: u64,
    /// Requests that are errors.
    pub errors: u64,
    /// Arrivals that were never sent.
    pub dropped: u64,
    /// Body bytes sent.
    pub sent: u64,
    /// Body bytes received.
    pub received: u64,
    /// How many samples ended in each way.
    pub outcomes: BTreeMap<String, u64>,
    /// How many requests were answered with each status.
    pub statuses: BTreeMap<u16, u64>,
    /// Response times in microseconds.
    pub response: Histogram,
    /// Service times in microseconds.
    pub service: Histogram,
    /// Times to the first byte in microseconds.
    pub ttfb: Histogram,
    /// What happened when: the number of the interval, counted from the run's first, and what was in it; only intervals
    /// in which there was a request.
    pub intervals: Vec<(u32, Moment)>,
}

impl Series {
    /// Share of the requests that are errors, 0 to 1; `None` without requests.
    pub fn error_rate(&self) -> Option<f64> {
        (self.requests > 0).then(|| self.errors as f64 / self.requests as f64)
    }

    /// What a summary says of an endpoint, without its course.
    pub(super) fn of(endpoint: Endpoint, slice: Slice) -> Self {
        let mut outcomes = BTreeMap::new();
        for (word, n) in slice.outcomes {
            let word = match word.len() > MOST_NAME {
                true => "other".to_owned(),
                false => word,
            };
            add(outcomes.entry(word).or_default(), n);
        }
        let tally = slice.tally;
        Self {
            endpoint,
            requests: tally.n,
            errors: slice.errors,
            dropped: slice.dropped,
            sent: tally.sent,
            received: tally.received,
            outcomes,
            statuses: slice.statuses,
            response: tally.response,
            service: tally.service,
            ttfb: tally.ttfb,
            intervals: Vec::new(),
        }
    }

    /// Takes in everything of another series but its course.
    pub(super) fn add_counts(&mut self, other: &Self) {
        add(&mut self.requests, other.requests);
        add(&mut self.errors, other.errors);
        add(&mut self.dropped, other.dropped);
        add(&mut self.sent, other.sent);
        add(&mut self.received, other.received);
        for (outcome, n) in &other.outcomes {
            add(self.outcomes.entry(outcome.clone()).or_default(), *n);
        }
        for (status, n) in &other.statuses {
            add(self.statuses.entry(*status).or_default(), *n);
        }
        self.response.add(&other.response);
        self.service.add(&other.service);
        self.ttfb.add(&other.ttfb);
    }

    /// Makes intervals twice as long.
    pub(super) fn double(&mut self) {
        let mut longer: Vec<(u32, Moment)> = Vec::with_capacity(self.intervals.len().div_ceil(2));
        for (number, moment) in self.intervals.drain(..) {
            match longer.last_mut() {
                Some((last, sum)) if *last == number / 2 => sum.add(&moment),
                _ => longer.push((number / 2, moment)),
            }
        }
        self.intervals = longer;
    }
}

/// The sum of some series.
pub(super) fn total(series: &[Series]) -> Series {
    let mut total = Series::default();
    let mut course: BTreeMap<u32, Moment> = BTreeMap::new();
    for one in series {
        total.add_counts(one);
        for (number, moment) in &one.intervals {
            course.entry(*number).or_default().add(moment);
        }
    }
    total.intervals = course.into_iter().collect();
    total
}

fn add(sum: &mut u64, n: u64) {
    *sum = sum.saturating_add(n);
}
