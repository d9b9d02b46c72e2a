//! How many users there were, or requests in flight.

use super::requests::warmup;
use super::trace::{self, Trace};
use super::{Figure, caption};
use crate::chart::{About, Content, OverTime, Population, TimeChart, Tone};
use crate::number;

const NAME: &str = "users";
const EMPTY: &str = "The stream tells no number of users: `lt-gen` writes it once a second.";

pub(super) fn figure(over_time: &OverTime) -> anyhow::Result<Figure> {
    let (title, name) = match over_time.population {
        Population::Users | Population::Nobody => ("Users", "users"),
        Population::InFlight => ("Requests in flight", "in flight"),
    };
    let traces = [Trace {
        tone: Tone::Aqua,
        name,
        unit: "",
        value: |moment| moment.population,
        show: number::whole,
    }];
    let lines: Vec<_> = traces.iter().map(|trace| trace.line(over_time)).collect();
    if lines.iter().all(crate::chart::Line::is_empty) {
        return Ok(Figure::without_picture(NAME, title, EMPTY));
    }
    let highest = over_time.highest(|moment| moment.population);
    let about = About {
        name: NAME,
        title: title.to_owned(),
        description: format!(
            "{title} while the generator ran. At most {}.",
            number::whole(highest.unwrap_or(0.0))
        ),
    };
    let svg = TimeChart {
        about,
        scene: &over_time.scene,
        since: "start",
        unit: match over_time.population {
            Population::InFlight => "requests",
            Population::Users | Population::Nobody => "users",
        },
        least_step: 1.0,
        height: 160,
        content: Content::Lines(lines, number::whole),
    };
    let keys = traces.iter().map(|trace| trace.key(over_time));
    Ok(Figure {
        legend: keys.chain(warmup(over_time)).collect(),
        caption: caption::of_lines(over_time).join(" "),
        svg: Some(svg.draw()?),
        table: trace::table(over_time, &traces),
        hover: trace::hover(over_time, &traces),
        ..Figure::without_picture(NAME, title, EMPTY)
    })
}
