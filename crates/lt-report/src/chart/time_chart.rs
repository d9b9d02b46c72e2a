//! Values over time.

use super::axis::Axis;
use super::canvas::{About, Canvas, Frame, Plot, Side};
use super::end_labels::{End, draw_ends};
use super::{Heat, LEFT, Layer, Line, Scene, Tone, WIDTH, heat, stack};

/// A picture over a time axis, with one axis of values.
pub(crate) struct TimeChart<'a> {
    pub(crate) about: About,
    pub(crate) scene: &'a Scene,
    /// What the time axis counts from.
    pub(crate) since: &'static str,
    /// Unit of the values, shown above their axis.
    pub(crate) unit: &'static str,
    /// Ticks of the value axis are at least this far apart.
    pub(crate) least_step: f64,
    /// Height in pixels where there is at most one line of names above it.
    pub(crate) height: u32,
    pub(crate) content: Content,
}

/// What is drawn.
pub(crate) enum Content {
    /// Lines from zero, the last one on top, and how the value at an end is written.
    Lines(Vec<Line>, fn(f64) -> String),
    /// Counts above each other.
    Stack(Vec<Layer>),
    /// How often there was which value.
    Heat(Heat),
}

/// Of more lines no value is written at the end.
const MOST_ENDS: usize = 4;

impl TimeChart<'_> {
    /// The chart as an SVG element.
    pub(crate) fn draw(&self) -> anyhow::Result<String> {
        let height = self.height + self.scene.more_height();
        let draw = |canvas: &Canvas<'_>| self.draw_on(canvas);
        self.about.picture((WIDTH, height), draw)
    }

    fn draw_on(&self, canvas: &Canvas<'_>) -> anyhow::Result<()> {
        let frame = self.scene.frame(self.height);
        let above = (LEFT - 8.0, frame.top - 16.0);
        canvas.write(Tone::Muted, self.unit, above, Side::Left)?;
        let seconds = 0.0..self.scene.seconds;
        let plot = match &self.content {
            Content::Heat(heat) => {
                let plot = canvas.plot(frame, seconds, heat.axis.begin()..heat.axis.end());
                self.scene.shade_warmup(canvas, &plot)?;
                heat::draw_cells(canvas, &plot, heat)?;
                plot
            }
            Content::Lines(lines, _) => {
                let highest = lines.iter().map(Line::highest).fold(0.0, f64::max);
                let values = Axis::covering(highest, self.least_step);
                let plot = canvas.plot(frame, seconds, 0.0..values.end);
                self.scene.shade_warmup(canvas, &plot)?;
                draw_values(canvas, &plot, &values)?;
                plot
            }
            Content::Stack(layers) => {
                let values = Axis::covering(stack::highest(layers), self.least_step);
                let plot = canvas.plot(frame, seconds, 0.0..values.end);
                self.scene.shade_warmup(canvas, &plot)?;
                draw_values(canvas, &plot, &values)?;
                stack::draw_layers(canvas, &plot, layers)?;
                plot
            }
        };
        self.scene.finish(canvas, &plot, self.since)?;
        if let Content::Lines(lines, show) = &self.content {
            draw_lines(&plot, lines)?;
            if lines.len() <= MOST_ENDS {
                let ends = lines.iter().filter_map(|line| end(line, &plot, *show));
                draw_ends(canvas, frame, ends.collect())?;
            }
        }
        Ok(())
    }
}

fn draw_lines(plot: &Plot<'_>, lines: &[Line]) -> anyhow::Result<()> {
    for line in lines {
        for piece in &line.pieces {
            plot.line(line.tone, piece)?;
        }
    }
    Ok(())
}

fn end(line: &Line, plot: &Plot<'_>, show: fn(f64) -> String) -> Option<End> {
    let (second, value) = line.last()?;
    Some(End {
        tone: line.tone,
        name: line.name.clone(),
        value: show(value),
        at: (plot.x(second), plot.y(value)),
    })
}

/// Grid lines and ticks of an axis from zero.
pub(super) fn draw_values(
    canvas: &Canvas<'_>,
    plot: &Plot<'_>,
    values: &Axis,
) -> anyhow::Result<()> {
    let Frame { left, right, .. } = plot.frame;
    for tone in [Tone::Grid, Tone::Zero] {
        let is_of = |value: &&f64| (**value > 0.0) == (tone == Tone::Grid);
        for value in values.ticks.iter().filter(is_of) {
            let y = plot.y(*value);
            canvas.rule(tone, [(left, y), (right, y)])?;
        }
    }
    for value in &values.ticks {
        let at = (left - 8.0, plot.y(*value));
        canvas.write(Tone::Muted, &values.label(*value), at, Side::Left)?;
    }
    Ok(())
}
