//! What samples amount to.

use std::collections::BTreeMap;

use crate::{Histogram, Micros, Sample, UnixMicros};

/// Counts, sums and distributions of some samples: nothing averaged, nothing lost that a report shows.
///
/// Histograms hold microseconds; one that is empty holds no values of that kind. Names of checks and metrics beyond
/// [`Tally::MAX_NAMES`] are counted under `other`, the ones kept being the first in alphabetical order: the
/// result does not depend on the order in which samples come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// How many samples.
    pub n: u64,
    /// Earliest intended start.
    pub first: UnixMicros,
    /// Latest end.
    pub last: UnixMicros,
    /// Body bytes sent.
    pub sent: u64,
    /// Body bytes received.
    pub received: u64,
    /// Redirects followed.
    pub hops: u64,
    /// Tries that were repeated.
    pub retries: u64,
    /// How often each check did not hold.
    pub failed: BTreeMap<String, u64>,
    /// Response times.
    pub response: Histogram,
    /// Service times.
    pub service: Histogram,
    /// Schedule delays.
    pub delay: Histogram,
    /// Times to the first byte.
    pub ttfb: Histogram,
    /// Times for name resolution.
    pub dns: Histogram,
    /// Times to connect.
    pub connect: Histogram,
    /// Times for TLS handshakes.
    pub tls: Histogram,
    /// Further metrics by name.
    pub metrics: BTreeMap<String, Histogram>,
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            n: 0,
            first: UnixMicros(u64::MAX),
            last: UnixMicros(0),
            sent: 0,
            received: 0,
            hops: 0,
            retries: 0,
            failed: BTreeMap::new(),
            response: Histogram::new(),
            service: Histogram::new(),
            delay: Histogram::new(),
            ttfb: Histogram::new(),
            dns: Histogram::new(),
            connect: Histogram::new(),
            tls: Histogram::new(),
            metrics: BTreeMap::new(),
        }
    }
}

impl Tally {
    /// How many checks, and how many metrics, are told apart.
    pub const MAX_NAMES: usize = 200;

    /// Takes in one sample.
    pub fn add_sample(&mut self, sample: &Sample<'_>) {
        self.n = self.n.saturating_add(1);
        self.first = self.first.min(sample.at_us);
        self.last = self.last.max(sample.end());
        self.sent = self.sent.saturating_add(sample.sent);
        self.received = self.received.saturating_add(sample.received);
        self.hops = self.hops.saturating_add(sample.hops.into());
        self.retries = self.retries.saturating_add(sample.retries.into());
        for check in &sample.failed {
            let sum = self.failed.entry(check.to_string()).or_default();
            *sum = sum.saturating_add(1);
            bound(&mut self.failed, |sum, n| *sum = sum.saturating_add(n));
        }
        record(&mut self.response, sample.response_time());
        record(&mut self.service, sample.service_us);
        record(&mut self.delay, sample.delay_us);
        record(&mut self.ttfb, sample.ttfb_us);
        record(&mut self.dns, sample.dns_us);
        record(&mut self.connect, sample.connect_us);
        record(&mut self.tls, sample.tls_us);
        for (name, values) in &sample.metrics {
            // A frame has no histogram of nothing, so an empty list must leave no name here either.
            if values.as_slice().is_empty() {
                continue;
            }
            let histogram = self.metrics.entry(name.to_string()).or_default();
            values
                .as_slice()
                .iter()
                .for_each(|value| histogram.record(*value));
            bound(&mut self.metrics, |sum, histogram| sum.add(&histogram));
        }
    }

    /// How many bytes its histograms take.
    pub fn heap(&self) -> usize {
        let own = [
            &self.response,
            &self.service,
            &self.delay,
            &self.ttfb,
            &self.dns,
            &self.connect,
            &self.tls,
        ];
        own.into_iter()
            .chain(self.metrics.values())
            .map(Histogram::heap)
            .sum()
    }

    /// Takes in another tally.
    pub fn add(&mut self, other: &Self) {
        self.n = self.n.saturating_add(other.n);
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        self.sent = self.sent.saturating_add(other.sent);
        self.received = self.received.saturating_add(other.received);
        self.hops = self.hops.saturating_add(other.hops);
        self.retries = self.retries.saturating_add(other.retries);
        for (check, n) in &other.failed {
            let sum = self.failed.entry(check.clone()).or_default();
            *sum = sum.saturating_add(*n);
            bound(&mut self.failed, |sum, n| *sum = sum.saturating_add(n));
        }
        self.response.add(&other.response);
        self.service.add(&other.service);
        self.delay.add(&other.delay);
        self.ttfb.add(&other.ttfb);
        self.dns.add(&other.dns);
        self.connect.add(&other.connect);
        self.tls.add(&other.tls);
        for (name, histogram) in &other.metrics {
            self.metrics.entry(name.clone()).or_default().add(histogram);
            bound(&mut self.metrics, |sum, histogram| sum.add(&histogram));
        }
    }
}

#[inline]
fn record(histogram: &mut Histogram, time: Option<Micros>) {
    if let Some(Micros(time)) = time {
        histogram.record(time);
    }
}

const OTHER: &str = "other";

/// Moves the alphabetically last name into `other` when there are too many.
fn bound<V: Default>(map: &mut BTreeMap<String, V>, add: impl Fn(&mut V, V)) {
    while map.len() > Tally::MAX_NAMES {
        let mut last = map.keys().rev();
        let Some(name) = last.find(|name| *name != OTHER).cloned() else {
            return;
        };
        let value = map.remove(&name).unwrap_or_default();
        add(map.entry(OTHER.to_owned()).or_default(), value);
    }
}
