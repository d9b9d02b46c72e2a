//! The figures that answer first.

use lt_stats::{Percentile, Slice, Summary, percentile};
use serde::Serialize;

use super::UNKNOWN;
use crate::chart::{Moment, OverTime, Tone, sparkline};
use crate::number;

/// One figure in large print, and how it was over time.
#[derive(Serialize)]
pub(super) struct Tile {
    name: &'static str,
    value: String,
    unit: &'static str,
    /// What to know beside it; empty where nothing.
    note: String,
    failed: bool,
    /// A small picture of the figure over time; absent where there is nothing to draw.
    spark: Option<String>,
}

const PERCENTILES: [(&str, Percentile); 3] = [
    ("p50 response time", Percentile::P50),
    ("p95 response time", Percentile::P95),
    ("p99 response time", Percentile::P99),
];

/// Requests, rate, three percentiles and failures.
pub(super) fn tiles(summary: &Summary, total: &Slice) -> anyhow::Result<Vec<Tile>> {
    let sparks = sparks(&OverTime::of(summary), total)?;
    let tiles = figures(total).into_iter().zip(sparks);
    let tiles = tiles.map(|(tile, spark)| Tile { spark, ..tile });
    Ok(tiles.collect())
}

/// A small picture for each tile, in their order: how many had been made so far, and the values of each moment.
fn sparks(over_time: &OverTime, total: &Slice) -> anyhow::Result<Vec<Option<String>>> {
    let failures = match total.errors {
        0 => Tone::Grey,
        _ => Tone::Red,
    };
    let mut sum = 0.0;
    let so_far = over_time.moments.iter().map(|moment| {
        sum += moment.requests.unwrap_or(0.0);
        Some(sum)
    });
    let so_far: Vec<Option<f64>> = so_far.collect();
    let of = |value: fn(&Moment) -> Option<f64>| over_time.moments.iter().map(value).collect();
    let values: [(Vec<Option<f64>>, Tone); 6] = [
        (so_far, Tone::Blue),
        (of(|moment| moment.requests), Tone::Blue),
        (of(|moment| moment.p50), Tone::Blue),
        (of(|moment| moment.p95), Tone::Orange),
        (of(|moment| moment.p99), Tone::Violet),
        (of(|moment| moment.errors), failures),
    ];
    let pictures = values
        .into_iter()
        .map(|(values, tone)| sparkline(&values, tone));
    let pictures = pictures.map(|picture| Ok(Some(picture?).filter(|svg| !svg.is_empty())));
    pictures.collect()
}

fn figures(total: &Slice) -> Vec<Tile> {
    let (n, span) = (total.requests(), total.span());
    let rate = total.rate_over(span);
    let note = |text: String| match n {
        0 => String::new(),
        _ => text,
    };
    let known = |text: String| match n {
        0 => UNKNOWN.to_owned(),
        _ => text,
    };
    let mut tiles = vec![
        Tile {
            note: note(format!("in {}", number::duration(span))),
            ..Tile::new("Requests", number::count(n), "")
        },
        Tile {
            note: note(format!("{} a minute", number::whole(rate * 60.0))),
            ..Tile::new("Rate", known(number::rate(rate)), "/s")
        },
    ];
    tiles.extend(PERCENTILES.map(|(name, p)| {
        let time = percentile(&total.tally.response, p);
        let service = percentile(&total.tally.service, p);
        let service = service.map(|time| format!("service time {} ms", number::micros(time)));
        let value = time.map_or_else(|| UNKNOWN.to_owned(), number::micros);
        Tile {
            note: service.unwrap_or_default(),
            ..Tile::new(name, value, "ms")
        }
    }));
    tiles.push(Tile {
        note: note(format!(
            "{} of {}",
            number::count(total.errors),
            number::count(n)
        )),
        failed: total.errors > 0,
        ..Tile::new("Failed", known(number::percent(total.errors, n)), "%")
    });
    tiles
}

impl Tile {
    fn new(name: &'static str, value: String, unit: &'static str) -> Self {
        Self {
            name,
            unit: if value == UNKNOWN { "" } else { unit },
            value,
            note: String::new(),
            failed: false,
            spark: None,
        }
    }
}
