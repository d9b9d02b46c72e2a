//! What happened in each window, with what is missing left missing.

use std::collections::{BTreeMap, BTreeSet};

use lt_sample::{Micros, UnixMicros};
use lt_stats::{GaugeSeries, Percentile, Summary, Window, percentile};

use super::axis::Axis;
use super::legs::{Band, bands};
use super::{Line, Tone};
use crate::runs;

/// A summary's windows as moments since the start.
#[derive(Clone, Debug)]
pub(crate) struct OverTime {
    /// In order of time.
    pub(crate) moments: Vec<Moment>,
    /// The width of a window in seconds.
    pub(crate) width: f64,
    /// Length of the time axis in seconds, above 0.
    pub(crate) seconds: f64,
    /// From when to when warm-ups lasted, where they were left out: one of each leg.
    pub(crate) warmup: Vec<(f64, f64)>,
    /// The legs in order of time; empty where there is one.
    pub(crate) legs: Vec<Band>,
    /// Whose number was recorded.
    pub(crate) population: Population,
}

/// What is known of one window. An absent value is unknown, which is not zero.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Moment {
    /// Beginning of the window in seconds since the start.
    pub(crate) second: f64,
    /// Requests per second; zero where the generator ran and nothing was due.
    pub(crate) requests: Option<f64>,
    /// Errors per second.
    pub(crate) errors: Option<f64>,
    /// Median of the response time in milliseconds.
    pub(crate) p50: Option<f64>,
    /// 95th percentile of the response time in milliseconds.
    pub(crate) p95: Option<f64>,
    /// How many there were of the population.
    pub(crate) population: Option<f64>,
}

/// What a generator counts while it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Population {
    /// Virtual users of a closed model.
    Users,
    /// Requests in flight of an open model, which has no users.
    InFlight,
    /// Nothing was recorded.
    Nobody,
}

impl OverTime {
    pub(crate) fn of(summary: &Summary) -> Self {
        let (width, windows) = summary.windows();
        let gauges = summary.gauges();
        let (population, counts) = population(&gauges);
        let first_due = windows.first().map(|(at, _)| *at);
        let ran = seconds_of_the_generator(&gauges);
        let starts = runs::in_order(summary).into_iter();
        let starts = starts.filter_map(|(_, account)| Some(account.run.as_ref()?.started_us));
        let start = starts.chain(first_due).chain(ran.iter().copied()).min();
        let start = align(start.unwrap_or_default(), width);

        let warmup = warmup(summary, start);
        let is_warmup = |at: UnixMicros| {
            let second = at.since(start).as_secs_f64();
            let end = second + width.as_secs_f64();
            let mut warmups = warmup.iter();
            warmups.any(|(from, to)| *from < end && second < *to)
        };
        let mut moments: BTreeMap<UnixMicros, Moment> = BTreeMap::new();
        for at in &ran {
            // A second of the warm-up that is left out is not one without requests.
            let after_first = || first_due.is_some_and(|first| *at > first);
            let idle = summary.warmup() == 0 || (after_first() && !is_warmup(*at));
            let nothing = idle.then_some(0.0);
            let moment = moments.entry(*at).or_default();
            (moment.requests, moment.errors) = (nothing, nothing);
            moment.population = counts.get(at).copied();
        }
        for (at, window) in &windows {
            moments.entry(*at).or_default().fill(window, width);
        }
        for (at, moment) in &mut moments {
            moment.second = at.since(start).as_secs_f64();
        }
        let last = moments
            .values()
            .map(|moment| moment.second)
            .fold(0.0, f64::max);
        Self {
            moments: moments.into_values().collect(),
            width: width.as_secs_f64(),
            seconds: last
                .max(warmup.last().map_or(0.0, |(_, to)| *to))
                .max(width.as_secs_f64()),
            warmup,
            legs: bands(summary, start),
            population,
        }
    }

    /// A line through one value of all moments, cut where it is unknown and between legs.
    pub(crate) fn line(&self, tone: Tone, value: impl Fn(&Moment) -> Option<f64>) -> Line {
        let mut pieces: Vec<Vec<(f64, f64)>> = Vec::new();
        let mut before: Option<(f64, usize)> = None;
        for moment in &self.moments {
            let Some(value) = value(moment).filter(|value| value.is_finite()) else {
                before = None;
                continue;
            };
            let leg = self.leg(moment.second);
            let begun = leg
                .checked_sub(1)
                .map_or(0.0, |place| self.legs[place].from);
            let point = (moment.second.max(begun), value.clamp(0.0, Axis::MOST));
            let follows = before.is_some_and(|(second, before)| {
                moment.second - second < self.width * 1.5 && before == leg
            });
            match pieces.last_mut().filter(|_| follows) {
                Some(piece) => piece.push(point),
                None => pieces.push(vec![point]),
            }
            before = Some((moment.second, leg));
        }
        Line { tone, pieces }
    }

    /// Which leg a window belongs to: the last one that had begun by its middle.
    fn leg(&self, second: f64) -> usize {
        let middle = second + self.width / 2.0;
        self.legs.partition_point(|leg| leg.from <= middle)
    }

    /// The highest of one value; `None` where it is never known.
    pub(crate) fn highest(&self, value: impl Fn(&Moment) -> Option<f64>) -> Option<f64> {
        self.moments.iter().filter_map(value).reduce(f64::max)
    }
}

impl Moment {
    fn fill(&mut self, window: &Window, width: Micros) {
        let ms = |p| Some(percentile(&window.response, p)?.0 as f64 / 1000.0);
        self.requests = Some(window.requests as f64 / width.as_secs_f64());
        self.errors = Some(window.errors as f64 / width.as_secs_f64());
        self.p50 = ms(Percentile::P50);
        self.p95 = ms(Percentile::P95);
    }
}

/// The generators' users, or else their requests in flight, summed over all tests.
fn population(gauges: &[GaugeSeries]) -> (Population, BTreeMap<UnixMicros, f64>) {
    for (population, name) in [
        (Population::Users, "users"),
        (Population::InFlight, "in_flight"),
    ] {
        let mut counts: BTreeMap<UnixMicros, f64> = BTreeMap::new();
        let series = gauges
            .iter()
            .filter(|series| is_generators(series) && series.name == name);
        for (at, value) in series.flat_map(|series| &series.points) {
            *counts.entry(*at).or_default() += value;
        }
        if counts.values().any(|value| *value > 0.0) {
            return (population, counts);
        }
    }
    (Population::Nobody, BTreeMap::new())
}

/// The windows in which a generator tells that it ran.
fn seconds_of_the_generator(gauges: &[GaugeSeries]) -> BTreeSet<UnixMicros> {
    let series = gauges.iter().filter(|series| is_generators(series));
    let points = series.flat_map(|series| &series.points);
    points.map(|(at, _)| *at).collect()
}

fn is_generators(series: &GaugeSeries) -> bool {
    series.source == "lt-gen"
}

/// Where warm-ups of several runs overlap they are one.
fn warmup(summary: &Summary, start: UnixMicros) -> Vec<(f64, f64)> {
    if summary.warmup() == 0 {
        return Vec::new();
    }
    let mut warmups: Vec<(f64, f64)> = Vec::new();
    for (_, account) in runs::in_order(summary) {
        let Some(run) = &account.run else { continue };
        let Some(length) = run.warmup_us else {
            continue;
        };
        let from = run.started_us.since(start).as_secs_f64();
        let to = (run.started_us + length).since(start).as_secs_f64();
        match warmups.last_mut().filter(|(_, before)| from <= *before) {
            Some((_, before)) => *before = before.max(to),
            None => warmups.push((from, to)),
        }
    }
    warmups
}

fn align(at: UnixMicros, width: Micros) -> UnixMicros {
    UnixMicros(at.0 - at.0 % width.0.max(1))
}

#[cfg(test)]
mod tests {
    use super::{OverTime, Population, Tone};
    use crate::tests::{OK, RUN, sample, stream, summary};

    fn users(second: u64) -> String {
        let at = 1_763_718_000_000_000 + second * 1_000_000;
        format!(
            r#"{{"type":"gauge","run":"k3x9a2bc","at_us":{at},"source":"lt-gen","name":"users","value":3.0}}"#
        )
    }

    fn over_time(lines: &[String]) -> OverTime {
        OverTime::of(&summary(&stream(lines)))
    }

    fn requests(over_time: &OverTime) -> Vec<Vec<(f64, f64)>> {
        over_time.line(Tone::Blue, |moment| moment.requests).pieces
    }

    #[test]
    fn an_idle_second_is_zero_and_an_unknown_one_a_gap() {
        let lines = [
            RUN.to_owned(),
            sample(0, OK),
            sample(10, OK),
            users(2),
            sample(61, OK),
            sample(62, OK),
        ];
        let over_time = over_time(&lines);
        let expected = [vec![(0.0, 1.0), (1.0, 1.0), (2.0, 0.0)], vec![(6.0, 2.0)]];
        assert_eq!(requests(&over_time), expected);
        let p50 = over_time.line(Tone::Blue, |moment| moment.p50).pieces;
        assert_eq!(p50.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
        let population = over_time
            .line(Tone::Aqua, |moment| moment.population)
            .pieces;
        assert_eq!(population, [vec![(2.0, 3.0)]]);
        assert_eq!(over_time.population, Population::Users);
    }

    #[test]
    fn a_warmup_that_is_left_out_is_unknown_and_not_idle() {
        let run = RUN.replace(r#""tool""#, r#""warmup_us":2000000,"tool""#);
        let warmup = format!(r#"{OK},"phase":"warmup""#);
        let lines = [
            run,
            users(0),
            sample(5, &warmup),
            users(1),
            sample(20, OK),
            users(3),
        ];
        let over_time = over_time(&lines);
        assert_eq!(requests(&over_time), [vec![(2.0, 1.0), (3.0, 0.0)]]);
        assert_eq!(over_time.warmup, [(0.0, 2.0)]);
    }

    #[test]
    fn each_leg_has_its_own_warmup() {
        let run = RUN.replace(r#""tool""#, r#""warmup_us":2000000,"tool""#);
        let warmup = format!(r#"{OK},"phase":"warmup""#);
        let again = |line: &str| line.replace("k3x9a2bc", "second00");
        let lines = [
            run.clone(),
            sample(5, &warmup),
            sample(20, OK),
            users(3),
            again(&run.replace("1763718000000000", "1763718010000000")),
            again(&users(10)),
            again(&sample(105, &warmup)),
            again(&sample(120, OK)),
            again(&users(13)),
        ];
        let over_time = over_time(&lines);
        assert_eq!(over_time.warmup, [(0.0, 2.0), (10.0, 12.0)]);
        let expected = [vec![(2.0, 1.0), (3.0, 0.0)], vec![(12.0, 1.0), (13.0, 0.0)]];
        assert_eq!(requests(&over_time), expected);
    }

    #[test]
    fn legs_are_lines_of_their_own_from_where_they_begin() {
        let round = |n: u64, started: u64| {
            let at = 1_763_718_000_000_000 + started * 100_000;
            let labels = format!(r#""labels":{{"variant":"v{n}","round":"1"}},"tool""#);
            let run = RUN.replace("k3x9a2bc", &format!("leg{n:05}"));
            run.replace("1763718000000000", &at.to_string())
                .replace(r#""tool""#, &labels)
        };
        let ask = |n: u64, tenth| sample(tenth, OK).replace("k3x9a2bc", &format!("leg{n:05}"));
        let mut lines = vec![round(1, 0), ask(1, 2), ask(1, 12)];
        lines.extend([round(2, 23), ask(2, 24), ask(2, 30), ask(2, 45)]);
        let legs = over_time(&lines);
        let expected = [
            vec![(0.0, 1.0), (1.0, 1.0)],
            vec![(2.3, 1.0), (3.0, 1.0), (4.0, 1.0)],
        ];
        assert_eq!(requests(&legs), expected);
        let names: Vec<&str> = legs.legs.iter().map(|leg| leg.name.as_str()).collect();
        assert_eq!(names, ["v1", "v2"]);
        let end = r#"{"type":"end","run":"leg00001","at_us":1763718009000000,"test":"t","shard":{"index":0,"of":1},"reason":"completed","samples":2}"#;
        lines.push(end.to_owned());
        assert!(over_time(&lines).legs.is_empty(), "they overlap");
    }

    #[test]
    fn without_users_the_requests_in_flight_are_shown() {
        let in_flight = users(0).replace("users", "in_flight");
        let idle = users(0).replace("3.0", "0.0");
        let over_time = over_time(&[RUN.to_owned(), idle, in_flight]);
        let population = over_time
            .line(Tone::Aqua, |moment| moment.population)
            .pieces;
        assert_eq!(population, [vec![(0.0, 3.0)]]);
        assert_eq!(over_time.population, Population::InFlight);
    }

    #[test]
    fn a_stream_without_seconds_has_an_axis_all_the_same() {
        let over_time = over_time(&[RUN.to_owned()]);
        assert!(over_time.moments.is_empty());
        assert_eq!(
            (over_time.seconds, over_time.population),
            (1.0, Population::Nobody)
        );
    }
}
