//! The outputs of the action: their names, and what they are here.

use std::path::Path;

use super::saving::Kept;
use crate::format::document::Document;

/// An output of the action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Output {
    /// Its name.
    pub name: &'static str,
    /// Who sets it.
    pub writer: Writer,
}

/// Who sets an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writer {
    /// `lt-gate ci`.
    Ci,
    /// `lt-gate comment`.
    Comment,
    /// The steps of the action.
    Action,
}

/// The outputs, in the order in which they are told of.
pub const OUTPUTS: &[Output] = &[
    output("verdict", Writer::Ci),
    output("exit-code", Writer::Action),
    output("sla-failed", Writer::Ci),
    output("regressions", Writer::Ci),
    output("inconclusive", Writer::Ci),
    output("baseline-id", Writer::Ci),
    output("baseline-saved", Writer::Ci),
    output("result-json", Writer::Ci),
    output("report-dir", Writer::Ci),
    output("summary-md", Writer::Ci),
    output("comment-url", Writer::Comment),
    output("artifact-url", Writer::Action),
    output("bin-dir", Writer::Action),
];

/// The result in the folder of the report.
pub(super) const RESULT: &str = "result.json";
/// What the page of the job shows, in the folder of the report.
pub(super) const SUMMARY: &str = "summary.md";

const fn output(name: &'static str, writer: Writer) -> Output {
    Output { name, writer }
}

/// Those that `lt-gate ci` sets.
pub(super) fn of(document: &Document, folder: &Path, kept: &Kept) -> Vec<(&'static str, String)> {
    let checks = document.checks.iter();
    let comparisons = &document.summary.comparisons;
    let compared = document.comparison.as_ref();
    let newest = compared.and_then(|compared| compared.baselines.last());
    let file = |name: &str| folder.join(name).display().to_string();
    vec![
        ("verdict", document.verdict.as_str().to_owned()),
        (
            "sla-failed",
            checks.filter(|check| check.fails()).count().to_string(),
        ),
        ("regressions", comparisons.regression.to_string()),
        (
            "inconclusive",
            (comparisons.inconclusive + comparisons.insufficient).to_string(),
        ),
        (
            "baseline-id",
            newest.map_or_else(String::new, |used| used.id.clone()),
        ),
        ("baseline-saved", kept.is_kept().to_string()),
        ("result-json", file(RESULT)),
        ("report-dir", folder.display().to_string()),
        ("summary-md", file(SUMMARY)),
    ]
}
