//! What one kind of virtual user does.

use crate::draw::{Draws, Stream};
use crate::{RunTime, Wait};

/// A user profile: weighted actions and the waiting time between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Its name in the scenario file; `default` where none was given.
    pub name: String,
    /// Its share among the profiles of a load; at most [`Profile::HEAVIEST`], 0 for none.
    pub weight: u32,
    /// How long a user waits after an action.
    pub wait: Wait,
    /// What a user can do; never empty, and not all of weight 0.
    pub actions: Vec<Action>,
}

/// One thing that a user can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action {
    /// The request that is sent: its number in the scenario file, from 0.
    pub template: usize,
    /// Its share among the actions of the profile; 0 for never.
    pub weight: u32,
}

impl Profile {
    /// The largest weight.
    pub const HEAVIEST: u32 = 1_000_000;

    /// The number of the action that a user takes in an iteration: a weighted draw that depends on nothing but the
    /// arguments. [`Plan::request_of`](crate::Plan::request_of) tells the request.
    ///
    /// `user_global` is the number of the user, or of the arrival, over all loads:
    /// [`Plan::user_base`](crate::Plan::user_base) plus its number within the load.
    pub fn action(&self, seed: u64, user_global: u64, iteration: u64) -> usize {
        if self.actions.len() == 1 {
            return 0;
        }
        let draws = Draws::new(seed, Stream::Action, user_global);
        let mut left = draws.below(iteration, 0, self.total_weight());
        let drawn = self.actions.iter().position(|action| {
            let here = left < u64::from(action.weight);
            left = left.saturating_sub(u64::from(action.weight));
            here
        });
        drawn.unwrap_or_default()
    }

    /// When a user's next request is due, after an iteration that was due at `due` and over at `end`.
    ///
    /// With [`Wait::Pacing`] that is the next slot, even if it has passed: the user is late then, and it shows.
    pub fn next_due(
        &self,
        seed: u64,
        user_global: u64,
        iteration: u64,
        due: RunTime,
        end: RunTime,
    ) -> RunTime {
        match self.wait {
            Wait::None => end,
            Wait::Pacing(slot) => due + RunTime::after(slot),
            wait => {
                let draws = Draws::new(seed, Stream::Wait, user_global);
                end + RunTime::after(wait.draw(draws, iteration))
            }
        }
    }

    /// The sum of the weights of its actions.
    pub fn total_weight(&self) -> u64 {
        self.actions
            .iter()
            .map(|action| u64::from(action.weight))
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    fn profile(weights: &[u32]) -> Profile {
        Profile {
            name: "default".to_owned(),
            weight: 1,
            wait: Wait::Range(Duration::ZERO, Duration::from_secs(1)),
            actions: weights
                .iter()
                .enumerate()
                .map(|(i, weight)| Action {
                    template: i,
                    weight: *weight,
                })
                .collect(),
        }
    }

    #[test]
    fn actions_are_drawn_by_their_weights() {
        const DRAWS: u64 = 100_000;
        let weights = [50, 30, 15, 0, 3, 2];
        let profile = profile(&weights);
        let draw_by_user: fn(u64) -> (u64, u64) = |i| (i, 0);
        let draw_by_iteration: fn(u64) -> (u64, u64) = |i| (3, i);
        for place in [draw_by_user, draw_by_iteration] {
            let mut counts = [0u32; 6];
            for (user, iteration) in (0..DRAWS).map(place) {
                counts[profile.action(42, user, iteration)] += 1;
            }
            assert_eq!(counts[3], 0);
            let chi_square: f64 = counts
                .iter()
                .zip(weights)
                .filter(|(_, weight)| *weight > 0)
                .map(|(count, weight)| {
                    let expected = f64::from(weight) / 100.0 * DRAWS as f64;
                    (f64::from(*count) - expected).powi(2) / expected
                })
                .sum();
            // Four degrees of freedom: 23.5 is passed once in 10,000 honest runs; the seed is fixed.
            assert!(chi_square < 23.5, "{counts:?}: {chi_square}");
        }
    }

    #[test]
    fn a_wait_counts_from_the_answer_and_a_slot_from_the_slot_before() {
        let (due, end) = (RunTime(10), RunTime(1_000));
        let next = |wait| {
            Profile {
                wait,
                ..profile(&[1])
            }
            .next_due(1, 2, 3, due, end)
        };
        assert_eq!(next(Wait::None), RunTime(1_000));
        assert_eq!(
            next(Wait::Constant(Duration::from_nanos(5))),
            RunTime(1_005)
        );
        assert_eq!(next(Wait::Pacing(Duration::from_nanos(500))), RunTime(510));
    }

    proptest! {
        #[test]
        fn the_same_seed_gives_the_same_sequence_and_another_seed_another(seed: u64, other: u64, user: u64) {
            prop_assume!(seed != other);
            let profile = profile(&[1, 1]);
            let sequence = |seed| (0..128).map(|i| (profile.action(seed, user, i), profile.next_due(seed, user, i, RunTime(0), RunTime(0)))).collect::<Vec<_>>();
            prop_assert_eq!(sequence(seed), sequence(seed));
            prop_assert_ne!(sequence(seed), sequence(other));
        }

        #[test]
        fn an_action_is_one_of_those_with_weight(weights in prop::collection::vec(0u32..=Profile::HEAVIEST, 1..10), user: u64, iteration: u64) {
            prop_assume!(weights.iter().any(|weight| *weight > 0));
            let drawn = profile(&weights).action(1, user, iteration);
            prop_assert!(weights[drawn] > 0);
        }
    }
}
