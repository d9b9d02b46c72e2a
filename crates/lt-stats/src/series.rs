//! The finest parts of a summary: one series for each endpoint and way of ending.
//!
//! Rows, totals and selections are sums of series, so nothing is recorded twice. Look-up is by borrowed text: no key is
//! built for a sample whose series exists.

use std::collections::BTreeMap;
use std::fmt;
use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use lt_sample::{Frame, Outcome, Sample, Tally};

use crate::bounded::{Admission, Bounded};

/// What a request was for.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Endpoint {
    /// Path with placeholders; `other` for all beyond the first 2,000 in alphabetical order.
    pub name: String,
    /// HTTP method; empty for `other`.
    pub method: String,
    /// Host where it differs from the base URL's.
    pub host: Option<String>,
}

/// What the samples of a series agree in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SeriesKey {
    /// What they were for.
    pub endpoint: Endpoint,
    /// How they ended.
    pub ending: Ending,
}

/// How the requests of a series ended.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ending {
    /// The outcome.
    pub outcome: Outcome<'static>,
    /// Status of the last answers, where there was one.
    pub status: Option<u16>,
    /// What went wrong, where something did.
    pub error: Option<String>,
}

/// All series, bounded in number.
#[derive(Clone, Debug)]
pub(crate) struct SeriesTable {
    series: HashTable<(SeriesKey, Tally)>,
    endpoints: Bounded<Endpoint>,
    endings: BTreeMap<Endpoint, Bounded<Ending>>,
}

impl SeriesTable {
    /// Endpoints beyond this many share the row `other`.
    const MOST_ENDPOINTS: usize = 2000;
    /// Ways of ending beyond this many of one endpoint lose their status and error text.
    const MOST_ENDINGS: usize = 100;

    pub(crate) fn new() -> Self {
        Self {
            series: HashTable::new(),
            endpoints: Bounded::new(Self::MOST_ENDPOINTS),
            endings: BTreeMap::new(),
        }
    }

    /// No series yet, but what this one knows of which endpoints are kept: what is beyond them goes to `other` at once.
    pub(crate) fn emptied(&self) -> Self {
        Self {
            endpoints: self.endpoints.clone(),
            ..Self::new()
        }
    }

    pub(crate) fn add_sample(&mut self, sample: &Sample<'_>) {
        let parts = Parts::of_sample(sample);
        if let Some((_, tally)) = self
            .series
            .find_mut(parts.hash(), |(key, _)| parts.are_those_of(key))
        {
            tally.add_sample(sample);
        } else {
            self.tally_of(&parts).add_sample(sample);
        }
    }

    pub(crate) fn add_frame(&mut self, frame: &Frame) {
        self.add_tally(&Parts::of_frame(frame), &frame.tally);
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        for (key, tally) in other.iter() {
            self.add_tally(&Parts::of_key(key), tally);
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &(SeriesKey, Tally)> {
        self.series.iter()
    }

    fn add_tally(&mut self, parts: &Parts<'_>, tally: &Tally) {
        if let Some((_, ours)) = self
            .series
            .find_mut(parts.hash(), |(key, _)| parts.are_those_of(key))
        {
            ours.add(tally);
        } else {
            self.tally_of(parts).add(tally);
        }
    }

    /// How many bytes the series take.
    pub(crate) fn heap(&self) -> usize {
        let heap = |(_, tally): &(SeriesKey, Tally)| size_of::<(SeriesKey, Tally)>() + tally.heap();
        self.series.iter().map(heap).sum()
    }

    /// The tally of a series that was not found, made now; where a bound is reached, that of its substitute.
    #[cold]
    fn tally_of(&mut self, parts: &Parts<'_>) -> &mut Tally {
        let mut key = parts.to_key();
        if key.endpoint != Endpoint::other() {
            match self.endpoints.admit(&key.endpoint) {
                Admission::Kept => {}
                Admission::Refused => key.endpoint = Endpoint::other(),
                Admission::KeptInsteadOf(endpoint) => self.evict(&endpoint),
            }
        }
        if key.ending != key.ending.without_details() {
            let endings = self.endings.entry(key.endpoint.clone());
            match endings
                .or_insert_with(|| Bounded::new(Self::MOST_ENDINGS))
                .admit(&key.ending)
            {
                Admission::Kept => {}
                Admission::Refused => key.ending = key.ending.without_details(),
                Admission::KeptInsteadOf(ending) => self.strip(&SeriesKey {
                    endpoint: key.endpoint.clone(),
                    ending,
                }),
            }
        }
        let parts = Parts::of_key(&key);
        let hash = parts.hash();
        let entry = self.series.entry(
            hash,
            |(key, _)| parts.are_those_of(key),
            |(key, _)| Parts::of_key(key).hash(),
        );
        let entry = entry.or_insert_with(|| (key.clone(), Tally::default()));
        &mut entry.into_mut().1
    }

    /// Moves everything of an endpoint to `other`.
    fn evict(&mut self, endpoint: &Endpoint) {
        self.endings.remove(endpoint);
        let moved: Vec<_> = self
            .series
            .extract_if(|(key, _)| key.endpoint == *endpoint)
            .collect();
        for (mut key, tally) in moved {
            key.endpoint = Endpoint::other();
            self.add_tally(&Parts::of_key(&key), &tally);
        }
    }

    /// Moves a series to the one that has its outcome but no details.
    fn strip(&mut self, key: &SeriesKey) {
        let hash = Parts::of_key(key).hash();
        if let Ok(found) = self.series.find_entry(hash, |(found, _)| found == key) {
            let ((mut key, tally), _) = found.remove();
            key.ending = key.ending.without_details();
            self.add_tally(&Parts::of_key(&key), &tally);
        }
    }
}

impl Endpoint {
    /// The row that holds what is beyond the bound.
    pub fn other() -> Self {
        Self {
            name: "other".to_owned(),
            method: String::new(),
            host: None,
        }
    }
}

impl fmt::Display for Ending {
    /// What went wrong, and how that is called in the stream: `connection refused (connect_error)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_cause(f, &self.outcome, self.status, self.error.as_deref())
    }
}

/// Writes what went wrong as [`Ending`] tells it.
pub(crate) fn write_cause(
    f: &mut fmt::Formatter<'_>,
    outcome: &Outcome<'_>,
    status: Option<u16>,
    error: Option<&str>,
) -> fmt::Result {
    let outcome = outcome.as_str();
    match (status, error) {
        (Some(status), Some(error)) => write!(f, "status {status}, {error} ({outcome})"),
        (Some(status), None) => write!(f, "status {status} ({outcome})"),
        (None, Some(error)) => write!(f, "{error} ({outcome})"),
        (None, None) => f.write_str(outcome),
    }
}

impl Ending {
    fn without_details(&self) -> Self {
        Self {
            outcome: match &self.outcome {
                Outcome::Other(_) => Outcome::Other("other".into()),
                known => known.clone(),
            },
            status: None,
            error: None,
        }
    }
}

/// A series' key, borrowed from wherever it stands.
struct Parts<'a> {
    name: &'a str,
    method: &'a str,
    host: Option<&'a str>,
    outcome: &'a Outcome<'a>,
    status: Option<u16>,
    error: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn of_sample(sample: &'a Sample<'a>) -> Self {
        Self {
            name: &sample.name,
            method: &sample.method,
            host: sample.host.as_deref(),
            outcome: &sample.outcome,
            status: sample.status,
            error: sample.error.as_deref(),
        }
    }

    fn of_frame(frame: &'a Frame) -> Self {
        Self {
            name: &frame.key.name,
            method: &frame.key.method,
            host: frame.key.host.as_deref(),
            outcome: &frame.key.outcome,
            status: frame.key.status,
            error: frame.key.error.as_deref(),
        }
    }

    fn of_key(key: &'a SeriesKey) -> Self {
        Self {
            name: &key.endpoint.name,
            method: &key.endpoint.method,
            host: key.endpoint.host.as_deref(),
            outcome: &key.ending.outcome,
            status: key.ending.status,
            error: key.ending.error.as_deref(),
        }
    }

    fn hash(&self) -> u64 {
        FixedState::default().hash_one((self.name, self.method, self.status))
    }

    fn are_those_of(&self, key: &SeriesKey) -> bool {
        self.name == key.endpoint.name
            && self.method == key.endpoint.method
            && self.status == key.ending.status
            && *self.outcome == key.ending.outcome
            && self.host == key.endpoint.host.as_deref()
            && self.error == key.ending.error.as_deref()
    }

    fn to_key(&self) -> SeriesKey {
        SeriesKey {
            endpoint: Endpoint {
                name: self.name.to_owned(),
                method: self.method.to_owned(),
                host: self.host.map(ToOwned::to_owned),
            },
            ending: Ending {
                outcome: self.outcome.clone().into_owned(),
                status: self.status,
                error: self.error.map(ToOwned::to_owned),
            },
        }
    }
}
