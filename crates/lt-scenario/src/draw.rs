//! Chance that depends on nothing but who asks.
//!
//! A draw is a hash of (seed, stream, id, iteration, number): no generator is shared or stepped, so users cannot
//! disturb each other and any part of a run can be computed by itself.
//! The mixing function is the finalizer of SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number
//! Generators", OOPSLA 2014, with David Stafford's variant 13 of the constants).

/// Golden ratio in 64 bits: SplitMix64's step, which keeps a run of equal words from being a fixed point.
const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

/// What is drawn: separate streams never share a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Stream {
    /// Which action comes next.
    Action = 0,
    /// How long a user waits.
    Wait = 1,
    /// How long after the arrival before it an arrival comes.
    Arrival = 2,
    /// In which order variants are run.
    Leg = 8,
    /// What templates draw: random functions and rows.
    Template = 3,
    /// What walks draw: ways, counts and pauses.
    Walk = 4,
    /// The order of shuffled data sets, which are the ids here; their passes are the iterations.
    Data = 5,
    /// Which requests become faulty.
    Fault = 6,
}

/// All the draws of one user or arrival in one stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draws {
    state: u64,
}

impl Draws {
    /// The draws of the user or arrival with the global number `id`.
    pub fn new(seed: u64, stream: Stream, id: u64) -> Self {
        Self {
            state: absorb(absorb(mix(seed.wrapping_add(GAMMA)), stream as u64), id),
        }
    }

    /// The `n`-th draw of an iteration: 64 even bits.
    pub fn bits(&self, iteration: u64, n: u64) -> u64 {
        absorb(absorb(self.state, iteration), n)
    }

    /// The `n`-th draw of an iteration as a number in `[0, 1)`.
    #[expect(
        clippy::cast_precision_loss,
        reason = "the upper 53 bits fit a double exactly"
    )]
    pub fn unit(&self, iteration: u64, n: u64) -> f64 {
        (self.bits(iteration, n) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// The `n`-th draw of an iteration as an exponential number with mean 1; at most 37.
    pub fn exponential(&self, iteration: u64, n: u64) -> f64 {
        -libm::log(1.0 - self.unit(iteration, n))
    }

    /// The `n`-th draw of an iteration as a whole number below `bound`; 0 where `bound` is 0.
    pub fn below(&self, iteration: u64, n: u64, bound: u64) -> u64 {
        let product = u128::from(self.bits(iteration, n)) * u128::from(bound);
        u64::try_from(product >> 64).unwrap_or(u64::MAX)
    }
}

fn absorb(state: u64, word: u64) -> u64 {
    mix((state ^ word).wrapping_add(GAMMA))
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_mixer_is_the_published_one() {
        // First outputs of SplitMix64 seeded with 0.
        assert_eq!(mix(GAMMA), 0xe220_a839_7b1d_cdaf);
        assert_eq!(mix(GAMMA.wrapping_mul(2)), 0x6e78_9e6a_a1b9_65f4);
    }

    #[test]
    fn neighbours_in_every_coordinate_are_even_and_independent() {
        const CELLS: usize = 16;
        const DRAWS: u64 = 100_000;
        let coordinates: [fn(u64) -> u64; 4] = [
            |i| Draws::new(i, Stream::Action, 0).bits(0, 0),
            |i| Draws::new(7, Stream::Action, i).bits(0, 0),
            |i| Draws::new(7, Stream::Wait, 3).bits(i, 0),
            |i| Draws::new(7, Stream::Wait, 3).bits(0, i),
        ];
        for draw in coordinates {
            // Pairs of neighbours fill a 16 x 16 table evenly: chi-square with 255 degrees of freedom.
            let mut cells = [0u32; CELLS * CELLS];
            let cell = |i| usize::try_from(draw(i) >> 60).unwrap();
            for i in 0..DRAWS {
                cells[cell(2 * i) * CELLS + cell(2 * i + 1)] += 1;
            }
            let expected = DRAWS as f64 / 256.0;
            let chi_square: f64 = cells
                .iter()
                .map(|n| (f64::from(*n) - expected).powi(2) / expected)
                .sum();
            assert!((150.0..400.0).contains(&chi_square), "{chi_square}");
        }
    }

    proptest! {
        #[test]
        fn draws_stay_in_their_bounds_and_repeat(seed: u64, id: u64, iteration: u64, n: u64, bound: u64) {
            let draws = Draws::new(seed, Stream::Action, id);
            prop_assert!((0.0..1.0).contains(&draws.unit(iteration, n)));
            prop_assert!((0.0..=37.0).contains(&draws.exponential(iteration, n)));
            prop_assert!(draws.below(iteration, n, bound) < bound.max(1));
            prop_assert_eq!(draws.bits(iteration, n), Draws::new(seed, Stream::Action, id).bits(iteration, n));
            prop_assert_ne!(draws.bits(iteration, n), Draws::new(seed, Stream::Wait, id).bits(iteration, n));
        }
    }
}
