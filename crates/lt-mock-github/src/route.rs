//! Which path is what, and who may ask.

use crate::answer::Answer;
use crate::fault::forbidden;
use crate::request::Request;
use crate::state::State;
use crate::{check_runs, comments, pulls, releases};

/// The token that may do everything.
pub const WRITE_TOKEN: &str = "write-token";
/// The token that may only read, as those of forks' pull requests.
pub const READ_TOKEN: &str = "read-token";

/// Does what is asked.
pub(crate) fn answer(state: &mut State, request: &Request) -> Answer {
    let segments: Vec<&str> = request.segments.iter().map(String::as_str).collect();
    if let Some(file) = releases::answer(state, request, &segments) {
        return file;
    }
    let answer = match (admit(request), segments.as_slice()) {
        (Err(refused), _) => refused,
        (Ok(()), ["repos", owner, name, rest @ ..]) => {
            state.repository = format!("{owner}/{name}");
            below(state, request, rest)
        }
        (Ok(()), ["repositories", "1", rest @ ..]) => below(state, request, rest),
        (Ok(()), _) => Answer::not_found(),
    };
    answer
        .with("x-github-media-type", "github.v3; format=json")
        .with("x-ratelimit-limit", "1000")
        .with("x-ratelimit-remaining", "999")
}

/// What is asked of the repository.
fn below(state: &mut State, request: &Request, rest: &[&str]) -> Answer {
    let done = match (request.method.as_str(), rest) {
        ("GET", ["pulls"]) => Ok(pulls::list(state, request)),
        ("GET", ["pulls", number]) => pulls::show(state, request, number),
        ("GET", ["issues", number, "comments"]) => comments::list(state, request, number),
        ("POST", ["issues", number, "comments"]) => comments::create(state, request, number),
        ("GET", ["issues", "comments", id]) => comments::show(state, request, id),
        ("PATCH" | "POST", ["issues", "comments", id]) => comments::update(state, request, id),
        ("DELETE", ["issues", "comments", id]) => comments::delete(state, id),
        ("GET", ["commits", sha, "check-runs"]) => Ok(check_runs::list(state, request, sha)),
        ("POST", ["check-runs"]) => check_runs::create(state, request),
        ("GET", ["check-runs", id]) => check_runs::show(state, request, id),
        ("PATCH" | "POST", ["check-runs", id]) => check_runs::update(state, request, id),
        _ => Err(Answer::not_found()),
    };
    done.unwrap_or_else(|refused| refused)
}

fn admit(request: &Request) -> Result<(), Answer> {
    if !request.has_agent {
        return Err(Answer::message(
            403,
            "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.",
        ));
    }
    match request.token.as_deref() {
        Some(WRITE_TOKEN) => Ok(()),
        Some(READ_TOKEN) if request.method == "GET" => Ok(()),
        Some(READ_TOKEN) => Err(forbidden()),
        Some(_) => Err(Answer::message(401, "Bad credentials")),
        None => Err(Answer::message(401, "Requires authentication")),
    }
}
