//! `/exceptions`: what went wrong in the scenario itself.

use serde::Serialize;

use crate::snapshot::{Failure, Snapshot};

/// What went wrong in the scenario itself, as an exception in a task of Locust's does.
#[derive(Debug, Serialize)]
pub(super) struct Exceptions {
    exceptions: Vec<Exception>,
}

#[derive(Debug, Serialize)]
struct Exception {
    count: u64,
    msg: String,
    traceback: String,
    nodes: &'static str,
}

impl Exceptions {
    /// What Locust would show.
    pub(super) fn of(snapshot: &Snapshot) -> Self {
        let own = |failure: &&Failure| failure.error.ends_with(TEMPLATE_ERROR);
        let exceptions = snapshot
            .failures
            .iter()
            .filter(own)
            .map(|failure| Exception {
                count: failure.occurrences,
                msg: failure.error.clone(),
                traceback: format!("in {} {}", failure.method, failure.name),
                nodes: "local",
            });
        Self {
            exceptions: exceptions.collect(),
        }
    }
}

/// How failures end that are no answer's: a template could not be filled in.
const TEMPLATE_ERROR: &str = "(template_error)";
