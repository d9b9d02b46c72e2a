//! Where the ticks of a time axis are, and in which unit.

use crate::number;

/// The time since a start, with at most six ticks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TimeAxis {
    /// In seconds.
    pub(super) ticks: Vec<f64>,
    unit: Unit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Seconds,
    Minutes,
    Hours,
    Days,
}

const MOST_STEPS: f64 = 5.0;
const MINUTE: f64 = 60.0;
const HOUR: f64 = 3600.0;
const DAY: f64 = 86_400.0;

/// Distances between ticks in seconds, for axes of each unit.
const STEPS: [(Unit, &[f64]); 3] = [
    (
        Unit::Seconds,
        &[1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 60.0, 120.0],
    ),
    (
        Unit::Minutes,
        &[3.0 * MINUTE, 300.0, 600.0, 900.0, 1200.0, 1800.0],
    ),
    (
        Unit::Hours,
        &[HOUR, 2.0 * HOUR, 3.0 * HOUR, 6.0 * HOUR, 12.0 * HOUR],
    ),
];

impl TimeAxis {
    /// An axis that ends at `end` seconds.
    pub(super) fn until(end: f64) -> Self {
        let end = end.clamp(0.0, 1e15);
        let steps = STEPS
            .iter()
            .flat_map(|(unit, steps)| steps.iter().map(|step| (*unit, *step)));
        let fits = |step: f64| step * MOST_STEPS >= end;
        let (unit, step) = steps
            .into_iter()
            .find(|(_, step)| fits(*step))
            .unwrap_or_else(|| (Unit::Days, days(end)));
        let ticks = (0..=5_u8)
            .map(|n| f64::from(n) * step)
            .filter(|tick| *tick <= end);
        Self {
            ticks: ticks.collect(),
            unit,
        }
    }

    pub(super) fn title(&self, of: &str) -> String {
        let unit = match self.unit {
            Unit::Seconds => "seconds",
            Unit::Minutes => "minutes",
            Unit::Hours => "hours",
            Unit::Days => "days",
        };
        format!("{unit} since {of}")
    }

    pub(super) fn label(&self, tick: f64) -> String {
        number::whole(match self.unit {
            Unit::Seconds => tick,
            Unit::Minutes => tick / MINUTE,
            Unit::Hours => tick / HOUR,
            Unit::Days => tick / DAY,
        })
    }
}

/// The least of 1, 2, 5 times a power of ten days that covers the end in five steps.
fn days(end: f64) -> f64 {
    let mut power = DAY;
    loop {
        for factor in [1.0, 2.0, 5.0] {
            if factor * power * MOST_STEPS >= end {
                return factor * power;
            }
        }
        power *= 10.0;
    }
}

#[cfg(test)]
mod tests {
    use super::TimeAxis;
    use proptest::prelude::{any, prop_assert, proptest};

    fn check(end: f64, title: &str, labels: &[&str]) {
        let axis = TimeAxis::until(end);
        let found: Vec<String> = axis.ticks.iter().map(|tick| axis.label(*tick)).collect();
        assert_eq!(
            (axis.title("start").as_str(), found),
            (title, labels.iter().map(ToString::to_string).collect())
        );
    }

    #[test]
    fn long_runs_are_told_in_long_units() {
        check(1.0, "seconds since start", &["0", "1"]);
        check(65.0, "seconds since start", &["0", "15", "30", "45", "60"]);
        check(
            600.0,
            "seconds since start",
            &["0", "120", "240", "360", "480", "600"],
        );
        check(
            3600.0,
            "minutes since start",
            &["0", "15", "30", "45", "60"],
        );
        check(
            7201.0,
            "minutes since start",
            &["0", "30", "60", "90", "120"],
        );
        check(86_400.0, "hours since start", &["0", "6", "12", "18", "24"]);
        check(
            365.0 * 86_400.0,
            "days since start",
            &["0", "100", "200", "300"],
        );
    }

    proptest! {
        #[test]
        fn every_length_has_an_axis(end in any::<f64>()) {
            let axis = TimeAxis::until(end.abs());
            prop_assert!((1..=6).contains(&axis.ticks.len()));
        }
    }
}
