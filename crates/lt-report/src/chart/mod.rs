//! Charts over time, drawn as SVG that stands in a page.
//!
//! This is the only room that knows plotters. Its colours stand for names in the page's style sheet, so that the same
//! picture is light or dark. Of a stream only the names of legs stand in a picture, made harmless and escaped.

mod axis;
mod legs;
mod over_time;
mod theme;

use plotters::coord::Shift;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::element::{Circle, PathElement, Rectangle};
use plotters::prelude::{DrawingArea, IntoDrawingArea, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontDesc, FontFamily, FontStyle};

use crate::words;
use axis::Axis;

pub(crate) use legs::Band;
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
    /// The legs of the test in order of time; empty where there is one.
    pub(crate) legs: Vec<Band>,
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

/// Height of the line in which the names of legs stand.
const LEG_NAME: i32 = 18;
/// Of more legs not each is named.
const MOST_NAMES: usize = 12;
/// Width of a character of a name, rather too wide.
const CHARACTER: i32 = 7;
/// Less of a name would tell nothing.
const FEWEST_CHARACTERS: usize = 3;

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
        self.draw_legs(area, &plot, bottom)?;
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
        for (from, to) in &self.warmup {
            let (left, _) = plot.map_coordinate(&(*from, 0.0));
            let (right, _) = plot.map_coordinate(&(to.min(self.seconds), 0.0));
            let corners = [(left, TOP), (right, bottom)];
            area.draw(&Rectangle::new(corners, Tone::Shade.fill()))?;
        }
        Ok(())
    }

    /// A boundary where a leg begins, and above it what it is called, as far as there is room.
    fn draw_legs(&self, area: &Area<'_>, plot: &Plot<'_>, bottom: i32) -> anyhow::Result<()> {
        let x = |from: f64| plot.map_coordinate(&(from.min(self.seconds), 0.0)).0;
        let named = self.legs.len().div_ceil(MOST_NAMES).max(1);
        for (place, leg) in self.legs.iter().enumerate() {
            let left = x(leg.from);
            if place > 0 {
                let ends = vec![(left, TOP - LEG_NAME), (left, bottom)];
                area.draw(&PathElement::new(ends, Tone::Zero.stroke(1)))?;
            }
            if !place.is_multiple_of(named) {
                continue;
            }
            let next = self
                .legs
                .get(place + named)
                .map_or(RIGHT, |leg| x(leg.from));
            let room = usize::try_from((next - left - 8) / CHARACTER).unwrap_or(0);
            if room >= FEWEST_CHARACTERS {
                let name = words::cut(&leg.name, room);
                write(area, &name, (left + 4, TOP - LEG_NAME / 2 - 2), HPos::Left)?;
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
