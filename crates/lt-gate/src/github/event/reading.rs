//! From the variables and the event to what they mean.

use super::payload::Payload;
use super::variables::{Variables, branch, branch_of, commit, is_owner};
use super::{Audience, Context, Event, wording};
use crate::github::api::GITHUB_COM;

/// What an event is about.
struct Subject {
    sha: Option<String>,
    branch: Option<String>,
    audience: Audience,
}

/// # Errors
/// A variable that GitHub always sets is missing, or is not as it writes it.
pub(super) fn context(variables: &Variables<'_>, payload: &Payload) -> anyhow::Result<Context> {
    let repository = variables.repository()?;
    let name = variables.event()?;
    let event = Event::of(&name, payload);
    let subject = match &event {
        Event::PullRequest => for_author(pull_request(variables, payload), payload, &repository),
        Event::PullRequestTarget => pull_request(variables, payload),
        Event::WorkflowRun { event } => workflow_run(event, payload, &repository),
        Event::Push => push(variables, payload),
        Event::MergeGroup => merge_group(variables, payload),
        Event::Schedule | Event::WorkflowDispatch | Event::Other(_) => Subject {
            sha: own_commit(variables),
            branch: variables.branch(),
            audience: Audience::Nobody(wording::about_none(&name)),
        },
    };
    let word = |name: &str| variables.text(name).unwrap_or_default();
    Ok(Context {
        default_branch: default_branch(&event, variables, payload),
        sha: subject.sha,
        branch: subject.branch,
        audience: subject.audience,
        run: measured_by(&event, payload).map_or_else(|| variables.run(), Ok)?,
        job: format!("{}/{}", word("GITHUB_WORKFLOW"), word("GITHUB_JOB")),
        api_url: variables.url("GITHUB_API_URL", GITHUB_COM)?,
        server_url: variables.url("GITHUB_SERVER_URL", "https://github.com")?,
        event,
        repository,
    })
}

impl Event {
    fn of(name: &str, payload: &Payload) -> Self {
        match name {
            "pull_request" => Self::PullRequest,
            "pull_request_target" => Self::PullRequestTarget,
            "workflow_run" => Self::WorkflowRun {
                event: payload.text("/workflow_run/event").unwrap_or("").to_owned(),
            },
            "push" => Self::Push,
            "merge_group" => Self::MergeGroup,
            "schedule" => Self::Schedule,
            "workflow_dispatch" => Self::WorkflowDispatch,
            other => Self::Other(other.to_owned()),
        }
    }
}

fn pull_request(variables: &Variables<'_>, payload: &Payload) -> Subject {
    let number = payload.number("/pull_request/number");
    let number = number.or_else(|| payload.number("/number"));
    let base = payload.text("/pull_request/base/ref").and_then(branch);
    Subject {
        // Not `GITHUB_SHA`, which is the merge with the base, or the base.
        sha: payload.text("/pull_request/head/sha").and_then(commit),
        branch: base.or_else(|| branch(&variables.text("GITHUB_BASE_REF")?)),
        audience: match number {
            Some(number) => Audience::PullRequest(number),
            None => Audience::Nobody(wording::NO_NUMBER.to_owned()),
        },
    }
}

/// With the token of the author, who may comment only where the repository is theirs.
fn for_author(subject: Subject, payload: &Payload, repository: &str) -> Subject {
    let why_not = match payload.text("/pull_request/head/repo/full_name") {
        Some(head) if head.eq_ignore_ascii_case(repository) => return subject,
        Some(_) => wording::FORK,
        None => wording::FORK_IS_GONE,
    };
    match subject.audience {
        Audience::PullRequest(_) => Subject {
            audience: Audience::Nobody(why_not.to_owned()),
            ..subject
        },
        Audience::HeadOf { .. } | Audience::Nobody(_) => subject,
    }
}

/// What the workflow was about that has ended; its own list of pull requests is empty for forks.
fn workflow_run(event: &str, payload: &Payload, repository: &str) -> Subject {
    let head = payload.text("/workflow_run/head_branch").and_then(branch);
    let whose = payload.text("/workflow_run/head_repository/full_name");
    let is_ours = whose.is_some_and(|whose| whose.eq_ignore_ascii_case(repository));
    let is_of_branch = matches!(event, "push" | "schedule" | "workflow_dispatch");
    let owner = whose.and_then(|whose| Some(whose.split_once('/')?.0));
    let audience = match (event, owner, &head) {
        ("pull_request" | "pull_request_target", Some(owner), Some(head)) if is_owner(owner) => {
            let head = format!("{owner}:{head}");
            Audience::HeadOf { head }
        }
        ("pull_request" | "pull_request_target", ..) => {
            Audience::Nobody(wording::HEAD_IS_GONE.to_owned())
        }
        (event, ..) => Audience::Nobody(wording::ended_for(event)),
    };
    Subject {
        sha: payload.text("/workflow_run/head_sha").and_then(commit),
        branch: head.filter(|_| is_ours && is_of_branch),
        audience,
    }
}

fn push(variables: &Variables<'_>, payload: &Payload) -> Subject {
    let branch = match payload.text("/ref") {
        Some(reference) => branch_of(reference),
        None => variables.branch(),
    };
    let sha = match payload.text("/after") {
        _ if payload.says("/deleted") => None,
        // Of a tag this may be the tag itself, which is no commit.
        Some(after) if branch.is_some() => commit(after),
        _ => own_commit(variables),
    };
    let audience = Audience::Nobody(wording::about_none("push"));
    Subject {
        sha,
        branch,
        audience,
    }
}

fn merge_group(variables: &Variables<'_>, payload: &Payload) -> Subject {
    let head = payload.text("/merge_group/head_ref").and_then(branch_of);
    let queued = head.as_deref().and_then(queued);
    let base = payload.text("/merge_group/base_ref").and_then(branch_of);
    let sha = payload.text("/merge_group/head_sha").and_then(commit);
    Subject {
        sha: sha.or_else(|| own_commit(variables)),
        branch: base.or_else(|| branch(queued?.0)),
        audience: Audience::Nobody(wording::queued(queued.map(|(_, number)| number))),
    }
}

/// Base and number of `gh-readonly-queue/BASE/pr-NUMBER-COMMIT`, which is documented nowhere: good enough to be shown.
fn queued(head: &str) -> Option<(&str, u64)> {
    let queue = head.strip_prefix("gh-readonly-queue/")?;
    let (base, of) = queue.rsplit_once("/pr-")?;
    let (number, _) = of.split_once('-')?;
    Some((base, number.parse().ok()?))
}

/// The clock and the end of a workflow start what stands on the default branch, and nothing else.
fn default_branch(event: &Event, variables: &Variables<'_>, payload: &Payload) -> Option<String> {
    let told = payload.text("/repository/default_branch").and_then(branch);
    told.or_else(|| match event {
        Event::Schedule | Event::WorkflowRun { .. } => variables.branch(),
        _ => None,
    })
}

/// Number and attempt of the run that has ended, which is the one that measured.
fn measured_by(event: &Event, payload: &Payload) -> Option<(u64, u64)> {
    let Event::WorkflowRun { .. } = event else {
        return None;
    };
    let attempt = payload.number("/workflow_run/run_attempt").unwrap_or(1);
    Some((payload.number("/workflow_run/id")?, attempt))
}

fn own_commit(variables: &Variables<'_>) -> Option<String> {
    commit(&variables.text("GITHUB_SHA")?)
}
