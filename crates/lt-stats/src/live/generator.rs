//! How the generator does, from what it says of itself.

use lt_sample::UnixMicros;

use super::Stream;
use crate::{GaugeSeries, Summary};

/// How the generator does: of several, the one that does worst.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Generator {
    /// Whether the figures can be trusted.
    pub strain: Strain,
    /// 99th percentile of the schedule delay in microseconds; `None` where nobody told.
    pub delay_p99_us: Option<f64>,
    /// Share of a core that its busiest thread uses, 0 to 1; `None` where nobody told.
    pub cpu: Option<f64>,
}

/// Whether the figures can be trusted; the later the less.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strain {
    /// Nobody watched it.
    #[default]
    Unknown,
    /// It does what is asked.
    Well,
    /// It is close to what it can.
    Strained,
    /// The figures are about the generator.
    Saturated,
}

/// The median of so many of the latest values: one late second is no saturation.
const RECENT: usize = 10;
/// From here on a generator calls itself strained, and saturated; microseconds, as in its end line.
const STRAINED_DELAY: f64 = 1_000.0;
const SATURATED_DELAY: f64 = 10_000.0;
const FULL_CPU: f64 = 0.95;

impl Generator {
    /// At the end what the end lines say, before that what the gauges of one summary do.
    pub fn of(summary: &Summary, gauges: &[GaugeSeries], stream: Stream) -> Self {
        let told = at_end(summary).filter(|_| stream == Stream::Ended);
        told.unwrap_or_else(|| while_it_works(gauges))
    }
}

/// One of the generators' own gauges; of several tests, that of the one at work. Empty where there is none.
pub fn of_generator<'g>(gauges: &'g [GaugeSeries], name: &str) -> &'g [(UnixMicros, f64)] {
    let own = gauges
        .iter()
        .filter(|series| series.of_generator && series.name == name);
    own.max_by_key(|series| series.points.last().map(|(at, _)| *at))
        .map_or(&[], |series| &series.points)
}

fn while_it_works(gauges: &[GaugeSeries]) -> Generator {
    let recent = |name| median(of_generator(gauges, name));
    let (cpu, delay) = (recent("cpu"), recent("delay_p99"));
    let is_above = |limit: f64| move |value: f64| value > limit;
    let strain = match (delay, cpu) {
        (None, None) => Strain::Unknown,
        _ if delay.is_some_and(is_above(SATURATED_DELAY)) => Strain::Saturated,
        _ if delay.is_some_and(is_above(STRAINED_DELAY)) => Strain::Strained,
        _ if cpu.is_some_and(|cpu| cpu >= FULL_CPU) => Strain::Strained,
        _ => Strain::Well,
    };
    Generator {
        strain,
        delay_p99_us: delay,
        cpu,
    }
}

/// What the end lines say; `None` where nobody watched.
fn at_end(summary: &Summary) -> Option<Generator> {
    let runs = summary.ledger().runs();
    let told = runs.filter_map(|(_, account)| account.end.as_ref()?.health.as_ref());
    let generators = told.map(|health| Generator {
        strain: match health.why.is_empty() && !health.cpu_bound {
            _ if health.saturated => Strain::Saturated,
            true => Strain::Well,
            false => Strain::Strained,
        },
        delay_p99_us: Some(health.delay_p99_us.0 as f64),
        cpu: Some(health.cpu_busy),
    });
    generators.max_by(|one, two| {
        let delays = one.delay_p99_us.partial_cmp(&two.delay_p99_us);
        let delays = delays.unwrap_or(std::cmp::Ordering::Equal);
        one.strain.cmp(&two.strain).then(delays)
    })
}

fn median(points: &[(UnixMicros, f64)]) -> Option<f64> {
    let latest = points.iter().rev().take(RECENT);
    let mut values: Vec<f64> = latest.map(|(_, value)| *value).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}
