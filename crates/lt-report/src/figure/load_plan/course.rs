//! What a scenario does over time, as it was planned.

use lt_sample::{PlannedScenario, PlannedSine, Run};

use crate::chart::{Points, warmup};
use crate::words;

const NAME_WIDTH: usize = 40;
/// Points of a wave.
const WAVE_POINTS: u32 = 200;

/// What one scenario does over the time of its run.
pub(super) struct Course {
    /// Harmless text.
    pub(super) name: String,
    /// Seconds and users, or arrivals per second; one point at least.
    pub(super) points: Points,
    /// Whether the load is at every instant as its line says.
    pub(super) is_exact: bool,
}

impl Course {
    /// `None` where the plan tells no level.
    pub(super) fn of(run: &Run, scenario: &PlannedScenario, lasts: f64) -> Option<Self> {
        let start = scenario.start_us.as_secs_f64();
        let length = scenario.length_us.map(|length| length.as_secs_f64());
        let end = length.map_or(lasts.max(start), |length| start + length);
        let warm = start + warmup(run, scenario);
        let points = match (scenario.sine, scenario.stages.as_slice()) {
            (Some(sine), _) => wave(sine, start, warm, end),
            (None, []) => constant(scenario, start, end)?,
            (None, stages) => {
                let mut points = Vec::new();
                let mut second = start;
                let mut stage_end = warm;
                for stage in stages {
                    let level = stage.users.map(|users| users as f64).or(stage.rate)?;
                    stage_end += stage.length_us.as_secs_f64();
                    points.extend([(second, level), (stage_end, level)]);
                    second = stage_end;
                }
                points
            }
        };
        let name = scenario.name.as_deref().unwrap_or("load");
        Some(Self {
            name: words::cut(name, NAME_WIDTH),
            is_exact: scenario.stages.is_empty(),
            points: points
                .into_iter()
                .map(|(second, level)| (second, level.clamp(0.0, 1e18)))
                .collect(),
        })
    }

    pub(super) fn end(&self) -> f64 {
        self.points.last().map_or(0.0, |(second, _)| *second)
    }
}

/// Whether a scenario has users; others have arrivals.
pub(super) fn is_of_users(scenario: &PlannedScenario) -> bool {
    let of_stages = scenario.stages.iter().any(|stage| stage.users.is_some());
    scenario.users.is_some() || of_stages
}

/// Users begin one after the other where a spawn rate says so.
fn constant(scenario: &PlannedScenario, start: f64, end: f64) -> Option<Points> {
    let Some(users) = scenario.users.map(|users| users as f64) else {
        let rate = scenario.rate?;
        return Some(vec![(start, rate), (end, rate)]);
    };
    let spawn_rate = scenario.spawn_rate.filter(|rate| *rate > 0.0);
    let full = spawn_rate.map_or(start, |rate| start + users / rate);
    Some(match full < end {
        _ if full <= start => vec![(start, users), (end, users)],
        true => vec![(start, 0.0), (full, users), (end, users)],
        false => vec![(start, 0.0), (end, users * (end - start) / (full - start))],
    })
}

/// The wave, which begins after the warm-up; before that it stays at its beginning.
fn wave(sine: PlannedSine, start: f64, warm: f64, end: f64) -> Points {
    let period = sine.period_us.as_secs_f64().max(1e-3);
    let level = |second: f64| {
        let turn = (second - warm).max(0.0) / period * std::f64::consts::TAU;
        sine.mean + sine.amplitude * turn.sin()
    };
    let second = |n: u32| start + f64::from(n) / f64::from(WAVE_POINTS) * (end - start);
    let seconds = (0..=WAVE_POINTS).map(second);
    seconds.map(|second| (second, level(second))).collect()
}
