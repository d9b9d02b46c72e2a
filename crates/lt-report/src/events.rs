//! What happened, in short: the events of the stream, and the last word of every foreign gauge.

use std::collections::BTreeMap;

use lt_sample::UnixMicros;
use lt_stats::Summary;

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

/// What a foreign gauge told in the end. All text is harmless.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) leg: String,
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

/// Gauges that are not the generators' own.
pub(crate) fn readings(summary: &Summary) -> Shown<Reading> {
    let gauges = summary.gauges();
    let foreign = gauges.iter().filter(|series| series.source != "lt-gen");
    let legs = runs::legs(summary);
    let all = foreign.filter_map(|series| {
        let values = || series.points.iter().map(|(_, value)| *value);
        let labels = &series.labels;
        Some(Reading {
            leg: series
                .run
                .and_then(|run| legs.get(&run).cloned())
                .unwrap_or_default(),
            source: words::cut(&series.source, NAME_WIDTH),
            name: words::cut(&what(&series.name, labels), VALUE_WIDTH),
            last: number::plain(values().next_back()?),
            lowest: number::plain(values().reduce(f64::min)?),
            highest: number::plain(values().reduce(f64::max)?),
            unit: words::cut(&series.unit, NAME_WIDTH),
        })
    });
    let mut lines: Vec<Reading> = all.collect();
    let more = lines.len().saturating_sub(MOST) as u64;
    lines.truncate(MOST);
    Shown { lines, more }
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

fn second(at: UnixMicros, start: UnixMicros) -> String {
    match at < start {
        true => format!("\u{2212}{:.1}", start.since(at).as_secs_f64()),
        false => format!("{:.1}", at.since(start).as_secs_f64()),
    }
}
