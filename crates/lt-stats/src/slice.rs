//! Some of a summary's series, added up.

use std::collections::BTreeMap;

use lt_sample::{Micros, Outcome, Tally};

use crate::SeriesKey;

/// The sum of some series: an endpoint's row, the total, or what a selector picks.
///
/// Its tally holds requests only; what was dropped or cancelled is counted beside it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Slice {
    /// What the requests amount to.
    pub tally: Tally,
    /// Requests whose outcome is neither `ok` nor `fault_injected`.
    pub errors: u64,
    /// Arrivals that were never sent.
    pub dropped: u64,
    /// Requests that the end of the run cut short.
    pub cancelled: u64,
    /// How many samples ended in each way, by outcome.
    pub outcomes: BTreeMap<String, u64>,
    /// How many requests were answered with each status.
    pub statuses: BTreeMap<u16, u64>,
}

impl Slice {
    /// Number of requests: all samples but those dropped and cancelled.
    pub fn requests(&self) -> u64 {
        self.tally.n
    }

    /// Share of the requests that are errors, 0 to 1; `None` without requests.
    pub fn error_rate(&self) -> Option<f64> {
        (self.tally.n > 0).then(|| self.errors as f64 / self.tally.n as f64)
    }

    /// From the earliest intended start to the latest end of its requests; zero without requests.
    pub fn span(&self) -> Micros {
        match self.tally.n {
            0 => Micros(0),
            _ => self.tally.last.since(self.tally.first),
        }
    }

    /// Requests per second of `span`; 0 where that is empty.
    pub fn rate_over(&self, span: Micros) -> f64 {
        per_second(self.tally.n, span)
    }

    /// Errors per second of `span`; 0 where that is empty.
    pub fn errors_per_second_over(&self, span: Micros) -> f64 {
        per_second(self.errors, span)
    }

    pub(crate) fn add(&mut self, key: &SeriesKey, tally: &Tally) {
        let outcome = &key.ending.outcome;
        let add = |sum: &mut u64| *sum = sum.saturating_add(tally.n);
        add(self
            .outcomes
            .entry(outcome.as_str().to_owned())
            .or_default());
        match outcome {
            Outcome::Dropped => add(&mut self.dropped),
            Outcome::Cancelled => add(&mut self.cancelled),
            _ => {
                self.tally.add(tally);
                if outcome.is_error() {
                    add(&mut self.errors);
                }
                if let Some(status) = key.ending.status {
                    add(self.statuses.entry(status).or_default());
                }
            }
        }
    }
}

fn per_second(n: u64, span: Micros) -> f64 {
    match span.0 {
        0 => 0.0,
        _ => n as f64 / span.as_secs_f64(),
    }
}
