//! The lower part: one of several tables.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

use super::figures::{ms, per_second};
use super::palette::Palette;
use super::text::{columns, fit, left, right};
use crate::live::snapshot::{Row, Snapshot};
use crate::live::view::{Column as By, Pane, View};
use crate::number;
use crate::remark::Level;

pub(super) fn draw(
    frame: &mut Frame<'_>,
    area: Rect,
    view: &mut View,
    snapshot: &Snapshot,
    palette: &Palette,
) {
    let heights = [
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Fill(1),
    ];
    let [tabs, header, body] = Layout::vertical(heights).areas(area);
    let rows = view.pane.rows(snapshot);
    let page = usize::from(body.height);
    let first = view.first_row(rows, page);
    let shown = first..rows.min(first + page);
    frame.render_widget(titles(view, snapshot, &shown, rows, tabs, palette), tabs);
    let width = usize::from(area.width);
    let (head, lines) = match view.pane {
        Pane::Endpoints => {
            let columns = EndpointColumns::of(width);
            let ordered = view.sort.order(&snapshot.endpoints);
            let lines = ordered[shown].iter().map(|row| columns.line(row, palette));
            (columns.header(view, palette), lines.collect())
        }
        Pane::Errors => {
            let lines = snapshot.causes.0[shown].iter().map(|cause| {
                let n = Span::styled(right(&number::count(cause.n), 9), palette.failures);
                Line::from(vec![
                    n,
                    Span::raw(fit(
                        &format!("  {}  {}", cause.endpoint, cause.text),
                        width.saturating_sub(9),
                    )),
                ])
            });
            (
                muted("   failed  endpoint and cause", palette),
                lines.collect(),
            )
        }
        Pane::Generator => measured(snapshot, shown, width, palette),
        Pane::Events => {
            let lines = snapshot.events.0[shown].iter().map(|event| {
                let second = right(&event.second, 9);
                let text = format!("{second}  {}  {}", left(&event.name, 10), event.text);
                Line::raw(fit(&text, width))
            });
            (muted("   second  event", palette), lines.collect())
        }
        Pane::Remarks => return remarks(frame, body.union(header), snapshot, first, palette),
    };
    frame.render_widget(head, header);
    let lines: Vec<Line<'_>> = match rows {
        0 => vec![muted(nothing(view.pane), palette)],
        _ => lines,
    };
    frame.render_widget(Paragraph::new(lines), body);
}

fn nothing(pane: Pane) -> &'static str {
    match pane {
        Pane::Endpoints => "no request has ended yet",
        Pane::Errors => "nothing has failed",
        Pane::Generator => "no gauge was read; lt-gen writes its own once a second",
        Pane::Events => "nothing has happened",
        Pane::Remarks => "nothing puts the figures in doubt",
    }
}

fn muted<'s>(text: &str, palette: &Palette) -> Line<'s> {
    Line::styled(text.to_owned(), palette.muted)
}

/// The panes, and which rows of how many are shown.
fn titles<'s>(
    view: &View,
    snapshot: &Snapshot,
    shown: &std::ops::Range<usize>,
    rows: usize,
    area: Rect,
    palette: &Palette,
) -> Line<'s> {
    let title = |pane: Pane| {
        let name = match pane {
            Pane::Endpoints => "Endpoints",
            Pane::Errors => "Errors",
            Pane::Generator => "Generator",
            Pane::Events => "Events",
            Pane::Remarks => "Remarks",
        };
        let text = match pane.rows(snapshot) {
            0 => format!(" {name} "),
            n => format!(" {name} {} ", number::count(n as u64)),
        };
        let style = match pane {
            _ if pane == view.pane => palette.picked,
            Pane::Errors if !snapshot.causes.0.is_empty() => palette.failures,
            _ => Style::new(),
        };
        Span::styled(text, style)
    };
    let mut spans: Vec<Span<'s>> = Pane::ALL.map(title).to_vec();
    let width = |spans: &[Span<'_>]| spans.iter().map(Span::width).sum::<usize>();
    if width(&spans) > usize::from(area.width) {
        // The one that is shown comes first, the others as they follow it.
        spans.rotate_left(view.pane as usize);
    }
    let used = width(&spans);
    let place = match shown.len() < rows {
        true => format!(
            " {}–{} of {} ",
            shown.start + 1,
            shown.end,
            number::count(rows as u64)
        ),
        false => String::new(),
    };
    let rest = usize::from(area.width).saturating_sub(used);
    let line = match rest.checked_sub(columns(&place)) {
        Some(rest) => "─".repeat(rest) + &place,
        None => "─".repeat(rest),
    };
    spans.push(Span::styled(line, palette.muted));
    Line::from(spans)
}

/// How wide the columns of endpoints are; 0 leaves one out.
struct EndpointColumns {
    name: usize,
    requests: usize,
    rate: usize,
    failed: usize,
    p50: usize,
    p95: usize,
    p99: usize,
    max: usize,
}

impl EndpointColumns {
    fn of(width: usize) -> Self {
        let if_wide = |least: usize, column: usize| if width >= least { column } else { 0 };
        let mut columns = Self {
            name: 0,
            requests: if_wide(64, 10),
            rate: if_wide(52, 9),
            failed: 9,
            p50: 8,
            p95: 8,
            p99: if_wide(72, 8),
            max: if_wide(96, 8),
        };
        let figures: usize = columns.all().iter().map(|(_, width)| width).sum();
        columns.name = width.saturating_sub(figures);
        columns
    }

    fn all(&self) -> [(&'static str, usize); 7] {
        [
            ("requests", self.requests),
            ("req/s", self.rate),
            ("fail %", self.failed),
            ("p50 ms", self.p50),
            ("p95 ms", self.p95),
            ("p99 ms", self.p99),
            ("max ms", self.max),
        ]
    }

    fn header<'s>(&self, view: &View, palette: &Palette) -> Line<'s> {
        let sorted = match view.sort.by {
            By::Name => "endpoint",
            // Where there is no room for rates, requests are in the same order.
            By::Rate if self.rate > 0 => "req/s",
            By::Rate => "requests",
            By::Failures => "fail %",
            By::P50 => "p50 ms",
            By::P95 => "p95 ms",
        };
        let cell = |title: &str| match title == sorted {
            true => (format!("{}{title}", view.sort.sign()), palette.strong),
            false => (title.to_owned(), palette.muted),
        };
        let (name, style) = cell("endpoint");
        let mut spans = vec![Span::styled(left(&name, self.name), style)];
        spans.extend(self.all().into_iter().map(|(title, width)| {
            let (title, style) = cell(title);
            Span::styled(right(&title, width), style)
        }));
        Line::from(spans)
    }

    fn line<'s>(&self, row: &Row, palette: &Palette) -> Line<'s> {
        let name = match row.method.as_str() {
            "" => row.name.clone(),
            method => format!("{} {}", left(method, 4), row.name),
        };
        let style = match row.errors {
            0 => Style::new(),
            _ => palette.failures,
        };
        let cells = [
            (number::count(row.requests), self.requests),
            (per_second(row.rate), self.rate),
            (number::percent(row.errors, row.requests), self.failed),
            (ms(row.p50), self.p50),
            (ms(row.p95), self.p95),
            (ms(row.p99), self.p99),
            (ms(row.max), self.max),
        ];
        let mut spans = vec![Span::raw(left(&name, self.name.saturating_sub(1)) + " ")];
        spans.extend(cells.into_iter().enumerate().map(|(place, (text, width))| {
            let style = if place == 2 { style } else { Style::new() };
            Span::styled(right(&text, width), style)
        }));
        Line::from(spans)
    }
}

fn measured<'s>(
    snapshot: &Snapshot,
    shown: std::ops::Range<usize>,
    width: usize,
    palette: &Palette,
) -> (Line<'s>, Vec<Line<'s>>) {
    const VALUE: usize = 14;
    let name = width.saturating_sub(3 * VALUE).min(50);
    let source = width.saturating_sub(3 * VALUE + name + 2);
    let row = |cells: [&str; 5]| {
        let [first, last, lowest, highest, from] = cells;
        let values = [last, lowest, highest].map(|value| right(value, VALUE));
        format!(
            "{}{}  {}",
            left(first, name),
            values.concat(),
            fit(from, source)
        )
    };
    let head = row(["gauge", "last", "lowest", "highest", "source"]);
    let lines = snapshot.health.measured.0[shown].iter().map(|gauge| {
        Line::raw(row([
            &gauge.name,
            &gauge.last,
            &gauge.lowest,
            &gauge.highest,
            &gauge.source,
        ]))
    });
    (muted(&head, palette), lines.collect())
}

/// Sentences may need several lines each.
fn remarks(
    frame: &mut Frame<'_>,
    area: Rect,
    snapshot: &Snapshot,
    first: usize,
    palette: &Palette,
) {
    let mut lines: Vec<Line<'_>> = snapshot.remarks[first.min(snapshot.remarks.len())..]
        .iter()
        .map(|remark| match remark.level {
            Level::Doubt => Line::styled(format!("! {}", remark.text), palette.failures),
            Level::Warning => Line::styled(format!("! {}", remark.text), palette.warning),
            Level::Note => Line::raw(remark.text.clone()),
        })
        .collect();
    if lines.is_empty() {
        lines.push(muted(nothing(Pane::Remarks), palette));
    }
    frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: true }), area);
}
