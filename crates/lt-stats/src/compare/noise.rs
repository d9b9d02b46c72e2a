//! How much figures differ from run to run though nothing changed.

mod error;
mod learned;
mod origin;

use std::collections::BTreeMap;

use super::Measure;
use crate::Endpoint;

pub use error::NoiseError;
pub use learned::LearnedNoise;
pub use origin::Origin;
pub(super) use origin::machine;

/// What is known of the noise: made from runs of one commit, by endpoint and measure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Noise {
    /// What is known, by what it is known of.
    pub spreads: BTreeMap<NoiseKey, Spread>,
}

/// What a spread is known of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NoiseKey {
    /// `METHOD NAME` of the endpoint, with ` @HOST` where it is another host; empty for everything.
    pub endpoint: String,
    /// The measure's word: `p95`.
    pub measure: String,
}

/// Standard deviations, of the logarithm for times and throughput, of the share itself for errors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// From run to run within a session.
    pub run: f64,
    /// Degrees of freedom of that.
    pub run_df: f64,
    /// From session to session.
    pub session: f64,
    /// Degrees of freedom of that.
    pub session_df: f64,
    /// Median of the absolute change between two runs.
    pub median_change: f64,
    /// How many runs it is known from.
    pub runs: u32,
}

impl Noise {
    /// What is known of a figure; `None` is unknown, which is not quiet.
    pub fn spread(&self, endpoint: Option<&Endpoint>, measure: Measure) -> Option<Spread> {
        self.spreads.get(&NoiseKey::of(endpoint, measure)).copied()
    }
}

impl NoiseKey {
    /// The key of a figure of an endpoint, or of everything.
    pub fn of(endpoint: Option<&Endpoint>, measure: Measure) -> Self {
        let name = |endpoint: &Endpoint| {
            let named = format!("{} {}", endpoint.method, endpoint.name);
            match &endpoint.host {
                Some(host) => format!("{} @{host}", named.trim_start()),
                None => named.trim_start().to_owned(),
            }
        };
        Self {
            endpoint: endpoint.map_or_else(String::new, name),
            measure: measure.to_string(),
        }
    }
}

#[cfg(test)]
mod tests;
