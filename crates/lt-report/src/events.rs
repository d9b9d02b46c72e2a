//! What happened, in short: the events of the stream, and the last word of every foreign gauge.

use std::collections::BTreeMap;

use lt_sample::UnixMicros;
use lt_stats::{GaugeSeries, Summary};

use crate::{number, runs, words};

/// At most so many of the list are shown.
const MOST: usize = 20;
const NAME_WIDTH: usize = 20;
const TEXT_WIDTH: usize = 160;
const VALUE_WIDTH: usize = 80;

/// The first of a list, as text, and how many more there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown<T> {
    pub(crate) lines: Vec<T>,
    pub(crate) more: u64,
}

/// Something that happened. All text is harmless.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Happening {
    /// Seconds since the first run began, negative before it.
    pub(crate) second: String,
    /// The leg, where there are several.
    pub(crate) leg: String,
    pub(crate) name: String,
    pub(crate) text: String,
}

/// What a foreign gauge told, over all legs. All text is harmless.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) source: String,
    /// Its name, with the labels that tell it from others.
    pub(crate) name: String,
    pub(crate) last: String,
    pub(crate) lowest: String,
    pub(crate) highest: String,
    pub(crate) unit: String,
}

/// The events in order of time.
pub(crate) fn happenings(summary: &Summary) -> Shown<Happening> {
    let (events, left_out) = summary.events();
    let runs = runs::in_order(summary).into_iter();
    let started = runs.filter_map(|(_, account)| Some(account.run.as_ref()?.started_us));
    let first = events.first().map(|event| event.at_us);
    let start = started.min().or(first).unwrap_or_default();
    let legs = runs::legs(summary);
    let lines = events.iter().take(MOST).map(|event| Happening {
        second: second(event.at_us, start),
        leg: legs.get(&event.run).cloned().unwrap_or_default(),
        name: words::cut(&event.name, NAME_WIDTH),
        text: words::cut(&what(&event.text, &event.labels), TEXT_WIDTH),
    });
    let lines: Vec<Happening> = lines.collect();
    let more = left_out.saturating_add((events.len() - lines.len()) as u64);
    Shown { lines, more }
}

/// Gauges that are not the generators' own, each over all legs: those at the top of what was read first.
pub(crate) fn readings(summary: &Summary) -> Shown<Reading> {
    let gauges = summary.gauges();
    let mut told: BTreeMap<Told<'_>, Vec<&GaugeSeries>> = BTreeMap::new();
    for series in gauges.iter().filter(|series| !series.of_generator) {
        told.entry(Told::of(series)).or_default().push(series);
    }
    let more = told.len().saturating_sub(MOST) as u64;
    let lines = told.values().take(MOST);
    let lines = lines.filter_map(|series| reading(series)).collect();
    Shown { lines, more }
}

/// What tells a gauge from others, whoever ran meanwhile, in the order in which they are listed.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Told<'a> {
    /// A name in an object: `backends.0.requests`.
    is_inner: bool,
    source: &'a str,
    name: &'a str,
    unit: &'a str,
    labels: &'a BTreeMap<String, String>,
}

impl<'a> Told<'a> {
    fn of(series: &'a GaugeSeries) -> Self {
        Self {
            is_inner: series.name.contains('.'),
            source: &series.source,
            name: &series.name,
            unit: &series.unit,
            labels: &series.labels,
        }
    }
}

/// One gauge over several legs; `None` where it has no value.
fn reading(several: &[&GaugeSeries]) -> Option<Reading> {
    let first = several.first()?;
    let points = || several.iter().flat_map(|series| &series.points);
    let values = || points().map(|(_, value)| *value);
    let last = points().max_by_key(|(at, _)| *at)?.1;
    Some(Reading {
        source: words::cut(&first.source, NAME_WIDTH),
        name: words::cut(&what(&first.name, &first.labels), VALUE_WIDTH),
        last: number::plain(last),
        lowest: number::plain(values().reduce(f64::min)?),
        highest: number::plain(values().reduce(f64::max)?),
        unit: words::cut(&first.unit, NAME_WIDTH),
    })
}

/// `text (key=value)`, without what the text says already.
fn what(text: &str, labels: &BTreeMap<String, String>) -> String {
    let news = labels.iter().filter(|(_, value)| !text.contains(*value));
    let labels: Vec<String> = news.map(|(key, value)| format!("{key}={value}")).collect();
    match (text, labels.is_empty()) {
        (_, true) => text.to_owned(),
        ("", false) => labels.join(", "),
        (_, false) => format!("{text} ({})", labels.join(", ")),
    }
}

/// Seconds from the start to an instant, to a tenth, negative before it.
pub(crate) fn second(at: UnixMicros, start: UnixMicros) -> String {
    let text = match at < start {
        true => format!("\u{2212}{:.1}", start.since(at).as_secs_f64()),
        false => format!("{:.1}", at.since(start).as_secs_f64()),
    };
    match text.as_str() {
        "\u{2212}0.0" => "0.0".to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::{UnixMicros, second};

    #[test]
    fn what_is_no_tenth_of_a_second_has_no_sign() {
        let start = UnixMicros(10_000_000);
        let check = |at: u64, text: &str| assert_eq!(second(UnixMicros(at), start), text);
        check(9_970_000, "0.0");
        check(9_900_000, "\u{2212}0.1");
        check(10_000_000, "0.0");
        check(12_345_678, "2.3");
    }
}
