//! What can be looked at.

use std::fmt;

use super::{Aggregate, Quantity};

/// A figure of requests, of arrivals that became none, of what was measured beside them, or of the generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// From the intended start to the last byte.
    ResponseTime,
    /// From the start to the last byte.
    ServiceTime,
    /// From the start to the first byte.
    Ttfb,
    /// Time to connect, of requests that made a connection.
    Connect,
    /// Time for name resolution, of requests that needed it.
    Dns,
    /// Time for the TLS handshake, of requests that made one.
    Tls,
    /// From the intended start to the start: the generator's part of the response time.
    Delay,
    /// Requests that went wrong.
    Errors,
    /// Requests.
    Requests,
    /// Arrivals that were never sent.
    Dropped,
    /// Checks of the scenario.
    Checks,
    /// Body bytes received.
    BytesIn,
    /// Body bytes sent.
    BytesOut,
    /// Values that samples bring along under a name.
    Custom,
    /// Values that were read at instants.
    Gauge,
    /// Share of the arrivals that were due which were sent.
    Achieved,
    /// Share of the generator's busiest thread spent on the CPU.
    Cpu,
    /// Share of CPU time that the hypervisor took away.
    Steal,
    /// Share of CPU time that other processes used.
    Foreign,
}

/// Whose name a metric was called by: it decides what a number without unit means, and a key that is not ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Times and rates carry a unit; an unknown key is a mistake.
    Lt,
    /// Times are milliseconds, rates are per second; an unknown key is a tag.
    K6,
}

impl Metric {
    /// Our names.
    pub(super) const NAMES: [(&'static str, Self); 19] = [
        ("response_time", Self::ResponseTime),
        ("service_time", Self::ServiceTime),
        ("ttfb", Self::Ttfb),
        ("connect", Self::Connect),
        ("dns", Self::Dns),
        ("tls", Self::Tls),
        ("delay", Self::Delay),
        ("errors", Self::Errors),
        ("requests", Self::Requests),
        ("dropped", Self::Dropped),
        ("checks", Self::Checks),
        ("bytes_in", Self::BytesIn),
        ("bytes_out", Self::BytesOut),
        ("metric", Self::Custom),
        ("gauge", Self::Gauge),
        ("achieved", Self::Achieved),
        ("cpu", Self::Cpu),
        ("steal", Self::Steal),
        ("foreign", Self::Foreign),
    ];

    /// The metric of a name, ours or k6's.
    pub(super) fn parse(name: &str) -> Option<(Self, Dialect)> {
        if name == "latency" {
            return Some((Self::ResponseTime, Dialect::Lt));
        }
        let of_k6 = super::k6::METRICS.iter();
        let of_k6 = of_k6.map(|(known, metric)| (*known, *metric, Dialect::K6));
        let ours = Self::NAMES.into_iter();
        let ours = ours.map(|(known, metric)| (known, metric, Dialect::Lt));
        of_k6
            .chain(ours)
            .find(|(known, ..)| *known == name)
            .map(|(_, metric, dialect)| (metric, dialect))
    }

    /// The name in our own words.
    pub fn as_str(self) -> &'static str {
        let mut names = Self::NAMES.into_iter();
        let name = names.find(|(_, metric)| *metric == self);
        name.map_or("", |(name, _)| name)
    }

    /// Whether it is a time of requests, of which there is a distribution.
    pub fn is_time(self) -> bool {
        matches!(
            self,
            Self::ResponseTime
                | Self::ServiceTime
                | Self::Ttfb
                | Self::Connect
                | Self::Dns
                | Self::Tls
                | Self::Delay
        )
    }

    /// Whether the end lines of the runs tell it, not their requests.
    pub fn is_of_generator(self) -> bool {
        matches!(
            self,
            Self::Achieved | Self::Cpu | Self::Steal | Self::Foreign
        )
    }

    /// What an aggregate of this metric is; `None` where the metric has no such aggregate. What a gauge or a metric of
    /// one's own is, [`Selector::quantity`](super::Selector::quantity) knows better.
    pub(super) fn quantity(self, aggregate: Aggregate) -> Option<Quantity> {
        let is_of_values = matches!(
            aggregate,
            Aggregate::Percentile(_)
                | Aggregate::Avg
                | Aggregate::Med
                | Aggregate::Min
                | Aggregate::Max
        );
        match (self, aggregate) {
            (Self::ResponseTime | Self::ServiceTime | Self::Ttfb, Aggregate::Apdex(_)) => {
                Some(Quantity::Number)
            }
            (time, Aggregate::Stddev) if time.is_time() => Some(Quantity::Time),
            (time, _) if time.is_time() => is_of_values.then_some(Quantity::Time),
            (Self::Custom, Aggregate::Stddev) => Some(Quantity::Number),
            (Self::Gauge, Aggregate::Value) => Some(Quantity::Number),
            (Self::Custom | Self::Gauge, _) if is_of_values => Some(Quantity::Number),
            (Self::BytesIn | Self::BytesOut, Aggregate::Count) => Some(Quantity::Bytes),
            (Self::BytesIn | Self::BytesOut, Aggregate::Rate) => Some(Quantity::BytesPerSecond),
            (
                Self::Errors | Self::Requests | Self::Dropped | Self::Checks | Self::Custom,
                Aggregate::Count,
            ) => Some(Quantity::Count),
            (Self::Requests, Aggregate::Rate) => Some(Quantity::PerSecond),
            (Self::Errors | Self::Dropped | Self::Checks | Self::Achieved, Aggregate::Rate)
            | (Self::Cpu | Self::Steal | Self::Foreign, Aggregate::Max) => Some(Quantity::Share),
            _ => None,
        }
    }

    /// The aggregates it has, for messages.
    pub(super) fn aggregates(self) -> &'static str {
        match self {
            Self::ResponseTime | Self::ServiceTime | Self::Ttfb => {
                "p(N), avg, med, min, max, stddev or apdex(DURATION)"
            }
            Self::Custom => "p(N), avg, med, min, max, stddev or count",
            Self::Gauge => "value, p(N), avg, med, min or max",
            Self::Achieved => "rate",
            Self::Cpu | Self::Steal | Self::Foreign => "max",
            time if time.is_time() => "p(N), avg, med, min, max or stddev",
            _ => "rate or count",
        }
    }

    /// A rule on it, for messages.
    pub(super) fn example(self) -> &'static str {
        match self {
            Self::Errors => "rate<1%",
            Self::Requests => "rate>=50/s",
            Self::Dropped => "count==0",
            Self::Checks => "rate>99%",
            Self::BytesIn | Self::BytesOut => "rate<5MB/s",
            Self::Gauge => "max<=10",
            Self::Achieved => "rate>=99%",
            Self::Cpu | Self::Steal | Self::Foreign => "max<90%",
            _ => "p(95)<200ms",
        }
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
