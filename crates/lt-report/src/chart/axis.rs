//! Where the ticks of an axis of values are.

use crate::number;

/// An axis from 0 to `end`, with at most six ticks at round numbers.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Axis {
    pub(super) end: f64,
    pub(super) ticks: Vec<f64>,
    step: f64,
}

const MOST_STEPS: f64 = 5.0;

impl Axis {
    /// The highest value that an axis reaches: beyond it nothing sensible is measured.
    pub(super) const MOST: f64 = 1e18;

    /// An axis whose last tick is at or above `highest`.
    pub(super) fn covering(highest: f64, least_step: f64) -> Self {
        let step = step_for(highest).max(least_step);
        let steps = (highest / step).ceil().clamp(1.0, MOST_STEPS);
        Self {
            end: step * steps,
            ticks: multiples(step, steps),
            step,
        }
    }

    /// A tick in figures, with the digits that tell it from its neighbors.
    pub(super) fn label(&self, tick: f64) -> String {
        if tick <= 0.0 && self.step >= 1.0 {
            return "0".to_owned();
        }
        if self.end >= 1e9 {
            return format!("{tick:e}");
        }
        let whole = format!("{tick:.0}");
        match self.step {
            step if step >= 1.0 => whole.parse().map_or(whole, number::count),
            step if step >= 0.1 => format!("{tick:.1}"),
            step if step >= 0.01 => format!("{tick:.2}"),
            _ => format!("{tick:.3}"),
        }
    }
}

fn multiples(step: f64, steps: f64) -> Vec<f64> {
    let mut ticks = vec![0.0];
    let mut n = 1.0;
    while n <= steps {
        ticks.push(step * n);
        n += 1.0;
    }
    ticks
}

/// The least of 1, 2, 5 times a power of ten that covers `highest` in five steps.
fn step_for(highest: f64) -> f64 {
    let highest = match highest.is_finite() {
        true => highest.clamp(0.005, Axis::MOST),
        false => Axis::MOST,
    };
    let least = highest / MOST_STEPS;
    let power = 10_f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .map(|factor| factor * power)
        .into_iter()
        .find(|step| *step >= least * (1.0 - 1e-9))
        .unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::Axis;
    use proptest::prelude::{any, prop_assert, proptest};

    fn labels(axis: &Axis) -> Vec<String> {
        axis.ticks.iter().map(|tick| axis.label(*tick)).collect()
    }

    #[test]
    fn ticks_are_round_and_few() {
        assert_eq!(
            labels(&Axis::covering(233.0, 0.0)),
            ["0", "50", "100", "150", "200", "250"]
        );
        assert_eq!(labels(&Axis::covering(0.0, 1.0)), ["0", "1"]);
        assert_eq!(
            labels(&Axis::covering(0.9, 0.0)),
            ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]
        );
        assert_eq!(labels(&Axis::covering(3.0, 1.0)), ["0", "1", "2", "3"]);
        assert_eq!(
            labels(&Axis::covering(4e12, 1.0)),
            ["0", "1e12", "2e12", "3e12", "4e12"]
        );
    }

    proptest! {
        #[test]
        fn every_value_has_an_axis(highest in any::<f64>()) {
            let axis = Axis::covering(highest, 0.0);
            prop_assert!(axis.ticks.len() <= 6 && axis.end > 0.0 && axis.end.is_finite());
            prop_assert!(!(0.0..Axis::MOST).contains(&highest) || axis.end >= highest * (1.0 - 1e-6));
        }
    }
}
