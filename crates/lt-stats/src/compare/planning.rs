//! How many runs to make, before any is made.

use super::modes::freedom_of_window;
use super::modes::reading::{Counted, Growth};
use super::needs::{needed, power};
use super::textbook::variance::{Variance, sum};
use super::{ASSUMED, Mode, Needs, Spread};

/// What is known of a comparison that is planned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Planning {
    /// How the runs will be compared.
    pub mode: Mode,
    /// Whether both builds run in the same sessions; else every run is one of its own. Pairs always share theirs.
    pub same_sessions: bool,
    /// How runs and sessions vary.
    pub spread: Spread,
    /// Whether the comparison will be told so, by a noise file; else it must see it for itself.
    pub told: bool,
    /// Sessions in the window of [`Mode::History`].
    pub window: u32,
    /// How many questions are judged at once.
    pub family: usize,
    /// Share of invocations without any change that may be called a regression.
    pub alpha: f64,
    /// How much worse a figure may get, as a share of the baseline's: 0.1.
    pub tolerance: f64,
    /// How much worse the build is that is to be found out, as a share: 0.2.
    pub effect: f64,
}

/// The least number of runs that find the planned effect with a power of 80 %: pairs, runs of each build, or sessions of
/// the judged one against a window.
pub fn recommend(planning: &Planning) -> Needs {
    needed(&planning.growth(), planning.gap(), planning.alpha_each())
}

/// The chance that so many runs find the planned effect.
pub fn planned_power(planning: &Planning, runs: u32) -> f64 {
    power(
        &planning.growth(),
        runs,
        planning.gap(),
        planning.alpha_each(),
    )
}

impl Planning {
    fn gap(&self) -> f64 {
        libm::log1p(self.effect) - libm::log1p(self.tolerance)
    }

    /// Holm's first step: what the smallest of all chances is held against.
    fn alpha_each(&self) -> f64 {
        self.alpha / self.family.max(1) as f64
    }

    fn growth(&self) -> Growth {
        let spread = self.spread;
        let run = Variance {
            value: spread.run * spread.run,
            freedom: spread.run_df,
        };
        let session = Variance {
            value: spread.session * spread.session,
            freedom: spread.session_df,
        };
        let same_sessions = self.same_sessions || self.mode == Mode::Paired;
        let one = if same_sessions {
            run
        } else {
            sum(&[run, session])
        };
        let told = if self.told { one.freedom } else { 0.0 };
        let groups = Growth {
            divided: 2.0 * one.value,
            fixed: 0.0,
            freedom_each: 2.0,
            freedom_else: told - 2.0,
            least: 3,
            of: Counted::Runs,
        };
        match self.mode {
            Mode::Paired => Growth {
                freedom_each: 1.0,
                freedom_else: told - 1.0,
                least: 5,
                ..groups
            },
            Mode::Runs => groups,
            Mode::History => {
                let window = f64::from(self.window.max(8));
                Growth {
                    divided: one.value,
                    fixed: one.value / window,
                    freedom_each: 0.0,
                    freedom_else: told + freedom_of_window(window),
                    least: 1,
                    ..groups
                }
            }
            Mode::Single if self.told => Growth {
                freedom_each: 0.0,
                freedom_else: told,
                least: 1,
                ..groups
            },
            Mode::Single => Growth {
                divided: 2.0 * ASSUMED * ASSUMED,
                freedom_each: 0.0,
                freedom_else: f64::INFINITY,
                least: 1,
                ..groups
            },
        }
    }
}
