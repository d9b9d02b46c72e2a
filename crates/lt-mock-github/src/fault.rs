//! How the imitation stumbles.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hyper::StatusCode;

use crate::answer::Answer;
use crate::comments;
use crate::request::Request;
use crate::state::State;

/// What the secondary limit says, as 403 and as 429.
const SECONDARY: &str =
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
/// Where it tells more.
const LIMITS: &str = "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api";

/// What stands before GitHub when GitHub does not.
const PROXY_PAGE: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";

/// A stumble.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// HTTP method it is for; empty for all.
    pub method: String,
    /// What path and query have in them, as they are sent; empty for all.
    pub path: String,
    /// How many requests stumble.
    pub times: u32,
    /// What happens.
    pub what: What,
}

/// What happens instead of, or after, what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// 403 `Resource not accessible by integration`.
    Forbidden,
    /// 403 of the secondary limit, with `retry-after` in seconds where it is told.
    SecondaryLimit(Option<u64>),
    /// 403 of the primary limit: none remain until so many seconds from now.
    PrimaryLimit(u64),
    /// 429, with `retry-after` in seconds where it is told.
    TooMany(Option<u64>),
    /// This status with a JSON message; 500 for what cannot be one.
    Status(u16),
    /// 502 with a page of a proxy.
    ProxyPage,
    /// No answer at all; nothing is done.
    Hang,
    /// It is done, and then the connection breaks.
    DoneThenReset,
    /// 422: the text is too long.
    Unprocessable,
    /// 403 of a locked conversation.
    Locked,
    /// It is done after this time, even if nobody waits any longer.
    Slow(Duration),
}

/// What becomes of a request.
#[derive(Debug)]
pub(crate) enum Course {
    /// It is answered as it should be.
    Straight,
    /// It is answered, later.
    After(Duration),
    /// It is done, but nobody is told.
    Unanswered,
    /// Nothing happens.
    Nothing,
    /// It is answered with this.
    Instead(Answer),
}

impl State {
    /// Takes the first fault that fits, and what follows from it.
    pub(crate) fn stumble(&mut self, request: &Request) -> Course {
        let fits = |fault: &&mut Fault| {
            fault.times > 0
                && (fault.method.is_empty() || fault.method == request.method)
                && request.target.contains(&fault.path)
        };
        let Some(fault) = self.faults.iter_mut().find(fits) else {
            return Course::Straight;
        };
        fault.times -= 1;
        let what = fault.what;
        self.faults.retain(|fault| fault.times > 0);
        what.course(request)
    }
}

impl What {
    fn course(self, request: &Request) -> Course {
        let retry = |answer: Answer, seconds: Option<u64>| match seconds {
            Some(seconds) => answer.with("retry-after", seconds.to_string()),
            None => answer,
        };
        Course::Instead(match self {
            Self::Hang => return Course::Nothing,
            Self::DoneThenReset => return Course::Unanswered,
            Self::Slow(time) => return Course::After(time),
            Self::Forbidden => forbidden(),
            Self::SecondaryLimit(after) => retry(Answer::message_at(403, SECONDARY, LIMITS), after),
            Self::PrimaryLimit(seconds) => primary_limit(seconds),
            Self::TooMany(after) => retry(Answer::message_at(429, SECONDARY, LIMITS), after),
            Self::Status(status) => other(status),
            Self::ProxyPage => Answer::bytes(502, "text/html", PROXY_PAGE.into()),
            Self::Unprocessable => too_long(request),
            Self::Locked => Answer::message_at(
                403,
                "Unable to create comment because issue is locked.",
                "https://docs.github.com/articles/locking-conversations/",
            ),
        })
    }
}

/// What a token that may only read hears when it writes.
pub(crate) fn forbidden() -> Answer {
    Answer::message(403, "Resource not accessible by integration").with(
        "x-accepted-github-permissions",
        "issues=write; pull_requests=write; checks=write",
    )
}

#[expect(
    clippy::disallowed_methods,
    reason = "the moment at which a limit ends is one of the wall clock"
)]
fn primary_limit(seconds: u64) -> Answer {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let reset = now.unwrap_or_default().as_secs().saturating_add(seconds);
    Answer::message_at(403, "API rate limit exceeded for installation.", LIMITS)
        .with("x-ratelimit-limit", "1000")
        .with("x-ratelimit-remaining", "0")
        .with("x-ratelimit-used", "1000")
        .with("x-ratelimit-reset", reset.to_string())
        .with("x-ratelimit-resource", "core")
}

fn other(status: u16) -> Answer {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let reason = status.canonical_reason().unwrap_or("Unknown");
    Answer::message(status.as_u16(), reason)
}

fn too_long(request: &Request) -> Answer {
    if request.target.contains("/check-runs") {
        return Answer::invalid_request("Only 65535 characters are allowed; 70000 were supplied.");
    }
    Answer::invalid_comment(comments::TOO_LONG)
}
