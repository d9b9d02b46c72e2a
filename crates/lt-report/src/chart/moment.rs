//! One window of a run, or several together.

use lt_sample::{Histogram, Micros};
use lt_stats::{Answers, Percentile, Window, percentile};

/// What is known of one stretch of time. An absent value is unknown, which is not zero.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Moment {
    /// Its beginning in seconds since the start.
    pub(crate) second: f64,
    /// Requests per second; zero where the generator ran and nothing was due.
    pub(crate) requests: Option<f64>,
    /// Errors per second.
    pub(crate) errors: Option<f64>,
    /// Median of the response time in milliseconds.
    pub(crate) p50: Option<f64>,
    /// 95th percentile of the response time in milliseconds.
    pub(crate) p95: Option<f64>,
    /// 99th percentile of the response time in milliseconds.
    pub(crate) p99: Option<f64>,
    /// The most that there were of the population.
    pub(crate) population: Option<f64>,
    /// How the requests were answered.
    pub(crate) answers: Answers,
    /// The response times.
    pub(crate) response: Histogram<8>,
    /// Seconds of which is known what was due.
    pub(super) known: f64,
    pub(super) due: u64,
    pub(super) failed: u64,
}

impl Moment {
    pub(super) fn new(
        since_start: Micros,
        known: Micros,
        window: Window,
        population: Option<f64>,
    ) -> Self {
        let mut moment = Self {
            second: since_start.as_secs_f64(),
            population,
            answers: window.answers,
            response: window.response,
            known: known.as_secs_f64(),
            due: window.requests,
            failed: window.errors,
            ..Self::default()
        };
        moment.tell();
        moment
    }

    /// Takes in a later one; [`Moment::tell`] then tells what both amount to.
    pub(super) fn add(&mut self, other: &Self) {
        self.known += other.known;
        self.due = self.due.saturating_add(other.due);
        self.failed = self.failed.saturating_add(other.failed);
        self.response.add(&other.response);
        let sums = self.answers.classes.iter_mut().zip(other.answers.classes);
        sums.for_each(|(sum, n)| *sum = sum.saturating_add(n));
        self.answers.none = self.answers.none.saturating_add(other.answers.none);
        let populations = [self.population, other.population];
        self.population = populations.into_iter().flatten().reduce(f64::max);
    }

    /// How many requests a second there were of `n`; `None` where nothing is known.
    pub(crate) fn per_second(&self, n: u64) -> Option<f64> {
        (self.known > 0.0).then(|| n as f64 / self.known)
    }

    pub(super) fn tell(&mut self) {
        let ms = |p| Some(percentile(&self.response, p)?.0 as f64 / 1000.0);
        let times = [Percentile::P50, Percentile::P95, Percentile::P99].map(ms);
        [self.p50, self.p95, self.p99] = times;
        self.requests = self.per_second(self.due);
        self.errors = self.per_second(self.failed);
    }
}
