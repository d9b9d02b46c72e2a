//! What made the workflow run, and what that means for comments and baselines.
//!
//! Whatever the event does not tell is `None` here, or a reason: only variables that GitHub always sets are demanded. The
//! event itself is never shown, whatever is wrong with it.

mod name;
mod payload;
mod pull;
mod reading;
mod variables;
mod wording;

use serde_json::Value;

use self::payload::Payload;
use self::variables::Variables;
use super::environment::{Environment, is_job};
use crate::format::shown;

pub(crate) use self::pull::find_pull_request;
pub(crate) use self::variables::is_repository;

/// What is known of the workflow's run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Context {
    /// What made it run.
    pub(crate) event: Event,
    /// `OWNER/NAME`, in letters that a path can have.
    pub(crate) repository: String,
    /// The branch that everything is merged into, where the event tells.
    pub(crate) default_branch: Option<String>,
    /// Commit to report on, in lowercase digits: of a pull request its own head, not the merge that was measured. `None`
    /// where the event names none, as when a branch is deleted.
    pub(crate) sha: Option<String>,
    /// The branch that the change goes to, or that was measured itself; `None` for tags, and where nobody tells.
    pub(crate) branch: Option<String>,
    /// Whom a comment is for.
    pub(crate) audience: Audience,
    /// Number of the workflow's run that measured and which attempt it is: after another workflow's end those of that one.
    pub(crate) run: (u64, u64),
    /// Workflow and job.
    pub(crate) job: String,
    /// Base of the API, without a slash at its end.
    pub(crate) api_url: String,
    /// Where people read, without a slash at its end.
    pub(crate) server_url: String,
}

/// What made a workflow run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// A pull request, whose code runs with what its author may do.
    PullRequest,
    /// A pull request, whose code would run with what the repository may do.
    PullRequestTarget,
    /// Another workflow has ended, which `event` had made run.
    WorkflowRun {
        /// What made that one run; empty where it is not told.
        event: String,
    },
    /// A branch or tag was pushed.
    Push,
    /// A queue of merges tries one.
    MergeGroup,
    /// A clock.
    Schedule,
    /// Somebody by hand, or another program.
    WorkflowDispatch,
    /// Something else.
    Other(String),
}

/// Whom a comment is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    /// A pull request.
    PullRequest(u64),
    /// The pull request whose head is this branch of this repository; its number is to be looked up.
    HeadOf {
        /// `OWNER:BRANCH`.
        head: String,
    },
    /// Nobody, and why, as half a sentence.
    Nobody(String),
}

impl Context {
    /// Reads GitHub's variables and the event's file; `None` outside of GitHub.
    ///
    /// # Errors
    /// The variables or the file are not as GitHub writes them.
    pub(crate) fn read(variable: Environment<'_>) -> anyhow::Result<Option<Self>> {
        if !is_job(variable) {
            return Ok(None);
        }
        let variables = Variables(variable);
        let payload = Payload::read(variables.text("GITHUB_EVENT_PATH"))?;
        reading::context(&variables, &payload).map(Some)
    }

    /// The name under which baselines of the branch are kept: the branch's own where a folder can have it, else one that is
    /// like it. Where no branch is known it is the default one, and `main` where that is not known either.
    pub(crate) fn baseline_name(&self) -> String {
        let branch = self.branch.as_deref().or(self.default_branch.as_deref());
        name::of_branch(branch.unwrap_or("main"))
    }

    /// Whether a run of this event may become a baseline, or why not, as half a sentence.
    pub(crate) fn may_keep(&self) -> Result<(), String> {
        let is_on_a_branch = match &self.event {
            Event::Push | Event::Schedule | Event::WorkflowDispatch => true,
            Event::WorkflowRun { event } => event == "push",
            Event::PullRequest | Event::PullRequestTarget | Event::MergeGroup | Event::Other(_) => {
                false
            }
        };
        if !is_on_a_branch {
            return Err(wording::never_kept(&self.event));
        }
        let Some(branch) = &self.branch else {
            return Err("it was no branch that was measured".to_owned());
        };
        let branch = shown(branch);
        if self.sha.is_none() {
            return Err(format!("there is no commit on `{branch}` to keep it for"));
        }
        match &self.default_branch {
            Some(default) if Some(default) == self.branch.as_ref() => Ok(()),
            Some(default) => Err(format!(
                "`{branch}` is not the default branch, which is `{}`",
                shown(default)
            )),
            None => Err("the event does not tell which branch is the default one".to_owned()),
        }
    }

    /// Which comment is this job's: of workflow, job and the legs of its matrix, whose JSON may be laid out in any way.
    pub(crate) fn comment_key(&self, matrix: Option<&str>) -> String {
        let matrix = matrix.map_or("", str::trim);
        let legs = match serde_json::from_str::<Value>(matrix) {
            Ok(value) if says_nothing(&value) => String::new(),
            Ok(value) => canonical(value).to_string(),
            Err(_) => matrix.to_owned(),
        };
        match legs.as_str() {
            "" => self.job.clone(),
            legs => format!("{} {legs}", self.job),
        }
    }

    /// Where the run of the workflow that measured is to be read.
    pub(crate) fn run_url(&self) -> String {
        let (number, attempt) = self.run;
        let run = format!(
            "{}/{}/actions/runs/{number}",
            self.server_url, self.repository
        );
        match attempt {
            1 => run,
            attempt => format!("{run}/attempts/{attempt}"),
        }
    }
}

fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(fields) => fields.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::String(text) => text.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The same with its keys in order, however they were written.
fn canonical(value: Value) -> Value {
    match value {
        Value::Object(mut fields) => {
            fields.sort_keys();
            let fields = fields.into_iter();
            Value::Object(fields.map(|(key, value)| (key, canonical(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(canonical).collect()),
        value => value,
    }
}

#[cfg(test)]
mod tests;
