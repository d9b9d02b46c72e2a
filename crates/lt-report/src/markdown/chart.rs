//! Charts that GitHub draws: Mermaid's `xychart-beta`, which has no legend and no gaps.

use lt_cli::markdown::label;
use lt_stats::{Percentile, Summary};

use crate::number;
use crate::observation::{Course, Stretch};

/// More categories overlap each other.
const MOST: u64 = 20;
/// Of less there is no course to be seen.
const FEWEST: usize = 3;

/// Mermaid's own first color is hardly to be seen on white. Bars come first.
const BARS: &str = "#e34948";
const LINE: &str = "#2a78d6";

/// Rate and 95th percentile over time; nothing for a run of a moment.
pub(super) fn over_time(summary: &Summary) -> String {
    let course = Course::of(summary, MOST);
    if course.stretches.len() < FEWEST {
        return String::new();
    }
    let (mut rates, mut failures, mut times) = (Vec::new(), Vec::new(), Vec::new());
    for stretch in &course.stretches {
        if let Some(rate) = course.rate(stretch) {
            rates.push((stretch, rate));
            failures.push((stretch, rate * share(stretch)));
        }
        // A stretch without an answer has no category: Mermaid could only draw it as zero.
        times.extend(
            stretch
                .percentile(Percentile::P95)
                .map(|us| (stretch, us / 1000.0)),
        );
    }
    let has_failures = course.stretches.iter().any(|stretch| stretch.errors > 0);
    let (title, bars) = match has_failures {
        true => (
            "Requests (line) and failures (bars) per second, by seconds since the start",
            Some(&failures),
        ),
        false => ("Requests per second, by seconds since the start", None),
    };
    let charts = [
        chart(title, "per second", &rates, bars),
        chart(
            "p95 of the response time in ms, by seconds since the start",
            "ms",
            &times,
            None,
        ),
    ];
    format!("### Over time\n\n{}", charts.join("\n"))
}

type Values<'a> = Vec<(&'a Stretch, f64)>;

fn chart(title: &str, unit: &str, line: &Values<'_>, bars: Option<&Values<'_>>) -> String {
    let numbers = |values: &Values<'_>| {
        let numbers = values.iter().map(|(_, value)| plain(*value));
        numbers.collect::<Vec<_>>().join(", ")
    };
    let categories = line.iter().map(|(stretch, _)| {
        // Windows begin with whole seconds and runs do not: rounded to the nearest, two categories could be one.
        let category = label(&number::whole(stretch.second.ceil()).replace(',', ""));
        format!("\"{category}\"")
    });
    let categories = categories.collect::<Vec<_>>().join(", ");
    let highest = line.iter().map(|(_, value)| *value).fold(0.0, f64::max);
    let top = if highest > 0.0 { highest * 1.1 } else { 1.0 };
    let bars = bars.map_or_else(String::new, |bars| format!("    bar [{}]\n", numbers(bars)));
    let palette = match bars.is_empty() {
        true => LINE.to_owned(),
        false => format!("{BARS}, {LINE}"),
    };
    format!(
        "```mermaid\n%%{{init: {{\"themeVariables\": {{\"xyChart\": {{\"plotColorPalette\": \"{palette}\"}}}}}}}}%%\nxychart-beta\n    title \"{title}\"\n    x-axis [{categories}]\n    y-axis \"{unit}\" 0 --> {}\n{bars}    line [{}]\n```\n",
        plain(top),
        numbers(line)
    )
}

fn share(stretch: &Stretch) -> f64 {
    stretch.errors as f64 / stretch.requests.max(1) as f64
}

/// Digits and a point, which is all that Mermaid reads.
fn plain(value: f64) -> String {
    let digits = match value {
        value if value >= 100.0 => 0,
        value if value >= 10.0 => 1,
        value if value >= 1.0 => 2,
        _ => 3,
    };
    format!("{value:.digits$}")
}
