//! Which charts there are: their words, their legends and the numbers behind them. How they are drawn is in `chart`.

use serde::Serialize;

use crate::chart::{Chart, Line, Moment, OverTime, Population, Tone};
use crate::number;

/// A chart with everything that stands around it: the same in the page and as a file.
#[derive(Serialize)]
pub(crate) struct Figure {
    /// What its file and its place in the page are called: small letters and hyphens.
    pub(crate) name: &'static str,
    pub(crate) title: String,
    pub(crate) legend: Vec<Key>,
    /// What must be known to read it: what was thinned, what a cell is. Harmless text; empty where nothing.
    pub(crate) caption: String,
    /// The picture, with colors by the names of the style sheet; absent where there is nothing to draw.
    pub(crate) svg: Option<String>,
    /// What is said instead.
    pub(crate) empty: &'static str,
    /// The same numbers, thinned where there are many.
    pub(crate) table: Table,
    /// What a crosshair over the picture tells; absent where there is none.
    pub(crate) hover: Option<Hover>,
}

/// Numbers as text, one unit a column, named in its head.
#[derive(Default, Serialize)]
pub(crate) struct Table {
    pub(crate) head: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

/// Where the picture's values are, in its own pixels, and what they are called.
#[derive(Serialize)]
pub(crate) struct Hover {
    /// Left and right end of the plot.
    pub(crate) from: i32,
    pub(crate) to: i32,
    /// Pixel of each place at which there are values, in ascending order.
    pub(crate) at: Vec<f64>,
    /// What each place is called: `12 s, 14:03:07 UTC`.
    pub(crate) names: Vec<String>,
    /// Of each line its name and its values as text with unit, empty where unknown.
    pub(crate) lines: Vec<(String, Vec<String>)>,
}

/// One line's entry in the legend.
#[derive(Serialize)]
pub(crate) struct Key {
    /// A color of the style sheet.
    pub(crate) tone: &'static str,
    pub(crate) text: String,
}

/// A row of the table behind the charts.
#[derive(Serialize)]
pub(crate) struct Instant {
    second: String,
    requests: String,
    errors: String,
    p50: String,
    p95: String,
    population: String,
}

/// The three charts, sharing one time axis.
pub(crate) fn figures(over_time: &OverTime) -> anyhow::Result<Vec<Figure>> {
    Ok(vec![
        requests(over_time)?,
        response_time(over_time)?,
        population(over_time)?,
    ])
}

/// The same numbers as a table.
pub(crate) fn instants(over_time: &OverTime) -> Vec<Instant> {
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

/// What stands where nothing is known.
const UNKNOWN: &str = "\u{2013}";

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
        "requests",
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
        "response-time",
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
        "users",
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

fn figure(
    name: &'static str,
    chart: Chart,
    mut legend: Vec<Key>,
    empty: &'static str,
) -> anyhow::Result<Figure> {
    let drawn = chart.lines.iter().any(|line| !line.pieces.is_empty());
    if !chart.warmup.is_empty() {
        legend.push(key(Tone::Shade, "warm-up, left out".to_owned()));
    }
    Ok(Figure {
        name,
        caption: String::new(),
        table: Table::default(),
        hover: None,
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
