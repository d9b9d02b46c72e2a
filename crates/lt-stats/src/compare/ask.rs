//! A question put to runs: either their figures say at once what there is to say, or it is a matter of numbers.

use std::collections::BTreeSet;

use super::inside::burst::design_effect;
use super::modes::choose::choose;
use super::observe::{Observed, figure};
use super::roster::Roster;
use super::scale::Scale;
use super::textbook::shares::Counts;
use super::textbook::variance::mean;
use super::{
    ASSUMED, ASSUMED_OF_SHARES, Measure, Mode, NoiseKey, Question, Ruling, RunValue, Settings,
    Sides, seed,
};
use crate::Endpoint;
use crate::baseline::Baseline;

/// The runs of both builds, where they belong, and how they are compared.
#[derive(Debug)]
pub(super) struct Runs<'r> {
    pub(super) head: Vec<(Observed<'r>, RunValue)>,
    pub(super) base: Vec<(Observed<'r>, RunValue)>,
    pub(super) mode: Mode,
    pub(super) seed: u64,
    /// Runs of the baseline that are in doubt; they are left out where another is not.
    pub(super) doubtful: Vec<&'r Baseline>,
}

impl<'r> Runs<'r> {
    /// The runs of both builds, with the mode that they are compared in and why.
    pub(super) fn of(
        head: &'r [Baseline],
        base: &'r [Baseline],
        settings: &Settings,
    ) -> (Self, String) {
        let mut roster = Roster::default();
        let (of_head, of_base) = (roster.place(head), roster.place(base));
        let placed = base.iter().zip(of_base);
        let (doubtful, sound): (Vec<_>, Vec<_>) =
            placed.partition(|(run, _)| !run.doubts.is_empty());
        let counted = if sound.is_empty() { &doubtful } else { &sound };
        let places: Vec<RunValue> = counted.iter().map(|(_, place)| *place).collect();
        let (mode, why) = choose(&of_head, &places, settings);
        let observed = counted
            .iter()
            .map(|(run, place)| (Observed::of(run), *place));
        let runs = Self {
            head: head.iter().map(Observed::of).zip(of_head).collect(),
            base: observed.collect(),
            mode,
            seed: seed::of_runs(head, base),
            doubtful: doubtful.into_iter().map(|(run, _)| run).collect(),
        };
        (runs, why)
    }

    /// How many sessions each side has.
    pub(super) fn sessions(&self) -> (usize, usize) {
        let of = |side: &[(Observed<'_>, RunValue)]| {
            let sessions = side.iter().map(|(_, place)| place.session);
            sessions.collect::<BTreeSet<u32>>().len()
        };
        (of(&self.head), of(&self.base))
    }
}

/// What a question comes down to.
#[derive(Clone, Debug)]
pub(super) enum Asked {
    /// There is an answer without any statistics.
    Told(Ruling, Option<String>),
    /// The answer is a matter of numbers.
    Sides(Sides),
}

impl Asked {
    /// The numbers, where the answer is a matter of them.
    pub(super) fn sides(&self) -> Option<&Sides> {
        match self {
            Self::Told(..) => None,
            Self::Sides(sides) => Some(sides),
        }
    }
}

/// Puts a question to the runs.
pub(super) fn ask(question: &Question, runs: &Runs<'_>, settings: &Settings) -> Asked {
    let (endpoint, measure) = (question.endpoint.as_ref(), question.measure);
    if measure == Measure::Throughput
        && let Some(model) = open_model(runs)
    {
        return Asked::Told(
            Ruling::NotJudged,
            Some(format!("the rate of the load model `{model}` is an input")),
        );
    }
    let measured = |side: &[(Observed<'_>, RunValue)]| {
        side.iter()
            .any(|(run, _)| run.value(endpoint, measure).is_some())
    };
    match (measured(&runs.head), measured(&runs.base)) {
        (true, true) => {}
        (true, false) => return Asked::Told(Ruling::New, None),
        (false, true) => return Asked::Told(Ruling::Missing, None),
        (false, false) => {
            return Asked::Told(Ruling::NotJudged, Some("no run has this figure".to_owned()));
        }
    }
    if let Some(why) = too_few(endpoint, measure, runs) {
        return Asked::Told(Ruling::Insufficient, Some(why));
    }
    Asked::Sides(sides(question, runs, settings))
}

/// The load model of a run that sends as many requests as it was told to.
fn open_model<'r>(runs: &'r Runs<'_>) -> Option<&'r str> {
    let mut models = runs
        .head
        .iter()
        .chain(&runs.base)
        .filter_map(|(run, _)| run.run.load.model.as_deref());
    models.find(|model| matches!(*model, "open" | "mixed"))
}

/// Of a percentile: why a run has too few requests for it. Ten must be expected beyond it.
fn too_few(endpoint: Option<&Endpoint>, measure: Measure, runs: &Runs<'_>) -> Option<String> {
    let Measure::Percentile(percentile) = measure else {
        return None;
    };
    // The rank leaves n − rank values above; of the largest value there can be none.
    let enough = |n: u64| n - percentile.rank(n) >= 10;
    let counts = runs
        .head
        .iter()
        .chain(&runs.base)
        .filter_map(|(run, _)| Some(run.series(endpoint)?.response.count()));
    let least = counts.filter(|count| *count > 0).min()?;
    (!enough(least))
        .then(|| format!("one of the runs has {least} requests; p{percentile} needs ten beyond it"))
}

/// The figures of both sides on the scale of the analysis.
fn sides(question: &Question, runs: &Runs<'_>, settings: &Settings) -> Sides {
    let (endpoint, measure) = (question.endpoint.as_ref(), question.measure);
    let scale = Scale::of(measure);
    let spread = settings.noise.spreads.get(&NoiseKey::of(endpoint, measure));
    // Without knowledge of the noise a single run needs its own course to tell how unsure it is.
    let inside = runs.mode == Mode::Single && spread.is_none();
    let side = |side: &[(Observed<'_>, RunValue)]| {
        let pooled = pooled(side, endpoint);
        let values = side.iter().filter_map(|(run, place)| {
            let value = run.value(endpoint, measure)?;
            let drawn = match figure(measure) {
                Some(figure) if inside => {
                    let seed =
                        seed::of_words(&[&runs.seed.to_string(), &run.run.id, &key(question)]);
                    run.course(endpoint)
                        .within(figure, seed)
                        .map_or(0.0, |within| within.error)
                }
                Some(_) => 0.0,
                None => chance(pooled, run.counts(endpoint)),
            };
            Some(RunValue {
                value: scale.place(value),
                within: scale.resolution(value).max(drawn),
                ..*place
            })
        });
        values.collect::<Vec<RunValue>>()
    };
    let (head, base) = (side(&runs.head), side(&runs.base));
    let shares = measure == Measure::ErrorRate;
    let level = |runs: &[RunValue]| mean(&runs.iter().map(|run| run.value).collect::<Vec<f64>>());
    let at = match scale {
        Scale::Times => libm::exp(level(&base)),
        Scale::Rates | Scale::Shares => level(&base),
    };
    let assumed = if shares {
        ASSUMED_OF_SHARES * level(&head).max(level(&base))
    } else {
        ASSUMED
    };
    Sides {
        tolerance: scale.tolerance(question.tolerance, at),
        counts: shares.then(|| {
            [
                effective(&runs.head, question, runs.seed),
                effective(&runs.base, question, runs.seed),
            ]
        }),
        spread: spread.copied(),
        assumed,
        gated: question.gated,
        head,
        base,
    }
}

/// What a question is called in a seed.
fn key(question: &Question) -> String {
    let key = NoiseKey::of(question.endpoint.as_ref(), question.measure);
    format!("{} {}", key.endpoint, key.measure)
}

fn pooled(side: &[(Observed<'_>, RunValue)], endpoint: Option<&Endpoint>) -> Counts {
    let counts = side.iter().map(|(run, _)| run.counts(endpoint));
    counts.fold(Counts::default(), |sum, counts| Counts {
        errors: sum.errors + counts.errors,
        requests: sum.requests + counts.requests,
    })
}

/// The least standard error of one run's share of errors: of counting, at the share of its side.
fn chance(pooled: Counts, run: Counts) -> f64 {
    pooled.error() * ((pooled.requests + 4.0) / run.requests.max(1.0)).sqrt()
}

/// The counts of a side as many as they are worth: errors that come in bursts count less.
fn effective(side: &[(Observed<'_>, RunValue)], question: &Question, seed: u64) -> Counts {
    let endpoint = question.endpoint.as_ref();
    let worth = side.iter().map(|(run, _)| {
        let (counts, key) = (run.counts(endpoint), key(question));
        let effect = match counts.errors > 1.0 {
            true => design_effect(
                &run.errors(endpoint),
                seed::of_words(&[&seed.to_string(), &run.run.id, &key]),
            ),
            false => 1.0,
        };
        Counts {
            errors: counts.errors / effect,
            requests: counts.requests / effect,
        }
    });
    worth.fold(Counts::default(), |sum, counts| Counts {
        errors: sum.errors + counts.errors,
        requests: sum.requests + counts.requests,
    })
}
