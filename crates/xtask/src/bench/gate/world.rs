//! A world in which builds are measured: what varies from session to session, from run to run, and by chance.

use super::chance::Chance;

/// Endpoints of the service.
pub(super) const ENDPOINTS: usize = 8;
/// Figures: median and 95th percentile of each endpoint, then their error rates, then the throughput.
pub(super) const FIGURES: usize = 3 * ENDPOINTS + 1;
/// Requests of an endpoint in a run.
pub(super) const REQUESTS: f64 = 5000.0;
/// The figure that gets worse where one does: the 95th percentile of the first endpoint.
pub(super) const CHANGED: usize = 1;

/// What a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Time,
    Errors,
    Throughput,
}

/// How loud the world is.
#[derive(Clone, Copy, Debug)]
pub(super) struct World {
    /// Standard deviation of the logarithm of a median from run to run; of a 95th percentile a third more.
    pub(super) run: f64,
    /// The same from session to session.
    pub(super) session: f64,
    /// How often a session is on a machine that is a fifth faster.
    pub(super) lucky: f64,
}

/// What a build makes worse.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Change {
    /// Added to the logarithm of the changed figure.
    pub(super) of_one: f64,
    /// Added to the logarithm of every time, and of the inverse throughput.
    pub(super) of_all: f64,
    /// Added to every share of errors.
    pub(super) points: f64,
}

/// The luck of a session: of everything, and of each figure.
#[derive(Clone, Debug)]
pub(super) struct Session {
    effects: [f64; FIGURES],
}

/// What a run showed: logarithms of times and of the inverse throughput, and numbers of errors.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) values: [f64; FIGURES],
    pub(super) errors: [f64; ENDPOINTS],
}

impl Kind {
    pub(super) fn of(figure: usize) -> Self {
        match figure / ENDPOINTS {
            0 | 1 => Self::Time,
            2 => Self::Errors,
            _ => Self::Throughput,
        }
    }
}

impl World {
    /// The noise of a figure from run to run: medians are the even ones among the times.
    pub(super) fn run_deviation(&self, figure: usize) -> f64 {
        match Kind::of(figure) {
            Kind::Time if figure % 2 == 1 => self.run * 4.0 / 3.0,
            _ => self.run,
        }
    }

    pub(super) fn session(&self, chance: &mut Chance) -> Session {
        let (shared, lucky) = (chance.normal(), chance.happens(self.lucky));
        let luck = if lucky { libm::log(0.8) } else { 0.0 };
        // Half of the variance is the machine's, half the figure's own.
        let own =
            |chance: &mut Chance| self.session * (shared + chance.normal()) * 0.5_f64.sqrt() + luck;
        Session {
            effects: std::array::from_fn(|_| own(chance)),
        }
    }

    /// A run in a session.
    ///
    /// Half of a run's noise is shared by its figures; one run in thirty has a hiccup with a heavy tail.
    pub(super) fn run(&self, session: &Session, worse: Change, chance: &mut Chance) -> Run {
        let shared = chance.normal();
        let hiccup = if chance.happens(1.0 / 30.0) {
            0.03 * chance.pareto(2.5)
        } else {
            0.0
        };
        let values = std::array::from_fn(|figure| {
            let noise = self.run_deviation(figure) * (shared + chance.normal()) * 0.5_f64.sqrt();
            let change = worse.of_all + if figure == CHANGED { worse.of_one } else { 0.0 };
            session.effects[figure] + noise + hiccup + change
        });
        // One to eight errors in a thousand, in bursts: the rate of a run varies by 30 %.
        let errors = std::array::from_fn(|endpoint| {
            let rate = 0.001 * (endpoint + 1) as f64 * libm::exp(0.3 * chance.normal() - 0.045);
            chance
                .poisson(REQUESTS * (rate + worse.points))
                .min(REQUESTS)
        });
        Run { values, errors }
    }
}
