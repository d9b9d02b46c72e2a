//! What is asked: the measures of the configuration, of every endpoint that either side has.

use std::collections::BTreeSet;

use lt_stats::baseline::Baseline;
use lt_stats::compare::{Measure, Question, Tolerance};
use lt_stats::{Endpoint, Percentile};

use super::agreed;
use crate::config::ComparePolicy;

/// The questions by endpoint, in the order of their names, and the throughput of everything last.
pub(super) fn of(head: &[Baseline], base: &[Baseline], policy: &ComparePolicy) -> Vec<Question> {
    let runs = || head.iter().chain(base);
    let series = runs().flat_map(|run| &run.series);
    let endpoints: BTreeSet<&Endpoint> = series.map(|series| &series.endpoint).collect();
    let mut questions = Vec::new();
    for endpoint in endpoints {
        // What did not fit is not the same on both sides.
        if *endpoint == Endpoint::other() {
            continue;
        }
        for measure in measures(policy) {
            questions.push(question(Some(endpoint), measure, policy));
        }
    }
    // Of an open model the throughput is an input.
    let is_closed = runs().all(|run| run.load.model.as_deref() == Some("closed"));
    if policy.gate.contains(&Measure::Throughput) {
        let asked = question(None, Measure::Throughput, policy);
        questions.push(Question {
            gated: is_closed,
            ..asked
        });
    }
    questions
}

/// Of an endpoint: what is judged, in the order of the configuration, and then what is told only.
fn measures(policy: &ComparePolicy) -> Vec<Measure> {
    let of_endpoints = |measure: &&Measure| **measure != Measure::Throughput;
    let mut measures: Vec<Measure> = policy.gate.iter().filter(of_endpoints).copied().collect();
    let told = Percentile::parse("99").map(Measure::Percentile);
    for measure in told.into_iter().chain([Measure::Mean]) {
        if !measures.contains(&measure) {
            measures.push(measure);
        }
    }
    measures
}

fn question(endpoint: Option<&Endpoint>, measure: Measure, policy: &ComparePolicy) -> Question {
    let tolerance = match measure {
        Measure::ErrorRate => Tolerance {
            relative: 0.0,
            absolute: policy.error_tolerance,
        },
        _ => policy.tolerance,
    };
    let usual = Question {
        endpoint: endpoint.cloned(),
        measure,
        tolerance,
        gated: policy.gate.contains(&measure),
    };
    let agreed = agreed::last_override(&usual, policy);
    let tolerance = agreed.and_then(|other| other.tolerance);
    Question {
        tolerance: tolerance.unwrap_or(usual.tolerance),
        ..usual
    }
}
