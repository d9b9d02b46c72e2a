//! The style sheet's colors.

use std::collections::BTreeMap;

/// Colors of the style sheet in the block that begins with a line.
fn colors(block: &str) -> BTreeMap<String, [f64; 3]> {
    let css = include_str!("../report.css");
    let (_, rest) = css.split_once(block).unwrap();
    let (block, _) = rest.split_once('}').unwrap();
    let colors = block.split(';').filter_map(|declaration| {
        let (name, value) = declaration.trim().split_once(": #")?;
        let channel = |at: usize| u8::from_str_radix(&value[at..at + 2], 16).unwrap();
        Some((
            name.to_owned(),
            [0, 2, 4].map(|at| f64::from(channel(at)) / 255.0),
        ))
    });
    colors.collect()
}

fn luminance(color: [f64; 3]) -> f64 {
    let [red, green, blue] = color.map(|channel| match channel <= 0.040_45 {
        true => channel / 12.92,
        false => ((channel + 0.055) / 1.055).powf(2.4),
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[test]
fn all_text_can_be_read_on_all_that_it_stands_on() {
    let light = colors(":root {\n");
    let dark = colors(":root:not([data-theme=\"light\"]) {\n");
    assert_eq!(dark, colors(":root[data-theme=\"dark\"] {\n"));
    assert!(light.keys().eq(dark.keys()), "each color has two shades");
    for shades in [light, dark] {
        for text in ["--ink", "--soft", "--muted", "--link", "--failed"] {
            for ground in ["--page", "--card", "--shade"] {
                let (one, other) = (luminance(shades[text]), luminance(shades[ground]));
                let contrast = (one.max(other) + 0.05) / (one.min(other) + 0.05);
                assert!(contrast >= 4.5, "{text} on {ground}: {contrast:.2}");
            }
        }
    }
}
