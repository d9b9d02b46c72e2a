//! Some of a summary's series, added up.

use std::collections::BTreeMap;

use lt_sample::{Micros, Outcome, Tally};

use crate::legs::Stretch;

/// The sum of some series: an endpoint's row, the total, or what a selector picks.
///
/// Its tally holds requests only; what was dropped or cancelled is counted beside it, and injected faults are not in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Slice {
    /// What the requests amount to.
    pub tally: Tally,
    /// Requests whose outcome is not `ok`.
    pub errors: u64,
    /// Arrivals that were never sent.
    pub dropped: u64,
    /// Requests that the end of the run cut short.
    pub cancelled: u64,
    /// How many samples ended in each way, by outcome.
    pub outcomes: BTreeMap<String, u64>,
    /// How many requests were answered with each status.
    pub statuses: BTreeMap<u16, u64>,
    /// The time of its requests without pauses, where somebody worked that out.
    span: Option<Micros>,
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

    /// From the earliest intended start to the latest end of its requests, without the pauses between the legs of a
    /// test; zero without requests.
    pub fn span(&self) -> Micros {
        let whole = || {
            self.stretch()
                .map(|stretch| stretch.last.since(stretch.first))
        };
        self.span.or_else(whole).unwrap_or_default()
    }

    /// Requests per second of `span`; 0 where that is empty.
    pub fn rate_over(&self, span: Micros) -> f64 {
        per_second(self.tally.n, span)
    }

    /// Errors per second of `span`; 0 where that is empty.
    pub fn errors_per_second_over(&self, span: Micros) -> f64 {
        per_second(self.errors, span)
    }

    /// Adds samples that ended alike.
    pub(crate) fn add(&mut self, outcome: &Outcome<'_>, status: Option<u16>, tally: &Tally) {
        if self.count(outcome, status, tally.n) {
            self.tally.add(tally);
        }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        let add = |sum: &mut u64, n: u64| *sum = sum.saturating_add(n);
        self.tally.add(&other.tally);
        add(&mut self.errors, other.errors);
        add(&mut self.dropped, other.dropped);
        add(&mut self.cancelled, other.cancelled);
        for (outcome, n) in &other.outcomes {
            add(self.outcomes.entry(outcome.clone()).or_default(), *n);
        }
        for (status, n) in &other.statuses {
            add(self.statuses.entry(*status).or_default(), *n);
        }
        self.span = None;
    }

    /// Counts samples, and tells whether they are requests, which belong into the tally.
    pub(crate) fn count(&mut self, outcome: &Outcome<'_>, status: Option<u16>, n: u64) -> bool {
        let add = |sum: &mut u64| *sum = sum.saturating_add(n);
        match self.outcomes.get_mut(outcome.as_str()) {
            Some(sum) => add(sum),
            None => add(self
                .outcomes
                .entry(outcome.as_str().to_owned())
                .or_default()),
        }
        match outcome {
            Outcome::Dropped => add(&mut self.dropped),
            Outcome::Cancelled => add(&mut self.cancelled),
            _ => {
                if outcome.is_error() {
                    add(&mut self.errors);
                }
                if let Some(status) = status {
                    add(self.statuses.entry(status).or_default());
                }
            }
        }
        outcome.is_request()
    }

    /// From the earliest intended start to the latest end; `None` without requests.
    pub(crate) fn stretch(&self) -> Option<Stretch> {
        (self.tally.n > 0).then_some(Stretch {
            first: self.tally.first,
            last: self.tally.last,
        })
    }

    /// Counts no time that is in none of the stretches in which there was load.
    pub(crate) fn leave_out_pauses(&mut self, load: &[Stretch]) {
        self.span = self.stretch().map(|stretch| stretch.time_in(load));
    }

    pub(crate) fn set_span(&mut self, span: Micros) {
        self.span = Some(span);
    }
}

fn per_second(n: u64, span: Micros) -> f64 {
    match span.0 {
        0 => 0.0,
        _ => n as f64 / span.as_secs_f64(),
    }
}
