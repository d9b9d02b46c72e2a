//! The charts of the page, with their legends, and the numbers behind them.

use serde::Serialize;

use super::page::UNKNOWN;
use crate::chart::{Chart, Line, Moment, OverTime, Population, Tone};
use crate::number;

/// A chart as it stands in the page.
#[derive(Serialize)]
pub(super) struct Figure {
    title: String,
    legend: Vec<Key>,
    /// The picture; absent where there is nothing to draw.
    svg: Option<String>,
    /// What is said instead.
    empty: &'static str,
}

/// One line's entry in the legend.
#[derive(Serialize)]
pub(super) struct Key {
    tone: &'static str,
    text: String,
}

/// A row of the table behind the charts.
#[derive(Serialize)]
pub(super) struct Instant {
    second: String,
    requests: String,
    errors: String,
    p50: String,
    p95: String,
    population: String,
}

/// The three charts, sharing one time axis.
pub(super) fn figures(over_time: &OverTime) -> anyhow::Result<Vec<Figure>> {
    Ok(vec![
        requests(over_time)?,
        response_time(over_time)?,
        population(over_time)?,
    ])
}

/// The same numbers as a table.
pub(super) fn instants(over_time: &OverTime) -> Vec<Instant> {
    let known = |value: Option<f64>, show: fn(f64) -> String| {
        value.map_or_else(|| UNKNOWN.to_owned(), show)
    };
    let ms = |value: f64| number::ms(value * 1000.0);
    let moments = over_time.moments.iter();
    moments
        .map(|moment| Instant {
            second: number::whole(moment.second),
            requests: known(moment.requests, number::rate),
            errors: known(moment.errors, number::rate),
            p50: known(moment.p50, ms),
            p95: known(moment.p95, ms),
            population: known(moment.population, number::whole),
        })
        .collect()
}

type Value = fn(&Moment) -> Option<f64>;

fn requests(over_time: &OverTime) -> anyhow::Result<Figure> {
    let requests: Value = |moment| moment.requests;
    let errors: Value = |moment| moment.errors;
    let peak = over_time.highest(requests).unwrap_or(0.0);
    let worst = over_time.highest(errors).unwrap_or(0.0);
    let mut lines = vec![over_time.line(Tone::Blue, requests)];
    let mut legend = vec![key(
        Tone::Blue,
        format!("requests/s, highest {}", number::rate(peak)),
    )];
    if worst > 0.0 {
        lines.push(over_time.line(Tone::Red, errors));
        legend.push(key(
            Tone::Red,
            format!("failures/s, highest {}", number::rate(worst)),
        ));
    } else {
        legend.push(key(Tone::Red, "no failures".to_owned()));
    }
    let description = format!(
        "Requests and failures in each second of the run. At most {} requests and {} failures per second.",
        number::rate(peak),
        number::rate(worst)
    );
    let chart = chart(
        over_time,
        "Requests per second",
        description,
        "req/s",
        lines,
    );
    figure(
        chart,
        legend,
        "No request was measured, so there is no rate to show.",
    )
}

fn response_time(over_time: &OverTime) -> anyhow::Result<Figure> {
    let p50: Value = |moment| moment.p50;
    let p95: Value = |moment| moment.p95;
    let highest = |value| number::ms(over_time.highest(value).unwrap_or(0.0) * 1000.0);
    let lines = vec![
        over_time.line(Tone::Orange, p95),
        over_time.line(Tone::Blue, p50),
    ];
    let legend = vec![
        key(Tone::Blue, format!("p50, highest {} ms", highest(p50))),
        key(Tone::Orange, format!("p95, highest {} ms", highest(p95))),
    ];
    let description = format!(
        "Median and 95th percentile of the response time of the requests due in each second. The median is at most {} ms, the 95th percentile {} ms.",
        highest(p50),
        highest(p95)
    );
    let chart = chart(over_time, "Response time", description, "ms", lines);
    figure(
        chart,
        legend,
        "No response time was measured: nothing was answered, or it all failed before it was sent.",
    )
}

fn population(over_time: &OverTime) -> anyhow::Result<Figure> {
    let count: Value = |moment| moment.population;
    let (title, unit) = match over_time.population {
        Population::Users | Population::Nobody => ("Users", "users"),
        Population::InFlight => ("Requests in flight", "requests"),
    };
    let highest = number::whole(over_time.highest(count).unwrap_or(0.0));
    let legend = vec![key(Tone::Aqua, format!("{unit}, highest {highest}"))];
    let description = format!("{title} while the generator ran. At most {highest}.");
    let lines = vec![over_time.line(Tone::Aqua, count)];
    let chart = Chart {
        least_step: 1.0,
        height: 160,
        ..chart(over_time, title, description, unit, lines)
    };
    figure(
        chart,
        legend,
        "The stream tells no number of users: lt-gen writes it once a second.",
    )
}

fn chart(
    over_time: &OverTime,
    title: &str,
    description: String,
    unit: &'static str,
    lines: Vec<Line>,
) -> Chart {
    Chart {
        title: title.to_owned(),
        description,
        unit,
        least_step: 0.0,
        height: 250,
        seconds: over_time.seconds,
        warmup: over_time.warmup.clone(),
        legs: over_time.legs.clone(),
        lines,
    }
}

fn figure(chart: Chart, mut legend: Vec<Key>, empty: &'static str) -> anyhow::Result<Figure> {
    let drawn = chart.lines.iter().any(|line| !line.pieces.is_empty());
    if !chart.warmup.is_empty() {
        legend.push(key(Tone::Shade, "warm-up, left out".to_owned()));
    }
    Ok(Figure {
        svg: drawn.then(|| chart.draw()).transpose()?,
        legend: if drawn { legend } else { Vec::new() },
        title: chart.title,
        empty,
    })
}

fn key(tone: Tone, text: String) -> Key {
    Key {
        tone: tone.name(),
        text,
    }
}
