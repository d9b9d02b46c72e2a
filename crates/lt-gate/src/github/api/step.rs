//! What follows from an answer, or from none: arithmetic only, which neither asks nor waits.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

use hyper::header::LOCATION;
use hyper::{Method, StatusCode};
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::Refusal;
use super::answer::Answer;
use super::wire::Broken;
use crate::format::{cut, shown};

/// What comes next.
#[derive(Debug)]
pub(super) enum Step {
    /// It is done.
    Done(Answer),
    /// The same is to be asked at another address.
    Elsewhere(String),
    /// The same may be asked again after a pause; where there is no time for it, this is why it was not done.
    Again(Pause, Refusal),
    /// It is not done, and asking again would not help or do harm.
    Refused(Refusal),
}

/// Why there is a pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pause {
    /// The server stumbled, or could not be reached.
    Stumble,
    /// A limit, which holds for so long where the server tells.
    Limit(Option<Duration>),
}

/// GitHub wants at least this where it tells nothing.
const LIMIT: Duration = Duration::from_secs(60);
/// So much of what went wrong is told, in characters.
const MOST_TOLD: usize = 300;

impl Step {
    pub(super) fn after(outcome: Result<Answer, Broken>, method: &Method, secret: &str) -> Self {
        // Doing it twice is doing two things.
        let is_once = *method == Method::POST;
        let answer = match outcome {
            Ok(answer) => answer,
            Err(broken) => {
                let told = told(&broken, secret);
                return match broken {
                    Broken::Sent(_) | Broken::Endless if is_once => {
                        Self::Refused(Refusal::Unsure(told))
                    }
                    Broken::Endless => Self::Refused(Refusal::Nonsense(told)),
                    Broken::Sent(_) | Broken::NotSent(_) => {
                        Self::Again(Pause::Stumble, Refusal::Unreachable(told))
                    }
                };
            }
        };
        if answer.status.is_success() {
            return Self::Done(answer);
        }
        if let Some(address) = address_in(&answer) {
            return Self::Elsewhere(address);
        }
        if answer.is_limit() {
            return Self::Again(Pause::Limit(answer.limited_for()), Refusal::Limited);
        }
        let status = answer.status.as_u16();
        match answer.status.is_server_error() {
            true if is_once => Self::Refused(Refusal::Unsure(format!("GitHub answers {status}"))),
            true => Self::Again(Pause::Stumble, Refusal::Server(status)),
            false => Self::Refused(answer.refusal(secret)),
        }
    }
}

impl Pause {
    /// How long it is before the repetition after so many others; drawn, so that jobs that failed together do not come back
    /// together.
    pub(super) fn length(self, first: Duration, n_repeated: u32, chance: &mut Chance) -> Duration {
        let doubled = 2_u32.saturating_pow(n_repeated);
        let stumble = first.saturating_mul(doubled);
        match self {
            Self::Stumble => (stumble / 2).saturating_add(chance.part_of(stumble)),
            Self::Limit(told) => {
                let told = told.unwrap_or(LIMIT.saturating_mul(doubled));
                told.max(stumble).saturating_add(chance.part_of(first))
            }
        }
    }
}

/// Draws how long a pause is.
pub(super) struct Chance(Xoshiro256PlusPlus);

impl Chance {
    /// From what no other job has: two of one matrix may have the same clock and process id.
    pub(super) fn new() -> Self {
        let seed = RandomState::new().build_hasher().finish();
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// Less than the whole.
    fn part_of(&mut self, whole: Duration) -> Duration {
        let thousandths = self.0.next_u32() % 1000;
        whole / 1000 * thousandths
    }
}

/// Where an answer sends us; GitHub wants the very same to be asked there.
fn address_in(answer: &Answer) -> Option<String> {
    let is_elsewhere = matches!(
        answer.status,
        StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT
    );
    let address = answer.headers.get(LOCATION).filter(|_| is_elsewhere)?;
    Some(address.to_str().ok()?.to_owned())
}

fn told(broken: &Broken, secret: &str) -> String {
    let text = broken.to_string().replace(secret, "…");
    cut(&shown(&text), MOST_TOLD)
}

#[cfg(test)]
mod tests;
