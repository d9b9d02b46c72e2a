//! What one kind of virtual user does.

use crate::draw::{Draws, Stream};
use crate::{BlockId, Json, RunTime, Wait};

/// A user profile: weighted actions and the waiting time between them.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// Its name in the scenario file; `default` where none was given.
    pub name: String,
    /// Its share among the profiles of a load; at most [`Profile::HEAVIEST`], 0 for none.
    pub weight: u32,
    /// How many users of each closed load follow it, whatever the weights; `None` to share the rest by weight.
    pub count: Option<u64>,
    /// How long a user waits after an action.
    pub wait: Wait,
    /// Start values of a user's variables, after those of the plan.
    pub variables: Vec<(String, Json)>,
    /// What a user does before its first iteration.
    pub on_start: Option<BlockId>,
    /// What a user does after its last iteration.
    pub on_stop: Option<BlockId>,
    /// What a user can do; never empty, and not all of weight 0.
    pub actions: Vec<Action>,
    /// Which set of base URLs its users' paths lead to: 0 for the plan's own.
    pub base: usize,
}

/// One thing that a user can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// What is done.
    pub what: Task,
    /// Its share among the actions, in millionths of what the file says; 0 for never.
    pub weight: u64,
    /// Its tags, by which it can be chosen.
    pub tags: Vec<String>,
}

/// What a user does in an iteration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Task {
    /// Sends a request: its number in the scenario file, from 0.
    Request(usize),
    /// Walks a journey: its number in [`Program::journeys`](crate::Program::journeys).
    Journey(usize),
    /// Walks steps without a name.
    Steps(BlockId),
}

impl Action {
    /// A weight of 1, in millionths.
    pub const ONE: u64 = 1_000_000;

    /// Which of `actions` a user takes in an iteration: a weighted draw that depends on nothing but the arguments.
    pub(crate) fn drawn(
        actions: &[Self],
        seed: u64,
        user_global: u64,
        iteration: u64,
    ) -> Option<&Self> {
        if let [only] = actions {
            return Some(only);
        }
        let draws = Draws::new(seed, Stream::Action, user_global);
        let drawn = draws.below(iteration, 0, Self::total(actions));
        by_weight(actions.iter().map(|action| action.weight), drawn).map(|i| &actions[i])
    }

    /// The sum of the weights.
    pub(crate) fn total(actions: &[Self]) -> u64 {
        actions.iter().map(|action| action.weight).sum()
    }
}

/// Which weight the `drawn`-th of all the units of weight belongs to; `None` beyond them.
pub(crate) fn by_weight(weights: impl Iterator<Item = u64>, drawn: u64) -> Option<usize> {
    let mut left = drawn;
    for (i, weight) in weights.enumerate() {
        if left < weight {
            return Some(i);
        }
        left -= weight;
    }
    None
}

impl Profile {
    /// The largest weight.
    pub const HEAVIEST: u32 = 1_000_000;

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
        Action::total(&self.actions)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    fn drawn(profile: &Profile, seed: u64, user: u64, iteration: u64) -> usize {
        match Action::drawn(&profile.actions, seed, user, iteration)
            .unwrap()
            .what
        {
            Task::Request(i) => i,
            other => panic!("{other:?}"),
        }
    }

    fn profile(weights: &[u32]) -> Profile {
        Profile {
            name: "default".to_owned(),
            weight: 1,
            count: None,
            wait: Wait::Range(Duration::ZERO, Duration::from_secs(1)),
            variables: Vec::new(),
            on_start: None,
            on_stop: None,
            base: 0,
            actions: weights
                .iter()
                .enumerate()
                .map(|(i, weight)| Action {
                    what: Task::Request(i),
                    weight: u64::from(*weight) * Action::ONE,
                    tags: Vec::new(),
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
                counts[drawn(&profile, 42, user, iteration)] += 1;
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
            let sequence = |seed| (0..128).map(|i| (drawn(&profile, seed, user, i), profile.next_due(seed, user, i, RunTime(0), RunTime(0)))).collect::<Vec<_>>();
            prop_assert_eq!(sequence(seed), sequence(seed));
            prop_assert_ne!(sequence(seed), sequence(other));
        }

        #[test]
        fn an_action_is_one_of_those_with_weight(weights in prop::collection::vec(0u32..=Profile::HEAVIEST, 1..10), user: u64, iteration: u64) {
            prop_assume!(weights.iter().any(|weight| *weight > 0));
            let drawn = drawn(&profile(&weights), 1, user, iteration);
            prop_assert!(weights[drawn] > 0);
        }
    }
}
