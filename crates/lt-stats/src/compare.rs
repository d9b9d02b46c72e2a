//! Whether some runs are worse than others: what that means, how sure it is, and how many more runs it would take.
//!
//! The unit of repetition is the run, and of the machine's mood the session; requests of one run share both and prove
//! nothing about either. A change counts when it is proven larger than what is tolerated (non-inferiority); where neither
//! that nor the opposite is proven, the answer says so.

mod ask;
mod calibrate;
mod decide;
mod doubt;
mod estimate;
mod inside;
mod mode;
mod modes;
mod needs;
mod noise;
mod observe;
mod planning;
mod question;
mod roster;
mod ruling;
mod scale;
mod seed;
mod settings;
mod sides;
mod textbook;

use crate::baseline::Baseline;
use ask::{Asked, Runs, ask};
use observe::{Observed, together};
use scale::Scale;

pub use calibrate::{Calibration, NotCalibrated, Plan, Planned, Replay, at_most, calibrate};
pub use decide::{Finding, Strictness, decide};
pub use estimate::Estimate;
pub use inside::course::{Course, Figure, Within};
pub use mode::Mode;
pub use noise::{LearnedNoise, Noise, NoiseError, NoiseKey, Origin, Spread};
pub use observe::value;
pub use planning::{Planning, planned_power, recommend};
pub use question::{Measure, Question, Tolerance};
pub use ruling::{Answer, Change, Comparison, Needs, Ruling};
pub use settings::{Correction, Settings};
pub use sides::{RunValue, Sides};
pub use textbook::shares::Counts;

/// Noise of times and rates from run to run, and from session to session, that is assumed where none is known, as the
/// deviation of a logarithm: what shared machines show on a bad day.
pub const ASSUMED: f64 = 0.1;
/// The same of shares of errors, as a part of the share: errors come in bursts, which a run has or has not.
pub const ASSUMED_OF_SHARES: f64 = 0.3;

/// Compares the runs of one build with those of another, question by question.
///
/// The same runs give the same answer, to the last bit: whatever is drawn is drawn from a seed made of the inputs. The
/// runs of a pair have the label `pair` with the same text, and the same session.
pub fn compare(
    questions: &[Question],
    head: &[Baseline],
    base: &[Baseline],
    settings: &Settings,
) -> Comparison {
    let (runs, why_mode) = Runs::of(head, base, settings);
    let asked: Vec<Asked> = questions
        .iter()
        .map(|question| ask(question, &runs, settings))
        .collect();
    let sides: Vec<Sides> = asked.iter().filter_map(Asked::sides).cloned().collect();
    let strictness = Strictness {
        alpha: settings.alpha,
        correction: settings.correction,
        require_sessions: settings.require_sessions,
        seed: runs.seed,
    };
    let mut findings = decide(runs.mode, &sides, &strictness).into_iter();
    let answers = questions
        .iter()
        .zip(&asked)
        .map(|(question, asked)| match asked {
            Asked::Told(ruling, why) => told(question, *ruling, why.clone(), &runs),
            Asked::Sides(sides) => match findings.next() {
                Some(finding) => answered(question, sides, finding, &runs),
                None => told(question, Ruling::Inconclusive, None, &runs),
            },
        });
    let answers = answers.collect();
    Comparison {
        mode: runs.mode,
        why_mode,
        family: sides.iter().filter(|sides| sides.gated).count(),
        seed: runs.seed,
        sessions: runs.sessions(),
        answers,
        notes: doubt::notes(questions, &asked, &runs),
    }
}

/// An answer that needs no statistics.
fn told(question: &Question, ruling: Ruling, why: Option<String>, runs: &Runs<'_>) -> Answer {
    let (endpoint, measure) = (question.endpoint.as_ref(), question.measure);
    let measured = |side: &[(Observed<'_>, RunValue)]| {
        side.iter()
            .filter(|(run, _)| run.value(endpoint, measure).is_some())
            .count()
    };
    Answer {
        question: question.clone(),
        head: together(&runs.head, endpoint, measure),
        base: together(&runs.base, endpoint, measure),
        runs: (measured(&runs.head), measured(&runs.base)),
        change: None,
        ruling,
        why,
        needs: None,
    }
}

/// An answer from what the numbers say, and from what speaks against believing them.
fn answered(question: &Question, sides: &Sides, finding: Finding, runs: &Runs<'_>) -> Answer {
    let mut answer = told(question, finding.ruling, finding.why.clone(), runs);
    answer.runs = (sides.head.len(), sides.base.len());
    answer.change = Scale::of(question.measure).change(&finding, sides.tolerance);
    answer.needs = finding.needs;
    if let Some(why) = doubt::objection(question, sides, runs) {
        (answer.ruling, answer.why, answer.needs) = (Ruling::Inconclusive, Some(why), None);
    } else if question.measure == Measure::ErrorRate
        && answer.head == Some(0.0)
        && answer.ruling != Ruling::Improved
    {
        (answer.ruling, answer.why, answer.needs) = (Ruling::Pass, None, None);
    }
    answer
}

#[cfg(test)]
mod tests;
