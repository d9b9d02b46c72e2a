//! The figures of some runs, from which spreads are learned.

use std::collections::{BTreeMap, BTreeSet};

use super::LEAST_RUNS;
use super::variances::{Components, components};
use crate::baseline::Baseline;
use crate::compare::observe::Observed;
use crate::compare::{Measure, Noise, NoiseKey, Question, Spread};
use crate::{Endpoint, Percentile};

/// Learned of every endpoint, whether asked for or not: who asks tomorrow should find it.
const USUAL: [Measure; 6] = [
    Measure::Percentile(Percentile::P50),
    Measure::Percentile(Percentile::P95),
    Measure::Percentile(Percentile::P99),
    Measure::Mean,
    Measure::ErrorRate,
    Measure::Throughput,
];
/// A percentile is a figure of its own only where so many requests are beyond it.
const LEAST_BEYOND: u64 = 10;

/// The figures of some runs on the scale on which they are compared.
pub(super) struct Figures {
    /// By figure its value in each run, in the order of the runs.
    values: BTreeMap<NoiseKey, (Measure, Vec<Option<f64>>)>,
    /// The session of each run.
    sessions: Vec<usize>,
}

/// What some of the runs teach.
#[derive(Default)]
pub(super) struct Learned {
    pub(super) noise: Noise,
    pub(super) without_sessions: usize,
    pub(super) unknown: usize,
}

impl Figures {
    pub(super) fn of(runs: &[&Baseline], questions: &[Question]) -> Self {
        let observed: Vec<Observed<'_>> = runs.iter().map(|run| Observed::of(run)).collect();
        let mut values = BTreeMap::new();
        for (endpoint, measure) in asked(runs, questions) {
            let column: Vec<Option<f64>> = observed
                .iter()
                .map(|run| on_scale(run, endpoint, measure))
                .collect();
            if column.iter().any(Option::is_some) {
                values.insert(NoiseKey::of(endpoint, measure), (measure, column));
            }
        }
        Self {
            values,
            sessions: sessions(runs),
        }
    }

    /// Learns from all runs, or from all but one.
    pub(super) fn learn(&self, without: Option<usize>) -> Learned {
        let mut learned = Learned::default();
        let least = LEAST_RUNS - usize::from(without.is_some());
        for (key, (measure, column)) in &self.values {
            let known = column.iter().zip(&self.sessions).enumerate();
            let known = known.filter(|(nth, _)| Some(*nth) != without);
            let known: Vec<(f64, usize)> = known
                .filter_map(|(_, (value, session))| Some(((*value)?, *session)))
                .collect();
            let found = (known.len() >= least).then(|| components(&known)).flatten();
            let Some(found) = found else {
                learned.unknown += 1;
                continue;
            };
            learned.without_sessions += usize::from(found.is_negative);
            let spread = spread(&found, &known, *measure);
            learned.noise.spreads.insert(key.clone(), spread);
        }
        learned
    }
}

impl Figures {
    /// The mean of a figure as it is measured, for times and throughput the geometric one; `None` where it is unknown.
    pub(super) fn middle(&self, key: &NoiseKey) -> Option<f64> {
        let (measure, column) = self.values.get(key)?;
        let known: Vec<f64> = column.iter().flatten().copied().collect();
        let mean = known.iter().sum::<f64>() / known.len() as f64;
        Some(match measure {
            Measure::ErrorRate => mean,
            _ => mean.exp(),
        })
    }
}

fn spread(found: &Components, known: &[(f64, usize)], measure: Measure) -> Spread {
    Spread {
        run: found.run.sqrt(),
        run_df: found.run_df,
        session: found.session.sqrt(),
        session_df: found.session_df,
        median_change: median_change(known, measure),
        runs: u32::try_from(known.len()).unwrap_or(u32::MAX),
    }
}

/// The endpoints and measures to learn, in no order.
fn asked<'a>(
    runs: &[&'a Baseline],
    questions: &'a [Question],
) -> Vec<(Option<&'a Endpoint>, Measure)> {
    let series = runs.iter().flat_map(|run| &run.series);
    let mut endpoints: BTreeSet<Option<&Endpoint>> =
        series.map(|series| Some(&series.endpoint)).collect();
    endpoints.insert(None);
    let usual = endpoints
        .into_iter()
        .flat_map(|endpoint| USUAL.map(|measure| (endpoint, measure)));
    let questions = questions.iter();
    let questions = questions.map(|question| (question.endpoint.as_ref(), question.measure));
    usual.chain(questions).collect()
}

/// The value of a figure on the scale on which runs are compared: a logarithm, for errors the share itself.
fn on_scale(run: &Observed<'_>, endpoint: Option<&Endpoint>, measure: Measure) -> Option<f64> {
    if let Measure::Percentile(percentile) = measure {
        let n = run.series(endpoint)?.response.count();
        if n - percentile.rank(n) < LEAST_BEYOND {
            return None;
        }
    }
    let value = run.value(endpoint, measure)?;
    let value = match measure {
        Measure::ErrorRate => value,
        _ => value.ln(),
    };
    value.is_finite().then_some(value)
}

/// The session of each run, as a number; a run that knows none is one of its own.
pub(super) fn sessions(runs: &[&Baseline]) -> Vec<usize> {
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let runs = runs.iter().enumerate();
    runs.map(|(nth, run)| match &run.environment.session {
        Some(session) => *numbers.entry(session).or_insert(nth),
        None => nth,
    })
    .collect()
}

/// The median over all pairs of runs of how much they differ: a share of the smaller value, for errors the difference.
fn median_change(known: &[(f64, usize)], measure: Measure) -> f64 {
    let mut changes: Vec<f64> = Vec::with_capacity(known.len() * (known.len() - 1) / 2);
    for (nth, (a, _)) in known.iter().enumerate() {
        changes.extend(known[nth + 1..].iter().map(|(b, _)| (a - b).abs()));
    }
    changes.sort_unstable_by(f64::total_cmp);
    let middle = changes.len() / 2;
    let median = match changes.len() {
        0 => 0.0,
        n if n.is_multiple_of(2) => f64::midpoint(changes[middle - 1], changes[middle]),
        _ => changes[middle],
    };
    match measure {
        Measure::ErrorRate => median,
        _ => median.exp_m1(),
    }
}
