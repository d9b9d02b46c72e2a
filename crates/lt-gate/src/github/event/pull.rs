//! Which pull request a workflow had run for that has ended.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::super::api::{Api, Refusal};
use super::{Audience, Context};

/// A pull request, as far as it matters.
#[derive(Debug, Deserialize)]
struct Pull {
    number: u64,
    #[serde(default)]
    state: Option<String>,
    #[serde(default)]
    head: Option<Head>,
}

/// Where a pull request comes from.
#[derive(Debug, Deserialize)]
struct Head {
    #[serde(default)]
    sha: Option<String>,
}

/// Pages of a hundred pull requests: one branch is the head of so many only where each goes to another branch.
const PAGES: usize = 3;

/// Number of the pull request that a comment is for. Where the event names only its head, GitHub is asked; it is the one that
/// is open and still has that very commit at its head. `None` where nobody is to be told, where there is no such one, and
/// where there are several: which of them was measured is not known then.
///
/// # Errors
/// GitHub refuses.
pub(crate) async fn find_pull_request(
    api: &Api,
    context: &Context,
) -> Result<Option<u64>, Refusal> {
    let (head, sha) = match (&context.audience, &context.sha) {
        (Audience::PullRequest(number), _) => return Ok(Some(*number)),
        (Audience::HeadOf { head }, Some(sha)) => (head, sha),
        (Audience::HeadOf { .. }, None) | (Audience::Nobody(_), _) => return Ok(None),
    };
    let head = utf8_percent_encode(head, NON_ALPHANUMERIC);
    let repository = &context.repository;
    let route = format!("/repos/{repository}/pulls?head={head}&state=open&per_page=100");
    let meant = |pull: Pull| pull.is_open_at(sha).then_some(pull.number);
    let numbers = api.all(&route, PAGES, meant).await?;
    Ok(match numbers[..] {
        [number] => Some(number),
        _ => None,
    })
}

impl Pull {
    fn is_open_at(&self, sha: &str) -> bool {
        let head = self.head.as_ref().and_then(|head| head.sha.as_deref());
        self.state.as_deref() == Some("open") && head == Some(sha)
    }
}

#[cfg(test)]
mod tests;
