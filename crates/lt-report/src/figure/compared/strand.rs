//! The course of a group, leg by leg.

use lt_stats::{Group, Interval, Percentile, Timeline, percentile};

use crate::chart::{Points, Tone};

/// A group's legs, each counted from its start.
pub(super) struct Strand {
    pub(super) tone: Tone,
    /// Harmless text.
    pub(super) name: String,
    /// Seconds and requests per second, together as far as nothing is missing between them.
    pub(super) requests: Vec<Points>,
    /// The same of the 95th percentile of the response time in milliseconds.
    pub(super) p95: Vec<Points>,
}

type Value = fn(&Timeline, &Interval) -> Option<f64>;

impl Strand {
    pub(super) fn of(tone: Tone, name: &str, group: &Group) -> Self {
        let legs = |value: Value| {
            let timelines = group.timelines.iter();
            timelines.flat_map(|leg| pieces(leg, value)).collect()
        };
        Self {
            tone,
            name: name.to_owned(),
            requests: legs(per_second),
            p95: legs(p95),
        }
    }

    /// When its longest leg ended.
    pub(super) fn end(&self) -> f64 {
        let points = self.requests.iter().chain(&self.p95).flatten();
        points.map(|(second, _)| *second).fold(0.0, f64::max)
    }
}

/// The values of a leg, cut where an interval is missing. A value stands at the middle of its interval.
fn pieces(leg: &Timeline, value: Value) -> Vec<Points> {
    let mut pieces: Vec<Points> = Vec::new();
    let mut end = None;
    for interval in &leg.intervals {
        let Some(value) = value(leg, interval) else {
            continue;
        };
        let middle = interval.begin.as_secs_f64() + interval.length.as_secs_f64() / 2.0;
        match pieces.last_mut().filter(|_| end == Some(interval.begin)) {
            Some(piece) => piece.push((middle, value)),
            None => pieces.push(vec![(middle, value)]),
        }
        end = Some(interval.begin + interval.length);
    }
    pieces
}

fn per_second(leg: &Timeline, interval: &Interval) -> Option<f64> {
    // At the ends of a leg a few requests in a sliver of an interval would make any rate.
    let is_told = interval.length.0 * 2 >= leg.width.0 || leg.intervals.len() == 1;
    let seconds = interval.length.as_secs_f64();
    (is_told && seconds > 0.0).then(|| interval.window.requests as f64 / seconds)
}

fn p95(_: &Timeline, interval: &Interval) -> Option<f64> {
    let time = percentile(&interval.window.response, Percentile::P95)?;
    Some(time.0 as f64 / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lt_sample::Micros;
    use lt_stats::Window;

    #[test]
    fn a_leg_is_cut_where_an_interval_is_missing_and_slivers_have_no_rate() {
        let interval = |begin: u64, length: u64, requests: u64| Interval {
            begin: Micros(begin),
            length: Micros(length),
            window: Window {
                requests,
                ..Window::default()
            },
        };
        let leg = Timeline {
            width: Micros(1_000_000),
            intervals: vec![
                interval(0, 1000, 1),
                interval(1000, 1_000_000, 20),
                interval(1_001_000, 1_000_000, 10),
                interval(3_001_000, 500_000, 4),
            ],
        };
        let found = pieces(&leg, per_second);
        let rates: Vec<Vec<String>> = found
            .iter()
            .map(|piece| piece.iter().map(|(_, rate)| format!("{rate:.1}")).collect())
            .collect();
        assert_eq!(rates, [vec!["20.0", "10.0"], vec!["8.0"]]);
        assert!(pieces(&leg, p95).is_empty());
    }
}
