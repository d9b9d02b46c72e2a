//! A distribution: how many there were of which time.

use super::axis::Axis;
use super::canvas::{About, Canvas, Frame, Plot, Side};
use super::time_chart::draw_values;
use super::{LEFT, LogAxis, RIGHT, Tone, WIDTH, width_of};

/// Bars over a logarithmic axis of times.
pub(crate) struct Bars {
    pub(crate) about: About,
    pub(crate) axis: LogAxis,
    /// How many there are in each bin.
    pub(crate) counts: Vec<u64>,
    /// Times to be marked, in milliseconds, and what they are called.
    pub(crate) marked: Vec<(Tone, f64, String)>,
}

const HEIGHT: u32 = 290;
const ROUND: f64 = 4.0;
const ROW: f64 = 16.0;

impl Bars {
    /// The chart as an SVG element.
    pub(crate) fn draw(&self) -> anyhow::Result<String> {
        let draw = |canvas: &Canvas<'_>| self.draw_on(canvas);
        self.about.picture((WIDTH, HEIGHT), draw)
    }

    /// The places of the bars' middles in pixels.
    pub(crate) fn places(&self) -> Vec<f64> {
        let (begin, end) = (self.axis.begin(), self.axis.end());
        let x = |ms: f64| LEFT + (ms.log10() - begin) / (end - begin) * (RIGHT - LEFT);
        let pairs = self.axis.edges.windows(2);
        pairs
            .map(|pair| f64::midpoint(x(pair[0]), x(pair[1])))
            .collect()
    }

    fn draw_on(&self, canvas: &Canvas<'_>) -> anyhow::Result<()> {
        let frame = Frame {
            left: LEFT,
            right: RIGHT,
            top: 26.0 + ROW * self.marked.len().saturating_sub(1) as f64,
            bottom: f64::from(HEIGHT) - 42.0,
        };
        let highest = self.counts.iter().max().map_or(0.0, |most| *most as f64);
        let values = Axis::covering(highest, 1.0);
        let plot = canvas.plot(frame, self.axis.begin()..self.axis.end(), 0.0..values.end);
        let above = (LEFT - 8.0, frame.top - 16.0);
        canvas.write(Tone::Muted, "requests", above, Side::Left)?;
        draw_values(canvas, &plot, &values)?;
        let bins = self.axis.edges.windows(2).zip(&self.counts);
        for (edges, n) in bins.filter(|(_, n)| **n > 0) {
            let (left, right) = (plot.x(edges[0].log10()), plot.x(edges[1].log10()));
            let head = plot.y(*n as f64).min(frame.bottom - 1.0);
            canvas.shape(Tone::Blue, bar(left + 1.0, right - 1.0, head, frame.bottom))?;
        }
        self.draw_times(canvas, &plot)?;
        self.draw_marked(canvas, &plot)
    }

    fn draw_times(&self, canvas: &Canvas<'_>, plot: &Plot<'_>) -> anyhow::Result<()> {
        let Frame {
            left,
            right,
            bottom,
            ..
        } = plot.frame;
        for tick in self.axis.small_ticks() {
            let x = plot.x(tick.log10());
            canvas.rule(Tone::Zero, [(x, bottom), (x, bottom + 4.0)])?;
        }
        for tick in self.axis.ticks() {
            let at = (plot.x(tick.log10()), bottom + 14.0);
            canvas.write(Tone::Muted, &LogAxis::label(tick), at, Side::Middle)?;
        }
        let middle = ((left + right) / 2.0, bottom + 32.0);
        let title = "response time in ms, logarithmic scale";
        canvas.write(Tone::Muted, title, middle, Side::Middle)
    }

    /// Each with its name in a row of its own, so that near ones do not overlap.
    fn draw_marked(&self, canvas: &Canvas<'_>, plot: &Plot<'_>) -> anyhow::Result<()> {
        let Frame { top, bottom, .. } = plot.frame;
        let (begin, end) = (self.axis.begin(), self.axis.end());
        let x = |ms: f64| plot.x(ms.max(1e-9).log10().clamp(begin, end));
        for (_, ms, _) in &self.marked {
            // A seam of the card's color tells a mark from the bar behind it.
            canvas.rectangle(Tone::Card, (x(*ms) - 2.0, top), (x(*ms) + 2.0, bottom))?;
        }
        for (place, (tone, ms, name)) in self.marked.iter().enumerate() {
            let x = x(*ms);
            let y = 10.0 + ROW * place as f64;
            canvas.rectangle(*tone, (x - 0.7, y - 6.0), (x + 0.7, bottom))?;
            let is_room = x + 6.0 + width_of(name) <= f64::from(WIDTH);
            let (x, side) = match is_room {
                true => (x + 6.0, Side::Right),
                false => (x - 6.0, Side::Left),
            };
            canvas.write(Tone::Soft, name, (x, y), side)?;
        }
        Ok(())
    }
}

/// The corners of a bar with a round head.
fn bar(left: f64, right: f64, head: f64, foot: f64) -> Vec<(f64, f64)> {
    let radius = ROUND.min((right - left) / 2.0).min(foot - head).max(0.0);
    let mut corners = vec![(left, foot)];
    for step in 0..=4 {
        let (sine, cosine) = (f64::from(step) * std::f64::consts::PI / 8.0).sin_cos();
        corners.push((
            left + radius - radius * cosine,
            head + radius - radius * sine,
        ));
    }
    for step in (0..=4).rev() {
        let (sine, cosine) = (f64::from(step) * std::f64::consts::PI / 8.0).sin_cos();
        corners.push((
            right - radius + radius * cosine,
            head + radius - radius * sine,
        ));
    }
    corners.push((right, foot));
    corners
}
