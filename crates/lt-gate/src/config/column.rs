//! The columns of `[sla]`: what a cell below each of them promises.

use super::document::Document;
use super::thresholds::within;
use super::value::{Value, digits, text};
use super::wrong::Wrong;
use crate::threshold::{Comparison, NamedSelector, Rule, parse_rule};

/// What a row can promise beside percentiles.
pub(super) const COLUMNS: &[&str] = &[
    "avg",
    "med",
    "min",
    "max",
    "stddev",
    "min_rps",
    "max_error_rate",
];

/// What a column promises.
pub(super) struct Column {
    pub(super) metric: &'static str,
    aggregate: String,
    /// How the observed value must stand to the limit where a cell does not say it.
    comparison: Comparison,
    /// What a bare number is in.
    unit: &'static str,
}

impl Column {
    /// The column of a key; `None` of a key that promises nothing.
    pub(super) fn of(key: &str) -> Option<Self> {
        let of = |metric, aggregate: String, comparison, unit| {
            Some(Self {
                metric,
                aggregate,
                comparison,
                unit,
            })
        };
        match key {
            "min_rps" => of("requests", "rate".to_owned(), Comparison::AtLeast, "/s"),
            "max_error_rate" => of("errors", "rate".to_owned(), Comparison::AtMost, ""),
            key if COLUMNS.contains(&key) => {
                of("response_time", key.to_owned(), Comparison::Less, "")
            }
            key => {
                let number = key.strip_prefix('p')?;
                lt_stats::Percentile::parse(number)?;
                of(
                    "response_time",
                    format!("p({number})"),
                    Comparison::Less,
                    "",
                )
            }
        }
    }

    /// The rule of a cell.
    pub(super) fn rule(
        &self,
        named: &NamedSelector,
        limit: &Value<'_>,
        comparison: Option<Comparison>,
        document: &Document,
    ) -> Result<Rule, Wrong> {
        let (written, unit) = match digits(limit) {
            Some(digits) => (digits.replace('_', ""), self.unit),
            None => (text(limit, "a limit as in `\"200ms\"`")?.to_owned(), ""),
        };
        let (sign, bare) = split(&written);
        if comparison.is_some() && sign.is_some() {
            return Err(Wrong::sentence(
                limit.span(),
                "the comparison stands there twice; leave it out before the number",
            ));
        }
        let comparison = comparison.or(sign).unwrap_or(self.comparison);
        let begin = format!("{}{comparison}", self.aggregate);
        parse_rule(&format!("{begin}{bare}{unit}"), named).map_err(|mut error| {
            error.offset = error.offset.saturating_sub(begin.len()).min(bare.len());
            within(document, &limit.span(), bare, error)
        })
    }
}

/// The comparison before a number, if one is there, and the rest.
fn split(written: &str) -> (Option<Comparison>, &str) {
    let written = written.trim();
    let signs = [
        ("<=", Comparison::AtMost),
        ("≤", Comparison::AtMost),
        ("<", Comparison::Less),
        (">=", Comparison::AtLeast),
        ("≥", Comparison::AtLeast),
        (">", Comparison::More),
    ];
    let mut found = signs
        .into_iter()
        .filter_map(|(sign, comparison)| Some((comparison, written.strip_prefix(sign)?)));
    match found.next() {
        Some((comparison, rest)) => (Some(comparison), rest.trim_start()),
        None => (None, written),
    }
}
