//! The percentile curve of the response time, and of the service time where it differs.

use lt_sample::Histogram;
use lt_stats::{Percentile, Slice, percentile};

use super::{Figure, Hover, Key, Table, UNKNOWN, clock, trace};
use crate::chart::{About, Curve, Curves, LEFT, RIGHT, Tone};
use crate::number;

const NAME: &str = "percentiles";
const TITLE: &str = "Percentiles of the response time";
const EMPTY: &str = "Nothing was measured, so there is no percentile curve. `lt-gen URL | lt-report --html report.html` makes load and reports it.";
/// Places of the crosshair.
const PLACES: u32 = 150;

pub(super) fn figure(total: &Slice) -> anyhow::Result<Figure> {
    let tally = &total.tally;
    let curve = |tone, name: &str, times| Curve::of(tone, name.to_owned(), times);
    let Some(response) = curve(Tone::Blue, "response time", &tally.response) else {
        return Ok(Figure::without_picture(NAME, TITLE, EMPTY));
    };
    let service = curve(Tone::Yellow, "service time", &tally.service);
    let service = service.filter(|service| !service.is_like(&response));
    let caption = match service.is_some() {
        true => {
            "Service time is counted from when a request was sent; what the response time has more, requests waited in the generator."
        }
        false if tally.service.is_empty() => "",
        false => "The service time is not drawn: it lies on the same line.",
    };
    let mut named = vec![("Response time (ms)".to_owned(), &tally.response)];
    if !tally.service.is_empty() {
        named.push(("Service time (ms)".to_owned(), &tally.service));
    }
    let curves = [Some(response), service].into_iter().flatten().collect();
    let description = format!(
        "The time that each share of {} did not exceed; the longest is {} ms.",
        number::counted(tally.response.count(), "request"),
        trace::ms(tally.response.max() as f64 / 1000.0)
    );
    Ok(Figure {
        caption: caption.to_owned(),
        table: table(&named),
        ..drawn(NAME, TITLE, description, curves, EMPTY)?
    })
}

/// A figure of percentile curves, without a table.
pub(super) fn drawn(
    name: &'static str,
    title: &str,
    description: String,
    curves: Vec<Curve>,
    empty: &'static str,
) -> anyhow::Result<Figure> {
    let about = About {
        name,
        title: title.to_owned(),
        description,
    };
    let curves = Curves {
        about,
        curves,
        show: trace::ms,
    };
    let keys = curves.curves.iter();
    Ok(Figure {
        legend: keys
            .map(|curve| Key::line(curve.tone, &curve.name))
            .collect(),
        svg: Some(curves.draw()?),
        hover: Some(hover(&curves)),
        ..Figure::without_picture(name, title, empty)
    })
}

/// Some percentiles of several distributions.
pub(super) fn table(named: &[(String, &Histogram)]) -> Table {
    let percentiles = [
        "10", "25", "50", "66", "75", "80", "90", "95", "98", "99", "99.5", "99.9", "99.99", "100",
    ];
    let percentiles = percentiles.into_iter().filter_map(Percentile::parse);
    let heads = named.iter().map(|(name, _)| name.clone());
    let row = |p: Percentile| {
        let time = |times: &Histogram| {
            percentile(times, p).map_or_else(
                || UNKNOWN.to_owned(),
                |time| trace::ms(time.0 as f64 / 1000.0),
            )
        };
        let times = named.iter().map(|(_, times)| time(times));
        [format!("p{p}")].into_iter().chain(times).collect()
    };
    Table {
        head: ["Percentile".to_owned()].into_iter().chain(heads).collect(),
        rows: percentiles.map(row).collect(),
    }
}

fn hover(curves: &Curves) -> Hover {
    let nines = |place: u32| f64::from(place) / f64::from(PLACES) * curves.nines();
    let at = |place: u32| LEFT + f64::from(place) / f64::from(PLACES) * (RIGHT - LEFT);
    let line = |curve: &Curve| {
        let times = (0..=PLACES).map(|place| format!("{} ms", trace::ms(curve.at(nines(place)))));
        (curve.name.clone(), times.collect())
    };
    Hover {
        at: (0..=PLACES)
            .map(|place| (at(place) * 10.0).round() / 10.0)
            .collect(),
        names: (0..=PLACES).map(|place| share(nines(place))).collect(),
        lines: curves.curves.iter().map(line).collect(),
        ..clock::empty_hover()
    }
}

/// A number of nines as percent, with the digits that tell it from its neighbors.
fn share(nines: f64) -> String {
    let percent = 100.0 * (1.0 - 10_f64.powf(-nines));
    match nines {
        nines if nines < 1.0 => format!("{percent:.0} %"),
        nines if nines < 2.0 => format!("{percent:.1} %"),
        nines if nines < 3.0 => format!("{percent:.2} %"),
        nines if nines < 4.0 => format!("{percent:.3} %"),
        _ => format!("{percent:.4} %"),
    }
}
