//! Draws of a world: the same seed, the same world.

use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// A stream of chance.
#[derive(Debug)]
pub(super) struct Chance(Xoshiro256PlusPlus);

impl Chance {
    /// Streams of different words have nothing to do with each other.
    pub(super) fn new(words: [u64; 3]) -> Self {
        let mut seed = [0; 32];
        for (part, word) in seed.chunks_mut(8).zip(words) {
            part.copy_from_slice(&word.to_be_bytes());
        }
        seed[31] = 1;
        let mut random = Xoshiro256PlusPlus::from_seed(seed);
        // Seeds that differ in a bit differ in everything after a few steps.
        for _ in 0..32 {
            random.next_u64();
        }
        Self(random)
    }

    /// Above 0 and below 1.
    pub(super) fn uniform(&mut self) -> f64 {
        ((self.0.next_u64() >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
    }

    pub(super) fn word(&mut self) -> u64 {
        self.0.next_u64()
    }

    pub(super) fn happens(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// Standard normal: Box and Muller (1958), "A Note on the Generation of Random Normal Deviates".
    pub(super) fn normal(&mut self) -> f64 {
        let (radius, angle) = (
            (-2.0 * libm::log(self.uniform())).sqrt(),
            std::f64::consts::TAU * self.uniform(),
        );
        radius * libm::cos(angle)
    }

    /// At least 1, and larger than x with probability x^(−shape).
    pub(super) fn pareto(&mut self, shape: f64) -> f64 {
        libm::pow(self.uniform(), -1.0 / shape)
    }

    /// Number of rare events of which so many are expected.
    pub(super) fn poisson(&mut self, expected: f64) -> f64 {
        if expected > 100.0 {
            return (expected + expected.sqrt() * self.normal())
                .round()
                .max(0.0);
        }
        let (limit, mut product, mut events) = (libm::exp(-expected), self.uniform(), 0.0);
        while product > limit {
            product *= self.uniform();
            events += 1.0;
        }
        events
    }
}
