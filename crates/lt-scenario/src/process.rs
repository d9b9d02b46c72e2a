//! How regular arrivals are.

use crate::quoted::Quoted;

/// How arrivals follow each other at a given rate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Process {
    /// Each stands in the middle of its share of time.
    #[default]
    Constant,
    /// By chance, as independent people come: the gaps are exponential, and bursts happen.
    Poisson,
}

impl std::str::FromStr for Process {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        match text {
            "constant" => Ok(Self::Constant),
            "poisson" => Ok(Self::Poisson),
            _ => Err(ParseError(text.to_owned())),
        }
    }
}

/// A text that names no process of arrivals.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} is no way to arrive; use `constant` or `poisson`", Quoted(.0))]
pub struct ParseError(String);
