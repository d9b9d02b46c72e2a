//! Percentile curves, as HdrHistogram plots them: equal steps for each further nine.

use lt_sample::Histogram;

use super::axis::Axis;
use super::canvas::{About, Canvas, Frame, Plot, Side};
use super::end_labels::{End, draw_ends};
use super::log_axis::middle;
use super::time_chart::draw_values;
use super::{LEFT, RIGHT, Tone, WIDTH};

/// Times over the share of the requests that did not exceed them.
pub(crate) struct Curves {
    pub(crate) about: About,
    pub(crate) curves: Vec<Curve>,
    /// How a time in milliseconds is written.
    pub(crate) show: fn(f64) -> String,
}

/// One distribution.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Curve {
    pub(crate) tone: Tone,
    pub(crate) name: String,
    /// Nines and milliseconds, both rising; one point at least.
    points: Vec<(f64, f64)>,
}

const HEIGHT: u32 = 290;
/// Percentiles beyond 99.999 tell of single requests.
const MOST_NINES: f64 = 5.0;
const FEWEST_NINES: f64 = 2.0;
const TICKS: [(f64, &str); 6] = [
    (0.0, "0"),
    (0.5, "50"),
    (0.9, "90"),
    (0.99, "99"),
    (0.999, "99.9"),
    (0.9999, "99.99"),
];
/// Places from left to right.
const PLACES: f64 = 450.0;
const MOST_ENDS: usize = 4;

impl Curve {
    /// The curve of a distribution of microseconds; `None` of nothing.
    pub(crate) fn of(tone: Tone, name: String, times: &Histogram) -> Option<Self> {
        let n = times.count() as f64;
        let most = n.log10().clamp(FEWEST_NINES, MOST_NINES);
        let ms = |us: u64| (us as f64 / 1000.0).min(Axis::MOST);
        let mut points = vec![(0.0, ms(times.min()))];
        let mut seen = 0_u64;
        for (value, count) in times.buckets_from_below() {
            let time = ms(middle::<11>(value).clamp(times.min(), times.max()));
            // Up to here the time before holds, from here this one.
            let begin = nines(seen as f64 / n).min(most);
            seen = seen.saturating_add(count);
            points.extend([(begin, time), (nines(seen as f64 / n).min(most), time)]);
        }
        (n > 0.0).then(|| {
            points.push((most, ms(times.max())));
            Self { tone, name, points }
        })
    }

    /// Of each place the first and the last point: it only rises.
    fn thinned(&self) -> Vec<(f64, f64)> {
        let place = |point: &(f64, f64)| (point.0 / self.nines() * PLACES).floor();
        let places = self
            .points
            .chunk_by(|one, two| place(one).total_cmp(&place(two)).is_eq());
        let ends = places.flat_map(|points| [points.first(), points.last()]);
        ends.flatten().copied().collect()
    }

    /// Whether both look the same: at no percentile that is told are they visibly apart.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let highest = self.at(MOST_NINES).max(other.at(MOST_NINES));
        let mut shares = [0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999, 1.0].into_iter();
        shares.all(|share| {
            let [ours, theirs] = [self, other].map(|curve| curve.at(nines(share)));
            (ours - theirs).abs() <= highest / 100.0
        })
    }

    /// The time at a number of nines.
    pub(crate) fn at(&self, nines: f64) -> f64 {
        let place = self.points.partition_point(|(at, _)| *at < nines);
        let point = self.points.get(place).or(self.points.last());
        point.map_or(0.0, |(_, time)| *time)
    }

    fn nines(&self) -> f64 {
        self.points.last().map_or(FEWEST_NINES, |(nines, _)| *nines)
    }
}

impl Curves {
    /// The chart as an SVG element.
    pub(crate) fn draw(&self) -> anyhow::Result<String> {
        let draw = |canvas: &Canvas<'_>| self.draw_on(canvas);
        self.about.picture((WIDTH, HEIGHT), draw)
    }

    /// How many nines the longest curve tells of.
    pub(crate) fn nines(&self) -> f64 {
        let nines = self.curves.iter().map(Curve::nines);
        nines.fold(FEWEST_NINES, f64::max)
    }

    fn draw_on(&self, canvas: &Canvas<'_>) -> anyhow::Result<()> {
        let frame = Frame {
            left: LEFT,
            right: RIGHT,
            top: 26.0,
            bottom: f64::from(HEIGHT) - 42.0,
        };
        let points = self.curves.iter().flat_map(|curve| &curve.points);
        let highest = points.map(|(_, time)| *time).fold(0.0, f64::max);
        let values = Axis::covering(highest, 0.0);
        let plot = canvas.plot(frame, 0.0..self.nines(), 0.0..values.end);
        canvas.write(Tone::Muted, "ms", (LEFT - 8.0, 10.0), Side::Left)?;
        draw_values(canvas, &plot, &values)?;
        self.draw_percentiles(canvas, &plot)?;
        for curve in self.curves.iter().rev() {
            plot.line(curve.tone, &curve.thinned())?;
        }
        if self.curves.len() > MOST_ENDS {
            return Ok(());
        }
        let ends = self.curves.iter().filter_map(|curve| {
            let (nines, time) = curve.points.last()?;
            Some(End {
                tone: curve.tone,
                name: "max".to_owned(),
                value: (self.show)(*time),
                at: (plot.x(*nines), plot.y(*time)),
            })
        });
        draw_ends(canvas, frame, ends.collect())
    }

    fn draw_percentiles(&self, canvas: &Canvas<'_>, plot: &Plot<'_>) -> anyhow::Result<()> {
        let Frame {
            left,
            right,
            bottom,
            ..
        } = plot.frame;
        let within = |(share, _): &&(f64, &str)| nines(*share) <= self.nines() + 1e-9;
        for (share, name) in TICKS.iter().filter(within) {
            let at = (plot.x(nines(*share)), bottom + 14.0);
            canvas.rule(Tone::Zero, [(at.0, bottom), (at.0, bottom + 4.0)])?;
            canvas.write(Tone::Muted, name, at, Side::Middle)?;
        }
        let middle = ((left + right) / 2.0, bottom + 32.0);
        let title = "percentile of the requests in %, each further nine as wide as the one before";
        canvas.write(Tone::Muted, title, middle, Side::Middle)
    }
}

/// How many nines a share has: 1 of 0.9, 2 of 0.99.
pub(super) fn nines(share: f64) -> f64 {
    -(1.0 - share).max(1e-18).log10()
}

#[cfg(test)]
mod tests {
    use super::{Curve, Histogram, Tone, nines};

    fn curve(values: impl IntoIterator<Item = u64>) -> Option<Curve> {
        let mut times = Histogram::new();
        values.into_iter().for_each(|value| times.record(value));
        Curve::of(Tone::Blue, "response time".to_owned(), &times)
    }

    #[test]
    fn a_curve_tells_the_percentiles() {
        let curve = curve((1..=1000).map(|n| n * 1000)).unwrap();
        for (share, ms) in [(0.5, 500.0), (0.9, 900.0), (0.99, 990.0)] {
            let found = curve.at(nines(share));
            assert!((found - ms).abs() < 1.0, "{share} {found}");
        }
        assert!((curve.at(9.0) - 1000.0).abs() < 1e-9);
        let rises = |pair: &[(f64, f64)]| pair[0].0 <= pair[1].0 && pair[0].1 <= pair[1].1;
        assert!(curve.points.windows(2).all(rises));
        assert!(curve.thinned().len() < 1000);
    }

    #[test]
    fn nothing_has_no_curve_and_one_value_a_flat_one() {
        assert_eq!(curve([]), None);
        let flat = curve([7000]).unwrap();
        assert!(
            flat.points
                .iter()
                .all(|(_, time)| (*time - 7.0).abs() < 1e-9)
        );
        assert!(flat.is_like(&flat) && !flat.is_like(&curve([8000]).unwrap()));
        assert!(curve([0, u64::MAX]).unwrap().at(9.0).is_finite());
    }
}
