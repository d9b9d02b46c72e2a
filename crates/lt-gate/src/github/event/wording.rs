//! Why an event gets no comment, or is not kept: halves of sentences.

use super::Event;
use crate::format::{cut, shown};

/// Characters of a name in a sentence.
const LONGEST: usize = 80;

pub(super) const NO_NUMBER: &str = "the event names no pull request; `pr-number` can";
pub(super) const FORK: &str = "the pull request comes from a fork, and its token may only read; a workflow that runs on `workflow_run` can comment";
pub(super) const FORK_IS_GONE: &str =
    "the repository that the pull request comes from is gone, and the token may only read";
pub(super) const HEAD_IS_GONE: &str =
    "the repository or the branch that was measured is not told; it may be gone";

/// Why the end of a workflow that ran for no pull request is commented nowhere.
pub(super) fn ended_for(event: &str) -> String {
    match event {
        "" => "it is not told what the workflow ran for that has ended".to_owned(),
        event => format!(
            "the workflow that has ended ran for `{}`, not for a pull request",
            shown(&cut(event, LONGEST))
        ),
    }
}

/// Why an event that is about no pull request is commented nowhere.
pub(super) fn about_none(event: &str) -> String {
    format!("`{event}` is about no pull request; `pr-number` can name one")
}

/// Why what a queue tries is commented nowhere.
pub(super) fn queued(number: Option<u64>) -> String {
    let what = number.map_or("pull requests".to_owned(), |n| format!("pull request {n}"));
    format!("a merge queue tries {what}, and is told by the exit code")
}

/// Why no run of such an event becomes a baseline.
pub(super) fn never_kept(event: &Event) -> String {
    let only = "only pushes, schedules and runs by hand on the default branch are kept";
    match event {
        Event::PullRequest | Event::PullRequestTarget => {
            "what a pull request measured is never kept".to_owned()
        }
        Event::MergeGroup => "what a merge queue tries is not merged yet".to_owned(),
        Event::WorkflowRun { event } => {
            let event = match shown(&cut(event, LONGEST)) {
                event if event.is_empty() => "something that is not told".to_owned(),
                event => format!("`{event}`"),
            };
            format!(
                "the workflow that has ended ran for {event}; only pushes to the default branch are kept then"
            )
        }
        Event::Other(name) => format!("`{name}` is another event; {only}"),
        Event::Push | Event::Schedule | Event::WorkflowDispatch => only.to_owned(),
    }
}
