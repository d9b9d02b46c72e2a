//! Colors by name.

use plotters::style::{Color, RGBColor, ShapeStyle};

/// A color of the style sheet, which has a light and a dark shade.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Ink,
    Soft,
    Muted,
    Card,
    Grid,
    Zero,
    Shade,
    Blue,
    Orange,
    Violet,
    Aqua,
    Yellow,
    Magenta,
    Grey,
    Red,
    RedLight,
    RedDark,
    Heat1,
    Heat2,
    Heat3,
    Heat4,
    Heat5,
    Heat6,
    Heat7,
}

/// Each with its name in the style sheet, behind `--`, and its shades for light and for dark surroundings.
const ALL: [(Tone, &str, &str, &str); 24] = [
    (Tone::Ink, "ink", "#0b0b0b", "#ffffff"),
    (Tone::Soft, "soft", "#52514e", "#c3c2b7"),
    (Tone::Muted, "muted", "#898781", "#898781"),
    (Tone::Card, "card", "#fcfcfb", "#1a1a19"),
    (Tone::Grid, "grid", "#e1e0d9", "#2c2c2a"),
    (Tone::Zero, "zero", "#b5b4ab", "#55544f"),
    (Tone::Shade, "shade", "#efeee9", "#242422"),
    (Tone::Blue, "blue", "#2a78d6", "#3987e5"),
    (Tone::Orange, "orange", "#eb6834", "#d95926"),
    (Tone::Violet, "violet", "#4a3aa7", "#9085e9"),
    (Tone::Aqua, "aqua", "#1baf7a", "#199e70"),
    (Tone::Yellow, "yellow", "#eda100", "#c98500"),
    (Tone::Magenta, "magenta", "#e87ba4", "#d55181"),
    (Tone::Grey, "grey", "#898781", "#898781"),
    (Tone::Red, "red", "#e34948", "#e66767"),
    (Tone::RedLight, "red-light", "#f0a8a7", "#f0b4b4"),
    (Tone::RedDark, "red-dark", "#8f2423", "#a93d3d"),
    (Tone::Heat1, "heat1", "#cde2fb", "#0d366b"),
    (Tone::Heat2, "heat2", "#9ec5f4", "#184f95"),
    (Tone::Heat3, "heat3", "#6da7ec", "#256abf"),
    (Tone::Heat4, "heat4", "#3987e5", "#3987e5"),
    (Tone::Heat5, "heat5", "#256abf", "#6da7ec"),
    (Tone::Heat6, "heat6", "#184f95", "#9ec5f4"),
    (Tone::Heat7, "heat7", "#0d366b", "#cde2fb"),
];

impl Tone {
    /// The colors of things that have none of their own, in the order in which they are given out.
    pub(crate) const CATEGORIES: [Self; 6] = [
        Self::Blue,
        Self::Orange,
        Self::Violet,
        Self::Aqua,
        Self::Yellow,
        Self::Magenta,
    ];

    /// From few to many.
    pub(crate) const HEAT: [Self; 7] = [
        Self::Heat1,
        Self::Heat2,
        Self::Heat3,
        Self::Heat4,
        Self::Heat5,
        Self::Heat6,
        Self::Heat7,
    ];

    /// Its name in the style sheet, behind `--`.
    pub(crate) fn name(self) -> &'static str {
        ALL.iter()
            .find(|(tone, ..)| *tone == self)
            .map_or("ink", |(_, name, ..)| name)
    }

    /// The style sheet's lines for a picture that stands alone: `--ink:#0b0b0b;…`, once light, once dark.
    pub(crate) fn sheets() -> (String, String) {
        let light = ALL
            .iter()
            .map(|(_, name, light, _)| format!("--{name}:{light};"));
        let dark = ALL
            .iter()
            .map(|(_, name, _, dark)| format!("--{name}:{dark};"));
        (light.collect(), dark.collect())
    }

    /// The tone that plotters wrote as its number.
    pub(super) fn of_hex(hex: &str) -> Option<Self> {
        let number = usize::from_str_radix(hex.strip_prefix('#')?, 16).ok()?;
        ALL.get(number).map(|(tone, ..)| *tone)
    }

    pub(super) fn stroke(self, width: u32) -> ShapeStyle {
        self.number().stroke_width(width)
    }

    pub(super) fn fill(self) -> ShapeStyle {
        self.number().filled()
    }

    /// Its place in the list, as what plotters takes for a color: names come in afterwards.
    pub(super) fn number(self) -> RGBColor {
        let place = ALL.iter().position(|(tone, ..)| *tone == self);
        RGBColor(
            0,
            0,
            place
                .and_then(|place| u8::try_from(place).ok())
                .unwrap_or_default(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{ALL, Tone};

    #[test]
    fn each_tone_is_found_again_by_its_number() {
        for (tone, ..) in ALL {
            let number = tone.number();
            assert_eq!(Tone::of_hex(&format!("#0000{:02X}", number.2)), Some(tone));
        }
        assert_eq!(Tone::of_hex("#0000FF"), None);
    }
}
