//! How fast and how well.

use lt_sample::{Histogram, Micros, UnixMicros};
use lt_stats::{Percentile, Slice, Window, percentile};
use std::borrow::Cow;

use super::course::Span;

/// Rates and percentiles of some requests.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::live) struct Figures {
    pub(in crate::live) requests: u64,
    pub(in crate::live) errors: u64,
    /// Requests per second.
    pub(in crate::live) rate: f64,
    /// Failures per second.
    pub(in crate::live) failures: f64,
    /// Percentiles of the response time.
    pub(in crate::live) p50: Option<Micros>,
    pub(in crate::live) p95: Option<Micros>,
    pub(in crate::live) p99: Option<Micros>,
}

/// What "now" means.
const NOW: Micros = Micros(10_000_000);

impl Figures {
    pub(super) fn overall(total: &Slice) -> Self {
        Self {
            requests: total.requests(),
            errors: total.errors,
            rate: total.rate_over(total.span()),
            failures: total.errors_per_second_over(total.span()),
            ..Self::of_times(&total.tally.response)
        }
    }

    /// The last ten seconds whose answers are in, or the last window where those are longer.
    pub(super) fn now(
        windows: &[(UnixMicros, Cow<'_, Window>)],
        span: &Span,
        total: &Slice,
    ) -> Self {
        let length = NOW.0.max(span.width.0);
        let from = UnixMicros(span.until.0.saturating_sub(length));
        let is_now = |at: UnixMicros| from <= at && at < span.until;
        let mut times: Histogram<8> = Histogram::new();
        let (mut requests, mut errors) = (0_u64, 0_u64);
        for (_, window) in windows.iter().rev().filter(|(at, _)| is_now(*at)) {
            requests = requests.saturating_add(window.requests);
            errors = errors.saturating_add(window.errors);
            times.add(&window.response);
        }
        // A run that has just begun, or has ended within its last second, is shorter.
        let last = match span.now {
            Some(now) if now < span.until => span.until.min(total.tally.last.max(now)),
            _ => span.until,
        };
        let time = last.since(from.max(total.tally.first)).as_secs_f64();
        let per_second = |n: u64| match time > 0.0 {
            true => n as f64 / time,
            false => 0.0,
        };
        Self {
            requests,
            errors,
            rate: per_second(requests),
            failures: per_second(errors),
            ..Self::of_times(&times)
        }
    }

    fn of_times<const BITS: u32>(times: &Histogram<BITS>) -> Self {
        let time = |p| percentile(times, p);
        Self {
            p50: time(Percentile::P50),
            p95: time(Percentile::P95),
            p99: time(Percentile::P99),
            ..Self::default()
        }
    }
}
