//! The run over time: lists as long as each other, a place in them a window.

use std::borrow::Cow;

use lt_sample::{Event, Micros, UnixMicros};
use lt_stats::live::{Span, Stream, complete, of_generator};
use lt_stats::{GaugeSeries, Summary, Window};
use serde::Serialize;

use super::row::times_of;
use super::{seconds, text};

/// The run over time.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Series {
    /// How many seconds a window is long; it doubles when there are too many of them.
    pub(crate) width: f64,
    /// When each window begins: seconds of Unix time.
    pub(crate) at: Vec<f64>,
    /// Requests per second.
    pub(crate) rate: Vec<Option<f64>>,
    /// Failures per second.
    pub(crate) failures: Vec<Option<f64>>,
    /// Percentiles of the response time in milliseconds.
    pub(crate) p50: Vec<Option<f64>>,
    /// As above.
    pub(crate) p95: Vec<Option<f64>>,
    /// As above.
    pub(crate) p99: Vec<Option<f64>>,
    /// Virtual users.
    pub(crate) users: Vec<Option<f64>>,
    /// Requests that have not been answered.
    pub(crate) in_flight: Vec<Option<f64>>,
    /// Share of a core that the generator's busiest thread uses.
    pub(crate) cpu: Vec<Option<f64>>,
    /// How late the generator sends, in milliseconds: 99th percentile.
    pub(crate) delay_p99: Vec<Option<f64>>,
    /// From when to when requests were not measured, where there was such a time; not in a tail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) warmup: Option<[f64; 2]>,
    /// What happened when.
    pub(crate) marks: Vec<Mark>,
}

/// Something that happened.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Mark {
    /// When: seconds of Unix time.
    pub(crate) at: f64,
    /// What kind of thing.
    pub(crate) name: String,
    /// The same in words.
    pub(crate) text: String,
}

/// What a series is made of.
pub(super) struct Course<'c> {
    pub(super) windows: &'c [(UnixMicros, Cow<'c, Window>)],
    pub(super) gauges: &'c [GaugeSeries],
    pub(super) span: &'c Span,
    pub(super) events: &'c [&'c Event],
}

impl Series {
    /// A run that is over.
    pub(crate) fn of(summary: &Summary) -> Self {
        Self::whole(summary, Stream::Ended)
    }

    /// All of a run that may go on.
    pub(crate) fn whole(summary: &Summary, stream: Stream) -> Self {
        let (width, windows) = summary.windows();
        let gauges = summary.gauges();
        let course = Course {
            span: &Span::of(&windows, width, &gauges, stream),
            windows: &windows,
            gauges: &gauges,
            events: &summary.events().0,
        };
        Self {
            warmup: warmup(summary),
            ..Self::latest(&course, usize::MAX)
        }
    }

    /// The last windows, at most so many.
    pub(super) fn latest(course: &Course<'_>, most: usize) -> Self {
        let windows = complete(course.windows, course.gauges, course.span);
        let windows = &windows[windows.len().saturating_sub(most)..];
        let mut series = Self {
            width: course.span.width.as_secs_f64(),
            at: windows.iter().map(|(at, _)| seconds(*at)).collect(),
            users: gauge(course.gauges, "users", windows),
            in_flight: gauge(course.gauges, "in_flight", windows),
            cpu: gauge(course.gauges, "cpu", windows),
            delay_p99: gauge(course.gauges, "delay_p99", windows),
            ..Self::default()
        };
        for delay in series.delay_p99.iter_mut().flatten() {
            *delay /= 1000.0;
        }
        windows
            .iter()
            .for_each(|(_, window)| series.add(*window, course.span.width));
        let from = match windows.first() {
            Some((at, _)) if most < usize::MAX => *at,
            _ => UnixMicros(0),
        };
        let events = course.events.iter();
        let events = events.filter(|event| from <= event.at_us);
        series.marks = events.map(|event| Mark::of(event)).collect();
        series
    }

    fn add(&mut self, window: Option<&Window>, width: Micros) {
        let per_second = |n: u64| Some(n as f64 / width.as_secs_f64());
        let [p50, p95, p99] = window.map_or([None; 3], |window| times_of(&window.response));
        let requests = window.map_or(0, |window| window.requests);
        self.rate.push(per_second(requests));
        let errors = window.map_or(0, |window| window.errors);
        self.failures.push(per_second(errors));
        self.p50.push(p50);
        self.p95.push(p95);
        self.p99.push(p99);
    }
}

impl Mark {
    const NAME_LENGTH: usize = 60;
    const TEXT_LENGTH: usize = 300;

    fn of(event: &Event) -> Self {
        Self {
            at: seconds(event.at_us),
            name: text::cut(&event.name, Self::NAME_LENGTH),
            text: text::cut(&event.text, Self::TEXT_LENGTH),
        }
    }
}

/// The warm-up of the run that began first.
fn warmup(summary: &Summary) -> Option<[f64; 2]> {
    let runs = summary.ledger().runs();
    let lines = runs.filter_map(|(_, account)| account.run.as_ref());
    let first = lines.min_by_key(|run| run.started_us)?;
    let end = first.started_us + first.warmup_us?;
    Some([seconds(first.started_us), seconds(end)])
}

/// What one of the generators' own gauges says of each window.
fn gauge(
    gauges: &[GaugeSeries],
    name: &str,
    windows: &[(UnixMicros, Option<&Window>)],
) -> Vec<Option<f64>> {
    let points = of_generator(gauges, name);
    let value = |at: &UnixMicros| {
        let place = points.binary_search_by_key(at, |(at, _)| *at).ok()?;
        Some(points[place].1)
    };
    windows.iter().map(|(at, _)| value(at)).collect()
}
