//! The closed model: users who wait for their answers.

use crate::Shape;
use crate::curve::{Curve, Segment, nanoseconds};

/// How many virtual users there are, and how fast they come.
#[derive(Clone, Debug, PartialEq)]
pub struct VirtualUsers {
    /// How many run at the same time; where that changes, at most. At least 1.
    pub users: u64,
    /// How many begin per second; `None` when all begin at once, or as `shape` says. Positive and finite.
    pub spawn_rate: Option<f64>,
    /// How their number changes; `None` where all who have begun stay.
    pub shape: Option<Shape>,
}

impl VirtualUsers {
    /// The most users that one load can have.
    pub const MOST: u64 = 10_000_000;

    /// Users who begin and stay.
    pub fn constant(users: u64, spawn_rate: Option<f64>) -> Self {
        Self {
            users,
            spawn_rate,
            shape: None,
        }
    }

    /// Users whose number changes.
    pub fn changing(shape: Shape) -> Self {
        Self {
            users: shape.peak(),
            spawn_rate: None,
            shape: Some(shape),
        }
    }

    /// How many there are when, in time of the load: user g is at work exactly while this is above g. Users without a
    /// shape come during the warm-up.
    pub(crate) fn curve(&self, warmup: u64) -> Curve {
        if let Some(shape) = &self.shape {
            return shape.curve(warmup);
        }
        let Some(spawn_rate) = self.spawn_rate else {
            return Curve::constant(self.users);
        };
        let (from, to) = (0, self.users);
        let length = libm::round(self.users as f64 / spawn_rate * 1e9);
        Curve::new([
            (nanoseconds(length), Segment::Linear { from, to }),
            (u64::MAX, Segment::Linear { from: to, to }),
        ])
    }

    /// What it is in words.
    pub fn describe(&self) -> String {
        let users = |n: u64| format!("{n} {}", if n == 1 { "user" } else { "users" });
        match (&self.shape, self.spawn_rate) {
            (Some(shape), _) => shape.describe(|level| level.to_string(), "users"),
            (None, Some(rate)) => format!("{}, {rate:.3} started per second", users(self.users)),
            (None, None) => format!("{}, all at once", users(self.users)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn begin(crowd: &VirtualUsers, g: u64) -> u64 {
        crowd.curve(0).above(g, 0).unwrap().0
    }

    #[test]
    fn users_come_all_at_once_or_one_after_another() {
        let mut crowd = VirtualUsers::constant(10, None);
        assert_eq!(begin(&crowd, 9), 0);
        crowd.spawn_rate = Some(2.0);
        assert_eq!(begin(&crowd, 0), 0);
        assert_eq!(begin(&crowd, 3), 1_500_000_000);
        assert_eq!(crowd.curve(0).above(9, 0), Some((4_500_000_000, u64::MAX)));
        assert_eq!(crowd.curve(0).above(10, 0), None);
        crowd.spawn_rate = Some(f64::MIN_POSITIVE);
        assert!(begin(&crowd, 1) > u64::MAX / 11);
        crowd.spawn_rate = Some(f64::MAX);
        assert_eq!(begin(&crowd, 9), 0);
    }

    proptest! {
        #[test]
        fn the_gth_user_comes_at_g_over_the_spawn_rate(g in 0u64..VirtualUsers::MOST, per_second in 1u32..1_000_000) {
            let crowd = VirtualUsers::constant(VirtualUsers::MOST, Some(f64::from(per_second)));
            let exact = u128::from(g) * 1_000_000_000 / u128::from(per_second);
            // A double holds 15.9 digits: a nanosecond in the first days of a run.
            prop_assert!(u128::from(begin(&crowd, g)).abs_diff(exact) <= 1 + exact / 4_000_000_000_000_000);
        }
    }
}
