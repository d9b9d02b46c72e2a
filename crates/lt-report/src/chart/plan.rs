//! The load as it was planned, as a small picture.

use super::axis::Axis;
use super::canvas::{About, Canvas, Frame, Side};
use super::time_axis::TimeAxis;
use super::{Line, Tone};

/// Users or arrivals over the time of a run.
pub(crate) struct Plan {
    pub(crate) about: About,
    pub(crate) unit: &'static str,
    pub(crate) seconds: f64,
    /// One for each scenario.
    pub(crate) lines: Vec<Line>,
}

const SIZE: (u32, u32) = (480, 130);
const FRAME: Frame = Frame {
    left: 56.0,
    right: 468.0,
    top: 22.0,
    bottom: 92.0,
};

impl Plan {
    /// The chart as an SVG element.
    pub(crate) fn draw(&self) -> anyhow::Result<String> {
        self.about
            .picture(SIZE, |canvas: &Canvas<'_>| self.draw_on(canvas))
    }

    fn draw_on(&self, canvas: &Canvas<'_>) -> anyhow::Result<()> {
        let Frame {
            left,
            right,
            bottom,
            ..
        } = FRAME;
        let highest = self.lines.iter().map(Line::highest).fold(0.0, f64::max);
        let values = Axis::covering(highest, 0.0);
        let plot = canvas.plot(FRAME, 0.0..self.seconds, 0.0..values.end);
        canvas.write(Tone::Muted, self.unit, (left - 6.0, 8.0), Side::Left)?;
        let ends = [(0.0, Tone::Zero), (values.end, Tone::Grid)];
        for (value, tone) in ends {
            let y = plot.y(value);
            canvas.rule(tone, [(left, y), (right, y)])?;
            canvas.write(
                Tone::Muted,
                &values.label(value),
                (left - 6.0, y),
                Side::Left,
            )?;
        }
        let axis = TimeAxis::until(self.seconds);
        for tick in &axis.ticks {
            let at = (plot.x(*tick), bottom + 12.0);
            canvas.write(Tone::Muted, &axis.label(*tick), at, Side::Middle)?;
        }
        let middle = ((left + right) / 2.0, bottom + 28.0);
        canvas.write(Tone::Muted, &axis.title("start"), middle, Side::Middle)?;
        for line in &self.lines {
            for piece in &line.pieces {
                plot.line(line.tone, piece)?;
            }
        }
        Ok(())
    }
}
