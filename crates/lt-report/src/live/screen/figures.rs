//! Rates and percentiles, now and over all.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use lt_sample::Micros;

use super::palette::Palette;
use super::text::{left, right};
use crate::live::snapshot::{Figures, Snapshot};
use crate::number;

const LABEL: usize = 9;
/// Below this width columns have one blank between them.
const TIGHT: usize = 48;

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, snapshot: &Snapshot, palette: &Palette) {
    let columns = columns(usize::from(area.width), palette);
    let header = row("", &columns, |column| {
        (column.title.to_owned(), column.style)
    });
    let line = |label, figures: &Figures| {
        row(label, &columns, |column| {
            let style = match column.failed && figures.errors > 0 {
                true => palette.failures,
                false => Style::new(),
            };
            ((column.text)(figures), style)
        })
    };
    let now = line("last 10 s", &snapshot.now).style(palette.strong);
    let lines = vec![header, now, line("overall", &snapshot.overall)];
    for (place, line) in lines.into_iter().enumerate() {
        let offset = u16::try_from(place).unwrap_or(u16::MAX);
        let below = Rect {
            y: area.y.saturating_add(offset),
            height: 1,
            ..area
        };
        frame.render_widget(line, below.intersection(area));
    }
}

struct Column {
    title: &'static str,
    width: usize,
    style: Style,
    /// Whether it tells of failures.
    failed: bool,
    text: fn(&Figures) -> String,
}

/// As many as there is room for; the ones that are told first stand in every width.
fn columns(width: usize, palette: &Palette) -> Vec<Column> {
    let tight = usize::from(width < TIGHT);
    let time = |title, style, text| Column {
        title,
        width: 8 - tight,
        style,
        failed: false,
        text,
    };
    let mut columns = vec![
        Column {
            title: "req/s",
            width: 10 - tight,
            style: palette.requests,
            failed: false,
            text: |figures| per_second(figures.rate),
        },
        Column {
            title: "fail %",
            width: 9 - 2 * tight,
            style: palette.failures,
            failed: true,
            text: |figures| number::percent(figures.errors, figures.requests),
        },
        time("p50 ms", palette.p50, |figures| ms(figures.p50)),
        time("p95 ms", palette.p95, |figures| ms(figures.p95)),
        time("p99 ms", palette.p99, |figures| ms(figures.p99)),
    ];
    let used =
        |columns: &[Column]| LABEL + columns.iter().map(|column| column.width).sum::<usize>();
    while used(&columns) > width {
        columns.pop();
    }
    let extra = [
        Column {
            title: "fail/s",
            width: 9,
            style: palette.failures,
            failed: true,
            text: |figures| per_second(figures.failures),
        },
        Column {
            title: "requests",
            width: 13,
            style: palette.muted,
            failed: false,
            text: |figures| number::count(figures.requests),
        },
    ];
    for column in extra {
        if used(&columns) + column.width <= width {
            let place = if column.failed { 1 } else { 0 };
            columns.insert(place, column);
        }
    }
    columns
}

fn row<'s>(label: &str, columns: &[Column], cell: impl Fn(&Column) -> (String, Style)) -> Line<'s> {
    let mut spans = vec![Span::raw(left(label, LABEL))];
    spans.extend(columns.iter().map(|column| {
        let (text, style) = cell(column);
        Span::styled(right(&text, column.width), style)
    }));
    Line::from(spans)
}

/// A rate whose decimals give way to its thousands.
pub(super) fn per_second(rate: f64) -> String {
    const MANY: f64 = 9_999.95;
    match rate < MANY {
        true => number::rate(rate),
        false => number::whole(rate),
    }
}

/// Milliseconds, or a dash where nothing was timed.
pub(super) fn ms(time: Option<Micros>) -> String {
    time.map_or_else(|| "–".to_owned(), number::micros)
}
