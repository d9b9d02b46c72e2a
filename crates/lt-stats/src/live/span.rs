//! From when to when a stream tells of requests, and which part of that is complete enough to be shown.

use std::borrow::Cow;
use std::collections::BTreeSet;

use lt_sample::{Micros, UnixMicros};

use super::Stream;
use crate::{GaugeSeries, Percentile, Window, percentile};

/// From when to when a stream tells of requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Length of a window.
    pub width: Micros,
    /// Beginning of the first window in which something was due.
    pub first: Option<UnixMicros>,
    /// Beginning of the window that is going on; `None` where there is none yet.
    pub now: Option<UnixMicros>,
    /// End of the last window whose answers are in, by and large; zero where there is none yet.
    pub until: UnixMicros,
}

impl Span {
    /// How many of the latest windows tell how long an answer takes.
    const RECENT: usize = 30;
    const LONGEST_WAIT: u64 = 10_000_000;

    /// Of the windows and gauges of one summary.
    pub fn of(
        windows: &[(UnixMicros, Cow<'_, Window>)],
        width: Micros,
        gauges: &[GaugeSeries],
        stream: Stream,
    ) -> Self {
        let own = gauges.iter().filter(|series| series.of_generator);
        let told = own.filter_map(|series| Some(series.points.last()?.0));
        let due = windows.last().map(|(at, _)| *at);
        let now = told.chain(due).max();
        let until = match (stream, now) {
            (_, None) => UnixMicros::default(),
            // The run ended somewhere in its last window.
            (Stream::Ended, Some(_)) if windows.len() > 2 => due.unwrap_or_default(),
            (Stream::Ended, Some(now)) => now + width,
            (Stream::Open, Some(now)) => match settled(windows, width, now) {
                // Better a part of the first second than nothing.
                settled if due_before(windows, settled) => settled,
                _ => now + width,
            },
        };
        Self {
            width,
            first: windows.first().map(|(at, _)| *at),
            now,
            until,
        }
    }
}

/// The complete windows in order of time: those in which something was due, and, without a window, those in which a
/// generator was at work but nothing was due.
pub fn complete<'w>(
    windows: &'w [(UnixMicros, Cow<'_, Window>)],
    gauges: &[GaugeSeries],
    span: &Span,
) -> Vec<(UnixMicros, Option<&'w Window>)> {
    let worked = gauges.iter().filter(|series| series.of_generator);
    let worked = worked.flat_map(|series| series.points.iter().map(|(at, _)| *at));
    let is_measured = |at: &UnixMicros| span.first.is_some_and(|first| first <= *at);
    let worked: BTreeSet<UnixMicros> = worked.filter(is_measured).collect();
    let idle = worked
        .into_iter()
        .filter(|at| windows.binary_search_by_key(at, |(at, _)| *at).is_err())
        .map(|at| (at, None));
    let busy = windows.iter().map(|(at, window)| (*at, Some(&**window)));
    let mut all: Vec<_> = busy.chain(idle).collect();
    all.sort_by_key(|(at, _)| *at);
    all.retain(|(at, _)| *at < span.until);
    all
}

fn due_before(windows: &[(UnixMicros, Cow<'_, Window>)], until: UnixMicros) -> bool {
    windows.first().is_some_and(|(first, _)| *first < until)
}

/// A sample is written when it ends and counted where it was due: before an answer's time has passed, the last windows
/// look emptier than they are.
fn settled(
    windows: &[(UnixMicros, Cow<'_, Window>)],
    width: Micros,
    now: UnixMicros,
) -> UnixMicros {
    let recent = windows.iter().rev().take(Span::RECENT);
    let times = recent.filter_map(|(_, window)| percentile(&window.response, Percentile::P95));
    let wait = times.max().unwrap_or_default().0.min(Span::LONGEST_WAIT);
    let whole = (wait + width.0 / 2) / width.0.max(1);
    UnixMicros(now.0.saturating_sub(whole.saturating_mul(width.0)))
}
