//! What the target counted, to hold reports against.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use http::{Method, StatusCode};
use serde::Serialize;

use crate::draw;

/// Endpoints beyond this number are counted as [`OTHER`]: names come from clients, and memory must not follow them.
const MAX_NAMES: usize = 1000;
/// A longer path is counted as [`OTHER`] for the same reason, in bytes.
const MAX_PATH: usize = 1024;
const OTHER: &str = "other";

/// Requests received, and answers given, by endpoint and status.
#[derive(Debug)]
pub(crate) struct Stats {
    received: AtomicU64,
    names: RwLock<Names>,
    other: Arc<Endpoint>,
}

impl Stats {
    pub(crate) fn new() -> Self {
        Self {
            received: AtomicU64::new(0),
            names: RwLock::default(),
            other: Arc::new(Endpoint::new(OTHER)),
        }
    }

    /// Counts a request whose head was read, under its method and the path that names its endpoint.
    pub(crate) fn receive(&self, method: &Method, path: &str) -> Received {
        let n_total = self.received.fetch_add(1, Ordering::Relaxed);
        let endpoint = self.endpoint(method, path);
        let n = endpoint.received.fetch_add(1, Ordering::Relaxed);
        Received {
            endpoint,
            n,
            n_total,
        }
    }

    /// How many requests were received.
    pub(crate) fn received(&self) -> u64 {
        self.received.load(Ordering::Relaxed)
    }

    /// How often an endpoint gave an answer of which status; empty for one that gave none.
    pub(crate) fn answered(&self, method: &Method, path: &str) -> BTreeMap<u16, u64> {
        let names = self.names.read().unwrap_or_else(PoisonError::into_inner);
        let endpoint = names.find(method, path);
        endpoint.map_or_else(BTreeMap::new, |endpoint| endpoint.count())
    }

    /// The counts so far.
    pub(crate) fn count(&self) -> Count {
        let names = self.names.read().unwrap_or_else(PoisonError::into_inner);
        let endpoints = names.by_method.values().flat_map(HashMap::values);
        Count {
            received: self.received(),
            answered: endpoints
                .chain([&self.other])
                .map(|endpoint| (endpoint.name.clone(), endpoint.count()))
                .filter(|(_, statuses)| !statuses.is_empty())
                .collect(),
        }
    }

    fn endpoint(&self, method: &Method, path: &str) -> Arc<Endpoint> {
        if path.len() > MAX_PATH {
            return self.other.clone();
        }
        let names = self.names.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(endpoint) = names.find(method, path) {
            return endpoint.clone();
        }
        drop(names);
        let mut names = self.names.write().unwrap_or_else(PoisonError::into_inner);
        names
            .find_or_add(method, path)
            .unwrap_or(&self.other)
            .clone()
    }
}

/// A request that was received and waits for its answer. Dropped without [`Received::answered`], it got none.
#[derive(Debug)]
pub(crate) struct Received {
    endpoint: Arc<Endpoint>,
    /// How many requests this endpoint had received before.
    pub(crate) n: u64,
    /// How many requests all endpoints together had received before.
    pub(crate) n_total: u64,
}

impl Received {
    /// What stands for the endpoint in random draws.
    pub(crate) fn key(&self) -> u64 {
        self.endpoint.key
    }

    /// Counts the answer.
    pub(crate) fn answered(self, status: StatusCode) {
        self.endpoint.answer(status.as_u16());
    }
}

/// What `GET /__lt/stats` tells: `{"received":N,"answered":{"GET /x":{"200":N}}}`, keys sorted.
#[derive(Debug, Serialize)]
pub(crate) struct Count {
    received: u64,
    answered: BTreeMap<String, BTreeMap<u16, u64>>,
}

/// Two levels, so that looking up a known endpoint builds no key.
#[derive(Debug, Default)]
struct Names {
    len: usize,
    by_method: HashMap<Method, HashMap<Box<str>, Arc<Endpoint>>>,
}

impl Names {
    fn find(&self, method: &Method, path: &str) -> Option<&Arc<Endpoint>> {
        self.by_method.get(method)?.get(path)
    }

    /// `None` when there are names enough.
    fn find_or_add(&mut self, method: &Method, path: &str) -> Option<&Arc<Endpoint>> {
        if self.find(method, path).is_none() {
            if self.len == MAX_NAMES {
                return None;
            }
            self.len += 1;
            let endpoint = Arc::new(Endpoint::new(&format!("{method} {path}")));
            let paths = self.by_method.entry(method.clone()).or_default();
            paths.insert(path.into(), endpoint);
        }
        self.find(method, path)
    }
}

#[derive(Debug)]
struct Endpoint {
    name: String,
    key: u64,
    received: AtomicU64,
    answered: RwLock<BTreeMap<u16, AtomicU64>>,
}

impl Endpoint {
    fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            key: draw::key(name),
            received: AtomicU64::new(0),
            answered: RwLock::default(),
        }
    }

    fn answer(&self, status: u16) {
        let answered = self.answered.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = answered.get(&status) {
            count.fetch_add(1, Ordering::Relaxed);
            return;
        }
        drop(answered);
        let mut answered = self
            .answered
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *answered.entry(status).or_default().get_mut() += 1;
    }

    fn count(&self) -> BTreeMap<u16, u64> {
        let answered = self.answered.read().unwrap_or_else(PoisonError::into_inner);
        answered
            .iter()
            .map(|(status, count)| (*status, count.load(Ordering::Relaxed)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(stats: &Stats) -> String {
        serde_json::to_string(&stats.count()).unwrap()
    }

    #[test]
    fn counts_are_sorted_and_tell_received_from_answered() {
        let stats = Stats::new();
        assert_eq!(json(&stats), r#"{"received":0,"answered":{}}"#);
        for (path, status) in [("/b", 500), ("/a", 200), ("/b", 200), ("/b", 200)] {
            let status = StatusCode::from_u16(status).unwrap();
            stats.receive(&Method::GET, path).answered(status);
        }
        drop(stats.receive(&Method::POST, "/a"));
        assert_eq!(
            json(&stats),
            r#"{"received":5,"answered":{"GET /a":{"200":1},"GET /b":{"200":2,"500":1}}}"#
        );
    }

    #[test]
    fn requests_of_an_endpoint_are_numbered_each_for_itself() {
        let stats = Stats::new();
        let numbers = ["/a", "/a", "/b", "/a"].map(|path| stats.receive(&Method::GET, path).n);
        assert_eq!(numbers, [0, 1, 0, 2]);
    }

    #[test]
    fn names_are_bounded_in_number_and_length() {
        let stats = Stats::new();
        for n in 0..1005 {
            let received = stats.receive(&Method::GET, &format!("/{n}"));
            received.answered(StatusCode::OK);
        }
        let received = stats.receive(&Method::GET, &"/x".repeat(MAX_PATH));
        received.answered(StatusCode::OK);
        let count = stats.count();
        assert_eq!(count.answered.len(), 1001);
        assert_eq!(count.answered["other"], BTreeMap::from([(200, 6)]));
        assert_eq!(count.answered["GET /999"], BTreeMap::from([(200, 1)]));
    }
}
