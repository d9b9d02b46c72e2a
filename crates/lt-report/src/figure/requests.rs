//! Requests and failures per second.

use super::trace::{self, Trace};
use super::{Figure, Key, caption};
use crate::chart::{About, Content, OverTime, TimeChart, Tone};
use crate::number;

const NAME: &str = "requests";
const TITLE: &str = "Requests per second";
const EMPTY: &str = "No request was measured, so there is no rate to show. `lt-gen URL | lt-report --html report.html` makes load and reports it.";
const REQUESTS: Trace = Trace {
    tone: Tone::Blue,
    name: "requests",
    unit: "/s",
    value: |moment| moment.requests,
    show: number::rate,
};
const FAILURES: Trace = Trace {
    tone: Tone::Red,
    name: "failures",
    unit: "/s",
    value: |moment| moment.errors,
    show: number::rate,
};

pub(super) fn figure(over_time: &OverTime) -> anyhow::Result<Figure> {
    let highest = |trace: &Trace| over_time.highest(trace.value).unwrap_or(0.0);
    let (peak, worst) = (highest(&REQUESTS), highest(&FAILURES));
    let mut lines = vec![REQUESTS.line(over_time)];
    if lines[0].is_empty() {
        return Ok(Figure::without_picture(NAME, TITLE, EMPTY));
    }
    let mut legend = vec![REQUESTS.key(over_time)];
    if worst > 0.0 {
        lines.push(FAILURES.line(over_time));
        legend.push(FAILURES.key(over_time));
    } else {
        legend.push(Key::line(Tone::Red, "no failures"));
    }
    legend.extend(warmup(over_time));
    let about = About {
        name: NAME,
        title: TITLE.to_owned(),
        description: format!(
            "Requests and failures in each second of the run. At most {} requests and {} failures per second.",
            number::rate(peak),
            number::rate(worst)
        ),
    };
    let svg = TimeChart {
        about,
        scene: &over_time.scene,
        since: "start",
        unit: "req/s",
        least_step: 0.0,
        height: 250,
        content: Content::Lines(lines, number::rate),
    };
    let mut said = caption::of_lines(over_time);
    said.push("Requests stand in the second in which they were due; the first and the last second are rarely whole. Gaps are seconds of which nothing is known.".to_owned());
    Ok(Figure {
        legend,
        caption: said.join(" "),
        svg: Some(svg.draw()?),
        table: trace::table(over_time, &[REQUESTS, FAILURES]),
        hover: trace::hover(over_time, &[REQUESTS, FAILURES]),
        ..Figure::without_picture(NAME, TITLE, EMPTY)
    })
}

/// The entry of the warm-up, where there was one.
pub(super) fn warmup(over_time: &OverTime) -> Option<Key> {
    let is_some = !over_time.scene.warmup.is_empty();
    is_some.then(|| Key::area(Tone::Shade, "warm-up, left out"))
}
