//! What is compared endpoint by endpoint, in less memory than a whole slice takes.

use std::collections::BTreeMap;

use lt_sample::{Frame, Histogram, Sample};

use crate::Endpoint;

/// What the requests of one endpoint in one group amount to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// Requests.
    pub requests: u64,
    /// Requests that are errors.
    pub errors: u64,
    /// Response times, as finely as those of the whole.
    pub response: Histogram,
}

/// Figures by endpoint. Look-up is by borrowed name: no key is built for an endpoint that is known.
#[derive(Clone, Debug, Default)]
pub(crate) struct ByEndpoint {
    names: BTreeMap<String, Vec<(Endpoint, Figures)>>,
}

impl ByEndpoint {
    pub(crate) fn find(
        &mut self,
        name: &str,
        method: &str,
        host: Option<&str>,
    ) -> Option<&mut Figures> {
        let found = self.names.get_mut(name)?.iter_mut();
        let mut found = found
            .filter(|(endpoint, _)| endpoint.method == method && endpoint.host.as_deref() == host);
        found.next().map(|(_, figures)| figures)
    }

    pub(crate) fn entry(&mut self, endpoint: &Endpoint) -> &mut Figures {
        let named = self.names.entry(endpoint.name.clone()).or_default();
        let place = named.iter().position(|(known, _)| known == endpoint);
        let place = place.unwrap_or_else(|| {
            named.push((endpoint.clone(), Figures::default()));
            named.len() - 1
        });
        &mut named[place].1
    }

    /// Counts an endpoint's figures under `other` from now on.
    pub(crate) fn move_to_other(&mut self, endpoint: &Endpoint) {
        let Some(named) = self.names.get_mut(&endpoint.name) else {
            return;
        };
        if let Some(place) = named.iter().position(|(known, _)| known == endpoint) {
            let (_, figures) = named.swap_remove(place);
            self.entry(&Endpoint::other()).add(&figures);
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &(Endpoint, Figures)> {
        self.names.values().flatten()
    }

    pub(crate) fn into_iter(self) -> impl Iterator<Item = (Endpoint, Figures)> {
        self.names.into_values().flatten()
    }
}

impl Figures {
    pub(crate) fn add_sample(&mut self, sample: &Sample<'_>) {
        if !sample.outcome.is_request() {
            return;
        }
        self.count(1, sample.outcome.is_error());
        if let Some(time) = sample.response_time() {
            self.response.record(time.0);
        }
    }

    pub(crate) fn add_frame(&mut self, frame: &Frame) {
        let outcome = &frame.key.outcome;
        if outcome.is_request() {
            self.count(frame.tally.n, outcome.is_error());
            self.response.add(&frame.tally.response);
        }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.requests = self.requests.saturating_add(other.requests);
        self.errors = self.errors.saturating_add(other.errors);
        self.response.add(&other.response);
    }

    fn count(&mut self, n: u64, failed: bool) {
        self.requests = self.requests.saturating_add(n);
        if failed {
            self.errors = self.errors.saturating_add(n);
        }
    }
}
