//! The keys.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::palette::Palette;
use crate::live::snapshot::Stream;
use crate::live::view::{Range, View};

pub(super) fn draw(
    frame: &mut Frame<'_>,
    area: Rect,
    view: &View,
    stream: Stream,
    palette: &Palette,
) {
    let freeze = if view.is_frozen() { "go on" } else { "freeze" };
    let range = match view.range {
        Range::Latest => "whole run",
        Range::Whole => "last minutes",
    };
    let keys = [
        ("q", "quit"),
        ("?", "help"),
        ("space", freeze),
        ("tab", "pane"),
        ("n r f 5 9", "sort"),
        ("w", range),
        ("↑↓", "scroll"),
    ];
    let keys = match stream {
        Stream::Open => &keys[..],
        Stream::Ended => &keys[1..],
    };
    let mut spans = Vec::new();
    if stream == Stream::Ended {
        let text = " the stream has ended: q for the report ";
        spans.extend([Span::styled(text, palette.picked), Span::raw(" ")]);
    }
    let mut used: usize = spans.iter().map(Span::width).sum();
    for (key, what) in keys {
        let pair = [
            Span::styled((*key).to_owned(), palette.strong),
            Span::styled(format!(" {what}  "), palette.muted),
        ];
        used += pair.iter().map(Span::width).sum::<usize>();
        // Half a hint helps nobody.
        if used > usize::from(area.width) + 2 {
            break;
        }
        spans.extend(pair);
    }
    frame.render_widget(Line::from(spans), area);
}
