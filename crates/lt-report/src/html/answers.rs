//! How the requests of each endpoint ended, and what was sent for them.

use lt_stats::{Endpoint, Slice};
use serde::Serialize;

use super::UNKNOWN;
use super::endpoints::{METHOD_WIDTH, NAME_WIDTH};
use crate::{number, words};

/// One endpoint's outcomes and statuses.
#[derive(Serialize)]
pub(super) struct Answered {
    method: String,
    name: String,
    outcomes: Vec<Count>,
    statuses: Vec<Count>,
    /// Mean size of an answer's body.
    size: String,
    sent: String,
    received: String,
}

/// How often something was the case.
#[derive(Serialize)]
pub(super) struct Count {
    name: String,
    n: String,
    failed: bool,
}

/// Of more the others are added up.
const MOST: usize = 12;
const OUTCOME_WIDTH: usize = 40;

/// One row an endpoint, and one of all.
pub(super) fn answers(endpoints: &[(Endpoint, Slice)], total: &Slice) -> Vec<Answered> {
    let rows = endpoints.iter().map(|(endpoint, slice)| Answered {
        method: words::cut(&endpoint.method, METHOD_WIDTH),
        name: words::cut(&words::name(endpoint), NAME_WIDTH),
        ..Answered::of(slice)
    });
    let all = Answered {
        name: "All".to_owned(),
        ..Answered::of(total)
    };
    rows.chain((endpoints.len() > 1).then_some(all)).collect()
}

impl Answered {
    fn of(slice: &Slice) -> Self {
        let tally = &slice.tally;
        let answered = slice.statuses.values();
        let answered = answered.fold(0_u64, |sum, n| sum.saturating_add(*n));
        let outcomes = slice.outcomes.iter().map(|(name, n)| {
            let failed = !matches!(name.as_str(), "ok" | "dropped" | "cancelled");
            (words::cut(name, OUTCOME_WIDTH), *n, failed)
        });
        let statuses = slice.statuses.iter();
        let statuses = statuses.map(|(status, n)| (status.to_string(), *n, *status >= 400));
        let unanswered = (
            "no answer".to_owned(),
            slice.requests().saturating_sub(answered),
            true,
        );
        Self {
            method: String::new(),
            name: String::new(),
            outcomes: counts(outcomes),
            statuses: counts(statuses.chain([unanswered])),
            size: match slice.requests() {
                0 => UNKNOWN.to_owned(),
                n => number::whole(tally.received as f64 / n as f64),
            },
            sent: number::bytes(tally.sent),
            received: number::bytes(tally.received),
        }
    }
}

fn counts(counts: impl Iterator<Item = (String, u64, bool)>) -> Vec<Count> {
    let counts: Vec<_> = counts.filter(|(_, n, _)| *n > 0).collect();
    let (shown, others) = counts.split_at(counts.len().min(MOST));
    let others_n = others
        .iter()
        .fold(0_u64, |sum, (_, n, _)| sum.saturating_add(*n));
    let others = (others_n > 0).then(|| ("others".to_owned(), others_n, false));
    let counts = shown.iter().cloned().chain(others);
    let counts = counts.map(|(name, n, failed)| Count {
        name,
        n: number::count(n),
        failed,
    });
    counts.collect()
}
