//! What is run.

use lt_sample::PlannedScenario;
use lt_stats::Summary;
use serde::Serialize;

use super::progress::present;
use super::{seconds, text};
use crate::current::Told;

/// What is run.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Plan {
    /// Base URL.
    pub(crate) target: Option<String>,
    /// The scenario file, or nothing where it is a URL.
    pub(crate) scenario: Option<String>,
    /// `open`, `closed` or `mixed`.
    pub(crate) model: Option<String>,
    /// Seed of every random choice.
    pub(crate) seed: Option<u64>,
    /// When it began.
    pub(crate) started: Option<f64>,
    /// Users asked for by now, or planned at the peak.
    pub(crate) users: Option<u64>,
    /// Users begun each second.
    pub(crate) spawn_rate: Option<f64>,
    /// Arrivals per second asked for by now, or planned at the peak.
    pub(crate) rate: Option<f64>,
}

impl Plan {
    const LONGEST: usize = 300;

    pub(super) fn of(summary: &Summary, told: &Told) -> Self {
        let Some((run, _)) = present(summary) else {
            return Self::default();
        };
        let cut =
            |text: &Option<String>| text.as_deref().map(|text| text::cut(text, Self::LONGEST));
        let spawn_rates = run.plan.iter().filter_map(|one| one.spawn_rate);
        let planned_rate = spawn_rates
            .reduce(f64::max)
            .filter(|_| told.users.is_none());
        let runs = summary.ledger().runs();
        let started = runs.filter_map(|(_, account)| Some(account.run.as_ref()?.started_us));
        Self {
            target: cut(&run.target),
            scenario: cut(&run.scenario_file),
            model: cut(&run.model),
            seed: run.seed,
            started: started.min().map(seconds),
            users: told
                .users
                .or_else(|| run.plan.iter().filter_map(most_users).max()),
            spawn_rate: told.spawn_rate.or(planned_rate),
            rate: told.rate.or_else(|| {
                let rates = run.plan.iter().filter_map(highest_rate);
                rates.reduce(f64::max)
            }),
        }
    }
}

/// The users of a scenario at its peak.
fn most_users(scenario: &PlannedScenario) -> Option<u64> {
    let stages = scenario.stages.iter().filter_map(|stage| stage.users);
    stages.chain(scenario.users).max()
}

/// The arrivals per second of a scenario at its peak.
fn highest_rate(scenario: &PlannedScenario) -> Option<f64> {
    let stages = scenario.stages.iter().filter_map(|stage| stage.rate);
    stages.chain(scenario.rate).reduce(f64::max)
}
