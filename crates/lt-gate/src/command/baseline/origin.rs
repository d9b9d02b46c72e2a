//! Which build was measured: what was typed, what GitHub says, what git says, in this order.

use lt_stats::baseline::Source;

use super::save::Build;
use crate::github::environment::variable;
use crate::store::Head;

/// Looks it up. A commit that was typed may be of any repository, so that nothing else is believed then.
pub(in crate::command) fn source(typed: &Build) -> Source {
    let source = Source {
        repo: typed.repo.clone(),
        reference: typed.reference.clone(),
        sha: typed.sha.clone(),
        run_id: variable("GITHUB_RUN_ID").and_then(|id| id.parse().ok()),
        attempt: variable("GITHUB_RUN_ATTEMPT").and_then(|attempt| attempt.parse().ok()),
        ..Source::default()
    };
    if source.sha.is_some() {
        return source;
    }
    let head = Head::of_working_folder().unwrap_or_default();
    Source {
        repo: source.repo.or_else(|| variable("GITHUB_REPOSITORY")),
        reference: source
            .reference
            .or_else(|| variable("GITHUB_REF"))
            .or(head.reference),
        sha: variable("GITHUB_SHA").or(head.sha),
        dirty: head.is_dirty,
        ..source
    }
}
