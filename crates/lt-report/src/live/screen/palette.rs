//! The colors of lt's charts on a terminal, by what it can show.
//!
//! A terminal does not tell whether it is light or dark: of the two shades that a page has of each color the one is taken
//! that can be told from white and from black. Text keeps the terminal's own color.

use std::env;

use ratatui::style::{Color, Modifier, Style};

/// A style for each meaning; without colors by weight alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::live) struct Palette {
    pub(super) requests: Style,
    pub(super) p50: Style,
    pub(super) p95: Style,
    pub(super) p99: Style,
    pub(super) users: Style,
    pub(super) failures: Style,
    pub(super) warning: Style,
    pub(super) good: Style,
    /// Headers, axes and what explains.
    pub(super) muted: Style,
    pub(super) strong: Style,
    pub(super) picked: Style,
    /// Where lines cannot be told apart by color they are by their strokes.
    pub(super) has_colors: bool,
}

impl Palette {
    /// Bold, dim and reversed only.
    pub(in crate::live) const PLAIN: Self = Self {
        requests: Style::new(),
        p50: Style::new(),
        p95: Style::new(),
        p99: Style::new(),
        users: Style::new(),
        failures: Style::new().add_modifier(Modifier::BOLD),
        warning: Style::new().add_modifier(Modifier::BOLD),
        good: Style::new(),
        muted: Style::new(),
        strong: Style::new().add_modifier(Modifier::BOLD),
        picked: Style::new().add_modifier(Modifier::REVERSED),
        has_colors: false,
    };

    /// What the environment says of the terminal; `NO_COLOR` is obeyed.
    pub(in crate::live) fn of_terminal() -> Self {
        let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
        let says = |name, word: &str| env::var(name).is_ok_and(|value| value.contains(word));
        if is_set("NO_COLOR") {
            return Self::PLAIN;
        }
        if says("COLORTERM", "truecolor") || says("COLORTERM", "24bit") {
            return Self::in_colors([
                Color::Rgb(0x2a, 0x78, 0xd6),
                Color::Rgb(0xeb, 0x68, 0x34),
                Color::Rgb(0x90, 0x85, 0xe9),
                Color::Rgb(0x1b, 0xaf, 0x7a),
                Color::Rgb(0xe3, 0x49, 0x48),
                Color::Rgb(0xc9, 0x85, 0x00),
                Color::Rgb(0x0c, 0xa3, 0x0c),
                Color::Rgb(0x89, 0x87, 0x81),
            ]);
        }
        if says("TERM", "256color") {
            return Self::in_colors([32, 202, 98, 36, 167, 172, 34, 244].map(Color::Indexed));
        }
        Self::in_colors([
            Color::Blue,
            Color::Yellow,
            Color::Magenta,
            Color::Cyan,
            Color::Red,
            Color::Yellow,
            Color::Green,
            Color::DarkGray,
        ])
    }

    const fn in_colors(colors: [Color; 8]) -> Self {
        let [blue, orange, violet, aqua, red, yellow, green, grey] = colors;
        let style = Style::new();
        Self {
            requests: style.fg(blue),
            p50: style.fg(blue),
            p95: style.fg(orange),
            p99: style.fg(violet),
            users: style.fg(aqua),
            failures: style.fg(red),
            warning: style.fg(yellow),
            good: style.fg(green),
            muted: style.fg(grey),
            has_colors: true,
            ..Self::PLAIN
        }
    }
}
