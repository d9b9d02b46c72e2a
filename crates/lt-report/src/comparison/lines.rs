//! The groups over time, as lines that can be laid over each other.

use lt_stats::{Interval, Percentile, Timeline, percentile};

use super::Comparison;

/// The name of each group and its pieces: points of second and value, together as far as nothing is missing between them.
pub(crate) type Lines = Vec<(String, Vec<Vec<(f64, f64)>>)>;

impl Comparison {
    /// The 95th percentile of the response time in milliseconds over the seconds since the start of each leg.
    pub(crate) fn response_times(&self) -> Lines {
        self.lines(|timeline| {
            let p95 = |interval: &Interval| {
                let p95 = percentile(&interval.window.response, Percentile::P95)?;
                Some((interval.begin.as_secs_f64(), p95.0 as f64 / 1000.0))
            };
            let pieces = timeline.intervals.chunk_by(|one, next| !is_gap(one, next));
            let pieces = pieces.map(|piece| piece.iter().filter_map(p95).collect());
            pieces.collect()
        })
    }

    /// Requests per second over the seconds since the start of each leg; zero where nothing was due in between.
    pub(crate) fn requests(&self) -> Lines {
        self.lines(|timeline| vec![rates(timeline)])
    }

    fn lines(&self, pieces: impl Fn(&Timeline) -> Vec<Vec<(f64, f64)>>) -> Lines {
        let lines = self.rows.iter().map(|row| {
            let pieces = row.group.timelines.iter().flat_map(&pieces);
            let pieces: Vec<_> = pieces.filter(|piece| !piece.is_empty()).collect();
            (row.name.clone(), pieces)
        });
        lines.filter(|(_, pieces)| !pieces.is_empty()).collect()
    }
}

fn is_gap(one: &Interval, next: &Interval) -> bool {
    one.begin + one.length < next.begin
}

fn rates(timeline: &Timeline) -> Vec<(f64, f64)> {
    let mut points = Vec::new();
    let intervals = &timeline.intervals;
    // A rate over a small part of an interval would be a spike that nobody saw.
    let is_whole = |interval: &Interval| interval.length.0 * 2 >= timeline.width.0;
    let all = intervals.iter().all(|interval| !is_whole(interval));
    for (place, interval) in intervals.iter().enumerate() {
        let rate = interval.window.requests as f64 / interval.length.as_secs_f64();
        if rate.is_finite() && (all || is_whole(interval)) {
            points.push((interval.begin.as_secs_f64(), rate));
        }
        let end = (interval.begin + interval.length).as_secs_f64();
        if let Some(next) = intervals
            .get(place + 1)
            .filter(|next| is_gap(interval, next))
        {
            let width = timeline.width.as_secs_f64();
            let last = (next.begin.as_secs_f64() - width).max(end);
            points.extend([(end, 0.0), (last, 0.0)]);
        }
    }
    points.dedup();
    points
}
