//! The run over time.

use ratatui::Frame;
use ratatui::layout::{Alignment, Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::symbols::Marker;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Axis, Chart, Dataset, GraphType, Sparkline, SparklineBar};

use super::Rooms;
use super::palette::Palette;
use super::text::{columns, left};
use crate::live::snapshot::{Course, Point, Snapshot};
use crate::live::view::{Range, View};
use crate::number;

/// How much of a running test is shown.
const LATEST: f64 = 180.0;
/// A run of a few seconds does not fill the whole width.
const SHORTEST: f64 = 30.0;

pub(super) fn draw(
    frame: &mut Frame<'_>,
    rooms: &Rooms,
    view: &View,
    snapshot: &Snapshot,
    palette: &Palette,
) {
    let course = &snapshot.course;
    let time = stretch(course, view.range);
    if let Some(area) = rooms.rates {
        let curves = [
            Curve::of("req/s", course, palette.requests, |point| Some(point.rate)),
            Curve::of("fail/s", course, palette.failures, |point| {
                Some(point.failures)
            }),
        ];
        draw_chart(frame, area, "", &curves, time, palette);
    }
    if let Some(area) = rooms.times {
        let curves = [
            Curve::of("p50", course, palette.p50, |point| point.p50),
            Curve::of("p95", course, palette.p95, |point| point.p95),
        ];
        let unit = if area.width < 38 { "ms" } else { "response ms" };
        draw_chart(frame, area, unit, &curves, time, palette);
    }
    if let Some(area) = rooms.load {
        draw_load(frame, area, course, time, palette);
    }
}

/// From which second to which the charts go.
fn stretch(course: &Course, range: Range) -> [f64; 2] {
    let first = course.points.first().map_or(0.0, |point| point.second);
    let end = course.until.max(first + course.width);
    let start = match range {
        Range::Whole => first,
        Range::Latest => first.max(end - LATEST.max(course.width * 60.0)),
    };
    match range {
        Range::Latest => [start, end.max(start + SHORTEST)],
        Range::Whole => [start, end],
    }
}

/// Something over time, with gaps where nothing is known.
struct Curve {
    name: &'static str,
    style: Style,
    pieces: Vec<Vec<(f64, f64)>>,
}

impl Curve {
    fn of(
        name: &'static str,
        course: &Course,
        style: Style,
        value: impl Fn(&Point) -> Option<f64>,
    ) -> Self {
        let mut pieces: Vec<Vec<(f64, f64)>> = Vec::new();
        let mut before = f64::NEG_INFINITY;
        for point in &course.points {
            let Some(value) = value(point) else { continue };
            if point.second - before > course.width * 1.5 {
                pieces.push(Vec::new());
            }
            before = point.second;
            pieces.extend(pieces.is_empty().then(Vec::new));
            if let Some(piece) = pieces.last_mut() {
                piece.push((point.second, value));
            }
        }
        Self {
            name,
            style,
            pieces,
        }
    }

    fn values_in(&self, [start, end]: [f64; 2]) -> impl Iterator<Item = f64> {
        let points = self.pieces.iter().flatten();
        let inside = points.filter(move |(second, _)| start <= *second && *second <= end);
        inside.map(|(_, value)| *value)
    }
}

fn draw_chart(
    frame: &mut Frame<'_>,
    area: Rect,
    what: &str,
    curves: &[Curve],
    time: [f64; 2],
    palette: &Palette,
) {
    let [title, below] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(area);
    frame.render_widget(legend(what, curves, palette), title);
    let values = curves.iter().flat_map(|curve| curve.values_in(time));
    let top = round_up(values.fold(0.0, f64::max));
    // The last one is drawn over the others.
    let datasets = curves.iter().enumerate().rev().flat_map(|(place, curve)| {
        let marker = match palette.has_colors || place == 0 {
            true => Marker::Braille,
            false => Marker::Dot,
        };
        curve.pieces.iter().map(move |piece| {
            let dataset = Dataset::default().data(piece).marker(marker);
            dataset.graph_type(GraphType::Line).style(curve.style)
        })
    });
    let label = |text: String| Span::styled(text, palette.muted);
    let ends = time.map(|second| label(seconds(second)));
    let mut heights = vec![label("0".to_owned())];
    if below.height > 6 {
        heights.push(label(number::plain(top / 2.0)));
    }
    heights.push(label(number::plain(top)));
    let axis = || Axis::default().style(palette.muted);
    let heights_axis = axis().bounds([0.0, top]).labels(heights);
    let heights_axis = heights_axis.labels_alignment(Alignment::Right);
    let chart = Chart::new(datasets.collect())
        .legend_position(None)
        .x_axis(axis().bounds(time).labels(ends))
        .y_axis(heights_axis);
    frame.render_widget(chart, below);
}

/// What is drawn in which color, and the last value of it.
fn legend<'s>(what: &str, curves: &[Curve], palette: &Palette) -> Line<'s> {
    let mut spans = Vec::new();
    if !what.is_empty() {
        spans.push(Span::styled(format!("{what}  "), palette.muted));
    }
    for (place, curve) in curves.iter().enumerate() {
        let stroke = match (palette.has_colors, place) {
            (true, _) | (false, 0) => "━",
            (false, _) => "•",
        };
        spans.push(Span::styled(
            format!("{stroke} {} ", curve.name),
            curve.style,
        ));
        let last = curve.pieces.last().and_then(|piece| piece.last());
        let last = last.map_or_else(
            || "–".to_owned(),
            |(_, value)| number::plain(rounded(*value)),
        );
        spans.push(Span::raw(format!("{last}  ")));
    }
    Line::from(spans)
}

fn draw_load(
    frame: &mut Frame<'_>,
    area: Rect,
    course: &Course,
    [start, end]: [f64; 2],
    palette: &Palette,
) {
    let (load, loads) = &course.load;
    let inside = loads.iter();
    let inside = inside.filter(|(second, _)| start <= *second && *second <= end);
    let most = inside.map(|(_, value)| *value).fold(0.0, f64::max);
    let label = format!("{}, at most {} ", load.name(), number::whole(most));
    let width = columns(&label).min(usize::from(area.width));
    let widths = [
        Constraint::Length(u16::try_from(width).unwrap_or(u16::MAX)),
        Constraint::Fill(1),
    ];
    let [name, line] = Layout::horizontal(widths).areas(area);
    frame.render_widget(Span::styled(left(&label, width), palette.users), name);
    let cells = usize::from(line.width);
    let step = (end - start) / cells.max(1) as f64;
    let bars = (0..cells).map(|cell| {
        let from = start + cell as f64 * step;
        let here = loads.iter().rev();
        // A reading holds until the next one.
        let held = course.width.max(step) * 2.0;
        let last = here
            .skip_while(|(second, _)| *second >= from + step)
            .find(|(second, _)| *second + held >= from);
        let share = last.map(|(_, value)| value / most.max(1.0));
        SparklineBar::from(share.map(eighths))
    });
    let bars: Vec<SparklineBar> = bars.collect();
    let sparkline = Sparkline::default().max(8).style(palette.users);
    frame.render_widget(sparkline.data(bars).absent_value_symbol(" "), line);
}

/// A share as one of eight heights; what is not nothing is seen.
fn eighths(share: f64) -> u64 {
    let steps = (1..=8_u64).take_while(|step| (*step as f64 - 1.0) / 8.0 < share);
    steps.count() as u64
}

/// The next figure that is easily halved; 1 of nothing.
fn round_up(value: f64) -> f64 {
    const MOST: i32 = 15;
    let steps = (-3..MOST).flat_map(|power| {
        [1.0, 1.6, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0].map(|step| step * 10_f64.powi(power))
    });
    let reasonable = value.is_finite() && value > 0.0;
    match reasonable {
        true => steps
            .into_iter()
            .find(|step| value <= *step)
            .unwrap_or(value),
        false => 1.0,
    }
}

/// To a figure that does not flicker.
fn rounded(value: f64) -> f64 {
    match value.abs() {
        size if size >= 100.0 => value.round(),
        size if size >= 10.0 => (value * 10.0).round() / 10.0,
        _ => (value * 100.0).round() / 100.0,
    }
}

/// Seconds since the start as `12 s`, `2:05` or `1:02:05`.
fn seconds(second: f64) -> String {
    let whole = format!("{:.0}", second.max(0.0)).parse::<u64>();
    let whole = whole.unwrap_or(0);
    match whole {
        0..60 => format!("{whole} s"),
        60..3600 => format!("{}:{:02}", whole / 60, whole % 60),
        _ => format!("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::{eighths, round_up, seconds};

    #[test]
    fn axes_end_at_round_figures() {
        for (value, top) in [
            (0.0, 1.0),
            (0.7, 0.8),
            (1.2, 1.6),
            (205.7, 300.0),
            (5000.0, 5000.0),
        ] {
            assert!((round_up(value) - top).abs() < 1e-9, "{value}");
        }
        assert!((round_up(f64::NAN) - 1.0).abs() < 1e-9);
        assert!((round_up(1e300) - 1e300).abs() < 1e-9);
        assert_eq!([0.0, 0.01, 0.5, 1.0, 7.0].map(eighths), [0, 1, 4, 8, 8]);
    }

    #[test]
    fn times_on_an_axis_are_read_at_a_glance() {
        assert_eq!(seconds(59.0), "59 s");
        assert_eq!(seconds(125.0), "2:05");
        assert_eq!(seconds(3725.0), "1:02:05");
        assert_eq!(seconds(-3.0), "0 s");
    }
}
