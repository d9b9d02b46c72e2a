//! How the generator does, from what it says of itself while it works.

use lt_sample::{Finding, UnixMicros};
use lt_stats::{GaugeSeries, Summary};

use super::Stream;
use super::course::{Load, of_generator};
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

/// The median of so many of the latest values: one late second is no saturation.
const RECENT: usize = 10;
/// From here on a generator calls itself strained, and saturated; microseconds, as in its end line.
const STRAINED_DELAY: f64 = 1_000.0;
const SATURATED_DELAY: f64 = 10_000.0;
const FULL_CPU: f64 = 0.95;
const MOST_GAUGES: usize = 200;
const NAME_WIDTH: usize = 80;

impl Health {
    pub(super) fn of(summary: &Summary, gauges: &[GaugeSeries], stream: Stream) -> Self {
        let last = |name| of_generator(gauges, name).last().map(|(_, value)| *value);
        let told = at_end(summary).filter(|_| stream == Stream::Ended);
        Self {
            users: last("users").filter(|_| Load::of(gauges) == Load::Users),
            in_flight: last("in_flight"),
            strain: told.unwrap_or_else(|| while_it_works(gauges)),
            measured: measured(gauges),
        }
    }
}

fn while_it_works(gauges: &[GaugeSeries]) -> Strain {
    let recent = |name| median(of_generator(gauges, name));
    let (cpu, delay) = (recent("cpu"), recent("delay_p99"));
    let mut facts = Vec::new();
    facts.extend(delay.map(|delay| format!("sends {} ms late (p99)", number::ms(delay))));
    facts.extend(cpu.map(|cpu| format!("CPU {} %", number::busy(cpu))));
    let facts = facts.join(", ");
    let is_above = |limit: f64| move |value: f64| value > limit;
    match (delay, cpu) {
        (None, None) => Strain::Unknown,
        _ if delay.is_some_and(is_above(SATURATED_DELAY)) => Strain::Saturated(facts),
        _ if delay.is_some_and(is_above(STRAINED_DELAY)) => Strain::Strained(facts),
        _ if cpu.is_some_and(|cpu| cpu >= FULL_CPU) => Strain::Strained(facts),
        _ => Strain::Well(facts),
    }
}

/// What the end lines say; `None` where nobody watched. Their reasons are among the remarks.
fn at_end(summary: &Summary) -> Option<Strain> {
    let runs = runs::in_order(summary).into_iter();
    let told = runs.filter_map(|(_, account)| runs::health(account));
    let strain = told.map(|health| {
        let delay = number::micros(health.delay_p99_us);
        let cpu = number::busy(health.cpu_busy);
        let facts = format!("sent {delay} ms late (p99), CPU {cpu} %");
        match health.why.is_empty() && !health.cpu_bound {
            _ if health.saturated => Strain::Saturated(facts),
            true => Strain::Well(facts),
            false => Strain::Strained(facts),
        }
    });
    strain.max_by_key(|strain| match strain {
        Strain::Unknown => 0,
        Strain::Well(_) => 1,
        Strain::Strained(_) => 2,
        Strain::Saturated(_) => 3,
    })
}

/// Whether a finding says only that the stream has not ended yet.
pub(super) fn mends_itself(finding: &Finding) -> bool {
    match finding {
        Finding::MissingLegs { .. }
        | Finding::MissingShard { .. }
        | Finding::CutOff { .. }
        | Finding::CountsDiffer { .. } => true,
        Finding::DoubleShard { .. }
        | Finding::JoinedLate { .. }
        | Finding::Aborted { .. }
        | Finding::NoRunLine { .. }
        | Finding::RunTwice { .. } => false,
    }
}

fn median(points: &[(UnixMicros, f64)]) -> Option<f64> {
    let latest = points.iter().rev().take(RECENT);
    let mut values: Vec<f64> = latest.map(|(_, value)| *value).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
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
