//! `lt.result/1`: the verdict for programs, keys in a fixed order.

use serde::Serialize;
use serde_json::Number;

use crate::threshold::Metric;
use crate::{Check, Verdict};

/// The verdict as JSON, with a line break at its end.
pub(super) fn render(verdict: &Verdict) -> String {
    let result = Document {
        format: "lt.result/1",
        verdict: verdict.answer.as_str(),
        reasons: &verdict.reasons,
        checks: verdict.checks.iter().map(Row::from).collect(),
    };
    let text = serde_json::to_string_pretty(&result);
    text.expect("texts and numbers are JSON") + "\n"
}

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    verdict: &'static str,
    reasons: &'a [String],
    checks: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    selector: String,
    rule: String,
    metric: &'static str,
    status: &'static str,
    severity: &'static str,
    observed: Option<Number>,
    limit: Option<Number>,
    unit: &'static str,
    n: u64,
}

impl From<&Check> for Row {
    fn from(check: &Check) -> Self {
        let threshold = &check.threshold;
        let metric: Metric = threshold.selector.metric;
        Self {
            selector: threshold.selector.to_string(),
            rule: threshold.rule.to_string(),
            metric: metric.as_str(),
            status: check.status.as_str(),
            severity: threshold.severity.as_str(),
            observed: check.observed.and_then(number),
            limit: number(threshold.rule.limit.value()),
            unit: threshold.rule.limit.quantity().unit(),
            n: check.n,
        }
    }
}

/// A whole number without `.0`.
fn number(value: f64) -> Option<Number> {
    const EXACT: f64 = 9_007_199_254_740_992.0; // 2^53
    if value.fract() == 0.0 && (0.0..EXACT).contains(&value) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a whole number from 0 to 2^53"
        )]
        return Some((value as u64).into());
    }
    Number::from_f64(value)
}
