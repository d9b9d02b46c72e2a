//! One threshold, judged, as `lt.result/1` tells it.

use serde::{Deserialize, Serialize};

use super::{number, word};
use crate::judge::{self, Status};
use crate::threshold::Severity;

/// One threshold, judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Check {
    /// `t1`, `t2`, … in the order of the thresholds.
    pub(crate) id: String,
    /// Which requests, and what of them.
    pub(crate) selector: String,
    /// What must hold.
    pub(crate) rule: String,
    /// The metric's name.
    pub(crate) metric: String,
    /// Whether it holds.
    #[serde(with = "word")]
    pub(crate) status: Status,
    /// What a breach means.
    #[serde(with = "word")]
    pub(crate) severity: Severity,
    /// What was observed, in `unit`.
    #[serde(with = "number", default)]
    pub(crate) observed: Option<f64>,
    /// What it was compared with, in `unit`.
    #[serde(with = "number", default)]
    pub(crate) limit: Option<f64>,
    /// `us`, `share`, `per_second`, `count`, `bytes`, `bytes_per_second` or `number`.
    pub(crate) unit: String,
    /// Number of values or requests that it rests on.
    pub(crate) n: u64,
    /// How many it should rest on, where those are too few.
    pub(crate) needed: Option<u64>,
    /// Between which values the true figure lies with 95 % confidence.
    pub(crate) interval: Option<Interval>,
    /// Whether the limit lies inside the interval.
    pub(crate) marginal: bool,
    /// By which share of the limit it is beyond it.
    #[serde(with = "number", default)]
    pub(crate) beyond: Option<f64>,
    /// Why it is as it is, where the figures do not say it.
    pub(crate) why: Option<String>,
    /// Where it was written.
    pub(crate) place: Option<Place>,
    /// The row of the SLA table that it comes from.
    pub(crate) row: Option<String>,
}

/// Two ends; `None` is an end without bound.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Interval {
    /// The lower one.
    #[serde(with = "number", default)]
    pub(crate) low: Option<f64>,
    /// The upper one.
    #[serde(with = "number", default)]
    pub(crate) high: Option<f64>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Place {
    /// The file as it was named.
    pub(crate) file: String,
    /// Line, from 1.
    pub(crate) line: usize,
    /// Column in characters, from 1.
    pub(crate) column: usize,
}

impl Check {
    pub(super) fn of(n: usize, check: &judge::Check) -> Self {
        let threshold = &check.threshold;
        let place = threshold.origin.place.as_ref();
        Self {
            id: format!("t{n}"),
            selector: threshold.selector.to_string(),
            rule: threshold.rule.to_string(),
            metric: threshold.selector.metric.to_string(),
            status: check.status,
            severity: threshold.severity,
            observed: finite(check.observed),
            limit: finite(check.limit),
            unit: threshold.rule.limit.quantity().unit().to_owned(),
            n: check.n,
            needed: check.needed,
            interval: check.interval.map(|(low, high)| Interval {
                low: finite(Some(low)),
                high: finite(Some(high)),
            }),
            marginal: check.marginal,
            beyond: finite(check.beyond),
            why: check.why.clone(),
            place: place.map(|place| Place {
                file: place.file.clone(),
                line: place.line,
                column: place.column,
            }),
            row: threshold.origin.row.clone(),
        }
    }

    /// Whether the run fails by it.
    pub(crate) fn fails(&self) -> bool {
        let is_broken = matches!(self.status, Status::Fail | Status::Missing);
        is_broken && self.severity == Severity::Fail
    }

    /// The rule, with the metric where that is not the response time: what is left to say in an SLA table's row.
    pub(crate) fn short(&self) -> String {
        match self.metric.as_str() {
            "response_time" => self.rule.clone(),
            metric => format!("{metric} {}", self.rule),
        }
    }

    /// The threshold in one line.
    pub(crate) fn threshold(&self) -> String {
        format!("{} {}", self.selector, self.rule)
    }
}

/// What has an end.
pub(super) fn finite(value: Option<f64>) -> Option<f64> {
    value.filter(|value| value.is_finite())
}
