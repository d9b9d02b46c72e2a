//! The run over time.

use std::borrow::Cow;

use lt_sample::UnixMicros;
use lt_stats::live::{Span, complete, of_generator};
use lt_stats::{GaugeSeries, Percentile, Summary, Window, percentile};

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
    let length = span.width.as_secs_f64();
    let busy = |window: &Window| {
        let time = |p| percentile(&window.response, p).map(|time| time.0 as f64 / 1000.0);
        Point {
            rate: window.requests as f64 / length,
            failures: window.errors as f64 / length,
            p50: time(Percentile::P50),
            p95: time(Percentile::P95),
            ..Point::default()
        }
    };
    let complete = complete(windows, gauges, span).into_iter();
    let placed = complete.map(|(at, window)| Point {
        second: second(at),
        ..window.map(busy).unwrap_or_default()
    });
    placed.collect()
}
