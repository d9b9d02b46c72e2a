//! How strictly runs are compared.

use super::{Mode, Noise};

/// How strictly runs are compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The mode that is wanted; `None` takes the strongest that the runs allow.
    pub mode: Option<Mode>,
    /// Share of invocations without any change that may be called a regression, 0 to 1.
    pub alpha: f64,
    /// What is done about asking many questions at once.
    pub correction: Correction,
    /// In how many sessions a regression must be seen before it counts.
    pub require_sessions: u32,
    /// What is known of the noise.
    pub noise: Noise,
}

/// What is done about asking many questions at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Correction {
    /// Holm 1979: bounds the chance of any false alarm.
    #[default]
    Holm,
    /// Benjamini and Hochberg 1995: bounds the share of false alarms among alarms.
    BenjaminiHochberg,
    /// Nothing: each question alone.
    None,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            mode: None,
            alpha: 0.05,
            correction: Correction::Holm,
            require_sessions: 1,
            noise: Noise::default(),
        }
    }
}
