//! What happened at each endpoint when: kept only where somebody asks for it, for it costs memory by endpoint and second.

mod moment;
mod moments;
mod times;

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use lt_sample::{Frame, Micros, Sample, UnixMicros};

pub use moment::Moment;
pub use moments::Moments;
pub use times::Times;

use crate::Endpoint;
use crate::bounded::{Admission, Bounded};

/// What happened when, in windows of one width: in all, and at each endpoint.
#[derive(Clone, Debug)]
pub struct History<'s> {
    /// The width of a window: a second, or as many doublings of one as keep everything within its bounds.
    pub width: Micros,
    /// All requests, by the beginning of their windows; only windows in which something was due.
    pub total: Vec<(UnixMicros, Moment)>,
    /// The same of each endpoint, in order of name, method and host, `other` last; empty unless it was asked for.
    pub endpoints: Vec<(&'s Endpoint, Moments<'s>)>,
}

/// Requests by endpoint and window of their intended start.
///
/// All endpoints share one width, which doubles while there are more than [`Recorder::MOST`] pairs of an endpoint and a
/// window: it depends on what was read, not on the order in which it was read.
#[derive(Clone, Debug)]
pub(crate) struct Recorder {
    width: u64,
    /// Windows in which there was a request of any endpoint.
    numbers: HashSet<u64, FixedState>,
    admitted: Bounded<Endpoint>,
    endpoints: HashTable<(Endpoint, ByWindow)>,
}

type ByWindow = HashMap<u64, Moment, FixedState>;

impl Recorder {
    /// Some 50 MB: 55 endpoints of an hour by the second.
    const MOST: usize = 200_000;
    /// As many as have a row in a summary.
    const MOST_ENDPOINTS: usize = 2000;

    pub(crate) fn new() -> Self {
        Self {
            width: 1,
            numbers: HashSet::default(),
            admitted: Bounded::new(Self::MOST_ENDPOINTS),
            endpoints: HashTable::new(),
        }
    }

    pub(crate) fn add_sample(&mut self, sample: &Sample<'_>) {
        if sample.outcome.is_request() {
            let key = (&*sample.name, &*sample.method, sample.host.as_deref());
            self.moment(key, sample.at_us.second()).add_sample(sample);
        }
    }

    pub(crate) fn add_frame(&mut self, frame: &Frame) {
        let key = &frame.key;
        if key.outcome.is_request() {
            let parts = (&*key.name, &*key.method, key.host.as_deref());
            self.moment(parts, key.second).add_frame(frame);
        }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        while self.width < other.width {
            self.double();
        }
        // Of endpoints that were moved to `other` only the windows are left, which bound the width all the same.
        for number in &other.numbers {
            self.take_note(number * other.width / self.width);
        }
        for (endpoint, moments) in &other.endpoints {
            for (number, moment) in moments {
                let second = number.saturating_mul(other.width);
                self.moment(parts(endpoint), second).add(moment);
            }
        }
    }

    /// The width of the windows in seconds.
    pub(crate) fn width(&self) -> u64 {
        self.width
    }

    /// The windows of each endpoint, at least `width` seconds wide.
    pub(crate) fn at_least(&self, width: u64) -> Vec<(&Endpoint, Moments<'_>)> {
        let wider = (width / self.width).max(1);
        let mut endpoints: Vec<&(Endpoint, ByWindow)> = self.endpoints.iter().collect();
        let other = Endpoint::other();
        endpoints.sort_unstable_by_key(|(endpoint, _)| (*endpoint == other, endpoint));
        let endpoints = endpoints.into_iter();
        endpoints
            .map(|(endpoint, moments)| (endpoint, Moments::of(moments, self.width, wider)))
            .collect()
    }

    /// The moment that a request belongs to, made where there is none; where a bound is reached, that of its substitute.
    fn moment(&mut self, key: Parts<'_>, second: u64) -> &mut Moment {
        let key = match self.find(key).is_some() || self.admit(key) {
            true => key,
            false => OTHER,
        };
        if self.find(key).is_none() {
            let row = (to_endpoint(key), ByWindow::default());
            self.endpoints
                .insert_unique(hash(key), row, |(other, _)| hash(parts(other)));
        }
        self.take_note(second / self.width);
        let width = self.width;
        self.find(key)
            .expect("made above")
            .entry(second / width)
            .or_default()
    }

    fn find(&mut self, key: Parts<'_>) -> Option<&mut ByWindow> {
        let row = self
            .endpoints
            .find_mut(hash(key), |(endpoint, _)| parts(endpoint) == key);
        row.map(|(_, moments)| moments)
    }

    /// Whether a new endpoint gets a row of its own; another one may lose its row to it.
    #[cold]
    fn admit(&mut self, key: Parts<'_>) -> bool {
        if key == OTHER {
            return true;
        }
        match self.admitted.admit(&to_endpoint(key)) {
            Admission::Kept => true,
            Admission::Refused => false,
            Admission::KeptInsteadOf(endpoint) => {
                self.evict(&endpoint);
                true
            }
        }
    }

    /// Moves everything of an endpoint to `other`.
    fn evict(&mut self, endpoint: &Endpoint) {
        let hash = hash(parts(endpoint));
        let found = self.endpoints.find_entry(hash, |(row, _)| row == endpoint);
        let Ok(found) = found else {
            return;
        };
        let ((_, moments), _) = found.remove();
        let width = self.width;
        for (number, moment) in moments {
            self.moment(OTHER, number.saturating_mul(width))
                .add(&moment);
        }
    }

    fn take_note(&mut self, number: u64) {
        self.numbers.insert(number);
        while self.numbers.len() * self.endpoints.len() > Self::MOST {
            self.double();
        }
    }

    fn double(&mut self) {
        self.width *= 2;
        self.numbers = self.numbers.iter().map(|number| number / 2).collect();
        for (_, moments) in &mut self.endpoints {
            let mut wider = ByWindow::default();
            for (number, moment) in moments.drain() {
                wider.entry(number / 2).or_default().add(&moment);
            }
            *moments = wider;
        }
    }
}

/// An endpoint, borrowed from wherever it stands: name, method and host.
type Parts<'a> = (&'a str, &'a str, Option<&'a str>);

const OTHER: Parts<'static> = ("other", "", None);

fn parts(endpoint: &Endpoint) -> Parts<'_> {
    (&endpoint.name, &endpoint.method, endpoint.host.as_deref())
}

fn to_endpoint((name, method, host): Parts<'_>) -> Endpoint {
    Endpoint {
        name: name.to_owned(),
        method: method.to_owned(),
        host: host.map(ToOwned::to_owned),
    }
}

fn hash(key: Parts<'_>) -> u64 {
    FixedState::default().hash_one(key)
}

#[cfg(test)]
mod tests;
