//! What was read at instants.

use lt_stats::{GaugeSeries, Percentile, Readings};

use super::Found;
use crate::threshold::{
    Aggregate, Comparison, GaugePattern, Pattern, Quantity, Rule, Selector, Threshold,
};

/// A gauge, and what one of its unit is in that of the limit.
struct Scaled<'s> {
    series: &'s GaugeSeries,
    scale: f64,
}

/// What a threshold is about in the gauges: all readings of all that are meant together, except that of the last ones the
/// one counts that keeps the rule least.
pub(super) fn find(threshold: &Threshold, gauges: &[GaugeSeries]) -> Found {
    let Threshold { selector, rule, .. } = threshold;
    let meant = gauges.iter().filter(|series| is_meant(selector, series));
    let quantity = rule.limit.quantity();
    let scaled: Result<Vec<Scaled<'_>>, &str> = meant
        .map(|series| match scale(&series.unit, quantity) {
            Some(scale) => Ok(Scaled { series, scale }),
            None => Err(series.unit.as_str()),
        })
        .collect();
    match scaled {
        Err(unit) => Found::nothing(&format!(
            "it was read in `{unit}`, with which the limit's unit cannot be compared; write a plain number"
        )),
        Ok(scaled) if scaled.is_empty() => Found::nothing("no such gauge was read"),
        Ok(scaled) => match rule.aggregate {
            Aggregate::Percentile(p) => of_windows(p, &scaled),
            Aggregate::Med => of_windows(Percentile::P50, &scaled),
            _ => of_readings(rule, &scaled),
        },
    }
}

/// What is made of every reading.
fn of_readings(rule: &Rule, scaled: &[Scaled<'_>]) -> Found {
    let n = scaled.iter().map(|one| one.series.readings.n);
    let n = n.fold(0, u64::saturating_add);
    let each = |value: fn(&Readings) -> f64| {
        let values = scaled.iter();
        values.map(move |one| value(&one.series.readings) * one.scale)
    };
    let observed = match rule.aggregate {
        Aggregate::Max => each(|readings| readings.max).max_by(f64::total_cmp),
        Aggregate::Min => each(|readings| readings.min).min_by(f64::total_cmp),
        Aggregate::Avg => {
            let weights = scaled.iter();
            let weights = weights.map(|one| one.series.readings.n as f64 / n as f64);
            let parts = each(|readings| readings.mean).zip(weights);
            (n > 0).then(|| parts.fold(0.0, |sum, (mean, weight)| sum + mean * weight))
        }
        _ => {
            let lasts = each(|readings| readings.last.1).collect();
            return Found::of(least_kept(rule, lasts), scaled.len() as u64);
        }
    };
    Found::of(observed, n)
}

/// The value that keeps the rule least, or breaks it most.
fn least_kept(rule: &Rule, values: Vec<f64>) -> Option<f64> {
    match rule.comparison {
        Comparison::Less | Comparison::AtMost => values.into_iter().max_by(f64::total_cmp),
        Comparison::More | Comparison::AtLeast => values.into_iter().min_by(f64::total_cmp),
        Comparison::Equal | Comparison::NotEqual => {
            let limit = rule.limit.value().unwrap_or_default();
            let mut broken = values.iter();
            let broken = broken.find(|value| !rule.comparison.holds(**value, limit));
            broken.or(values.first()).copied()
        }
    }
}

/// The value at a percentile, by nearest rank, of the last readings of all windows.
fn of_windows(p: Percentile, scaled: &[Scaled<'_>]) -> Found {
    let values = scaled.iter().flat_map(|Scaled { series, scale }| {
        let points = series.points.iter();
        points.map(move |(_, value)| value * scale)
    });
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let n = values.len() as u64;
    let rank = usize::try_from(p.rank(n)).unwrap_or(usize::MAX);
    let found = rank.checked_sub(1).and_then(|place| values.get(place));
    Found::of(found.copied(), n)
}

fn is_meant(selector: &Selector, series: &GaugeSeries) -> bool {
    let GaugePattern {
        source,
        unit,
        labels,
    } = &selector.gauge;
    let agrees = |pattern: &Option<Pattern>, text: &str| {
        pattern.as_ref().is_none_or(|pattern| pattern.matches(text))
    };
    agrees(&selector.name, &series.name)
        && agrees(source, &series.source)
        && agrees(unit, &series.unit)
        && labels.iter().all(|(name, pattern)| {
            let label = series.labels.get(name);
            label.is_some_and(|label| pattern.matches(label))
        })
}

/// What one of a gauge's unit is in that of the limit; `None` where they do not measure the same.
fn scale(unit: &str, quantity: Quantity) -> Option<f64> {
    const KIBI: f64 = 1024.0;
    Some(match (quantity, unit) {
        (Quantity::Time, "ns") => 1e-3,
        (Quantity::Time, "us" | "\u{b5}s" | "\u{3bc}s") => 1.0,
        (Quantity::Time, "ms") => 1e3,
        (Quantity::Time, "s" | "seconds") => 1e6,
        (Quantity::Share, "" | "ratio" | "share") => 1.0,
        (Quantity::Share, "%" | "percent") => 1e-2,
        (Quantity::Bytes, "B" | "By" | "byte" | "bytes") => 1.0,
        (Quantity::Bytes, "kB") => 1e3,
        (Quantity::Bytes, "MB") => 1e6,
        (Quantity::Bytes, "GB") => 1e9,
        (Quantity::Bytes, "KiB") => KIBI,
        (Quantity::Bytes, "MiB") => KIBI * KIBI,
        (Quantity::Bytes, "GiB") => KIBI * KIBI * KIBI,
        (Quantity::Time | Quantity::Share | Quantity::Bytes, _) => return None,
        _ => 1.0,
    })
}
