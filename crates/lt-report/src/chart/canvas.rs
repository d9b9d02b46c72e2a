//! Where a picture is drawn. Positions are pixels, kept to a tenth of one.

use std::ops::Range;

use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::prelude::{DrawingArea, IntoDrawingArea, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontDesc, FontFamily, FontStyle, IntoFont};

use super::Tone;
use super::escape::{escaped, legal};
use super::polish::polished;

/// What a picture is called, and what it shows in a sentence, for those who cannot see it.
#[derive(Clone, Debug)]
pub(crate) struct About {
    /// Small letters and hyphens; the ids of its parts begin with it.
    pub(crate) name: &'static str,
    pub(crate) title: String,
    pub(crate) description: String,
}

/// A sheet of paper.
pub(super) struct Canvas<'a> {
    paper: Area<'a>,
}

/// A part of it, with its own measures.
pub(super) struct Plot<'a> {
    paper: Area<'a>,
    pub(super) frame: Frame,
}

/// Where the sides of a plot are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
}

/// On which side of its place a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Middle,
    Right,
}

/// Shorter lines cannot be seen, in pixels.
const SHORTEST: f64 = 3.0;

type Area<'a> = DrawingArea<SVGBackend<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

impl About {
    /// The picture as an SVG element that stands in a page.
    pub(super) fn picture(
        &self,
        (width, height): (u32, u32),
        draw: impl FnOnce(&Canvas<'_>) -> anyhow::Result<()>,
    ) -> anyhow::Result<String> {
        let body = drawn((width, height), draw)?;
        let Self { name, .. } = self;
        let (title, description) = (escaped(&self.title), escaped(&self.description));
        Ok(format!(
            "<svg class=\"chart\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"{name}-title {name}-desc\">\n<title id=\"{name}-title\">{title}</title>\n<desc id=\"{name}-desc\">{description}</desc>\n{body}</svg>\n"
        ))
    }
}

/// The elements of a picture.
pub(super) fn drawn(
    (width, height): (u32, u32),
    draw: impl FnOnce(&Canvas<'_>) -> anyhow::Result<()>,
) -> anyhow::Result<String> {
    let mut svg = String::new();
    let size = (width * 10, height * 10);
    let root = SVGBackend::with_string(&mut svg, size).into_drawing_area();
    let ends = (i32::try_from(size.0)?, i32::try_from(size.1)?);
    let paper = root.apply_coord_spec(Cartesian2d::new(
        0.0..f64::from(width),
        0.0..f64::from(height),
        (0..ends.0, 0..ends.1),
    ));
    draw(&Canvas { paper })?;
    root.present()?;
    drop(root);
    Ok(polished(&svg))
}

impl<'a> Canvas<'a> {
    /// A plot whose left bottom corner is at the beginning of both ranges, and the right top one at their ends.
    pub(super) fn plot(&self, frame: Frame, x: Range<f64>, y: Range<f64>) -> Plot<'a> {
        let (left, top) = self.paper.map_coordinate(&(frame.left, frame.top));
        let (right, bottom) = self.paper.map_coordinate(&(frame.right, frame.bottom));
        let sides = (left..right, bottom..top);
        let paper = self.paper.strip_coord_spec();
        let paper = paper.apply_coord_spec(Cartesian2d::new(x, y, sides));
        Plot { paper, frame }
    }

    /// A thin straight line.
    pub(super) fn rule(&self, tone: Tone, ends: [(f64, f64); 2]) -> anyhow::Result<()> {
        Ok(self
            .paper
            .draw(&PathElement::new(ends.to_vec(), tone.stroke(1)))?)
    }

    pub(super) fn rectangle(
        &self,
        tone: Tone,
        from: (f64, f64),
        to: (f64, f64),
    ) -> anyhow::Result<()> {
        Ok(self.paper.draw(&Rectangle::new([from, to], tone.fill()))?)
    }

    pub(super) fn shape(&self, tone: Tone, corners: Vec<(f64, f64)>) -> anyhow::Result<()> {
        Ok(self.paper.draw(&Polygon::new(corners, tone.fill()))?)
    }

    /// A text whose middle is at that height.
    pub(super) fn write(
        &self,
        tone: Tone,
        text: &str,
        (x, y): (f64, f64),
        side: Side,
    ) -> anyhow::Result<()> {
        let anchor = match side {
            Side::Left => HPos::Right,
            Side::Middle => HPos::Center,
            Side::Right => HPos::Left,
        };
        // The foot of the letters is a third of their size below their middle.
        let at = (x, y + 4.0);
        let style = font()
            .color(&tone.number())
            .pos(Pos::new(anchor, VPos::Bottom));
        Ok(self.paper.draw(&Text::new(legal(text), at, style))?)
    }
}

impl Plot<'_> {
    /// Where a value is on the sheet, from the left.
    pub(super) fn x(&self, value: f64) -> f64 {
        let (x, _) = self.paper.map_coordinate(&(value, 0.0));
        f64::from(x) / 10.0
    }

    /// Where a value is on the sheet, from the top.
    pub(super) fn y(&self, value: f64) -> f64 {
        let (_, y) = self.paper.map_coordinate(&(0.0, value));
        f64::from(y) / 10.0
    }

    /// A line through values. What is too short to be seen as one gets a marker.
    pub(super) fn line(&self, tone: Tone, points: &[(f64, f64)]) -> anyhow::Result<()> {
        let (Some(first), Some(last)) = (points.first(), points.last()) else {
            return Ok(());
        };
        if points.len() > 1 {
            let path = PathElement::new(points, tone.stroke(2));
            self.paper.draw(&path)?;
        }
        if self.x(last.0) - self.x(first.0) < SHORTEST {
            self.paper.draw(&Circle::new(*last, 3, tone.fill()))?;
        }
        Ok(())
    }
}

fn font() -> FontDesc<'static> {
    FontDesc::new(FontFamily::SansSerif, 12.0, FontStyle::Normal).into_font()
}
