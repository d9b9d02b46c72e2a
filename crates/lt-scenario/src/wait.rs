//! How long a user waits before the next action.

use std::time::Duration;

use crate::draw::Draws;
use crate::duration;
use crate::quoted::Quoted;

/// The waiting time of a user profile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wait {
    /// The next action follows at once.
    #[default]
    None,
    /// Always the same time.
    Constant(Duration),
    /// Evenly between the two, both included; the first is the shorter one.
    Range(Duration, Duration),
}

impl Wait {
    /// The waiting time after an iteration, drawn from `draws`.
    pub fn draw(&self, draws: Draws, iteration: u64) -> Duration {
        match *self {
            Self::None => Duration::ZERO,
            Self::Constant(time) => time,
            Self::Range(shortest, longest) => {
                let width = longest.saturating_sub(shortest).as_nanos();
                let width = u64::try_from(width).unwrap_or(u64::MAX);
                let drawn = draws.below(iteration, 0, width.saturating_add(1));
                shortest.saturating_add(Duration::from_nanos(drawn))
            }
        }
    }
}

/// Reads a duration, or two with `..` between them: `0.5s`, `1s..3s`.
pub fn parse(text: &str) -> Result<Wait, ParseError> {
    let Some((shortest, longest)) = text.split_once("..") else {
        return Ok(constant(duration::parse(text)?));
    };
    let (shortest, longest) = (duration::parse(shortest)?, duration::parse(longest)?);
    match shortest.cmp(&longest) {
        std::cmp::Ordering::Less => Ok(Wait::Range(shortest, longest)),
        std::cmp::Ordering::Equal => Ok(constant(shortest)),
        std::cmp::Ordering::Greater => Err(ParseError::Backwards(text.to_owned())),
    }
}

fn constant(time: Duration) -> Wait {
    if time.is_zero() {
        Wait::None
    } else {
        Wait::Constant(time)
    }
}

/// Why a text is no waiting time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// One of its durations is wrong.
    #[error(transparent)]
    Duration(#[from] duration::ParseError),
    /// The first duration is the longer one.
    #[error("{} begins with its longer time; write the shorter one first, as in `1s..3s`", Quoted(.0))]
    Backwards(String),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::Stream;
    use proptest::prelude::*;

    #[test]
    fn waits_are_read_as_people_write_them() {
        let seconds = Duration::from_secs;
        assert_eq!(
            parse("0.5s"),
            Ok(Wait::Constant(Duration::from_millis(500)))
        );
        assert_eq!(parse("1s..3s"), Ok(Wait::Range(seconds(1), seconds(3))));
        assert_eq!(parse("1..3"), Ok(Wait::Range(seconds(1), seconds(3))));
        assert_eq!(parse("2s .. 2s"), Ok(Wait::Constant(seconds(2))));
        assert_eq!(parse("0"), Ok(Wait::None));
        assert_eq!(
            parse("3s..1s").unwrap_err().to_string(),
            "`3s..1s` begins with its longer time; write the shorter one first, as in `1s..3s`"
        );
        assert!(parse("1s..").is_err());
    }

    proptest! {
        #[test]
        fn a_drawn_wait_lies_in_its_range(seed: u64, iteration: u64, a in 0u64..1_000_000, b in 0u64..1_000_000) {
            let (shortest, longest) = (Duration::from_nanos(a.min(b)), Duration::from_nanos(a.max(b)));
            let wait = Wait::Range(shortest, longest).draw(Draws::new(seed, Stream::Wait, 1), iteration);
            prop_assert!((shortest..=longest).contains(&wait));
        }
    }
}
