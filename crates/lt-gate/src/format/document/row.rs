//! One figure of one endpoint, compared, as `lt.result/1` tells it.

use lt_stats::Endpoint;
use lt_stats::compare::{self, Measure, Needs as Needed, Ruling};
use serde::{Deserialize, Serialize};

use super::check::finite;
use super::comparison::Sides;
use super::{number, word};
use crate::comparing;
use crate::threshold::Severity;

/// One figure of one endpoint, compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Row {
    /// `c1`, `c2`, … in the order of the questions.
    pub(crate) id: String,
    /// Whose; `None` is everything.
    pub(crate) endpoint: Option<Name>,
    /// Which figure: `p95`.
    pub(crate) measure: String,
    /// `us`, `share` or `per_second`.
    pub(crate) unit: String,
    /// Whether it is judged, or only told.
    pub(crate) gated: bool,
    /// The figure of the build that is judged, in `unit`.
    #[serde(with = "number", default)]
    pub(crate) head: Option<f64>,
    /// The figure of the baseline, in `unit`.
    #[serde(with = "number", default)]
    pub(crate) base: Option<f64>,
    /// Runs that they come from.
    pub(crate) runs: Sides,
    /// By how much the judged build is worse.
    pub(crate) change: Option<Change>,
    /// The answer.
    #[serde(with = "word")]
    pub(crate) ruling: Ruling,
    /// What a regression means.
    #[serde(with = "word")]
    pub(crate) severity: Severity,
    /// The reason for which a regression was accepted.
    pub(crate) accepted: Option<String>,
    /// Why, where the figures alone do not say it.
    pub(crate) why: Option<String>,
    /// How many runs would settle it.
    pub(crate) needs: Option<Needs>,
}

/// An endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Name {
    /// HTTP method; empty for `other`.
    pub(crate) method: String,
    /// Path with placeholders.
    pub(crate) name: String,
    /// Host where it differs from the base URL's.
    pub(crate) host: Option<String>,
}

/// By how much the judged build is worse: positive is worse, whatever the measure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Change {
    /// The best guess.
    #[serde(with = "number", default)]
    pub(crate) estimate: Option<f64>,
    /// Lower end of the interval; `None` is without bound.
    #[serde(with = "number", default)]
    pub(crate) low: Option<f64>,
    /// Its upper end; `None` is without bound.
    #[serde(with = "number", default)]
    pub(crate) high: Option<f64>,
    /// What is tolerated.
    #[serde(with = "number", default)]
    pub(crate) tolerance: Option<f64>,
    /// Chance of so bad a change, were the true one just tolerable.
    #[serde(with = "number", default)]
    pub(crate) p_worse: Option<f64>,
    /// The same, corrected for all questions.
    #[serde(with = "number", default)]
    pub(crate) p_worse_adjusted: Option<f64>,
    /// Chance of so good a change, were the true one just beyond what is tolerated.
    #[serde(with = "number", default)]
    pub(crate) p_tolerable: Option<f64>,
}

/// How many runs of each side would settle it, in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Needs {
    /// `None` is more than fifty.
    pub(crate) runs: Option<u32>,
}

impl Row {
    pub(super) fn of((n, row): (usize, &comparing::Row)) -> Self {
        let answer = &row.answer;
        let question = &answer.question;
        Self {
            id: format!("c{n}"),
            endpoint: question.endpoint.as_ref().map(Name::of),
            measure: question.measure.to_string(),
            unit: unit(question.measure).to_owned(),
            gated: question.gated,
            head: finite(answer.head),
            base: finite(answer.base),
            runs: answer.runs.into(),
            change: answer.change.map(Change::of),
            ruling: answer.ruling,
            severity: row.severity,
            accepted: row.accepted.clone(),
            why: answer.why.clone(),
            needs: answer.needs.map(|needs| Needs {
                runs: match needs {
                    Needed::Runs(runs) => Some(runs),
                    Needed::TooMany => None,
                },
            }),
        }
    }

    /// `METHOD NAME` of the endpoint, or `everything`.
    pub(crate) fn whose(&self) -> String {
        let Some(Name { method, name, host }) = &self.endpoint else {
            return "everything".to_owned();
        };
        let host = host
            .as_ref()
            .map_or(String::new(), |host| format!(" ({host})"));
        format!("{method} {name}{host}").trim_start().to_owned()
    }
}

impl Name {
    fn of(endpoint: &Endpoint) -> Self {
        Self {
            method: endpoint.method.clone(),
            name: endpoint.name.clone(),
            host: endpoint.host.clone(),
        }
    }
}

impl Change {
    fn of(change: compare::Change) -> Self {
        Self {
            estimate: finite(Some(change.estimate)),
            low: finite(Some(change.low)),
            high: finite(Some(change.high)),
            tolerance: finite(Some(change.tolerance)),
            p_worse: finite(Some(change.p_worse)),
            p_worse_adjusted: finite(Some(change.p_worse_adjusted)),
            p_tolerable: finite(Some(change.p_tolerable)),
        }
    }
}

/// The unit of a measure's figures.
pub(crate) fn unit(measure: Measure) -> &'static str {
    match measure {
        Measure::Percentile(_) | Measure::Mean => "us",
        Measure::ErrorRate => "share",
        Measure::Throughput => "per_second",
    }
}
