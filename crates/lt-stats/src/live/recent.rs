//! How fast and how well of late.

use std::borrow::Cow;

use lt_sample::{Histogram, Micros, UnixMicros};

use super::Span;
use crate::Window;

/// What the last ten seconds amount to whose answers are in, or the last window where that is longer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recent {
    /// Its beginning.
    pub from: UnixMicros,
    /// Its end.
    pub until: UnixMicros,
    /// How much of it was load, in seconds: a run that has just begun, or has ended, is shorter.
    pub seconds: f64,
    /// Requests that were due in it.
    pub requests: u64,
    /// Those of them that are errors.
    pub errors: u64,
    /// Response times, with two digits.
    pub response: Histogram<8>,
}

impl Recent {
    const LENGTH: Micros = Micros(10_000_000);

    /// Of the windows of one summary, whose requests last from `first` to `last`.
    pub fn of(
        windows: &[(UnixMicros, Cow<'_, Window>)],
        span: &Span,
        first: UnixMicros,
        last: UnixMicros,
    ) -> Self {
        let length = Self::LENGTH.max(span.width);
        let from = UnixMicros(span.until.0.saturating_sub(length.0));
        let end = match span.now {
            Some(now) if now < span.until => span.until.min(last.max(now)),
            _ => span.until,
        };
        let mut recent = Self {
            from,
            until: span.until,
            seconds: end.since(from.max(first)).as_secs_f64(),
            ..Self::default()
        };
        let latest = windows.iter().rev().skip_while(|(at, _)| span.until <= *at);
        for (_, window) in latest.take_while(|(at, _)| from <= *at) {
            recent.requests = recent.requests.saturating_add(window.requests);
            recent.errors = recent.errors.saturating_add(window.errors);
            recent.response.add(&window.response);
        }
        recent
    }

    /// So many things of that time a second; 0 where there was no time.
    pub fn per_second(&self, n: u64) -> f64 {
        match self.seconds > 0.0 {
            true => n as f64 / self.seconds,
            false => 0.0,
        }
    }
}
