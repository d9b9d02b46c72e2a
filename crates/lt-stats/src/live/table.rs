//! The table of endpoints, cheap enough to be made anew every second.
//!
//! It says what [`Summary::endpoints`] and [`Summary::total`] say of requests and response times, but goes through the
//! series once, and copies no histogram of an endpoint whose requests all ended alike.

use std::borrow::Cow;
use std::collections::HashMap;

use foldhash::fast::FixedState;
use lt_sample::{Histogram, Micros, Outcome, Tally, UnixMicros};

use crate::bucket::highest_of;
use crate::legs::Stretch;
use crate::{Endpoint, Percentile, SeriesKey, Summary};

/// The endpoints of a summary and their sum.
#[derive(Clone, Debug)]
pub struct Table<'s> {
    /// The sum of everything.
    pub total: Row<'s>,
    /// The time of all requests without the pauses between legs: what rates are over.
    pub span: Micros,
    /// In the order of name, method and host, `other` last.
    pub endpoints: Vec<(&'s Endpoint, Row<'s>)>,
    /// What went wrong how often: most frequent first, then by endpoint.
    pub failures: Vec<(&'s SeriesKey, &'s Tally)>,
}

/// What some requests amount to.
#[derive(Clone, Debug)]
pub struct Row<'s> {
    /// Requests.
    pub requests: u64,
    /// Requests that are errors.
    pub errors: u64,
    /// Arrivals that were never sent.
    pub dropped: u64,
    /// Requests that the end of the run cut short.
    pub cancelled: u64,
    /// Body bytes received.
    pub received: u64,
    /// Earliest intended start; the largest instant without requests.
    pub first: UnixMicros,
    /// Latest end; zero without requests.
    pub last: UnixMicros,
    /// Response times.
    pub response: Cow<'s, Histogram>,
}

impl<'s> Table<'s> {
    /// Looks at a summary.
    pub fn of(summary: &'s Summary) -> Self {
        let mut rows: HashMap<&Endpoint, Row<'s>, FixedState> = HashMap::default();
        let mut total = Row::default();
        let mut failures = Vec::new();
        for (key, tally) in summary.series() {
            let row = rows.entry(&key.endpoint).or_default();
            row.add(&key.ending.outcome, tally);
            total.count(&key.ending.outcome, tally);
            if key.ending.outcome.is_error() {
                failures.push((key, tally));
            }
        }
        let times = total.response.to_mut();
        rows.values().for_each(|row| times.add(&row.response));
        let mut endpoints: Vec<_> = rows.into_iter().collect();
        let other = Endpoint::other();
        endpoints.sort_unstable_by_key(|(endpoint, _)| (**endpoint == other, *endpoint));
        failures.sort_unstable_by(|(key, tally), (other_key, other): &(&SeriesKey, &Tally)| {
            other.n.cmp(&tally.n).then_with(|| key.cmp(other_key))
        });
        let whole = (total.requests > 0).then_some(Stretch {
            first: total.first,
            last: total.last,
        });
        let span = whole.map(|whole| whole.time_in(&summary.load()));
        Self {
            total,
            span: span.unwrap_or_default(),
            endpoints,
            failures,
        }
    }
}

impl Table<'_> {
    /// So many of all requests a second; 0 where their time is empty.
    pub fn per_second(&self, n: u64) -> f64 {
        match self.span.0 {
            0 => 0.0,
            _ => n as f64 / self.span.as_secs_f64(),
        }
    }
}

impl Default for Row<'_> {
    fn default() -> Self {
        Self {
            requests: 0,
            errors: 0,
            dropped: 0,
            cancelled: 0,
            received: 0,
            first: UnixMicros(u64::MAX),
            last: UnixMicros(0),
            response: Cow::Owned(Histogram::new()),
        }
    }
}

impl<'s> Row<'s> {
    fn add(&mut self, outcome: &Outcome<'_>, tally: &'s Tally) {
        self.count(outcome, tally);
        if !outcome.is_request() || tally.response.is_empty() {
            return;
        }
        match self.response.is_empty() {
            true => self.response = Cow::Borrowed(&tally.response),
            false => self.response.to_mut().add(&tally.response),
        }
    }

    /// All but the response times.
    fn count(&mut self, outcome: &Outcome<'_>, tally: &Tally) {
        let add = |sum: &mut u64, n: u64| *sum = sum.saturating_add(n);
        match outcome {
            Outcome::Dropped => return add(&mut self.dropped, tally.n),
            Outcome::Cancelled => return add(&mut self.cancelled, tally.n),
            _ => {}
        }
        add(&mut self.requests, tally.n);
        add(&mut self.received, tally.received);
        if outcome.is_error() {
            add(&mut self.errors, tally.n);
        }
        self.first = self.first.min(tally.first);
        self.last = self.last.max(tally.last);
    }
}

/// Several percentiles in ascending order, each as [`percentile`](crate::percentile()) gives it, in one walk through the
/// buckets.
pub fn percentiles<const BITS: u32, const N: usize>(
    histogram: &Histogram<BITS>,
    percentiles: [Percentile; N],
) -> [Option<Micros>; N] {
    let (least, most) = (histogram.min(), histogram.max());
    let mut buckets = histogram.buckets_from_below();
    let (mut low, mut seen) = (0, 0_u64);
    percentiles.map(|percentile| {
        let rank = percentile.rank(histogram.count());
        while seen < rank {
            let (next, count) = buckets.next()?;
            (low, seen) = (next, seen.saturating_add(count));
        }
        let middle = low + (highest_of::<BITS>(low) - low).div_ceil(2);
        Some(Micros(match rank {
            0 => return None,
            rank if rank == histogram.count() => most,
            _ => middle.clamp(least, most),
        }))
    })
}
