//! The run over time, and which part of it is complete enough to be shown.

use std::borrow::Cow;
use std::collections::BTreeSet;

use lt_sample::{Micros, UnixMicros};
use lt_stats::{GaugeSeries, Percentile, Summary, Window, percentile};

use super::Stream;
use crate::runs;

/// Rates and response times by second, the load beside them. Seconds count from the beginning of the first run.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::live) struct Course {
    /// How many seconds a point stands for.
    pub(in crate::live) width: f64,
    /// In order of time; where nothing was going on, there is none.
    pub(in crate::live) points: Vec<Point>,
    /// Which load it is, and how much of it there was in which second.
    pub(in crate::live) load: (Load, Vec<(f64, f64)>),
    /// Where the complete part ends.
    pub(in crate::live) until: f64,
}

/// What tells best how much was asked of the target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::live) enum Load {
    #[default]
    Users,
    /// Without virtual users, arrivals wait for nobody.
    InFlight,
}

/// One window.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::live) struct Point {
    /// Its beginning.
    pub(in crate::live) second: f64,
    /// Requests per second.
    pub(in crate::live) rate: f64,
    /// Failures per second.
    pub(in crate::live) failures: f64,
    /// Median of the response time in milliseconds.
    pub(in crate::live) p50: Option<f64>,
    /// 95th percentile of the same.
    pub(in crate::live) p95: Option<f64>,
}

impl Course {
    pub(super) fn of(
        windows: &[(UnixMicros, Cow<'_, Window>)],
        gauges: &[GaugeSeries],
        span: &Span,
        summary: &Summary,
    ) -> Self {
        let runs = runs::in_order(summary).into_iter();
        let started = runs.filter_map(|(_, account)| Some(account.run.as_ref()?.started_us));
        let Some(start) = started.min().or(span.first) else {
            return Self::default();
        };
        // Whole seconds, as the windows are.
        let start = UnixMicros::from_second(start.second());
        let second = |at: UnixMicros| match at < start {
            true => -start.since(at).as_secs_f64(),
            false => at.since(start).as_secs_f64(),
        };
        let load = Load::of(gauges);
        let loads = of_generator(gauges, load.gauge()).iter();
        let loads = loads.map(|(at, value)| (second(*at), *value)).collect();
        Self {
            width: span.width.as_secs_f64(),
            points: points(windows, gauges, span, second),
            load: (load, loads),
            until: second(span.until),
        }
    }
}

impl Load {
    pub(super) fn of(gauges: &[GaugeSeries]) -> Self {
        let users = of_generator(gauges, "users");
        match users.iter().any(|(_, users)| *users > 0.0) {
            true => Self::Users,
            false => Self::InFlight,
        }
    }

    pub(in crate::live) fn name(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::InFlight => "in flight",
        }
    }

    fn gauge(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::InFlight => "in_flight",
        }
    }
}

/// One point for each complete window in which something was due or a generator was at work.
fn points(
    windows: &[(UnixMicros, Cow<'_, Window>)],
    gauges: &[GaugeSeries],
    span: &Span,
    second: impl Fn(UnixMicros) -> f64,
) -> Vec<Point> {
    let worked = gauges.iter().filter(|series| series.of_generator);
    let worked = worked.flat_map(|series| series.points.iter().map(|(at, _)| *at));
    let is_measured = |at: &UnixMicros| span.first.is_some_and(|first| first <= *at);
    let idle: BTreeSet<UnixMicros> = worked.filter(is_measured).collect();
    let idle = idle
        .into_iter()
        .filter(|at| windows.binary_search_by_key(at, |(at, _)| *at).is_err())
        .map(|at| (at, Point::default()));
    let length = span.width.as_secs_f64();
    let busy = windows.iter().map(|(at, window)| {
        let time = |p| percentile(&window.response, p).map(|time| time.0 as f64 / 1000.0);
        let point = Point {
            rate: window.requests as f64 / length,
            failures: window.errors as f64 / length,
            p50: time(Percentile::P50),
            p95: time(Percentile::P95),
            ..Point::default()
        };
        (*at, point)
    });
    let mut points: Vec<(UnixMicros, Point)> = busy.chain(idle).collect();
    points.sort_by_key(|(at, _)| *at);
    let complete = points.into_iter().filter(|(at, _)| *at < span.until);
    let placed = complete.map(|(at, point)| Point {
        second: second(at),
        ..point
    });
    placed.collect()
}

/// One of the generators' own gauges; of several tests, that of the one at work. Empty where there is none.
pub(super) fn of_generator<'g>(gauges: &'g [GaugeSeries], name: &str) -> &'g [(UnixMicros, f64)] {
    let own = gauges
        .iter()
        .filter(|series| series.of_generator && series.name == name);
    own.max_by_key(|series| series.points.last().map(|(at, _)| *at))
        .map_or(&[], |series| &series.points)
}

/// From when to when the stream tells of requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    /// Length of a window.
    pub(super) width: Micros,
    /// Beginning of the first window.
    pub(super) first: Option<UnixMicros>,
    /// Beginning of the second that is going on; `None` where there is none yet.
    pub(super) now: Option<UnixMicros>,
    /// End of the last window whose answers are in, by and large.
    pub(super) until: UnixMicros,
}

impl Span {
    /// How many of the latest windows tell how long an answer takes.
    const RECENT: usize = 30;
    const LONGEST_WAIT: u64 = 10_000_000;

    pub(super) fn of(
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
