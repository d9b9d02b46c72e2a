//! How the response times lay, over time.

use lt_sample::Histogram;

use super::{Figure, Hover, Key, MOST_ROWS, Table, caption, clock, trace};
use crate::chart::{About, Content, Heat, LogAxis, Moment, OverTime, TimeChart, Tone, middle};
use crate::number;

const NAME: &str = "heat-map";
const TITLE: &str = "Response times, how many there were";
const EMPTY: &str = "No response time was measured, so there is no heat map. `lt-gen URL | lt-report --html report.html` makes load and reports it.";
const PLACES: u64 = 180;
const MOST_BINS: usize = 40;
/// The bins of the table are wider.
const MOST_COLUMNS: usize = 10;

pub(super) fn figure(over_time: &OverTime) -> anyhow::Result<Figure> {
    let measured = || {
        let times = over_time.moments.iter().map(|moment| &moment.response);
        times.filter(|times| !times.is_empty())
    };
    let ends = measured()
        .map(Histogram::min)
        .min()
        .zip(measured().map(Histogram::max).max());
    let Some((lowest, highest)) =
        ends.map(|(low, high)| (low as f64 / 1000.0, high as f64 / 1000.0))
    else {
        return Ok(Figure::without_picture(NAME, TITLE, EMPTY));
    };
    let step = over_time.step_of(PLACES);
    let moments = over_time.together(step);
    let axis = LogAxis::covering(lowest, highest, MOST_BINS);
    let columns = moments.iter().filter(|moment| !moment.response.is_empty());
    let columns = columns.map(|moment| (moment.second, counts(&moment.response, &axis)));
    let heat = Heat {
        columns: columns.collect(),
        axis,
        step: step as f64,
    };
    let legend = keys(&heat);
    let about = About {
        name: NAME,
        title: TITLE.to_owned(),
        description: format!(
            "Columns of time, rows of response time on a logarithmic scale from {} to {} ms; the darker or, on a dark page, the brighter a cell, the more requests it holds.",
            trace::ms(lowest),
            trace::ms(highest)
        ),
    };
    let svg = TimeChart {
        about,
        scene: &over_time.scene,
        since: "start",
        unit: "ms, log",
        least_step: 0.0,
        height: 270,
        content: Content::Heat(heat),
    };
    Ok(Figure {
        legend,
        caption: caption::of_columns(over_time, "the requests of", step).join(" "),
        svg: Some(svg.draw()?),
        table: table(over_time, lowest, highest),
        hover: hover(over_time, step, &moments),
        ..Figure::without_picture(NAME, TITLE, EMPTY)
    })
}

/// How many of some microseconds are in each bin.
pub(super) fn counts<const BITS: u32>(times: &Histogram<BITS>, axis: &LogAxis) -> Vec<u64> {
    let mut counts = vec![0_u64; axis.bins()];
    for (value, n) in times.buckets_from_below() {
        let time = middle::<BITS>(value) as f64 / 1000.0;
        if let Some(count) = counts.get_mut(axis.bin(time)) {
            *count = count.saturating_add(n);
        }
    }
    counts
}

fn keys(heat: &Heat) -> Vec<Key> {
    let shades = heat.shades();
    let nexts = shades.iter().skip(1).map(|(_, least)| Some(*least));
    let keys = shades.iter().zip(nexts.chain([None]));
    let key = |((tone, least), next): (&(Tone, u64), Option<u64>)| {
        let text = match next {
            None if *least == 1 => "1 request or more".to_owned(),
            None => format!("{} requests or more", number::count(*least)),
            Some(next) if next == least + 1 => number::count(*least),
            Some(next) => format!(
                "{}\u{2013}{}",
                number::count(*least),
                number::count(next - 1)
            ),
        };
        Key::area(*tone, text)
    };
    keys.map(key).collect()
}

fn table(over_time: &OverTime, lowest: f64, highest: f64) -> Table {
    let axis = LogAxis::covering(lowest, highest, MOST_COLUMNS);
    let (step, moments) = over_time.rows(MOST_ROWS / 2);
    let mut table = clock::table(over_time, step, moments.iter().map(|moment| moment.second));
    table
        .head
        .extend((0..axis.bins()).map(|bin| axis.name(bin)));
    for (row, moment) in table.rows.iter_mut().zip(&moments) {
        row.extend(
            counts(&moment.response, &axis)
                .into_iter()
                .map(number::count),
        );
    }
    table
}

fn hover(over_time: &OverTime, step: u64, moments: &[Moment]) -> Option<Hover> {
    let begins: Vec<f64> = moments.iter().map(|moment| moment.second).collect();
    let mut hover = clock::hover(over_time, step, &begins);
    let percentiles = |moment: &Moment| [moment.p50, moment.p95, moment.p99];
    let counts = moments
        .iter()
        .map(|moment| number::count(moment.response.count()));
    hover
        .lines
        .push(("response times".to_owned(), counts.collect()));
    for (place, name) in ["p50", "p95", "p99"].into_iter().enumerate() {
        let values = moments.iter().map(|moment| percentiles(moment)[place]);
        let told =
            |ms: Option<f64>| ms.map_or_else(String::new, |ms| format!("{} ms", trace::ms(ms)));
        hover
            .lines
            .push((name.to_owned(), values.map(told).collect()));
    }
    (!begins.is_empty()).then_some(hover)
}
