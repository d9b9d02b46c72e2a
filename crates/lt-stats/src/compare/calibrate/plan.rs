//! What the noise means for whoever measures: how many runs show a change.

use super::figures::Figures;
use crate::compare::{
    Correction, Measure, Mode, Needs, Noise, NoiseKey, Planning, Question, Settings, Spread,
    recommend,
};

/// What it takes to show that a build is worse by so much, in every judged time and throughput of which the noise is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// How much worse: 0.2 is 20 % slower, or 20 % fewer.
    pub worsening: f64,
    /// Pairs of runs by turns in one session; `None` where that much is tolerated, or nothing is known.
    pub pairs: Option<Planned>,
    /// Runs of each build, every one in a session of its own; `None` likewise.
    pub runs: Option<Planned>,
}

/// How many it takes, and for which figure the most.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// How many.
    pub needs: Needs,
    /// The noisiest figure, which needs them.
    pub figure: NoiseKey,
}

/// What is usually asked: is a tenth seen, is a fifth?
const WORSENINGS: [f64; 2] = [0.1, 0.2];

pub(super) fn plans(
    noise: &Noise,
    figures: &Figures,
    questions: &[Question],
    settings: &Settings,
) -> Vec<Plan> {
    let gated: Vec<&Question> = questions.iter().filter(|asked| asked.gated).collect();
    let family = match settings.correction {
        Correction::None => 1,
        Correction::Holm | Correction::BenjaminiHochberg => gated.len(),
    };
    let known = gated.into_iter().filter_map(|asked| {
        let key = NoiseKey::of(asked.endpoint.as_ref(), asked.measure);
        let spread = *noise.spreads.get(&key)?;
        let middle = figures.middle(&key)?;
        (asked.measure != Measure::ErrorRate).then_some((asked, key, spread, middle))
    });
    let known: Vec<(&Question, NoiseKey, Spread, f64)> = known.collect();
    let plans = WORSENINGS.into_iter().map(|worsening| {
        let most = |mode| {
            let needs = known.iter().filter_map(|(asked, key, spread, middle)| {
                let planning = Planning {
                    mode,
                    same_sessions: mode == Mode::Paired,
                    spread: *spread,
                    told: true,
                    window: 0,
                    family,
                    alpha: settings.alpha,
                    tolerance: tolerated(asked, *middle),
                    effect: worsening,
                };
                // What is tolerated to the last bit is tolerated.
                let is_seen = worsening > planning.tolerance + 1e-9;
                is_seen.then(|| (recommend(&planning), key))
            });
            let most = needs.max_by_key(|(needs, _)| match needs {
                Needs::Runs(n) => *n,
                Needs::TooMany => u32::MAX,
            });
            most.map(|(needs, figure)| Planned {
                needs,
                figure: figure.clone(),
            })
        };
        Plan {
            worsening,
            pairs: most(Mode::Paired),
            runs: most(Mode::Runs),
        }
    });
    plans.collect()
}

/// How much worse a figure may get, as a share of what it is like.
fn tolerated(asked: &Question, middle: f64) -> f64 {
    let Question {
        measure, tolerance, ..
    } = asked;
    match measure {
        Measure::Throughput => tolerance.relative,
        _ => tolerance.relative.max(tolerance.absolute / middle),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Percentile;
    use crate::compare::Tolerance;

    fn asked(measure: Measure, relative: f64, absolute: f64) -> Question {
        Question {
            endpoint: None,
            measure,
            tolerance: Tolerance { relative, absolute },
            gated: true,
        }
    }

    #[test]
    fn the_larger_of_the_two_tolerances_counts_and_of_throughput_the_relative_one() {
        let p95 = Measure::Percentile(Percentile::P95);
        for (measure, middle, expected) in [
            (p95, 1e5, 0.1),
            (p95, 8e3, 0.25),
            (Measure::Throughput, 10.0, 0.1),
        ] {
            let found = tolerated(&asked(measure, 0.1, 2e3), middle);
            assert!((found - expected).abs() < 1e-12, "{found}");
        }
    }
}
