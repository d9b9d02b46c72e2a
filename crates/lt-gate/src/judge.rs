//! Thresholds and a summary in, a verdict out. No file, no clock, no printing.

use lt_sample::Micros;
use lt_stats::{Endpoint, Slice, Summary, deviation, mean, percentile};

use crate::threshold::{Aggregate, Comparison, Metric, Rule, Severity, Threshold};
use crate::{Check, Status, Verdict};

/// Judges every threshold by what the summary holds.
///
/// A run that is in doubt is judged, too, but the answer is that it is invalid.
pub fn judge(thresholds: &[Threshold], summary: &Summary) -> Verdict {
    let everything = Everything {
        summary,
        total: summary.total(),
        endpoints: summary.endpoints(),
    };
    let checks = thresholds
        .iter()
        .map(|threshold| everything.check(threshold));
    let checks = checks.collect();
    Verdict::new(summary.doubts(), checks)
}

/// What all thresholds look at, added up once.
struct Everything<'s> {
    summary: &'s Summary,
    total: Slice,
    endpoints: Vec<(Endpoint, Slice)>,
}

impl Everything<'_> {
    fn check(&self, threshold: &Threshold) -> Check {
        let Threshold { selector, rule, .. } = threshold;
        let selection = self.summary.select(|key| selector.matches(key));
        // That nothing went wrong at an endpoint which was never asked is no promise kept.
        let mut endpoints = self.endpoints.iter();
        let occurs = endpoints.any(|(endpoint, _)| selector.matches_endpoint(endpoint));
        let span = self.total.span();
        let (observed, n) = observe(selector.metric, rule.aggregate, &selection, span);
        let observed = observed.filter(|_| occurs);
        let limit = rule.limit.value();
        let status = match (observed, threshold.severity) {
            (None, _) => Status::Missing,
            (Some(observed), _) if rule.comparison.holds(observed, limit) => Status::Pass,
            (Some(_), Severity::Fail) => Status::Fail,
            (Some(_), Severity::Warn) => Status::Warn,
        };
        let broken = observed.filter(|_| status != Status::Pass);
        Check {
            threshold: threshold.clone(),
            status,
            observed,
            beyond: broken.and_then(|observed| beyond(rule, observed)),
            n,
        }
    }
}

/// The value that is compared, and the number of values or requests that it rests on.
fn observe(
    metric: Metric,
    aggregate: Aggregate,
    selection: &Slice,
    span: Micros,
) -> (Option<f64>, u64) {
    let requests = selection.requests();
    let histogram = match metric {
        Metric::ResponseTime => &selection.tally.response,
        Metric::ServiceTime => &selection.tally.service,
        Metric::Ttfb => &selection.tally.ttfb,
        Metric::Connect => &selection.tally.connect,
        Metric::Errors => {
            let observed = match aggregate {
                Aggregate::Rate => selection.error_rate(),
                _ => Some(selection.errors as f64),
            };
            return (observed, requests);
        }
        Metric::Requests => {
            let observed = match aggregate {
                // All at one instant, or nothing at all: there is no time over which to count.
                Aggregate::Rate => (span > Micros(0)).then(|| selection.rate_over(span)),
                _ => Some(requests as f64),
            };
            return (observed, requests);
        }
        Metric::Dropped => return (Some(selection.dropped as f64), selection.dropped),
    };
    let exact = |value: u64| (!histogram.is_empty()).then_some(value as f64);
    let at = |p| percentile(histogram, p).map(|time| time.0 as f64);
    let observed = match aggregate {
        Aggregate::Percentile(p) => at(p),
        Aggregate::Med => at(lt_stats::Percentile::P50),
        Aggregate::Avg => mean(histogram),
        Aggregate::Min => exact(histogram.min()),
        Aggregate::Max => exact(histogram.max()),
        Aggregate::Stddev => deviation(histogram),
        // A rule of a time has neither.
        Aggregate::Count | Aggregate::Rate => None,
    };
    (observed, histogram.count())
}

fn beyond(rule: &Rule, observed: f64) -> Option<f64> {
    let limit = rule.limit.value();
    let ordered = !matches!(rule.comparison, Comparison::Equal | Comparison::NotEqual);
    (ordered && limit > 0.0).then(|| (observed - limit) / limit)
}

#[cfg(test)]
mod tests;
