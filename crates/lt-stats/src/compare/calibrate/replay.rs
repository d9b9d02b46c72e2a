//! Each run compared with the others, as if it were a new build.

use super::figures::Figures;
use super::tail::at_most;
use crate::baseline::Baseline;
use crate::compare::{Mode, Question, Ruling, Settings, compare};

/// What comparing each run with the others found: nothing changed between them, so every regression is a false alarm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Replay {
    /// How they were compared.
    pub mode: Mode,
    /// Runs that were compared with the others.
    pub runs: u32,
    /// Those of them in which anything was called a regression.
    pub alarmed_runs: u32,
    /// Questions that were judged, over all runs.
    pub answers: u32,
    /// Those of them that were called a regression.
    pub false_alarms: u32,
    /// Those of them that could not be decided.
    pub inconclusive: u32,
}

impl Replay {
    /// The rate of false alarms among answers that is excluded with 95 % confidence; answers of one run share its mood, so
    /// the true one may be higher.
    pub fn false_alarms_at_most(&self) -> f64 {
        at_most(self.false_alarms, self.answers)
    }

    /// The rate of runs with a false alarm that is excluded with 95 % confidence.
    pub fn alarmed_runs_at_most(&self) -> f64 {
        at_most(self.alarmed_runs, self.runs)
    }
}

pub(super) fn replay(
    runs: &[&Baseline],
    figures: &Figures,
    questions: &[Question],
    settings: &Settings,
) -> Replay {
    let mode = match settings.mode {
        Some(Mode::Single) => Mode::Single,
        _ => Mode::History,
    };
    let mut found = Replay {
        mode,
        runs: 0,
        alarmed_runs: 0,
        answers: 0,
        false_alarms: 0,
        inconclusive: 0,
    };
    for (nth, run) in runs.iter().enumerate() {
        let others = runs.iter().enumerate().filter(|(other, _)| *other != nth);
        let others: Vec<Baseline> = others.map(|(_, run)| (*run).clone()).collect();
        let settings = Settings {
            mode: Some(mode),
            noise: figures.learn(Some(nth)).noise,
            ..settings.clone()
        };
        let compared = compare(questions, &[(*run).clone()], &others, &settings);
        let judged = compared
            .answers
            .iter()
            .filter(|answer| answer.question.gated);
        let before = found.false_alarms;
        for answer in judged {
            found.count(answer.ruling);
        }
        found.runs += 1;
        found.alarmed_runs += u32::from(found.false_alarms > before);
    }
    found
}

impl Replay {
    fn count(&mut self, ruling: Ruling) {
        match ruling {
            Ruling::Regression => self.false_alarms += 1,
            Ruling::Inconclusive => self.inconclusive += 1,
            Ruling::Pass | Ruling::SlightlyWorse | Ruling::Improved => {}
            Ruling::Insufficient | Ruling::Missing | Ruling::New | Ruling::NotJudged => return,
        }
        self.answers += 1;
    }
}
