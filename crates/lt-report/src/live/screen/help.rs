//! What the keys do and what the figures mean.

use ratatui::Frame;
use ratatui::layout::{Constraint, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, Clear, Padding, Paragraph, Wrap};

use super::palette::Palette;

const TEXT: [&str; 17] = [
    "n r f 5 9    sort endpoints by name, rate, failures, p50, p95;",
    "             once more turns the order around",
    "tab, e       next pane: errors, generator, events, remarks",
    "↑ ↓ pages    scroll",
    "space, p     the view stands still, the stream is read on",
    "w            charts: whole run or the last minutes",
    "q            close the view; the report still follows",
    "Ctrl-C       stop the run; the report follows",
    "",
    "Times are response times in ms: from when a request was",
    "due to its last byte.",
    "last 10 s    the last ten seconds whose answers are in",
    "overall      from the first request on, without warm-up",
    "in flight    sent and not yet answered",
    "late         how long after it was due a request was sent:",
    "             our delay, not the server's",
    "",
];

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, palette: &Palette) {
    let height = u16::try_from(TEXT.len() + 2).unwrap_or(u16::MAX);
    let inside = area.centered(
        Constraint::Length(area.width.min(68)),
        Constraint::Length(area.height.min(height)),
    );
    let mut lines = TEXT.map(Line::raw).to_vec();
    lines.pop();
    lines.push(Line::styled("any key closes this page", palette.muted));
    let block = Block::bordered()
        .border_style(palette.muted)
        .title(" lt-report --live ")
        .padding(Padding::horizontal(1));
    let page = Paragraph::new(lines)
        .wrap(Wrap { trim: false })
        .block(block);
    frame.render_widget(Clear, inside);
    frame.render_widget(page, inside);
}
