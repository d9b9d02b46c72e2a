//! The sections `[[accept]]`: changes for the worse that were agreed on.

use lt_sample::UnixMicros;
use lt_stats::compare::{Measure, Question};

use super::amount::{end_of_day, share};
use super::document::Document;
use super::figure;
use super::value::{Fields, Value, list, text};
use super::wrong::Wrong;
use crate::threshold::Selector;

pub(super) const KEYS: &[&str] = &["match", "metric", "up_to", "until", "reason"];

/// An expected change, reviewed where the configuration is.
#[derive(Clone, Debug, PartialEq)]
pub struct Accept {
    /// Which figures it is about.
    pub selector: Selector,
    /// Which measure; `None` is every one of the selector's metric.
    pub measure: Option<Measure>,
    /// How much worse is accepted: 0.25 is a quarter; of error rates a difference, 0.01 is one percentage point.
    pub up_to: f64,
    /// The end of the day until which it is; `None` is for ever.
    pub until: Option<UnixMicros>,
    /// Why.
    pub reason: String,
}

impl Accept {
    /// Whether it is about a figure.
    pub fn covers(&self, question: &Question) -> bool {
        figure::covers(&self.selector, self.measure, question)
    }
}

/// Reads the sections, in the order of the file.
pub(super) fn read(sections: &Value<'_>, document: &Document) -> Result<Vec<Accept>, Wrong> {
    let sections = list(sections, "sections `[[accept]]`")?;
    sections
        .into_iter()
        .map(|section| {
            let fields = Fields::of(section, "a section `[[accept]]`", KEYS)?;
            let (selector, measure) = figure::read(&fields, document)?;
            let way_out = "say how much worse is accepted, as in `up_to = \"+25%\"`";
            let up_to = share(fields.required("up_to", way_out)?)?;
            let way_out = "say why, for those who read it later";
            let reason = fields.required("reason", way_out)?;
            let why = text(reason, "a sentence")?.trim();
            if why.is_empty() {
                return Err(Wrong::sentence(
                    reason.span(),
                    "the reason is empty; say why, for those who read it later",
                ));
            }
            Ok(Accept {
                selector,
                measure,
                up_to,
                until: fields.read("until", end_of_day)?,
                reason: why.to_owned(),
            })
        })
        .collect()
}
