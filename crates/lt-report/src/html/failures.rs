//! The rows of what failed, and of what the generator broke on purpose.

use lt_stats::{Failure, Summary};
use serde::Serialize;

use super::UNKNOWN;
use super::endpoints::{METHOD_WIDTH, NAME_WIDTH};
use crate::{number, words};

/// The most frequent ways of failing.
#[derive(Serialize)]
pub(super) struct Failures {
    rows: Vec<FailureRow>,
    /// How many more there are; empty where there are none.
    left_out: String,
}

#[derive(Serialize)]
struct FailureRow {
    n: String,
    /// Of all failures.
    percent: String,
    method: String,
    name: String,
    status: String,
    outcome: String,
    cause: String,
    first: String,
    last: String,
}

/// Requests into which a fault of one kind was injected.
#[derive(Serialize)]
pub(super) struct FaultRow {
    kind: String,
    requests: String,
    p50: String,
    statuses: String,
    outcomes: String,
}

const CAUSE_WIDTH: usize = 400;
const OUTCOME_WIDTH: usize = 40;
const MOST: usize = 500;

/// The most frequent failures.
pub(super) fn failures(summary: &Summary) -> Failures {
    let failures = summary.failures();
    let n = failures
        .iter()
        .fold(0_u64, |sum, failure| sum.saturating_add(failure.n));
    let rows = failures
        .iter()
        .take(MOST)
        .map(|failure| FailureRow::of(failure, n));
    Failures {
        rows: rows.collect(),
        left_out: match failures.len().saturating_sub(MOST) {
            0 => String::new(),
            more => number::count(more as u64),
        },
    }
}

/// One row a kind of injected fault.
pub(super) fn faults(summary: &Summary) -> Vec<FaultRow> {
    let faults = crate::faults::faults(summary).into_iter();
    let rows = faults.map(|fault| FaultRow {
        kind: fault.kind,
        requests: fault.requests,
        p50: fault.p50,
        statuses: fault.statuses,
        outcomes: fault.outcomes,
    });
    rows.collect()
}

impl FailureRow {
    fn of(failure: &Failure, n: u64) -> Self {
        let status = failure.status.map(|status| status.to_string());
        let when = |at| number::instant(at).trim_end_matches(" UTC").to_owned();
        Self {
            n: number::count(failure.n),
            percent: number::percent(failure.n, n),
            method: words::cut(&failure.endpoint.method, METHOD_WIDTH),
            name: words::cut(&words::name(&failure.endpoint), NAME_WIDTH),
            status: status.unwrap_or_else(|| UNKNOWN.to_owned()),
            outcome: words::cut(failure.outcome.as_str(), OUTCOME_WIDTH),
            cause: words::cut(&failure.to_string(), CAUSE_WIDTH),
            first: when(failure.first),
            last: when(failure.last),
        }
    }
}
