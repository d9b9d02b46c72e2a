//! The distribution of the response time of the whole run.

use lt_stats::{Percentile, Slice, percentile};

use super::heat_map::counts;
use super::{Figure, Hover, Table, clock, trace};
use crate::chart::{About, Bars, LogAxis, Tone};
use crate::number;

const NAME: &str = "distribution";
const TITLE: &str = "Distribution of the response time";
const EMPTY: &str = "Nothing was measured, so there is no distribution. `lt-gen URL | lt-report --html report.html` makes load and reports it.";
const MOST_BINS: usize = 60;

pub(super) fn figure(total: &Slice) -> anyhow::Result<Figure> {
    let times = &total.tally.response;
    if times.is_empty() {
        return Ok(Figure::without_picture(NAME, TITLE, EMPTY));
    }
    let ms = |us: u64| us as f64 / 1000.0;
    let axis = LogAxis::covering(ms(times.min()), ms(times.max()), MOST_BINS);
    let marked = [
        (Tone::Blue, "p50", Percentile::P50),
        (Tone::Orange, "p95", Percentile::P95),
        (Tone::Violet, "p99", Percentile::P99),
    ];
    let marked = marked.into_iter().filter_map(|(tone, name, p)| {
        let time = percentile(times, p)?;
        Some((
            tone,
            ms(time.0),
            format!("{name} {} ms", trace::ms(ms(time.0))),
        ))
    });
    let marked: Vec<(Tone, f64, String)> = marked.collect();
    let names: Vec<&str> = marked.iter().map(|(.., name)| name.as_str()).collect();
    let about = About {
        name: NAME,
        title: TITLE.to_owned(),
        description: format!(
            "How many of {} took how long, on a logarithmic scale from {} to {} ms: {}.",
            number::counted(times.count(), "request"),
            trace::ms(ms(times.min())),
            trace::ms(ms(times.max())),
            names.join(", ")
        ),
    };
    let bars = Bars {
        about,
        counts: counts(times, &axis),
        axis,
        marked,
    };
    Ok(Figure {
        caption: "Bars are bins of equal width on the logarithmic scale.".to_owned(),
        svg: Some(bars.draw()?),
        table: table(&bars),
        hover: Some(hover(&bars)),
        ..Figure::without_picture(NAME, TITLE, EMPTY)
    })
}

fn table(bars: &Bars) -> Table {
    let n = total(bars);
    let mut seen = 0_u64;
    let row = |(bin, count): (usize, &u64)| {
        seen = seen.saturating_add(*count);
        vec![
            bars.axis.name(bin),
            number::count(*count),
            number::percent(*count, n),
            number::percent(seen, n),
        ]
    };
    let head = ["Response time", "Requests", "Of all (%)", "Up to here (%)"];
    Table {
        head: head.map(ToOwned::to_owned).to_vec(),
        rows: bars.counts.iter().enumerate().map(row).collect(),
    }
}

fn hover(bars: &Bars) -> Hover {
    let n = total(bars);
    let requests = bars.counts.iter().map(|count| number::count(*count));
    let shares = bars
        .counts
        .iter()
        .map(|count| format!("{} %", number::percent(*count, n)));
    let round = |place: f64| (place * 10.0).round() / 10.0;
    Hover {
        at: bars.places().into_iter().map(round).collect(),
        names: (0..bars.axis.bins())
            .map(|bin| bars.axis.name(bin))
            .collect(),
        lines: vec![
            ("requests".to_owned(), requests.collect()),
            ("of all".to_owned(), shares.collect()),
        ],
        ..clock::empty_hover()
    }
}

fn total(bars: &Bars) -> u64 {
    bars.counts.iter().copied().fold(0, u64::saturating_add)
}
