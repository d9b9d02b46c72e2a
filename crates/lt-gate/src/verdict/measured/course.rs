//! The course of a run, coarse enough to be drawn.

use lt_sample::{Histogram, Micros, UnixMicros};
use lt_stats::{Percentile, Summary, percentile};
use serde::{Deserialize, Serialize};

use super::Measured;
use crate::format::document::number;

/// The course of a run: a point for each stretch of time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Course {
    /// Length of a stretch, in microseconds.
    pub width: u64,
    /// The points in order of time, of equal distance.
    pub points: Vec<Point>,
}

/// What was due in a stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// 95th percentile of the response times, in microseconds; `None` where nothing was due.
    pub p95: Option<u64>,
    /// Requests per second.
    #[serde(with = "number", default)]
    pub rate: Option<f64>,
}

/// Fewer are no course.
const FEWEST: u64 = 5;

/// The course of everything; `None` of a moment. Stretches are so long that something was due in each, where that leaves
/// enough of them.
pub(super) fn of(summary: &Summary) -> Option<Course> {
    let (width, windows) = summary.windows();
    let total = summary.total().tally;
    let first = windows.first()?.0;
    let n_windows = windows.last()?.0.since(first).0 / width.0 + 1;
    let most = Measured::MOST_POINTS as u64;
    let mut each = n_windows.div_ceil(most);
    let draw = |each: u64| {
        let width = Micros(width.0.saturating_mul(each));
        let mut stretches = vec![Stretch::default(); length(n_windows.div_ceil(each))];
        for (begin, window) in &windows {
            let at = length(begin.since(first).0 / width.0);
            if let Some(stretch) = stretches.get_mut(at) {
                stretch.requests = stretch.requests.saturating_add(window.requests);
                stretch.response.add(&window.response);
            }
        }
        let points = (0..).zip(&stretches).map(|(n, stretch)| {
            let begin = first + Micros(width.0.saturating_mul(n));
            stretch.point(begin, width, (total.first, total.last))
        });
        let mut points: Vec<Option<Point>> = points.collect();
        // Of its ends a run has but a part, by which no rate can be told.
        points.pop_if(|point| point.is_none());
        if points.first().is_some_and(Option::is_none) {
            points.remove(0);
        }
        Course {
            width: width.0,
            points: points.into_iter().map(Option::unwrap_or_default).collect(),
        }
    };
    let mut course = draw(each);
    while course.points.iter().any(|point| point.p95.is_none())
        && n_windows / (each * 2) >= 2 * FEWEST
    {
        each *= 2;
        course = draw(each);
    }
    (course.points.len() as u64 >= FEWEST).then_some(course)
}

fn length(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

#[derive(Clone, Debug, Default)]
struct Stretch {
    requests: u64,
    response: Histogram<8>,
}

impl Stretch {
    /// `None` where more than a tenth of the time lies outside of the run.
    fn point(
        &self,
        begin: UnixMicros,
        width: Micros,
        run: (UnixMicros, UnixMicros),
    ) -> Option<Point> {
        let end = (begin + width).min(run.1);
        let covered = end.since(begin.max(run.0));
        if covered.0 < width.0 / 10 * 9 {
            return None;
        }
        let p95 = Percentile::parse("95")?;
        Some(Point {
            p95: percentile(&self.response, p95).map(|time| time.0),
            rate: Some(self.requests as f64 / covered.as_secs_f64()),
        })
    }
}
