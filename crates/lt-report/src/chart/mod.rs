//! How pictures are drawn: as SVG that stands in a page, with plotters.
//!
//! This is the only room that knows plotters. Colors stand for names in the style sheet, so that the same picture is
//! light or dark. Of a stream only names of legs, marks and groups stand in a picture, made harmless and escaped.

mod axis;
mod bars;
mod canvas;
mod curves;
mod end_labels;
mod escape;
mod heat;
mod legs;
mod line;
mod log_axis;
mod marks;
mod moment;
mod over_time;
mod path;
mod plan;
mod polish;
mod scene;
mod sparkline;
mod stack;
mod time_axis;
mod time_chart;
mod tone;

pub(crate) use bars::Bars;
pub(crate) use canvas::About;
pub(crate) use curves::{Curve, Curves};
pub(crate) use escape::escaped;
pub(crate) use heat::Heat;
pub(crate) use line::{Line, Points};
pub(crate) use log_axis::{LogAxis, middle};
pub(crate) use marks::warmup;
pub(crate) use moment::Moment;
pub(crate) use over_time::{OverTime, Population};
pub(crate) use plan::Plan;
pub(crate) use scene::Scene;
pub(crate) use sparkline::sparkline;
pub(crate) use stack::{Column, Layer};
pub(crate) use time_chart::{Content, TimeChart};
pub(crate) use tone::Tone;

/// Of all pictures but the small ones.
pub(crate) const WIDTH: u32 = 1080;
/// The sides of the plot, the same in every picture so that they can be read one above the other.
pub(crate) const LEFT: f64 = 64.0;
pub(crate) const RIGHT: f64 = 952.0;

/// How wide a text is at most, in pixels: no font is at hand to measure it.
pub(crate) fn width_of(text: &str) -> f64 {
    let width = |letter: char| match letter {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | ' ' | '.' | ',' | ':' | '\'' | '|' => 5.0,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 11.7,
        'a'..='z' => 7.0,
        letter if letter.is_ascii() => 7.7,
        '\u{2013}' | '\u{2026}' | '\u{b5}' => 9.0,
        _ => 13.0,
    };
    text.chars().map(width).sum()
}

/// How many characters of a text there is room for.
fn fitting(text: &str, room: f64) -> usize {
    let mut used = 0.0;
    let letters = text.chars().take_while(|letter| {
        used += width_of(&letter.to_string());
        used <= room
    });
    letters.count()
}

#[cfg(test)]
mod tests;
