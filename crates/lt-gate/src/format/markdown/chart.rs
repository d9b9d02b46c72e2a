//! The comparison and the course of the run as charts that GitHub draws: Mermaid's `xychart-beta`, which has no legend.

use lt_cli::markdown::label;

use super::Section;
use crate::format::document::Row;
use crate::verdict::{Course, Point};

/// More categories overlap each other.
const MOST: usize = 12;
/// More points than a screen shows.
const MOST_POINTS: usize = 60;
/// What is larger is no time and no rate of anything.
const HIGHEST: f64 = 1e9;

/// p95 of both sides by endpoint, the worst first; nothing of fewer than two endpoints.
pub(super) fn p95(rows: &[&Row]) -> Option<String> {
    let figures = rows.iter().filter(|row| row.measure == "p95");
    let figures = figures.filter_map(|row| Some((row.whose(), row.base? / 1e3, row.head? / 1e3)));
    let figures =
        figures.filter(|(_, base, head)| [base, head].map(|time| is_drawn(*time)) == [true; 2]);
    let figures: Vec<(String, f64, f64)> = figures.take(MOST).collect();
    if figures.len() < 2 {
        return None;
    }
    let labels = figures
        .iter()
        .map(|(whose, ..)| format!("\"{}\"", label(whose)));
    let labels = labels.collect::<Vec<_>>().join(", ");
    let bars: Vec<f64> = figures.iter().map(|(_, _, head)| *head).collect();
    let line: Vec<f64> = figures.iter().map(|(_, base, _)| *base).collect();
    let all = [bars.as_slice(), &line].concat();
    Some(chart(
        "p95 in ms (bars: this run, line: baseline)",
        &format!("[{labels}]"),
        &axis("ms", &all),
        &[("bar", &bars), ("line", &line)],
    ))
}

/// p95 and requests per second over time; nothing where neither can be drawn.
pub(super) fn over_time(course: &Course) -> Option<Section> {
    let points = &course.points[..course.points.len().min(MOST_POINTS)];
    let seconds = course.width as f64 / 1e6 * points.len().saturating_sub(1) as f64;
    let time = format!("\"seconds\" 0 --> {seconds:.0}");
    let drawn = |title: &str, unit: &str, value: &dyn Fn(&Point) -> Option<f64>| {
        let values: Option<Vec<f64>> = points.iter().map(value).collect();
        let values = values.filter(|values| values.len() > 1)?;
        let is_drawn =
            is_drawn(seconds) && seconds >= 1.0 && values.iter().all(|value| is_drawn(*value));
        is_drawn.then(|| chart(title, &time, &axis(unit, &values), &[("line", &values)]))
    };
    let charts = [
        drawn("p95 in ms over time", "ms", &|point| {
            point.p95.map(|time| time as f64 / 1e3)
        }),
        drawn("Requests per second over time", "requests/s", &|point| {
            point.rate
        }),
    ];
    let charts: Vec<String> = charts.into_iter().flatten().collect();
    (!charts.is_empty()).then(|| Section {
        title: "Over time".to_owned(),
        text: charts.join("\n"),
    })
}

fn is_drawn(value: f64) -> bool {
    (0.0..=HIGHEST).contains(&value)
}

fn axis(unit: &str, values: &[f64]) -> String {
    let highest = values.iter().copied().fold(1.0, f64::max);
    format!("\"{unit}\" 0 --> {:.0}", (highest * 1.1).ceil())
}

/// Half as high as Mermaid's own, in colors that can be told apart by day and by night.
const LOOK: &str = "%%{init: {\"xyChart\": {\"width\": 760, \"height\": 300}, \"themeVariables\": {\"xyChart\": \
                    {\"plotColorPalette\": \"#54aeff, #db6d28\"}}}}%%";

/// A chart with axes and series, all of them in Mermaid's words.
fn chart(title: &str, x_axis: &str, y_axis: &str, series: &[(&str, &[f64])]) -> String {
    let mut text = format!(
        "```mermaid\n{LOOK}\nxychart-beta\n    title \"{title}\"\n    x-axis {x_axis}\n    y-axis {y_axis}\n"
    );
    for (kind, values) in series {
        let values: Vec<String> = values.iter().map(|value| format!("{value:.1}")).collect();
        text += &format!("    {kind} [{}]\n", values.join(", "));
    }
    text + "```\n"
}
