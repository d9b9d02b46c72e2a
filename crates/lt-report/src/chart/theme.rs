//! Colours by name, and the finishing of what plotters drew.

use plotters::style::{Color, RGBColor, ShapeStyle};

/// A colour of the page's style sheet; drawn in its light shade and then replaced by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Blue,
    Orange,
    Aqua,
    Red,
    Grid,
    Zero,
    Muted,
    Shade,
}

impl Tone {
    const ALL: [Self; 8] = [
        Self::Blue,
        Self::Orange,
        Self::Aqua,
        Self::Red,
        Self::Grid,
        Self::Zero,
        Self::Muted,
        Self::Shade,
    ];

    /// Its name in the style sheet, behind `--`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Blue => "blue",
            Self::Orange => "orange",
            Self::Aqua => "aqua",
            Self::Red => "red",
            Self::Grid => "grid",
            Self::Zero => "zero",
            Self::Muted => "muted",
            Self::Shade => "shade",
        }
    }

    pub(super) fn rgb(self) -> RGBColor {
        match self {
            Self::Blue => RGBColor(0x2a, 0x78, 0xd6),
            Self::Orange => RGBColor(0xeb, 0x68, 0x34),
            Self::Aqua => RGBColor(0x1b, 0xaf, 0x7a),
            Self::Red => RGBColor(0xe3, 0x49, 0x48),
            Self::Grid => RGBColor(0xe1, 0xe0, 0xd9),
            Self::Zero => RGBColor(0xb5, 0xb4, 0xab),
            Self::Muted => RGBColor(0x89, 0x87, 0x81),
            Self::Shade => RGBColor(0xef, 0xee, 0xe9),
        }
    }

    pub(super) fn stroke(self, width: u32) -> ShapeStyle {
        self.rgb().stroke_width(width)
    }

    pub(super) fn fill(self) -> ShapeStyle {
        self.rgb().filled()
    }
}

/// The drawing with its own head, colours by name, and without what the style sheet says.
pub(super) fn themed(svg: &str, (width, height): (u32, u32), title: &str, text: &str) -> String {
    let body = svg.split_once('\n').map_or("", |(_, body)| body);
    let mut body = body
        .replace("opacity=\"1\" ", "")
        .replace("font-family=\"sans-serif\" ", "")
        .replace(" stroke=\"none\"", "")
        .replace(" stroke-width=\"0\"", "");
    for tone in Tone::ALL {
        let RGBColor(red, green, blue) = tone.rgb();
        for property in ["stroke", "fill"] {
            body = body.replace(
                &format!("{property}=\"#{red:02X}{green:02X}{blue:02X}\""),
                &format!("style=\"{property}:var(--{})\"", tone.name()),
            );
        }
    }
    format!(
        "<svg viewBox=\"0 0 {width} {height}\" role=\"img\">\n<title>{title}</title>\n<desc>{text}</desc>\n{body}",
    )
}
