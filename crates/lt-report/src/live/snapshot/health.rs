//! How the generator does, from what it says of itself while it works.

use lt_sample::Account;
use lt_stats::live::{self, Generator, of_generator};
use lt_stats::{GaugeSeries, Summary};

use super::Stream;
use super::course::Load;
use crate::{number, runs, words};

/// How the generator does.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::live) struct Health {
    /// Virtual users; `None` where there are none.
    pub(in crate::live) users: Option<f64>,
    pub(in crate::live) in_flight: Option<f64>,
    pub(in crate::live) strain: Strain,
    /// Every gauge, the generator's own first, and how many more there are.
    pub(in crate::live) measured: (Vec<Measured>, usize),
}

/// Whether the figures can be trusted, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::live) enum Strain {
    /// Nobody watched it.
    Unknown,
    Well(String),
    Strained(String),
    /// The figures are about the generator.
    Saturated(String),
}

/// A gauge: last, lowest and highest value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::live) struct Measured {
    pub(in crate::live) name: String,
    pub(in crate::live) last: String,
    pub(in crate::live) lowest: String,
    pub(in crate::live) highest: String,
    pub(in crate::live) source: String,
}

const MOST_GAUGES: usize = 200;
const NAME_WIDTH: usize = 80;

impl Health {
    pub(super) fn of(summary: &Summary, gauges: &[GaugeSeries], stream: Stream) -> Self {
        let last = |name| of_generator(gauges, name).last().map(|(_, value)| *value);
        let has_told = |(_, account): (_, &Account)| runs::health(account).is_some();
        let verb = match stream {
            Stream::Ended if summary.ledger().runs().any(has_told) => "sent",
            Stream::Ended | Stream::Open => "sends",
        };
        Self {
            users: last("users").filter(|_| Load::of(gauges) == Load::Users),
            in_flight: last("in_flight"),
            strain: strain(&Generator::of(summary, gauges, stream), verb),
            measured: measured(gauges),
        }
    }
}

/// What a generator says of itself, in words; the reasons of its end line are among the remarks.
fn strain(generator: &Generator, verb: &str) -> Strain {
    let mut facts = Vec::new();
    let delay = generator.delay_p99_us;
    facts.extend(delay.map(|delay| format!("{verb} {} ms late (p99)", number::ms(delay))));
    let cpu = generator.cpu;
    facts.extend(cpu.map(|cpu| format!("CPU {} %", number::busy(cpu))));
    let facts = facts.join(", ");
    match generator.strain {
        live::Strain::Unknown => Strain::Unknown,
        live::Strain::Well => Strain::Well(facts),
        live::Strain::Strained => Strain::Strained(facts),
        live::Strain::Saturated => Strain::Saturated(facts),
    }
}

fn measured(gauges: &[GaugeSeries]) -> (Vec<Measured>, usize) {
    let mut ordered: Vec<&GaugeSeries> = gauges.iter().collect();
    ordered.sort_by_key(|series| series.source != "lt-gen");
    let shown = ordered.iter().take(MOST_GAUGES);
    let rows = shown.filter_map(|series| {
        let values = || series.points.iter().map(|(_, value)| *value);
        let text = |value: f64| with_unit(value, &series.unit);
        Some(Measured {
            name: words::cut(&name(series), NAME_WIDTH),
            last: text(values().next_back()?),
            lowest: text(values().reduce(f64::min)?),
            highest: text(values().reduce(f64::max)?),
            source: words::cut(&series.source, NAME_WIDTH),
        })
    });
    (rows.collect(), gauges.len().saturating_sub(MOST_GAUGES))
}

fn name(series: &GaugeSeries) -> String {
    let labels = series.labels.iter();
    let labels: Vec<String> = labels
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    match labels.is_empty() {
        true => series.name.clone(),
        false => format!("{} ({})", series.name, labels.join(", ")),
    }
}

fn with_unit(value: f64, unit: &str) -> String {
    const UNIT_WIDTH: usize = 12;
    match unit {
        "" => number::plain(value),
        "us" => format!("{} ms", number::ms(value)),
        "ratio" => format!("{} %", number::plain(value * 100.0)),
        unit => format!("{} {}", number::plain(value), words::cut(unit, UNIT_WIDTH)),
    }
}
