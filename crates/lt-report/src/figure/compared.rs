//! The groups of a comparison over each other.

mod strand;

use lt_stats::Summary;

use super::{Figure, Hover, Key, MOST_ROWS, Table, clock, percentiles, trace};
use crate::chart::{
    About, Content, Curve, LEFT, Line, OverTime, Points, RIGHT, Scene, TimeChart, Tone,
};
use crate::comparison::{Comparison, Row};
use crate::number;
use strand::Strand;

const NOTHING: &str = "No request of these groups was measured, so there is nothing to lay over each other. `lt-report FILE` says what went wrong.";
const NO_COURSE: &str = "Nothing is known of the course of these groups: there are too many of them, or they follow each other as windows do. `--by variant` compares few.";

/// Empty where nothing is taken apart.
pub(super) fn figures(summary: &Summary) -> anyhow::Result<Vec<Figure>> {
    let Some(comparison) = Comparison::of(summary) else {
        return Ok(Vec::new());
    };
    let rows: Vec<(Tone, &Row)> = Tone::CATEGORIES.into_iter().zip(&comparison.rows).collect();
    let left_out = comparison.rows.len() - rows.len() + comparison.left_out;
    // The table's rows are the groups in their order, without their courses.
    let strands = rows.iter().zip(summary.groups());
    let strands = strands.map(|((tone, row), group)| Strand::of(*tone, &row.name, &group));
    let strands: Vec<Strand> = strands.collect();
    let figures = [
        over_legs(&strands, &RESPONSE_TIME)?,
        over_legs(&strands, &REQUESTS)?,
        curves(&rows)?,
    ];
    let figures = figures.into_iter().map(|figure| match left_out as u64 {
        0 => figure,
        n => Figure {
            caption: format!(
                "{} {} not shown: the table has all.",
                figure.caption,
                number::counted(n, "more group")
            ),
            ..figure
        },
    });
    Ok(figures.collect())
}

fn curves(rows: &[(Tone, &Row)]) -> anyhow::Result<Figure> {
    let name = "compared-percentiles";
    let title = "Percentiles of the response time, compared";
    let curves = rows.iter().filter_map(|(tone, row)| {
        Curve::of(*tone, row.name.clone(), &row.group.slice.tally.response)
    });
    let curves: Vec<Curve> = curves.collect();
    if curves.is_empty() {
        return Ok(Figure::without_picture(name, title, NOTHING));
    }
    let groups = number::counted(curves.len() as u64, "group");
    let description =
        format!("The time that each share of the requests of {groups} did not exceed.");
    let times = rows.iter().map(|(_, row)| {
        let name = format!("{} (ms)", row.name);
        (name, &row.group.slice.tally.response)
    });
    Ok(Figure {
        table: percentiles::table(&times.collect::<Vec<_>>()),
        ..percentiles::drawn(name, title, description, curves, NOTHING)?
    })
}

/// What is shown of the groups' courses.
struct Kind {
    name: &'static str,
    title: &'static str,
    unit: &'static str,
    of: fn(&Strand) -> &[Points],
    show: fn(f64) -> String,
}

const RESPONSE_TIME: Kind = Kind {
    name: "compared-response-time",
    title: "p95 of the response time, compared",
    unit: "ms",
    of: |strand| &strand.p95,
    show: trace::ms,
};
const REQUESTS: Kind = Kind {
    name: "compared-requests",
    title: "Requests per second, compared",
    unit: "req/s",
    of: |strand| &strand.requests,
    show: number::rate,
};

/// One line for each leg of each group, counted from the leg's start.
fn over_legs(strands: &[Strand], kind: &Kind) -> anyhow::Result<Figure> {
    let points = || {
        strands
            .iter()
            .flat_map(|strand| (kind.of)(strand))
            .flatten()
    };
    if points().next().is_none() {
        return Ok(Figure::without_picture(kind.name, kind.title, NO_COURSE));
    }
    let longest = strands.iter().map(Strand::end).fold(1.0, f64::max);
    let scene = Scene {
        seconds: longest,
        ..Scene::default()
    };
    let step = scene.seconds / OverTime::MOST_PLACES as f64;
    let lines = strands.iter().map(|strand| {
        let pieces = (kind.of)(strand).to_vec();
        Line::thinned(strand.tone, strand.name.clone(), pieces, step)
    });
    let about = About {
        name: kind.name,
        title: kind.title.to_owned(),
        description: format!(
            "Of {} the course of each leg, counted from its start, in {}.",
            number::counted(strands.len() as u64, "group"),
            kind.unit
        ),
    };
    let keys = strands
        .iter()
        .map(|strand| Key::line(strand.tone, &strand.name));
    let chart = TimeChart {
        about,
        scene: &scene,
        since: "the start of the leg",
        unit: kind.unit,
        least_step: 0.0,
        height: 250,
        content: Content::Lines(lines.collect(), kind.show),
    };
    Ok(Figure {
        legend: keys.collect(),
        caption: "Each leg is a line of its own, counted from its start.".to_owned(),
        svg: Some(chart.draw()?),
        table: table(strands, kind, scene.seconds),
        hover: Some(hover(strands, kind, scene.seconds)),
        ..Figure::without_picture(kind.name, kind.title, NO_COURSE)
    })
}

/// The lowest and the highest of all legs in some seconds.
fn range(strand: &Strand, kind: &Kind, from: f64, step: f64) -> String {
    let points = (kind.of)(strand).iter().flatten();
    let within = points.filter(|(second, _)| (from..from + step).contains(second));
    let values: Vec<f64> = within.map(|(_, value)| *value).collect();
    let ends = [f64::min, f64::max].map(|end| values.iter().copied().reduce(end).map(kind.show));
    match ends {
        [Some(lowest), Some(highest)] if lowest == highest => lowest,
        [Some(lowest), Some(highest)] => format!("{lowest}\u{2013}{highest}"),
        _ => String::new(),
    }
}

fn table(strands: &[Strand], kind: &Kind, seconds: f64) -> Table {
    let begins = begins(seconds, MOST_ROWS);
    let heads = strands
        .iter()
        .map(|strand| format!("{} ({})", strand.name, kind.unit));
    let row = |begin: &f64| {
        let values = strands
            .iter()
            .map(|strand| range(strand, kind, *begin, begins.0));
        [clock::second(*begin)].into_iter().chain(values).collect()
    };
    Table {
        head: ["Second of the leg".to_owned()]
            .into_iter()
            .chain(heads)
            .collect(),
        rows: begins.1.iter().map(row).collect(),
    }
}

fn hover(strands: &[Strand], kind: &Kind, seconds: f64) -> Hover {
    let (step, begins) = begins(seconds, 180);
    let x = |begin: &f64| LEFT + (begin + step / 2.0).min(seconds) / seconds * (RIGHT - LEFT);
    let line = |strand: &Strand| {
        let values = begins
            .iter()
            .map(|begin| match range(strand, kind, *begin, step) {
                empty if empty.is_empty() => empty,
                value => format!("{value} {}", kind.unit),
            });
        (strand.name.clone(), values.collect())
    };
    Hover {
        at: begins
            .iter()
            .map(|begin| (x(begin) * 10.0).round() / 10.0)
            .collect(),
        names: begins
            .iter()
            .map(|begin| format!("{} s", clock::second(*begin)))
            .collect(),
        lines: strands.iter().map(line).collect(),
        ..clock::empty_hover()
    }
}

/// At most so many stretches of whole seconds: the length of each, and where they begin.
fn begins(seconds: f64, most: usize) -> (f64, Vec<f64>) {
    let step = (seconds / most as f64).ceil().max(1.0);
    let begins = (0_u32..).map(|n| f64::from(n) * step);
    (
        step,
        begins
            .take_while(|begin| *begin <= seconds)
            .take(most)
            .collect(),
    )
}

#[cfg(test)]
mod tests;
