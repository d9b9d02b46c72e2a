//! What can be looked at.

use std::fmt;

use super::{Aggregate, Quantity};

/// A figure of requests, or of arrivals that became none.
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
    /// Requests that went wrong.
    Errors,
    /// Requests.
    Requests,
    /// Arrivals that were never sent.
    Dropped,
}

/// Whose name a metric was called by: it decides what a number without unit means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Times and rates carry a unit.
    Lt,
    /// Times are milliseconds, rates are per second.
    K6,
}

impl Metric {
    /// Every name that can be written, ours first.
    pub(super) const NAMES: [(&'static str, Self, Dialect); 14] = [
        ("response_time", Self::ResponseTime, Dialect::Lt),
        ("service_time", Self::ServiceTime, Dialect::Lt),
        ("ttfb", Self::Ttfb, Dialect::Lt),
        ("connect", Self::Connect, Dialect::Lt),
        ("errors", Self::Errors, Dialect::Lt),
        ("requests", Self::Requests, Dialect::Lt),
        ("dropped", Self::Dropped, Dialect::Lt),
        ("latency", Self::ResponseTime, Dialect::Lt),
        ("http_req_duration", Self::ResponseTime, Dialect::K6),
        ("http_req_waiting", Self::Ttfb, Dialect::K6),
        ("http_req_connecting", Self::Connect, Dialect::K6),
        ("http_req_failed", Self::Errors, Dialect::K6),
        ("http_reqs", Self::Requests, Dialect::K6),
        ("dropped_iterations", Self::Dropped, Dialect::K6),
    ];

    pub(super) fn parse(name: &str) -> Option<(Self, Dialect)> {
        let mut names = Self::NAMES.into_iter();
        names
            .find(|(known, ..)| *known == name)
            .map(|(_, metric, dialect)| (metric, dialect))
    }

    /// The name in our own words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ResponseTime => "response_time",
            Self::ServiceTime => "service_time",
            Self::Ttfb => "ttfb",
            Self::Connect => "connect",
            Self::Errors => "errors",
            Self::Requests => "requests",
            Self::Dropped => "dropped",
        }
    }

    /// What an aggregate of this metric is; `None` where the metric has no such aggregate.
    pub fn quantity(self, aggregate: Aggregate) -> Option<Quantity> {
        match (self, aggregate) {
            (Self::Errors | Self::Requests | Self::Dropped, Aggregate::Count) => {
                Some(Quantity::Count)
            }
            (Self::Errors, Aggregate::Rate) => Some(Quantity::Share),
            (Self::Requests, Aggregate::Rate) => Some(Quantity::PerSecond),
            (Self::Errors | Self::Requests | Self::Dropped, _) => None,
            (_, Aggregate::Rate | Aggregate::Count) => None,
            _ => Some(Quantity::Time),
        }
    }

    /// The aggregates it has, for messages.
    pub(super) fn aggregates(self) -> &'static str {
        match self {
            Self::Errors | Self::Requests => "rate or count",
            Self::Dropped => "count",
            _ => "p(N), avg, med, min, max or stddev",
        }
    }

    /// A rule on it, for messages.
    pub(super) fn example(self) -> &'static str {
        match self {
            Self::Errors => "rate<1%",
            Self::Requests => "rate>=50/s",
            Self::Dropped => "count==0",
            _ => "p(95)<200ms",
        }
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
