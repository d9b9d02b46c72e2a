//! How long a user waits before the next action.

use std::time::Duration;

use crate::curve::nanoseconds;
use crate::draw::Draws;
use crate::quoted::Quoted;
use crate::{duration, rate, suggest};

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
    /// By chance, with this mean: most waits are short and a few are long, as with people.
    Exponential(Duration),
    /// None of its own: a request is due this long after the one before was due, whatever the answer took.
    Pacing(Duration),
}

impl Wait {
    /// Whether users never wait.
    pub fn is_none(&self) -> bool {
        *self == Self::None
    }

    /// The time between an answer and the next action, drawn from `draws`; nothing with [`Wait::Pacing`], which does
    /// not count from answers.
    pub fn draw(&self, draws: Draws, iteration: u64) -> Duration {
        self.draw_nth(draws, iteration, 0)
    }

    /// Like [`Wait::draw`], for the `n`-th wait of an iteration.
    pub(crate) fn draw_nth(&self, draws: Draws, iteration: u64, n: u64) -> Duration {
        match *self {
            Self::None | Self::Pacing(_) => Duration::ZERO,
            Self::Constant(time) => time,
            Self::Range(shortest, longest) => {
                let width = longest.saturating_sub(shortest).as_nanos();
                let width = u64::try_from(width).unwrap_or(u64::MAX);
                let drawn = draws.below(iteration, n, width.saturating_add(1));
                shortest.saturating_add(Duration::from_nanos(drawn))
            }
            Self::Exponential(mean) => {
                let drawn = mean.as_nanos() as f64 * draws.exponential(iteration, n);
                Duration::from_nanos(nanoseconds(drawn))
            }
        }
    }
}

/// Reads a duration, or two with `..` between them, or a way to wait and its size: `0.5s`, `1s..3s`, `exponential 2s`,
/// `pacing 5s`, `throughput 0.5/s`.
pub fn parse(text: &str) -> Result<Wait, ParseError> {
    let text = text.trim();
    if text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        let (way, size) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        return parse_way(way, size);
    }
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

/// Reads the size of one of [`WAYS`].
pub(crate) fn parse_way(way: &str, size: &str) -> Result<Wait, ParseError> {
    let unless_zero = |time: Duration, wait: fn(Duration) -> Wait| {
        if time.is_zero() {
            Wait::None
        } else {
            wait(time)
        }
    };
    match way {
        "exponential" => Ok(unless_zero(duration::parse(size)?, Wait::Exponential)),
        "pacing" => Ok(unless_zero(duration::parse(size)?, Wait::Pacing)),
        "throughput" => {
            const MINUTE: u64 = 60_000_000_000;
            let per_minute = u128::from(rate::parse(size)?.level());
            let slot = u128::from(MINUTE) * 1_000_000 / per_minute;
            Ok(Wait::Pacing(Duration::from_nanos(
                u64::try_from(slot).unwrap_or(u64::MAX),
            )))
        }
        _ => Err(ParseError::Way {
            way: way.to_owned(),
            hint: suggest::hint(way, WAYS),
        }),
    }
}

/// The ways to wait that have a name.
pub(crate) const WAYS: [&str; 3] = ["exponential", "pacing", "throughput"];

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
    /// Its rate is wrong.
    #[error(transparent)]
    Rate(#[from] rate::ParseError),
    /// A way to wait that is not known.
    #[error("unknown way to wait {}; {hint}", Quoted(way))]
    Way {
        /// The way as typed.
        way: String,
        /// The nearest way, or all of them.
        hint: String,
    },
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
        assert_eq!(parse("exponential 2s"), Ok(Wait::Exponential(seconds(2))));
        assert_eq!(parse("pacing 5"), Ok(Wait::Pacing(seconds(5))));
        assert_eq!(parse("throughput 0.5/s"), Ok(Wait::Pacing(seconds(2))));
        assert_eq!(parse("throughput 30/m"), Ok(Wait::Pacing(seconds(2))));
        assert!(parse("pacing 0").unwrap().is_none());
    }

    #[test]
    fn wrong_waits_say_what_to_write() {
        for (text, message) in [
            (
                "pacign 5s",
                "unknown way to wait `pacign`; did you mean `pacing`?",
            ),
            (
                "poisson 5s",
                "unknown way to wait `poisson`; known: `exponential`, `pacing`, `throughput`",
            ),
            (
                "pacing",
                "`` is no duration; write a number with a unit, such as `20s` or `1h20m`",
            ),
            (
                "throughput 0/s",
                "`0/s` is not above zero; a rate is positive, such as `500/s` or `30/m`",
            ),
        ] {
            assert_eq!(parse(text).unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn exponential_waits_have_their_mean_and_their_spread() {
        const DRAWS: u64 = 100_000;
        let wait = Wait::Exponential(Duration::from_secs(2));
        let draws = Draws::new(42, Stream::Wait, 1);
        let drawn: Vec<f64> = (0..DRAWS)
            .map(|i| wait.draw(draws, i).as_secs_f64())
            .collect();
        let mean = drawn.iter().sum::<f64>() / DRAWS as f64;
        let variance = drawn.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / DRAWS as f64;
        assert!((mean - 2.0).abs() < 0.02, "{mean}");
        assert!((variance.sqrt() - 2.0).abs() < 0.04, "{variance}");
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
