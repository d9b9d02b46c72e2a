//! Random numbers that depend on nothing but seed, endpoint and the request's number, so that a run can be repeated
//! however its requests interleave.

use std::f64::consts::TAU;
use std::time::Duration;

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// The numbers that belong to one request, one after another (splitmix64).
#[derive(Debug)]
pub(crate) struct Draw {
    state: u64,
}

impl Draw {
    /// The draws of the `n`-th request of an endpoint, whose key [`key`] made from its name.
    pub(crate) fn new(seed: u64, endpoint: u64, n: u64) -> Self {
        let stream = mix(mix(seed.wrapping_add(GOLDEN)) ^ endpoint);
        Self {
            state: mix(stream.wrapping_add(n.wrapping_mul(GOLDEN))),
        }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GOLDEN);
        mix(self.state)
    }

    /// A number from 0 up to, but not including, 1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A place in a list of this length, which must not be 0; every place is as likely as another.
    pub(crate) fn index(&mut self, len: usize) -> usize {
        usize::try_from(self.next() % len as u64).expect("less than a usize")
    }

    /// One of these, of which there must be some.
    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.index(from.len())]
    }

    /// Sixteen hexadecimal digits.
    pub(crate) fn hex(&mut self) -> String {
        format!("{:016x}", self.next())
    }

    /// A duration of this distribution.
    pub(crate) fn log_normal(&mut self, distribution: LogNormal) -> Duration {
        // Box-Muller wants a logarithm, so its first number must not be 0; that also bounds the result: |z| < 8.6.
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        let z = radius * (TAU * self.unit()).cos();
        distribution.median.mul_f64((distribution.sigma * z).exp())
    }
}

/// How long something usually takes: half of the draws lie below the median, few far above it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LogNormal {
    pub(crate) median: Duration,
    /// Standard deviation of the logarithm; at 0.45 the slowest 1 % take 2.8 medians and more. At most 1.
    pub(crate) sigma: f64,
}

/// A number for a name, the same on every machine and in every version (FNV-1a).
pub(crate) fn key(name: &str) -> u64 {
    hash(name.as_bytes())
}

/// A checksum that another seed would not give. It tells a mistake, and keeps no secret.
pub(crate) fn checksum(seed: u64, of: &[u8]) -> u64 {
    mix(mix(seed.wrapping_add(GOLDEN)) ^ hash(of))
}

fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BROWSE: LogNormal = LogNormal {
        median: Duration::from_millis(12),
        sigma: 0.45,
    };

    fn delays(seed: u64, name: &str) -> Vec<Duration> {
        (0..10_000)
            .map(|n| Draw::new(seed, key(name), n).log_normal(BROWSE))
            .collect()
    }

    #[test]
    fn the_generator_is_splitmix64() {
        // First outputs of the reference implementation for state 1234567.
        let mut draw = Draw { state: 1_234_567 };
        assert_eq!(draw.next(), 6_457_827_717_110_365_317);
        assert_eq!(draw.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn median_and_spread_of_ten_thousand_draws_are_those_asked_for() {
        let mut drawn = delays(1, "GET /api/products");
        drawn.sort_unstable();
        let percentile = |p: usize| drawn[drawn.len() * p / 100].as_secs_f64() * 1e3;
        assert!((11.7..12.3).contains(&percentile(50)), "{}", percentile(50));
        // One standard deviation to either side: 12 ms * e^-0.45 and 12 ms * e^0.45.
        assert!((7.4..7.9).contains(&percentile(16)), "{}", percentile(16));
        assert!((18.3..19.4).contains(&percentile(84)), "{}", percentile(84));
    }

    #[test]
    fn the_same_seed_draws_the_same_and_another_seed_or_name_does_not() {
        assert_eq!(delays(1, "GET /a"), delays(1, "GET /a"));
        assert_ne!(delays(1, "GET /a"), delays(2, "GET /a"));
        assert_ne!(delays(1, "GET /a"), delays(1, "GET /b"));
    }

    #[test]
    fn unit_numbers_fill_their_range_evenly() {
        let below: usize = (0..10_000)
            .filter(|n| Draw::new(1, key("GET /"), *n).unit() < 0.02)
            .count();
        assert!((160..240).contains(&below), "{below}");
    }
}
