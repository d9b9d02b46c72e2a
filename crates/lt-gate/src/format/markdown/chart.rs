//! The comparison as a chart that GitHub draws: Mermaid's `xychart-beta`, which has no legend.

use super::escape::label;
use crate::format::document::Row;

/// More categories overlap each other.
const MOST: usize = 12;

/// p95 of both sides by endpoint, the worst first; nothing of fewer than two endpoints.
pub(super) fn p95(rows: &[&Row]) -> Option<String> {
    let figures = rows.iter().filter(|row| row.measure == "p95");
    let figures = figures.filter_map(|row| Some((row.whose(), row.base? / 1e3, row.head? / 1e3)));
    let figures: Vec<(String, f64, f64)> = figures.take(MOST).collect();
    if figures.len() < 2 {
        return None;
    }
    let highest = figures.iter().map(|(_, base, head)| base.max(*head));
    let highest = highest.fold(1.0, f64::max);
    let list = |texts: Vec<String>| texts.join(", ");
    let number = |value: f64| format!("{value:.1}");
    let labels = list(
        figures
            .iter()
            .map(|(whose, ..)| format!("\"{}\"", label(whose)))
            .collect(),
    );
    let bars = list(figures.iter().map(|(_, _, head)| number(*head)).collect());
    let line = list(figures.iter().map(|(_, base, _)| number(*base)).collect());
    Some(format!(
        "```mermaid\nxychart-beta\n    title \"p95 in ms (bars: this run, line: baseline)\"\n    x-axis [{labels}]\n    \
         y-axis \"ms\" 0 --> {:.0}\n    bar [{bars}]\n    line [{line}]\n```\n",
        (highest * 1.1).ceil()
    ))
}
