//! Which requests, and what of them.

use std::collections::BTreeMap;
use std::fmt;

use lt_stats::{Endpoint, SeriesKey};

use super::cursor::{Cursor, clipped};
use super::metric::Dialect;
use super::{Aggregate, Metric, ParseError, Pattern, Problem, Quantity, Scope, hint, k6, patterns};

/// A metric of the requests that agree with every pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector {
    /// What of them is looked at.
    pub metric: Metric,
    /// `METHOD NAME` or `NAME`.
    pub endpoint: Option<Pattern>,
    /// HTTP method.
    pub method: Option<Pattern>,
    /// Status of the last answer; what got no answer agrees with none.
    pub status: Option<Pattern>,
    /// How the request ended.
    pub outcome: Option<Pattern>,
    /// Which checks, in the scenario's words; only of `checks`.
    pub check: Option<Pattern>,
    /// Which values; always there, and only, of `metric` and `gauge`.
    pub name: Option<Pattern>,
    /// Which gauges; only of `gauge`.
    pub gauge: GaugePattern,
    /// Which part of the test.
    pub scope: Scope,
}

/// Which gauges of a name are meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GaugePattern {
    /// Who read them.
    pub source: Option<Pattern>,
    /// In what they were read.
    pub unit: Option<Pattern>,
    /// What tells them from others of their name.
    pub labels: BTreeMap<String, Pattern>,
}

/// A selector, and whether its metric was called by k6's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedSelector {
    /// The selector.
    pub selector: Selector,
    pub(super) dialect: Dialect,
}

impl NamedSelector {
    /// The response time of everything.
    pub(super) fn response_time() -> Self {
        Self {
            selector: Selector::of_all(Metric::ResponseTime),
            dialect: Dialect::Lt,
        }
    }
}

impl Selector {
    /// A metric of everything.
    pub fn of_all(metric: Metric) -> Self {
        Self {
            metric,
            endpoint: None,
            method: None,
            status: None,
            outcome: None,
            check: None,
            name: None,
            gauge: GaugePattern::default(),
            scope: Scope::default(),
        }
    }

    /// Whether requests of a series are meant.
    pub fn matches(&self, key: &SeriesKey) -> bool {
        let outcome = key.ending.outcome.as_str();
        let status = |pattern: &Pattern| match key.ending.status {
            Some(status) => pattern.matches(&status.to_string()),
            None => false,
        };
        self.matches_endpoint(&key.endpoint)
            && self.status.as_ref().is_none_or(status)
            && self
                .outcome
                .as_ref()
                .is_none_or(|pattern| pattern.matches(outcome))
    }

    /// Whether requests of an endpoint can be meant, however they ended.
    pub fn matches_endpoint(&self, endpoint: &Endpoint) -> bool {
        let Endpoint { name, method, .. } = endpoint;
        let either = |pattern: &Pattern| {
            pattern.matches(name) || pattern.matches(&format!("{method} {name}"))
        };
        self.endpoint.as_ref().is_none_or(either)
            && self
                .method
                .as_ref()
                .is_none_or(|pattern| pattern.matches(method))
    }

    /// What an aggregate of it is; `None` where there is no such aggregate. Values of one's own are times where their
    /// name ends in `_us`, and bytes where it ends in `_bytes`.
    pub fn quantity(&self, aggregate: Aggregate) -> Option<Quantity> {
        let name = self.name.as_ref().map_or("", Pattern::as_str);
        let name = name.trim_end_matches(['$', '/']);
        match self.metric.quantity(aggregate)? {
            Quantity::Number if self.metric == Metric::Custom && name.ends_with("_us") => {
                Some(Quantity::Time)
            }
            Quantity::Number if self.metric == Metric::Custom && name.ends_with("_bytes") => {
                Some(Quantity::Bytes)
            }
            quantity => Some(quantity),
        }
    }

    /// Why a baseline does not keep an aggregate of it; `None` where it does.
    pub(super) fn no_base(&self, aggregate: Aggregate) -> Option<String> {
        const KEPT: &str = "response_time, service_time, ttfb and the rates of errors, requests, dropped and bytes";
        let keeps_times = matches!(
            self.metric,
            Metric::ResponseTime | Metric::ServiceTime | Metric::Ttfb
        );
        let keeps_counts = matches!(
            self.metric,
            Metric::Errors
                | Metric::Requests
                | Metric::Dropped
                | Metric::BytesIn
                | Metric::BytesOut
        );
        let apart = [
            ("status", self.status.is_some()),
            ("outcome", self.outcome.is_some()),
            ("stage", self.scope.stage.is_some()),
            ("scenario", self.scope.scenario.is_some()),
            ("journey", self.scope.journey.is_some()),
            ("tag", !self.scope.tags.is_empty()),
        ];
        if let Some((key, _)) = apart.into_iter().find(|(_, is_there)| *is_there) {
            return Some(format!(
                "a baseline does not keep its requests apart by {key}; it does by endpoint and method"
            ));
        }
        match aggregate {
            _ if !keeps_times && !keeps_counts => Some(format!("a baseline keeps {KEPT}")),
            Aggregate::Apdex(_) => {
                Some("a baseline does not keep the times of errors apart".to_owned())
            }
            Aggregate::Count => {
                Some("how many there are depends on how long a run is; use rate".to_owned())
            }
            _ => None,
        }
    }
}

/// Reads a metric and what may stand in braces behind it.
pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<NamedSelector, ParseError> {
    let start = cursor.clone();
    if start.rest().is_empty() {
        return Err(start.error(Problem::Nothing));
    }
    let name = cursor.word();
    let Some((metric, dialect)) = Metric::parse(name) else {
        return Err(start.error(unknown(name, &start)));
    };
    let mut selector = Selector::of_all(metric);
    let before_brace = cursor.clone();
    cursor.skip_spaces();
    if cursor.take("{") {
        patterns::read(cursor, &mut selector, dialect)?;
    } else {
        *cursor = before_brace;
    }
    if matches!(metric, Metric::Custom | Metric::Gauge) && selector.name.is_none() {
        return Err(start.error(Problem::NoName(metric)));
    }
    Ok(NamedSelector { selector, dialect })
}

fn unknown(name: &str, start: &Cursor<'_>) -> Problem {
    if let Some(instead) = k6::instead_of(name) {
        let name = name.to_owned();
        return Problem::NoCounterpart { name, instead };
    }
    let shown = match name {
        "" => start.next_shown().trim_matches('`').to_owned(),
        name => clipped(name),
    };
    let ours = Metric::NAMES.iter().map(|(name, _)| *name);
    let mut hint = hint(&shown, ours);
    if !name.is_empty() && hint.starts_with("use ") {
        hint.push_str(&format!(
            "; a value of your own is `metric{{name:{shown}}}`"
        ));
    }
    Problem::UnknownMetric { name: shown, hint }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Scope {
            level,
            stage,
            scenario,
            journey,
            tags,
            labels,
        } = &self.scope;
        let single = [
            ("endpoint", &self.endpoint),
            ("method", &self.method),
            ("status", &self.status),
            ("outcome", &self.outcome),
            ("check", &self.check),
            ("name", &self.name),
            ("source", &self.gauge.source),
            ("unit", &self.gauge.unit),
            ("stage", stage),
            ("scenario", scenario),
            ("journey", journey),
        ];
        let single = single.into_iter();
        let single =
            single.filter_map(|(key, pattern)| Some(format!("{key}:{}", pattern.as_ref()?)));
        let level = level.iter().map(|level| format!("level:{}", level.name));
        let named = |kind: &'static str, patterns| {
            let patterns: &BTreeMap<String, Pattern> = patterns;
            let patterns = patterns.iter();
            patterns
                .map(|(name, pattern)| format!("{kind}.{name}:{pattern}"))
                .collect::<Vec<_>>()
        };
        let named = [
            named("tag", tags),
            named("label", labels),
            named("label", &self.gauge.labels),
        ];
        let pairs = single.chain(level).chain(named.into_iter().flatten());
        let pairs: Vec<String> = pairs.collect();
        match pairs.as_slice() {
            [] => write!(f, "{}", self.metric),
            pairs => write!(f, "{}{{{}}}", self.metric, pairs.join(",")),
        }
    }
}
