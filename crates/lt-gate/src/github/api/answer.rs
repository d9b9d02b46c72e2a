//! An answer of the API, or of what stands between.

use std::time::Duration;

use bytes::Bytes;
use hyper::header::{DATE, HeaderName, RETRY_AFTER};
use hyper::{HeaderMap, StatusCode};
use jiff::fmt::rfc2822;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Refusal;
use crate::format::{cut, shown};

/// A whole answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// Longer refusals are not read, in bytes; GitHub's have some hundred.
const MOST_OF_A_REFUSAL: usize = 64 * 1024;
/// So much of what the server says is told, in characters.
const MOST_SAID: usize = 300;

/// What GitHub says where it refuses.
#[derive(Default, Deserialize)]
struct Problem {
    message: Option<String>,
    errors: Option<Value>,
}

impl Answer {
    pub(super) fn parse<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        serde_json::from_slice(&self.body).map_err(|error| {
            // Its own text quotes the answer.
            Refusal::Nonsense(format!(
                "line {}, column {} is not what the API says",
                error.line(),
                error.column()
            ))
        })
    }

    /// Whether it was refused for being one of too many.
    pub(super) fn is_limit(&self) -> bool {
        let said = self.message().to_ascii_lowercase();
        let may_be = match self.status {
            StatusCode::TOO_MANY_REQUESTS => return true,
            status => status == StatusCode::FORBIDDEN && !said.contains("not accessible"),
        };
        let told = self.number(&RETRY_AFTER).is_some() || self.number(&REMAINING) == Some(0);
        may_be && (told || said.contains("rate limit"))
    }

    /// For how long a limit holds, where the answer tells.
    pub(super) fn limited_for(&self) -> Option<Duration> {
        let seconds = self.number(&RETRY_AFTER).or_else(|| {
            let is_used_up = self.number(&REMAINING) == Some(0);
            let reset = self.number(&RESET).filter(|_| is_used_up)?;
            Some(reset.saturating_sub(self.date()?))
        });
        seconds.map(Duration::from_secs)
    }

    /// Why it was not done; what the server says is cut, and never has the secret in it.
    pub(super) fn refusal(&self, secret: &str) -> Refusal {
        let said = || self.said(secret);
        match self.status {
            StatusCode::UNAUTHORIZED => Refusal::Unauthorized,
            StatusCode::FORBIDDEN if self.is_locked() => Refusal::Locked,
            StatusCode::FORBIDDEN => Refusal::Forbidden(said()),
            StatusCode::NOT_FOUND => Refusal::NotFound,
            StatusCode::GONE => Refusal::Locked,
            StatusCode::BAD_REQUEST
            | StatusCode::CONFLICT
            | StatusCode::PAYLOAD_TOO_LARGE
            | StatusCode::UNPROCESSABLE_ENTITY => Refusal::Unprocessable(said()),
            status => Refusal::Server(status.as_u16()),
        }
    }

    fn is_locked(&self) -> bool {
        let said = self.message();
        // Who is `blocked` is not `locked`.
        let mut words = said.split(|c: char| !c.is_alphanumeric());
        words.any(|word| word.eq_ignore_ascii_case("locked"))
    }

    fn said(&self, secret: &str) -> String {
        let told = match (self.message().replace(secret, "…"), self.problem()) {
            (told, _) if !told.is_empty() => told,
            (_, Some(_)) => format!("GitHub answers {}", self.status.as_u16()),
            (_, None) => format!("{}, with a page that is not GitHub's", self.status.as_u16()),
        };
        cut(&shown(&told), MOST_SAID)
    }

    /// What it says, with that of each of its errors.
    fn message(&self) -> String {
        let problem = self.problem().unwrap_or_default();
        let errors = match &problem.errors {
            Some(Value::Array(errors)) => errors.as_slice(),
            Some(error) => std::slice::from_ref(error),
            None => &[],
        };
        let errors = errors.iter().filter_map(|error| {
            let message = error.get("message").unwrap_or(error);
            message.as_str().or_else(|| error.get("code")?.as_str())
        });
        let all: Vec<&str> = problem
            .message
            .as_deref()
            .into_iter()
            .chain(errors)
            .collect();
        all.join("; ")
    }

    fn problem(&self) -> Option<Problem> {
        let text = Some(&self.body).filter(|text| text.len() <= MOST_OF_A_REFUSAL)?;
        serde_json::from_slice(text).ok()
    }

    fn number(&self, name: &HeaderName) -> Option<u64> {
        self.headers.get(name)?.to_str().ok()?.trim().parse().ok()
    }

    /// The server's own clock, which its limits go by, in seconds since 1970.
    fn date(&self) -> Option<u64> {
        let text = self.headers.get(DATE)?.to_str().ok()?;
        let date = rfc2822::parse(text).ok()?;
        date.timestamp().as_second().try_into().ok()
    }
}
