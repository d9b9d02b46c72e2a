//! What load was made and by which machine, as the runs themselves say.

use lt_sample::{Micros, PlannedScenario, Run};

use super::limits::{MOST_ENTRIES, clipped};
use super::{Environment, Load};

impl Load {
    /// The load of a test, as far as a run line tells it: all shards tell the plan of the whole. Scenarios that overlap add
    /// up; of others the largest counts.
    pub fn of(run: &Run) -> Self {
        let warmup = run.warmup_us;
        let names = run.plan.iter().filter_map(|scenario| scenario.name.clone());
        let text = |text: &Option<String>| text.clone().map(clipped);
        Self {
            model: text(&run.model),
            users: most_at_a_time(&run.plan, most_users).map(whole),
            rate: most_at_a_time(&run.plan, most_arrivals),
            duration_us: duration(&run.plan).map(|length| {
                let warmup = warmup.unwrap_or_default();
                Micros(length.0.saturating_sub(warmup.0))
            }),
            warmup_us: warmup,
            level: None,
            intended_starts: None,
            scenarios: names.take(MOST_ENTRIES).map(clipped).collect(),
            scenario_sha256: text(&run.scenario_sha256),
            target: text(&run.target),
        }
    }
}

impl Environment {
    /// The machine of a run; `session` is its label of that name.
    pub(super) fn of(run: &Run, session: Option<String>) -> Self {
        let machine = run.machine.clone().unwrap_or_default();
        Self {
            cpu: machine.cpu.map(clipped),
            cores: machine.cores,
            memory_bytes: machine.memory_bytes,
            os: machine.os.map(clipped),
            session: session.or(machine.boot).map(clipped),
        }
    }
}

/// The largest sum over the scenarios that overlap; `None` where no scenario tells.
fn most_at_a_time(
    plan: &[PlannedScenario],
    load: impl Fn(&PlannedScenario) -> Option<f64>,
) -> Option<f64> {
    let loads = plan.iter().filter_map(|scenario| {
        let load = load(scenario).filter(|load| load.is_finite() && *load >= 0.0)?;
        Some((scenario, load))
    });
    let loads: Vec<(&PlannedScenario, f64)> = loads.collect();
    // What begins or ends changes the sum; an end comes before a beginning at the same time.
    let mut changes: Vec<(Micros, f64)> = loads
        .iter()
        .flat_map(|(scenario, load)| {
            let end = scenario.length_us.map(|length| scenario.start_us + length);
            let end = end.map(|end| (end, -load));
            std::iter::once((scenario.start_us, *load)).chain(end)
        })
        .collect();
    changes.sort_by(|one, two| one.0.cmp(&two.0).then(one.1.total_cmp(&two.1)));
    let sums = changes.iter().scan(0.0, |sum, (_, change)| {
        *sum += change;
        Some(*sum)
    });
    let largest = sums.fold(0.0, f64::max);
    (!loads.is_empty()).then_some(largest.min(f64::MAX))
}

fn most_users(scenario: &PlannedScenario) -> Option<f64> {
    let staged = scenario.stages.iter().filter_map(|stage| stage.users);
    let most = scenario.users.into_iter().chain(staged).max()? as f64;
    Some(most.max(crest(scenario)))
}

fn most_arrivals(scenario: &PlannedScenario) -> Option<f64> {
    let staged = scenario.stages.iter().filter_map(|stage| stage.rate);
    let rates = scenario.rate.into_iter().chain(staged);
    let most = rates.reduce(f64::max)?;
    Some(most.max(crest(scenario)))
}

fn crest(scenario: &PlannedScenario) -> f64 {
    let sine = scenario.sine;
    sine.map_or(0.0, |sine| sine.mean + sine.amplitude)
}

/// From the first beginning to the last end; `None` where a scenario has no planned end.
fn duration(plan: &[PlannedScenario]) -> Option<Micros> {
    let begin = plan.iter().map(|scenario| scenario.start_us).min()?;
    let ends = plan
        .iter()
        .map(|scenario| Some(scenario.start_us + scenario.length_us?));
    let end = ends.collect::<Option<Vec<Micros>>>()?.into_iter().max()?;
    Some(Micros(end.0.saturating_sub(begin.0)))
}

fn whole(users: f64) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float that is too large becomes the largest number; none is negative here"
    )]
    let users = users.round() as u64;
    users
}

#[cfg(test)]
mod tests {
    use lt_sample::{PlannedSine, PlannedStage};

    use super::*;

    fn scenario(start: u64, length: Option<u64>) -> PlannedScenario {
        let second = |second: u64| Micros(second * 1_000_000);
        PlannedScenario {
            start_us: second(start),
            length_us: length.map(second),
            ..PlannedScenario::default()
        }
    }

    fn users(start: u64, length: Option<u64>, users: u64) -> PlannedScenario {
        PlannedScenario {
            users: Some(users),
            ..scenario(start, length)
        }
    }

    fn most(plan: &[PlannedScenario]) -> [Option<f64>; 2] {
        [
            most_at_a_time(plan, most_users),
            most_at_a_time(plan, most_arrivals),
        ]
    }

    #[test]
    fn scenarios_that_overlap_add_up_and_others_do_not() {
        let one = users(0, Some(10), 50);
        assert_eq!(most(&[]), [None, None]);
        assert_eq!(most(std::slice::from_ref(&one)), [Some(50.0), None]);
        assert_eq!(most(&[one.clone(), users(10, Some(5), 40)])[0], Some(50.0));
        assert_eq!(most(&[one.clone(), users(9, Some(5), 40)])[0], Some(90.0));
        assert_eq!(
            most(&[users(0, None, 1), users(900, None, 2)])[0],
            Some(3.0)
        );
    }

    #[test]
    fn the_height_of_stages_and_waves_counts() {
        let stage = |users, rate| PlannedStage {
            length_us: Micros(1),
            users,
            rate,
        };
        let staged = PlannedScenario {
            stages: vec![stage(Some(1000), None), stage(Some(50), None)],
            ..users(0, Some(2), 50)
        };
        let wave = PlannedScenario {
            rate: Some(100.0),
            sine: Some(PlannedSine {
                mean: 100.0,
                amplitude: 20.5,
                period_us: Micros(1),
            }),
            ..scenario(0, Some(3))
        };
        assert_eq!(
            most(&[staged.clone(), wave.clone()]),
            [Some(1000.0), Some(120.5)]
        );
        assert_eq!(duration(&[staged, wave]), Some(Micros(3_000_000)));
        assert_eq!(duration(&[scenario(0, Some(3)), scenario(0, None)]), None);
    }
}
