//! What stands behind and over every picture that has a time axis.

use super::canvas::{Canvas, Frame, Plot, Side};
use super::legs::Band;
use super::marks::Mark;
use super::time_axis::TimeAxis;
use super::{LEFT, RIGHT, Tone, fitting, width_of};
use crate::words;

/// A time axis and what is known of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scene {
    /// Length of the axis in seconds, above 0.
    pub(crate) seconds: f64,
    /// From when to when warm-ups lasted, where they were left out: one of each leg.
    pub(crate) warmup: Vec<(f64, f64)>,
    /// The legs in order of time; empty where there is one.
    pub(crate) legs: Vec<Band>,
    /// What happened, in order of time.
    pub(crate) marks: Vec<Mark>,
}

/// Room below the plot for ticks and the name of the time axis.
const BELOW: f64 = 42.0;
const UNIT_ROW: f64 = 26.0;
/// Height of a line of names above the plot.
const NAME_ROW: f64 = 16.0;
/// Of more legs not each is named.
const MOST_NAMES: usize = 12;
/// Less of a name would tell nothing.
const FEWEST_CHARACTERS: usize = 3;
const WARMUP: &str = "warm-up";

impl Scene {
    /// Where the plot is in a picture of that height: below the names of legs and marks.
    pub(super) fn frame(&self, height: u32) -> Frame {
        let more = if self.rows() > 1 { NAME_ROW } else { 0.0 };
        Frame {
            left: LEFT,
            right: RIGHT,
            top: UNIT_ROW + more,
            bottom: f64::from(height) - BELOW + more,
        }
    }

    /// By how much a picture is higher than its plot asks for.
    pub(super) fn more_height(&self) -> u32 {
        if self.rows() > 1 { 16 } else { 0 }
    }

    /// Which leg an instant belongs to: the last one that had begun.
    pub(super) fn leg(&self, second: f64) -> usize {
        self.legs.partition_point(|leg| leg.from <= second)
    }

    pub(super) fn shade_warmup(&self, canvas: &Canvas<'_>, plot: &Plot<'_>) -> anyhow::Result<()> {
        let Frame { top, bottom, .. } = plot.frame;
        for (from, to) in &self.warmup {
            let (left, right) = (plot.x(*from), plot.x(to.min(self.seconds)));
            canvas.rectangle(Tone::Shade, (left, top), (right, bottom))?;
        }
        for (from, to) in &self.warmup {
            let (left, right) = (plot.x(*from), plot.x(to.min(self.seconds)));
            if right - left >= width_of(WARMUP) {
                let middle = (f64::midpoint(left, right), top + 10.0);
                canvas.write(Tone::Muted, WARMUP, middle, Side::Middle)?;
            }
        }
        Ok(())
    }

    /// Ticks, legs and marks: above what is drawn, so that an area does not hide them.
    pub(super) fn finish(
        &self,
        canvas: &Canvas<'_>,
        plot: &Plot<'_>,
        since: &str,
    ) -> anyhow::Result<()> {
        self.draw_legs(canvas, plot)?;
        self.draw_marks(canvas, plot)?;
        let Frame {
            left,
            right,
            bottom,
            ..
        } = plot.frame;
        let axis = TimeAxis::until(self.seconds);
        for tick in &axis.ticks {
            let at = (plot.x(*tick), bottom + 14.0);
            canvas.write(Tone::Muted, &axis.label(*tick), at, Side::Middle)?;
        }
        let middle = ((left + right) / 2.0, bottom + 32.0);
        canvas.write(Tone::Muted, &axis.title(since), middle, Side::Middle)
    }

    /// A boundary where a leg begins, and above it what it is called, as far as there is room.
    fn draw_legs(&self, canvas: &Canvas<'_>, plot: &Plot<'_>) -> anyhow::Result<()> {
        let x = |leg: &Band| plot.x(leg.from.min(self.seconds));
        let Frame {
            right, top, bottom, ..
        } = plot.frame;
        let row = top - NAME_ROW * self.rows() as f64;
        let named = self.legs.len().div_ceil(MOST_NAMES).max(1);
        for leg in self.legs.iter().skip(1) {
            canvas.rule(Tone::Zero, [(x(leg), row), (x(leg), bottom)])?;
        }
        for (place, leg) in self.legs.iter().enumerate().step_by(named) {
            let next = self.legs.get(place + named).map_or(right, x);
            let room = fitting(&leg.name, next - x(leg) - 8.0);
            if room >= FEWEST_CHARACTERS.min(leg.name.chars().count()) {
                let name = words::cut(&leg.name, room);
                canvas.write(Tone::Soft, &name, (x(leg) + 4.0, row + 7.0), Side::Right)?;
            }
        }
        Ok(())
    }

    fn draw_marks(&self, canvas: &Canvas<'_>, plot: &Plot<'_>) -> anyhow::Result<()> {
        let Frame { top, bottom, .. } = plot.frame;
        for mark in &self.marks {
            let x = plot.x(mark.second);
            let above = if mark.label.is_some() { NAME_ROW } else { 0.0 };
            canvas.rule(Tone::Zero, [(x, top - above), (x, bottom)])?;
        }
        for mark in &self.marks {
            if let Some(label) = &mark.label {
                let at = (plot.x(mark.second) + 4.0, top - NAME_ROW + 7.0);
                canvas.write(Tone::Soft, label, at, Side::Right)?;
            }
        }
        Ok(())
    }

    fn rows(&self) -> usize {
        usize::from(!self.legs.is_empty()) + usize::from(!self.marks.is_empty())
    }
}
