//! How requests were answered over time.

use lt_stats::Answers;

use super::requests::warmup;
use super::{Figure, Hover, Key, MOST_ROWS, Table, UNKNOWN, caption, clock};
use crate::chart::{About, Column, Content, Layer, Moment, OverTime, TimeChart, Tone};
use crate::number;

const NAME: &str = "status-codes";
const TITLE: &str = "Status codes";
const EMPTY: &str = "No request was measured, so there is no status to show. `lt-gen URL | lt-report --html report.html` makes load and reports it.";
/// Narrower columns would be no columns.
const PLACES: u64 = 230;

/// A class of answers, how it is drawn, and how many there were.
struct Class {
    tone: Tone,
    name: &'static str,
    count: fn(&Answers) -> u64,
}

/// From below: what went well first.
const CLASSES: [Class; 6] = [
    Class {
        tone: Tone::Blue,
        name: "2xx",
        count: |answers| answers.classes[1],
    },
    Class {
        tone: Tone::Yellow,
        name: "3xx",
        count: |answers| answers.classes[2],
    },
    Class {
        tone: Tone::Grey,
        name: "1xx",
        count: |answers| answers.classes[0],
    },
    Class {
        tone: Tone::RedLight,
        name: "4xx",
        count: |answers| answers.classes[3],
    },
    Class {
        tone: Tone::Red,
        name: "5xx",
        count: |answers| answers.classes[4],
    },
    Class {
        tone: Tone::RedDark,
        name: "no answer",
        count: |answers| answers.none,
    },
];

pub(super) fn figure(over_time: &OverTime) -> anyhow::Result<Figure> {
    let step = over_time.step_of(PLACES);
    let moments = over_time.together(step);
    let sum = |class: &Class| {
        let counts = moments.iter().map(|moment| (class.count)(&moment.answers));
        counts.fold(0, u64::saturating_add)
    };
    let classes = CLASSES.into_iter().filter(|class| sum(class) > 0);
    let classes: Vec<Class> = classes.collect();
    if classes.is_empty() {
        return Ok(Figure::without_picture(NAME, TITLE, EMPTY));
    }
    let counts = classes
        .iter()
        .map(|class| (class, number::count(sum(class))));
    let counts: Vec<String> = counts
        .map(|(class, n)| format!("{} {n}", class.name))
        .collect();
    let about = About {
        name: NAME,
        title: TITLE.to_owned(),
        description: format!(
            "Answers per second by class of status, above each other. In all: {}.",
            counts.join(", ")
        ),
    };
    let key = |(class, text): (&Class, String)| Key::area(class.tone, text);
    let svg = TimeChart {
        about,
        scene: &over_time.scene,
        since: "start",
        unit: "req/s",
        least_step: 0.0,
        height: 210,
        content: Content::Stack(layers(over_time, step, &moments, &classes)),
    };
    let mut said = caption::of_columns(over_time, "the mean of", step);
    if classes.iter().any(|class| class.name == "4xx") {
        said.push(
            "4xx are red because they count as failures unless a scenario allows them.".to_owned(),
        );
    }
    Ok(Figure {
        legend: classes
            .iter()
            .zip(counts)
            .map(key)
            .chain(warmup(over_time))
            .collect(),
        caption: said.join(" "),
        svg: Some(svg.draw()?),
        table: table(over_time, &classes),
        hover: Some(hover(over_time, step, &moments, &classes)),
        ..Figure::without_picture(NAME, TITLE, EMPTY)
    })
}

fn layers(over_time: &OverTime, step: u64, moments: &[Moment], classes: &[Class]) -> Vec<Layer> {
    let layer = |class: &Class| {
        let columns = moments.iter().filter_map(|moment| {
            Some(Column {
                from: moment.second,
                to: (moment.second + step as f64).min(over_time.scene.seconds),
                value: moment.per_second((class.count)(&moment.answers))?,
            })
        });
        Layer {
            tone: class.tone,
            columns: columns.collect(),
        }
    };
    classes.iter().map(layer).collect()
}

fn table(over_time: &OverTime, classes: &[Class]) -> Table {
    let (step, moments) = over_time.rows(MOST_ROWS);
    let mut table = clock::table(over_time, step, moments.iter().map(|moment| moment.second));
    for class in classes {
        table.head.push(match class.name {
            "no answer" => "No answer (requests)".to_owned(),
            name => format!("{name} (requests)"),
        });
        for (row, moment) in table.rows.iter_mut().zip(&moments) {
            let n = (class.count)(&moment.answers);
            row.push(match moment.requests {
                Some(_) => number::count(n),
                None => UNKNOWN.to_owned(),
            });
        }
    }
    table
}

fn hover(over_time: &OverTime, step: u64, moments: &[Moment], classes: &[Class]) -> Hover {
    let begins: Vec<f64> = moments.iter().map(|moment| moment.second).collect();
    let mut hover = clock::hover(over_time, step, &begins);
    for class in classes {
        let values = moments.iter().map(|moment| {
            let rate = moment.per_second((class.count)(&moment.answers));
            rate.map_or_else(String::new, |rate| format!("{} /s", number::rate(rate)))
        });
        hover.lines.push((class.name.to_owned(), values.collect()));
    }
    hover
}
