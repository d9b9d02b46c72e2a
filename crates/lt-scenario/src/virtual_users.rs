//! The closed model: users who wait for their answers.

use crate::RunTime;

/// How many virtual users there are, and how fast they come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VirtualUsers {
    /// How many run at the same time; at least 1.
    pub users: u64,
    /// How many begin per second; `None` when all begin at once. Positive and finite.
    pub spawn_rate: Option<f64>,
}

impl VirtualUsers {
    /// The most users that one load can have.
    pub const MOST: u64 = 10_000_000;

    /// When the `g`-th user (from 0) of the load begins, counted from the beginning of the load.
    pub fn spawn_time(&self, g: u64) -> RunTime {
        let Some(spawn_rate) = self.spawn_rate else {
            return RunTime(0);
        };
        #[expect(
            clippy::cast_precision_loss,
            reason = "users are numbered below 10 million, far below 2^53"
        )]
        let nanoseconds = g as f64 / spawn_rate * 1e9;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "never negative; beyond 584 years the cast saturates, which is never"
        )]
        RunTime(nanoseconds.round() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn users_come_all_at_once_or_one_after_another() {
        let mut crowd = VirtualUsers {
            users: 10,
            spawn_rate: None,
        };
        assert_eq!(crowd.spawn_time(9), RunTime(0));
        crowd.spawn_rate = Some(2.0);
        assert_eq!(crowd.spawn_time(0), RunTime(0));
        assert_eq!(crowd.spawn_time(3), RunTime(1_500_000_000));
        crowd.spawn_rate = Some(f64::MIN_POSITIVE);
        assert_eq!(crowd.spawn_time(1), RunTime(u64::MAX));
    }

    proptest! {
        #[test]
        fn the_gth_user_comes_at_g_over_the_spawn_rate(g in 0u64..VirtualUsers::MOST, per_second in 1u32..1_000_000) {
            let crowd = VirtualUsers { users: VirtualUsers::MOST, spawn_rate: Some(f64::from(per_second)) };
            let exact = u128::from(g) * 1_000_000_000 / u128::from(per_second);
            // A double holds 15.9 digits: a nanosecond in the first days of a run.
            prop_assert!(u128::from(crowd.spawn_time(g).0).abs_diff(exact) <= 1 + exact / 4_000_000_000_000_000);
        }
    }
}
