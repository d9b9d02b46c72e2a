//! Ways to compare two builds that the simulation tries.

use lt_stats::compare::{Mode, Needs, Planning, Spread, recommend};

use super::chance::Chance;
use super::trial::learn;
use super::world::{CHANGED, FIGURES, World};

/// One way.
#[derive(Clone, Debug)]
pub(super) struct Design {
    pub(super) number: u64,
    pub(super) what: &'static str,
    pub(super) mode: Mode,
    pub(super) layout: Layout,
    /// Whether the gate has a noise file.
    pub(super) told: bool,
    pub(super) world: World,
    /// True change that is to be found.
    pub(super) effect: f64,
    /// As many pairs, runs or sessions as the gate itself recommends for it.
    pub(super) runs: u32,
    /// Fewer than that.
    pub(super) too_few: u32,
}

/// Where the runs are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// By turns in one session.
    Pairs,
    /// Both builds in one session.
    OneSession,
    /// Every run in a session of its own.
    Apart,
    /// All runs of a build in one session, that of the other build in another.
    TwoSessions,
    /// Against so many earlier sessions, each new run in one of its own.
    Window(u32),
    /// One run of each in the same session, with their courses.
    Inside,
}

/// Whether the judged build is worse.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Effect {
    None,
    /// One figure is, by this share.
    Worse(f64),
    /// Every figure is, by exactly what is tolerated.
    Edge,
}

/// A shared runner: sessions differ more than runs, and some are on a faster machine.
const RUNNER: World = World {
    run: 0.03,
    session: 0.04,
    lucky: 0.03,
};
/// A machine of one's own.
const OWN: World = World {
    run: 0.015,
    session: 0.02,
    lucky: 0.0,
};

impl Design {
    /// All of them, in the order of the table.
    pub(super) fn all() -> Vec<Self> {
        let of = [
            (
                "paired, one session",
                Mode::Paired,
                Layout::Pairs,
                RUNNER,
                0.2,
            ),
            (
                "runs, one session",
                Mode::Runs,
                Layout::OneSession,
                RUNNER,
                0.2,
            ),
            (
                "runs, each in a session of its own",
                Mode::Runs,
                Layout::Apart,
                RUNNER,
                0.2,
            ),
            (
                "runs, a session for each build",
                Mode::Runs,
                Layout::TwoSessions,
                RUNNER,
                1.0,
            ),
            (
                "history, window of 20 sessions",
                Mode::History,
                Layout::Window(20),
                RUNNER,
                0.5,
            ),
            (
                "history, window of 20, own machine",
                Mode::History,
                Layout::Window(20),
                OWN,
                0.2,
            ),
            (
                "history, window of 8, own machine",
                Mode::History,
                Layout::Window(8),
                OWN,
                0.3,
            ),
            (
                "single, one session, own machine",
                Mode::Single,
                Layout::Inside,
                OWN,
                0.2,
            ),
        ];
        let mut designs = Vec::new();
        for (what, mode, layout, world, effect) in of {
            for told in [false, true] {
                // Without noise file a single run sees a doubling, no less.
                let effect = if mode == Mode::Single && !told {
                    1.0
                } else {
                    effect
                };
                let number = designs.len() as u64;
                designs.push(
                    Self {
                        number,
                        what,
                        mode,
                        layout,
                        told,
                        world,
                        effect,
                        runs: 0,
                        too_few: 0,
                    }
                    .planned(),
                );
            }
        }
        designs
    }

    /// With as many runs as the gate recommends to somebody who knows the noise.
    fn planned(self) -> Self {
        let planning = Planning {
            mode: self.mode,
            same_sessions: matches!(
                self.layout,
                Layout::Pairs | Layout::OneSession | Layout::Inside
            ),
            spread: self.learned(),
            told: self.told,
            window: if let Layout::Window(sessions) = self.layout {
                sessions
            } else {
                0
            },
            family: FIGURES,
            alpha: 0.05,
            tolerance: 0.1,
            effect: self.effect,
        };
        let runs = match recommend(&planning) {
            Needs::Runs(runs) => runs,
            Needs::TooMany => 50,
        };
        // More runs in the same two sessions do not help; five are usual.
        let runs = if self.layout == Layout::TwoSessions {
            5
        } else {
            runs
        };
        let least = match self.mode {
            Mode::Paired => 5,
            Mode::Runs => 3,
            Mode::History | Mode::Single => 1,
        };
        Self {
            runs,
            too_few: (runs / 2).max(least),
            ..self
        }
    }

    /// What calibrations learn of the changed figure in the long run: the root of the mean variance of 400.
    fn learned(&self) -> Spread {
        let learned = (0..400)
            .map(|number| learn(&self.world, &mut Chance::new([0, u64::MAX, number]))[CHANGED]);
        let learned: Vec<Spread> = learned.collect();
        let middle = |of: fn(&Spread) -> f64| {
            let squares: f64 = learned.iter().map(|spread| of(spread).powi(2)).sum();
            (squares / learned.len() as f64).sqrt()
        };
        Spread {
            run: middle(|spread| spread.run),
            session: middle(|spread| spread.session),
            session_df: middle(|spread| spread.session_df),
            ..learned[0]
        }
    }

    pub(super) fn name(&self) -> String {
        format!(
            "{}, {}: {}",
            self.what,
            self.knowledge(),
            self.counts(self.runs)
        )
    }

    pub(super) fn knowledge(&self) -> &'static str {
        if self.told { "yes" } else { "no" }
    }

    /// How many runs of the judged build and of the baseline.
    pub(super) fn counts(&self, runs: u32) -> String {
        match self.layout {
            Layout::Pairs => format!("{runs} pairs"),
            Layout::Window(sessions) => format!("{runs} against {sessions}"),
            _ => format!("{runs} against {runs}"),
        }
    }
}
