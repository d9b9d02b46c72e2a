//! The run in one line.

use lt_sample::Micros;

use super::snapshot::{Phase, Snapshot};
use crate::number;

/// `12 s  205.7 req/s  0 failed  p50 12 ms  p95 48 ms  50 users`: the last ten seconds, after the end the whole run.
/// What failed is counted from the beginning.
pub(super) fn status_line(snapshot: &Snapshot) -> String {
    let Snapshot { plan, overall, .. } = snapshot;
    let mut parts = Vec::new();
    let figures = match plan.phase {
        Phase::Waiting => {
            parts.push("waiting for the first request".to_owned());
            None
        }
        Phase::WarmUp => {
            parts.extend([clock(plan.elapsed), "warm-up".to_owned()]);
            None
        }
        Phase::Running => {
            parts.push(clock(plan.elapsed));
            Some(&snapshot.now)
        }
        Phase::Ended(how) => {
            parts.push(format!("{how} after {}", clock(plan.elapsed)));
            Some(overall)
        }
    };
    if let Some(figures) = figures {
        parts.push(format!("{} req/s", number::rate(figures.rate)));
        parts.push(format!("{} failed", number::count(overall.errors)));
        for (name, time) in [("p50", figures.p50), ("p95", figures.p95)] {
            parts.extend(time.map(|time| format!("{name} {} ms", number::micros(time))));
        }
    }
    let health = &snapshot.health;
    let load = match (&plan.phase, health.users) {
        (Phase::Ended(_), _) => None,
        (_, Some(users)) => Some(match number::whole(users).as_str() {
            "1" => "1 user".to_owned(),
            n => format!("{n} users"),
        }),
        (_, None) => {
            let in_flight = health.in_flight;
            in_flight.map(|n| format!("{} in flight", number::whole(n)))
        }
    };
    parts.extend(load);
    parts.join("  ")
}

/// A length of time in whole seconds: a clock that ticks.
pub(super) fn clock(time: Micros) -> String {
    number::duration(Micros(time.0 / 1_000_000 * 1_000_000)).replace("0 ms", "0 s")
}
