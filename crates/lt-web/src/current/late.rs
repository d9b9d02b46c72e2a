//! How many requests of each endpoint were due in which of the last seconds, which a summary does not know.

use std::collections::HashMap;

use lt_sample::{Outcome, Record, UnixMicros};
use lt_stats::Endpoint;

/// Counts of the last seconds, endpoint by endpoint.
#[derive(Clone, Debug, Default)]
pub(crate) struct Late {
    /// By name: what is looked up for each sample is borrowed from its line.
    names: HashMap<String, Vec<Ring>>,
    n_endpoints: usize,
    other: Box<Seconds>,
}

/// Requests and failures.
type Counts = (u32, u32);

#[derive(Clone, Debug)]
struct Ring {
    method: String,
    host: Option<String>,
    seconds: Box<Seconds>,
}

/// A place for each second, used again when its time has come.
#[derive(Clone, Debug)]
struct Seconds {
    /// The second that each place holds.
    of: [u64; Late::SECONDS],
    counts: [Counts; Late::SECONDS],
}

impl Late {
    /// Answers that take ten seconds, and windows that are half a minute wide, leave ten seconds to count.
    const SECONDS: usize = 64;
    /// As many as a summary tells apart.
    const MOST: usize = 2000;

    /// Takes in a record; what is no measured request does not count.
    pub(crate) fn add(&mut self, record: &Record<'_>) {
        match record {
            Record::Sample(sample) if !sample.is_warmup() && !sample.is_fault() => {
                let of = (&*sample.name, &*sample.method, sample.host.as_deref());
                self.count(of, &sample.outcome, sample.at_us.second(), 1);
            }
            Record::Frame(frame) if !frame.is_warmup() && !frame.is_fault() => {
                let key = &frame.key;
                let of = (&*key.name, &*key.method, key.host.as_deref());
                let n = u32::try_from(frame.tally.n).unwrap_or(u32::MAX);
                self.count(of, &key.outcome, key.second, n);
            }
            _ => {}
        }
    }

    /// Requests and failures of an endpoint that were due from one instant to another, by whole seconds.
    pub(crate) fn counts(
        &self,
        endpoint: &Endpoint,
        from: UnixMicros,
        until: UnixMicros,
    ) -> (u64, u64) {
        let rings = self.names.get(&endpoint.name);
        let mut rings = rings.into_iter().flatten();
        let known = rings.find(|ring| ring.method == endpoint.method && ring.host == endpoint.host);
        let seconds = match known {
            Some(ring) => &ring.seconds,
            None if *endpoint == Endpoint::other() => &self.other,
            None => return (0, 0),
        };
        let mut sum = (0, 0);
        for (second, (requests, failures)) in seconds.of.iter().zip(seconds.counts) {
            if (from.second()..until.second()).contains(second) {
                sum = (sum.0 + u64::from(requests), sum.1 + u64::from(failures));
            }
        }
        sum
    }

    /// How many endpoints are told apart.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.n_endpoints
    }

    fn count(
        &mut self,
        of: (&str, &str, Option<&str>),
        outcome: &Outcome<'_>,
        second: u64,
        n: u32,
    ) {
        if !outcome.is_request() {
            return;
        }
        let failures = if outcome.is_error() { n } else { 0 };
        self.seconds(of).add(second, (n, failures));
    }

    fn seconds(&mut self, (name, method, host): (&str, &str, Option<&str>)) -> &mut Seconds {
        let is_it = |ring: &Ring| ring.method == method && ring.host.as_deref() == host;
        let place = self
            .names
            .get(name)
            .and_then(|rings| rings.iter().position(is_it));
        let place = match place {
            Some(place) => place,
            None if self.n_endpoints >= Self::MOST => return &mut self.other,
            None => {
                self.n_endpoints += 1;
                let rings = self.names.entry(name.to_owned()).or_default();
                rings.push(Ring {
                    method: method.to_owned(),
                    host: host.map(ToOwned::to_owned),
                    seconds: Box::default(),
                });
                rings.len() - 1
            }
        };
        match self.names.get_mut(name) {
            Some(rings) => &mut rings[place].seconds,
            None => &mut self.other,
        }
    }
}

impl Default for Seconds {
    fn default() -> Self {
        Self {
            of: [0; Late::SECONDS],
            counts: [(0, 0); Late::SECONDS],
        }
    }
}

impl Seconds {
    fn add(&mut self, second: u64, (requests, failures): Counts) {
        let place = usize::try_from(second % Late::SECONDS as u64).unwrap_or_default();
        if self.of[place] > second {
            return;
        }
        if self.of[place] < second {
            (self.of[place], self.counts[place]) = (second, (0, 0));
        }
        let sum = &mut self.counts[place];
        *sum = (
            sum.0.saturating_add(requests),
            sum.1.saturating_add(failures),
        );
    }
}

#[cfg(test)]
mod tests {
    use lt_sample::{RunId, Sample};

    use super::*;

    fn add(late: &mut Late, second: u64, name: &str, outcome: Outcome<'static>) {
        let run = RunId::parse("k3x9a2bc").unwrap();
        let at = UnixMicros::from_second(second);
        late.add(&Record::Sample(Sample::new(run, at, "GET", name, outcome)));
    }

    fn endpoint(name: &str) -> Endpoint {
        Endpoint {
            name: name.to_owned(),
            method: "GET".to_owned(),
            host: None,
        }
    }

    #[test]
    fn the_last_seconds_are_counted_and_those_before_forgotten() {
        let mut late = Late::default();
        for second in 1000..2000 {
            add(&mut late, second, "/", Outcome::Ok);
            add(&mut late, second, "/", Outcome::Timeout);
            add(&mut late, second, "/", Outcome::Dropped);
        }
        add(&mut late, 1000, "/", Outcome::Ok);
        let between = |from, until| {
            let at = UnixMicros::from_second;
            late.counts(&endpoint("/"), at(from), at(until))
        };
        assert_eq!(between(1990, 2000), (20, 10));
        assert_eq!(between(1999, 2005), (2, 1));
        assert_eq!(between(1000, 1900), (0, 0));
    }

    #[test]
    fn endpoints_beyond_the_bound_share_a_row() {
        let mut late = Late::default();
        for n in 0..Late::MOST + 500 {
            add(&mut late, 7, &format!("/{n}"), Outcome::Ok);
        }
        assert_eq!(late.names.len(), Late::MOST);
        let seconds = (UnixMicros::from_second(0), UnixMicros::from_second(10));
        assert_eq!(
            late.counts(&Endpoint::other(), seconds.0, seconds.1),
            (500, 0)
        );
        assert_eq!(
            late.counts(&endpoint("/unknown"), seconds.0, seconds.1),
            (0, 0)
        );
    }
}
