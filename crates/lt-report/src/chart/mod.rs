//! Charts over time, drawn as SVG that stands in a page.
//!
//! This is the only room that knows plotters. Its colours stand for names in the page's style sheet, so that the same
//! picture is light or dark; text in a picture is ours alone, never from a stream.

mod axis;
mod over_time;
mod theme;

use plotters::coord::Shift;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::element::{Circle, PathElement, Rectangle};
use plotters::prelude::{DrawingArea, IntoDrawingArea, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontDesc, FontFamily, FontStyle};

use axis::Axis;

pub(crate) use over_time::{Moment, OverTime, Population};
pub(crate) use theme::Tone;

/// Lines over seconds since the start, with one axis of values from 0.
#[derive(Clone, Debug)]
pub(crate) struct Chart {
    /// What it is called; also for those who cannot see it.
    pub(crate) title: String,
    /// What it shows, in a sentence.
    pub(crate) description: String,
    /// Unit of the values, shown above their axis.
    pub(crate) unit: &'static str,
    /// Ticks of the value axis are at least this far apart.
    pub(crate) least_step: f64,
    /// Height in pixels; the width is that of all charts.
    pub(crate) height: u32,
    /// Length of the time axis in seconds, above 0.
    pub(crate) seconds: f64,
    /// From when to when warm-ups lasted, where they were left out.
    pub(crate) warmup: Vec<(f64, f64)>,
    /// What is drawn, the last one on top.
    pub(crate) lines: Vec<Line>,
}

/// A line with gaps: points of second and value, together as far as nothing is missing between them.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) tone: Tone,
    pub(crate) pieces: Vec<Vec<(f64, f64)>>,
}

const WIDTH: u32 = 1080;
const LEFT: i32 = 64;
const RIGHT: i32 = 1064;
const TOP: i32 = 26;
/// Room below the plot for ticks and the name of the time axis.
const BELOW: i32 = 42;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Plot<'a> = DrawingArea<SVGBackend<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

impl Chart {
    /// The chart as an SVG element.
    pub(crate) fn draw(&self) -> anyhow::Result<String> {
        let mut svg = String::new();
        {
            let area = SVGBackend::with_string(&mut svg, (WIDTH, self.height)).into_drawing_area();
            self.draw_into(&area)?;
            area.present()?;
        }
        Ok(theme::themed(
            &svg,
            (WIDTH, self.height),
            &self.title,
            &self.description,
        ))
    }

    fn draw_into(&self, area: &Area<'_>) -> anyhow::Result<()> {
        let points = self.lines.iter().flat_map(|line| &line.pieces).flatten();
        let highest = points.map(|(_, value)| *value).fold(0.0, f64::max);
        let values = Axis::covering(highest, self.least_step);
        let seconds = Axis::of_seconds(self.seconds);
        let bottom = i32::try_from(self.height)? - BELOW;
        let plot = area.apply_coord_spec(Cartesian2d::new(
            0.0..self.seconds,
            0.0..values.end,
            (LEFT..RIGHT, bottom..TOP),
        ));
        self.shade_warmup(area, &plot, bottom)?;
        draw_value_axis(area, &plot, &values, self.seconds)?;
        write(area, self.unit, (LEFT - 8, 9), HPos::Right)?;
        for second in &seconds.ticks {
            let (x, _) = plot.map_coordinate(&(*second, 0.0));
            write(
                area,
                &seconds.label(*second),
                (x, bottom + 14),
                HPos::Center,
            )?;
        }
        let middle = (LEFT + RIGHT) / 2;
        write(
            area,
            "seconds since start",
            (middle, bottom + 32),
            HPos::Center,
        )?;
        for line in &self.lines {
            draw_line(&plot, line)?;
        }
        Ok(())
    }

    fn shade_warmup(&self, area: &Area<'_>, plot: &Plot<'_>, bottom: i32) -> anyhow::Result<()> {
        for (place, (from, to)) in self.warmup.iter().enumerate() {
            let (left, _) = plot.map_coordinate(&(*from, 0.0));
            let (right, _) = plot.map_coordinate(&(to.min(self.seconds), 0.0));
            let corners = [(left, TOP), (right, bottom)];
            area.draw(&Rectangle::new(corners, Tone::Shade.fill()))?;
            // Words on each of many would lie over each other.
            if place == 0 {
                write(area, "warm-up, left out", (left + 6, TOP + 10), HPos::Left)?;
            }
        }
        Ok(())
    }
}

fn draw_value_axis(
    area: &Area<'_>,
    plot: &Plot<'_>,
    values: &Axis,
    seconds: f64,
) -> anyhow::Result<()> {
    for (place, value) in values.ticks.iter().enumerate() {
        let tone = if place == 0 { Tone::Zero } else { Tone::Grid };
        let ends = vec![(0.0, *value), (seconds, *value)];
        plot.draw(&PathElement::new(ends, tone.stroke(1)))?;
        let (_, y) = plot.map_coordinate(&(0.0, *value));
        write(area, &values.label(*value), (LEFT - 8, y), HPos::Right)?;
    }
    Ok(())
}

/// A piece of one point would be no line: it gets a marker.
fn draw_line(plot: &Plot<'_>, line: &Line) -> anyhow::Result<()> {
    for piece in &line.pieces {
        match piece.as_slice() {
            [] => {}
            [point] => plot.draw(&Circle::new(*point, 3, line.tone.fill()))?,
            points => plot.draw(&PathElement::new(points, line.tone.stroke(2)))?,
        }
    }
    Ok(())
}

fn write(area: &Area<'_>, text: &str, at: (i32, i32), anchor: HPos) -> anyhow::Result<()> {
    // plotters' SVG divides a font's size by 1.24.
    let font = FontDesc::new(FontFamily::SansSerif, 12.0 * 1.24, FontStyle::Normal);
    let style = font.color(&Tone::Muted.rgb());
    Ok(area.draw_text(text, &style.pos(Pos::new(anchor, VPos::Center)), at)?)
}

#[cfg(test)]
mod tests;
