//! The lists of events and of foreign gauges.

use lt_stats::Summary;
use serde::Serialize;

use crate::events::{happenings, readings};
use crate::number;

#[derive(Serialize)]
pub(super) struct Happened {
    events: Vec<Event>,
    /// How many more there are; empty where there are none.
    more_events: String,
    gauges: Vec<Gauge>,
    more_gauges: String,
    /// Whether any event says to which leg it belongs.
    legs: bool,
}

#[derive(Serialize)]
struct Event {
    second: String,
    leg: String,
    name: String,
    text: String,
}

#[derive(Serialize)]
struct Gauge {
    source: String,
    name: String,
    last: String,
    lowest: String,
    highest: String,
    unit: String,
}

impl Happened {
    pub(super) fn of(summary: &Summary) -> Self {
        let (events, gauges) = (happenings(summary), readings(summary));
        let more = |n: u64| match n {
            0 => String::new(),
            n => number::count(n),
        };
        let (more_events, more_gauges) = (more(events.more), more(gauges.more));
        let events = events.lines.into_iter().map(|event| Event {
            second: event.second,
            leg: event.leg,
            name: event.name,
            text: event.text,
        });
        let gauges = gauges.lines.into_iter().map(|gauge| Gauge {
            source: gauge.source,
            name: gauge.name,
            last: gauge.last,
            lowest: gauge.lowest,
            highest: gauge.highest,
            unit: gauge.unit,
        });
        let (events, gauges): (Vec<Event>, Vec<Gauge>) = (events.collect(), gauges.collect());
        Self {
            legs: events.iter().any(|event| !event.leg.is_empty()),
            events,
            more_events,
            gauges,
            more_gauges,
        }
    }
}
