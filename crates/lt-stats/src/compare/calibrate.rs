//! The noise, learned from runs of one commit.
//!
//! What such runs differ by is noise, whatever it comes from. Two kinds are told apart: what varies from run to run, and
//! what a session (a machine, from its start to its end) has of its own. Then every run is compared with the others as if
//! it were a new build, with the noise that those others teach: what is called a regression there is a false alarm.

mod eligible;
mod figures;
mod plan;
mod replay;
mod tail;
mod variances;

use std::collections::BTreeSet;

use super::{Noise, Origin, Question, Settings};
use crate::baseline::Baseline;
use eligible::{LEAST_RUNS, LEAST_SESSIONS};
use figures::Figures;

pub use eligible::NotCalibrated;
pub use plan::{Plan, Planned};
pub use replay::Replay;
pub use tail::at_most;

/// What runs of one commit teach.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// From which runs.
    pub origin: Origin,
    /// How much figures differ though nothing changed.
    pub noise: Noise,
    /// In how many of the spreads the sessions differ by less than their runs alone would make them: the standard
    /// deviation of the sessions is set to zero.
    pub without_sessions: usize,
    /// Figures that some runs have, but too few of them to learn a spread from.
    pub unknown: usize,
    /// What it takes to see a tenth and a fifth.
    pub plans: Vec<Plan>,
    /// Each run compared with the others.
    pub replay: Replay,
}

/// Learns the noise from runs of one commit, and replays every comparison of one of them with the others.
///
/// Learned are the usual figures of every endpoint and of everything, and those that are asked for. The order of the runs
/// does not matter.
///
/// # Errors
/// See [`NotCalibrated`].
pub fn calibrate(
    runs: &[Baseline],
    questions: &[Question],
    settings: &Settings,
) -> Result<Calibration, NotCalibrated> {
    let sha = eligible::check(runs)?;
    let mut runs: Vec<&Baseline> = runs.iter().collect();
    runs.sort_by(|a, b| (a.created_us, &a.id).cmp(&(b.created_us, &b.id)));
    let figures = Figures::of(&runs, questions);
    let learned = figures.learn(None);
    Ok(Calibration {
        origin: origin(&runs, sha),
        plans: plan::plans(&learned.noise, &figures, questions, settings),
        noise: learned.noise,
        without_sessions: learned.without_sessions,
        unknown: learned.unknown,
        replay: replay::replay(&runs, &figures, questions, settings),
    })
}

fn origin(runs: &[&Baseline], sha: String) -> Origin {
    let machines: BTreeSet<String> = runs
        .iter()
        .map(|run| super::noise::machine(&run.environment))
        .collect();
    Origin {
        sha,
        baselines: runs.iter().map(|run| run.id.clone()).collect(),
        machines: machines.into_iter().collect(),
        runs: runs.len(),
        sessions: figures::sessions(runs)
            .into_iter()
            .collect::<BTreeSet<_>>()
            .len(),
    }
}

#[cfg(test)]
mod tests;
