//! A snapshot as a picture of the terminal.
//!
//! Pure: the same snapshot and view on the same area give the same picture. What there is no room for is left out from
//! the least important up; the figures, the table and the keys stay longest.

mod charts;
mod figures;
mod footer;
mod header;
mod help;
mod palette;
mod pane;
mod text;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Paragraph, Wrap};

pub(super) use self::palette::Palette;
use super::snapshot::{Snapshot, Stream};
use super::status::status_line;
use super::view::View;

/// A terminal of ten lines, one of which is the generator's.
const SMALLEST: (u16, u16) = (40, 9);

/// Draws everything, and tells the view how many rows its table shows.
pub(super) fn draw(
    frame: &mut Frame<'_>,
    area: Rect,
    view: &mut View,
    snapshot: &Snapshot,
    stream: Stream,
    palette: &Palette,
) {
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        let text = status_line(snapshot);
        return frame.render_widget(Paragraph::new(text).wrap(Wrap { trim: true }), area);
    }
    let rooms = Rooms::of(area, snapshot);
    header::draw(frame, &rooms.header, view, snapshot, palette);
    if let Some(remark) = rooms.remark {
        header::draw_remark(frame, remark, snapshot, palette);
    }
    figures::draw(frame, rooms.figures, snapshot, palette);
    charts::draw(frame, &rooms, view, snapshot, palette);
    pane::draw(frame, rooms.pane, view, snapshot, palette);
    footer::draw(frame, rooms.footer, view, stream, palette);
    if view.helps {
        help::draw(frame, area, palette);
    }
}

/// Who is drawn where. What has no room is not drawn.
struct Rooms {
    /// What runs, how far it is, how the generator does.
    header: [Rect; 3],
    remark: Option<Rect>,
    figures: Rect,
    rates: Option<Rect>,
    times: Option<Rect>,
    load: Option<Rect>,
    pane: Rect,
    footer: Rect,
}

impl Rooms {
    /// Below this height a table is worth more than a chart.
    const HEIGHT_FOR_CHARTS: u16 = 20;
    const HEIGHT_FOR_REMARK: u16 = 12;
    const WIDTH_FOR_TWO: u16 = 60;
    const FIXED: u16 = 8;

    fn of(area: Rect, snapshot: &Snapshot) -> Self {
        let has_remark = !snapshot.remarks.is_empty() && area.height >= Self::HEIGHT_FOR_REMARK;
        let chart_height = match area.height {
            height if height < Self::HEIGHT_FOR_CHARTS => 0,
            height => {
                // The table has what it needs, at most half of the room; the same for every pane, so that nothing jumps.
                let room = height - Self::FIXED - u16::from(has_remark);
                let rows = u16::try_from(snapshot.endpoints.len() + 2).unwrap_or(u16::MAX);
                (room - rows.clamp(6, room / 2)).min(18)
            }
        };
        let has_load = chart_height > 0 && !snapshot.course.load.1.is_empty();
        let line = |is_there: bool| Constraint::Length(u16::from(is_there));
        let heights = [
            line(true),
            line(area.height > SMALLEST.1),
            line(true),
            line(has_remark),
            Constraint::Length(3),
            Constraint::Length(chart_height),
            line(has_load),
            Constraint::Min(3),
            line(true),
        ];
        let [
            what,
            far,
            health,
            remark,
            figures,
            charts,
            load,
            pane,
            footer,
        ] = Layout::vertical(heights).areas(area);
        let (rates, times) = match (chart_height, area.width >= Self::WIDTH_FOR_TWO) {
            (0, _) => (None, None),
            (_, false) => (None, Some(charts)),
            (_, true) => {
                let halves = Layout::horizontal([Constraint::Fill(1), Constraint::Fill(1)]);
                let [rates, times] = halves.spacing(1).areas(charts);
                (Some(rates), Some(times))
            }
        };
        Self {
            header: [what, far, health],
            remark: has_remark.then_some(remark),
            figures,
            rates,
            times,
            load: has_load.then_some(load),
            pane,
            footer,
        }
    }
}

/// A line with something at its left end and something at its right, which gives way last.
fn draw_ends(frame: &mut Frame<'_>, area: Rect, left: Line<'_>, right: Line<'_>) {
    let width = u16::try_from(right.width()).unwrap_or(u16::MAX);
    let columns = [
        Constraint::Fill(1),
        Constraint::Length(width.min(area.width)),
    ];
    let [start, end] = Layout::horizontal(columns).spacing(1).areas(area);
    frame.render_widget(left, start);
    frame.render_widget(right, end);
}
