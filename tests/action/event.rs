//! What makes a job run: a recorded payload, and the variables that GitHub derives from it.

use std::fs;

use serde_json::Value;

use crate::definition::root;
use crate::project::{FORK_NUMBER, HEAD, NUMBER};

/// An event.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    /// Its name.
    pub(crate) name: &'static str,
    /// What the event's file says.
    pub(crate) payload: Value,
    /// `GITHUB_REF`.
    pub(crate) reference: String,
    /// `GITHUB_SHA`; the checkout's where it is none.
    pub(crate) sha: Option<&'static str>,
    /// `GITHUB_HEAD_REF` and `GITHUB_BASE_REF`.
    pub(crate) branches: (&'static str, &'static str),
}

/// The merge of a pull request that is measured; it is in no branch.
const MERGE: &str = "c0ffee1122334455667788990011223344556677";

impl Event {
    /// A pull request from a branch of the repository.
    pub(crate) fn pull_request() -> Self {
        Self {
            reference: format!("refs/pull/{NUMBER}/merge"),
            sha: Some(MERGE),
            branches: ("fewer-round-trips", "main"),
            ..Self::on_main("pull_request", "pull_request")
        }
    }

    /// A pull request from a fork, whose token may read only.
    pub(crate) fn pull_request_of_fork() -> Self {
        Self {
            reference: format!("refs/pull/{FORK_NUMBER}/merge"),
            sha: Some(MERGE),
            branches: ("main", "main"),
            ..Self::on_main("pull_request", "pull_request_fork")
        }
    }

    /// The same, with all that the repository may do.
    pub(crate) fn pull_request_target() -> Self {
        Self {
            branches: ("main", "main"),
            ..Self::on_main("pull_request_target", "pull_request_target_fork")
        }
    }

    /// A push to the default branch.
    pub(crate) fn push() -> Self {
        Self::on_main("push", "push_default")
    }

    /// A push to a branch that is not the default one.
    pub(crate) fn push_to_branch() -> Self {
        let event = Self::on_main("push", "push_branch");
        let reference = event.payload["ref"].as_str().unwrap().to_owned();
        Self { reference, ..event }
    }

    /// A queue of merges.
    pub(crate) fn merge_group() -> Self {
        let event = Self::on_main("merge_group", "merge_group");
        let head = event.payload["merge_group"]["head_ref"].as_str();
        Self {
            reference: head.unwrap().to_owned(),
            sha: Some(HEAD),
            ..event
        }
    }

    /// A clock.
    pub(crate) fn schedule() -> Self {
        Self::on_main("schedule", "schedule")
    }

    /// Somebody by hand.
    pub(crate) fn workflow_dispatch() -> Self {
        Self::on_main("workflow_dispatch", "workflow_dispatch")
    }

    /// The end of the workflow that measured the pull request of a fork.
    pub(crate) fn workflow_run_of_fork() -> Self {
        Self::on_main("workflow_run", "workflow_run_fork")
    }

    /// The same event about another head of the pull request.
    pub(crate) fn at(mut self, head: &str) -> Self {
        let text = self.payload.to_string().replace(HEAD, head);
        self.payload = serde_json::from_str(&text).unwrap();
        self
    }

    /// An event of a workflow that runs on the default branch.
    fn on_main(name: &'static str, file: &str) -> Self {
        let file = root().join(format!("crates/lt-gate/tests/events/{file}.json"));
        Self {
            name,
            payload: serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap(),
            reference: "refs/heads/main".to_owned(),
            sha: None,
            branches: ("", ""),
        }
    }
}
