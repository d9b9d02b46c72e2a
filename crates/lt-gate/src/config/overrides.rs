//! The sections `[[compare.override]]`: what is otherwise for some figures.

use lt_stats::compare::{Measure, Question, Tolerance};

use super::amount::share;
use super::compare::tolerance;
use super::document::Document;
use super::figure;
use super::value::{Fields, Value, list, word};
use super::wrong::Wrong;
use crate::threshold::{Metric, Selector, Severity};

pub(super) const KEYS: &[&str] = &["match", "metric", "tolerance", "severity"];

/// What is otherwise for some figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Override {
    /// Which figures.
    pub selector: Selector,
    /// Which measure; `None` is every one of the selector's metric.
    pub measure: Option<Measure>,
    /// How much worse they may get; of error rates `absolute` is a share.
    pub tolerance: Option<Tolerance>,
    /// What a regression means.
    pub severity: Severity,
}

impl Override {
    /// Whether it is about a figure.
    pub fn covers(&self, question: &Question) -> bool {
        figure::covers(&self.selector, self.measure, question)
    }
}

/// Reads the sections; a part of a tolerance that is not given is as `usual`.
pub(super) fn read(
    sections: &Value<'_>,
    document: &Document,
    usual: Tolerance,
) -> Result<Vec<Override>, Wrong> {
    let sections = list(sections, "sections `[[compare.override]]`")?;
    sections
        .into_iter()
        .map(|section| {
            let fields = Fields::of(section, "a section `[[compare.override]]`", KEYS)?;
            let (selector, measure) = figure::read(&fields, document)?;
            let tolerance = fields.read("tolerance", |value| match selector.metric {
                Metric::Errors => errors(value),
                _ => tolerance(value, usual),
            })?;
            let words = Severity::WORDS.map(|word| (word, Severity::parse(word)));
            let severity = fields.read("severity", |value| word(value, "severity", &words))?;
            if tolerance.is_none() && severity.is_none() {
                return Err(Wrong::sentence(
                    section.span(),
                    "the override changes nothing; give `tolerance` or `severity`",
                ));
            }
            Ok(Override {
                selector,
                measure,
                tolerance,
                severity: severity.flatten().unwrap_or_default(),
            })
        })
        .collect()
}

/// Of error rates: `{ abs = "0.5%" }`.
fn errors(value: &Value<'_>) -> Result<Tolerance, Wrong> {
    let expected = "a table as in `{ abs = \"0.5%\" }`";
    let fields = Fields::of(value, expected, &["abs"])?;
    let way_out = "say by how many percentage points, as in `abs = \"0.5%\"`";
    Ok(Tolerance {
        relative: 0.0,
        absolute: share(fields.required("abs", way_out)?)?,
    })
}
