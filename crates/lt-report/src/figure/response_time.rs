//! Percentiles of the response time over time.

use super::requests::warmup;
use super::trace::{self, Trace};
use super::{Figure, Key, caption};
use crate::chart::{About, Content, OverTime, TimeChart, Tone};

const NAME: &str = "response-time";
const TITLE: &str = "Response time";
const EMPTY: &str = "No response time was measured: nothing was answered, or it all failed before it was sent. `lt-report FILE` without `--html` says what went wrong.";
const TRACES: [Trace; 3] = [
    Trace {
        tone: Tone::Blue,
        name: "p50",
        unit: "ms",
        value: |moment| moment.p50,
        show: trace::ms,
    },
    Trace {
        tone: Tone::Orange,
        name: "p95",
        unit: "ms",
        value: |moment| moment.p95,
        show: trace::ms,
    },
    Trace {
        tone: Tone::Violet,
        name: "p99",
        unit: "ms",
        value: |moment| moment.p99,
        show: trace::ms,
    },
];

pub(super) fn figure(over_time: &OverTime) -> anyhow::Result<Figure> {
    let lines: Vec<_> = TRACES.iter().map(|trace| trace.line(over_time)).collect();
    if lines.iter().all(crate::chart::Line::is_empty) {
        return Ok(Figure::without_picture(NAME, TITLE, EMPTY));
    }
    let highest = TRACES.map(|trace| trace.shown(over_time.highest(trace.value).unwrap_or(0.0)));
    let [p50, p95, p99] = highest;
    let about = About {
        name: NAME,
        title: TITLE.to_owned(),
        description: format!(
            "Median, 95th and 99th percentile of the response time of the requests due in each second. The median is at most {p50}, the 95th percentile {p95}, the 99th {p99}."
        ),
    };
    let mut legend: Vec<Key> = TRACES.iter().map(|trace| trace.key(over_time)).collect();
    legend.extend(warmup(over_time));
    let svg = TimeChart {
        about,
        scene: &over_time.scene,
        since: "start",
        unit: "ms",
        least_step: 0.0,
        height: 250,
        // The median, which tells most, lies on top.
        content: Content::Lines(lines.into_iter().rev().collect(), trace::ms),
    };
    Ok(Figure {
        legend,
        caption: caption::of_lines(over_time).join(" "),
        svg: Some(svg.draw()?),
        table: trace::table(over_time, &TRACES),
        hover: trace::hover(over_time, &TRACES),
        ..Figure::without_picture(NAME, TITLE, EMPTY)
    })
}
