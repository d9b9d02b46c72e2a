//! From what the runs say to an answer: the three zones, for all questions at once.

use super::modes::reading::{Check, Counted, Reading};
use super::needs::needed;
use super::sides::Sides;
use super::textbook::correct::correct;
use super::textbook::ranks::{mann_whitney, shift};
use super::textbook::sign_flip::sign_flip;
use super::{Correction, Estimate, Mode, Needs, Ruling, modes};

/// How strictly figures are judged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strictness {
    /// Share of invocations without any change that may be called a regression, 0 to 1.
    pub alpha: f64,
    /// What is done about asking many questions at once.
    pub correction: Correction,
    /// In how many sessions a regression must be seen before it counts.
    pub require_sessions: u32,
    /// Seed of what is drawn: ways of turning more than 14 pairs.
    pub seed: u64,
}

/// What was found of one question, on the scale of the analysis.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The change; `None` where the mode cannot tell.
    pub estimate: Option<Estimate>,
    /// The interval of confidence 1 − 2α.
    pub interval: (f64, f64),
    /// Chance of a change at least as bad, were the true one just tolerable.
    pub p_worse: f64,
    /// The same, corrected for all questions.
    pub p_worse_adjusted: f64,
    /// Chance of a change at most as bad, were the true one just beyond what is tolerated.
    pub p_tolerable: f64,
    /// The answer.
    pub ruling: Ruling,
    /// Why, where the figures alone do not say it.
    pub why: Option<String>,
    /// How many runs would settle it, where it is not settled.
    pub needs: Option<Needs>,
}

/// Answers all questions at once in one mode: the layer that knows only numbers.
pub fn decide(mode: Mode, questions: &[Sides], strictness: &Strictness) -> Vec<Finding> {
    let readings: Vec<Result<Reading, String>> = questions
        .iter()
        .map(|sides| modes::read(mode, sides))
        .collect();
    let worse = |(sides, reading): (&Sides, &Result<Reading, String>)| match reading {
        Ok(reading) => reading.p_worse(sides.tolerance),
        Err(_) => 1.0,
    };
    let chances: Vec<f64> = questions.iter().zip(&readings).map(worse).collect();
    let gated: Vec<usize> = (0..questions.len())
        .filter(|place| questions[*place].gated)
        .collect();
    let family: Vec<f64> = gated.iter().map(|place| chances[*place]).collect();
    let mut adjusted = chances.clone();
    for (place, chance) in gated.iter().zip(correct(&family, strictness.correction)) {
        adjusted[*place] = chance;
    }
    let all = questions
        .iter()
        .zip(readings)
        .zip(chances.into_iter().zip(adjusted));
    all.map(|((sides, reading), chances)| match reading {
        Ok(reading) => finding(sides, &reading, chances, gated.len(), strictness),
        Err(why) => Finding::nothing(why),
    })
    .collect()
}

fn finding(
    sides: &Sides,
    reading: &Reading,
    (p_worse, p_worse_adjusted): (f64, f64),
    family: usize,
    strictness: &Strictness,
) -> Finding {
    let (estimate, tolerance, alpha) = (reading.estimate, sides.tolerance, strictness.alpha);
    let (low, high) = reading.interval(alpha);
    let p_tolerable = reading.p_tolerable(tolerance);
    let (ruling, mut why) = if p_worse_adjusted <= alpha {
        match objection(sides, reading, strictness) {
            Some(objection) => (Ruling::Inconclusive, Some(objection)),
            None => (Ruling::Regression, None),
        }
    } else if p_tolerable <= alpha {
        (tolerable((low, high), tolerance), None)
    } else {
        let among = format!("worse than tolerated for itself, but not among {family} questions");
        (Ruling::Inconclusive, (p_worse <= alpha).then_some(among))
    };
    let needs = (ruling == Ruling::Inconclusive).then(|| {
        let family = if sides.gated { family.max(1) } else { 1 };
        settling(reading, tolerance, alpha, strictness.correction, family)
    });
    if ruling == Ruling::Inconclusive {
        why = joined(why, reading.caveat.clone());
        if matches!(needs, Some(Needs::Runs(_))) && reading.growth.of != Counted::Runs {
            why = joined(why, Some(reading.growth.of.advice().to_owned()));
        }
    }
    Finding {
        estimate: Some(estimate),
        interval: (low, high),
        p_worse,
        p_worse_adjusted,
        p_tolerable,
        ruling,
        why,
        needs,
    }
}

/// What is said of a change that is proven not to be worse than tolerated.
fn tolerable((low, high): (f64, f64), tolerance: f64) -> Ruling {
    if high < -tolerance {
        Ruling::Improved
    } else if low > 0.0 {
        Ruling::SlightlyWorse
    } else {
        Ruling::Pass
    }
}

/// Why a change that the figures call a regression does not count as one.
fn objection(sides: &Sides, reading: &Reading, strictness: &Strictness) -> Option<String> {
    let beyond = |value: &f64| value - sides.tolerance;
    match &reading.check {
        Check::Nothing => {}
        Check::Pairs(differences) => {
            let beyond: Vec<f64> = differences.iter().map(beyond).collect();
            let chance = sign_flip(&beyond, strictness.seed);
            if chance > strictness.alpha {
                return Some(format!("the pairs do not agree: sign-flip p = {chance:.3}"));
            }
        }
        Check::Groups(head, base) => {
            let moved: Vec<f64> = head.iter().map(beyond).collect();
            let chance = mann_whitney(&moved, base);
            if chance > strictness.alpha || shift(&moved, base) <= 0.0 {
                return Some(format!(
                    "the runs do not agree when ranked: Mann-Whitney p = {chance:.3}"
                ));
            }
        }
    }
    let seen = reading
        .by_session
        .iter()
        .filter(|change| **change > sides.tolerance)
        .count();
    let wanted = strictness.require_sessions;
    (seen < usize::try_from(wanted).unwrap_or(usize::MAX)).then(|| {
        format!("worse than tolerated in {seen} of the {wanted} sessions that are required")
    })
}

/// How many runs would tell the best guess from what is tolerated.
fn settling(
    reading: &Reading,
    tolerance: f64,
    alpha: f64,
    correction: Correction,
    family: usize,
) -> Needs {
    let gap = reading.estimate.delta - tolerance;
    let corrected = match correction {
        Correction::None => alpha,
        Correction::Holm | Correction::BenjaminiHochberg => alpha / family as f64,
    };
    let alpha = if gap > 0.0 { corrected } else { alpha };
    needed(&reading.growth, gap.abs(), alpha)
}

fn joined(one: Option<String>, other: Option<String>) -> Option<String> {
    match (one, other) {
        (Some(one), Some(other)) => Some(format!("{one}; {other}")),
        (one, other) => one.or(other),
    }
}

impl Finding {
    /// No answer, and why.
    pub(super) fn nothing(why: String) -> Self {
        Self {
            estimate: None,
            interval: (f64::NEG_INFINITY, f64::INFINITY),
            p_worse: 1.0,
            p_worse_adjusted: 1.0,
            p_tolerable: 1.0,
            ruling: Ruling::Inconclusive,
            why: Some(why),
            needs: None,
        }
    }
}

#[cfg(test)]
mod tests;
