//! Whether the run becomes a baseline.

use std::io::Write;

use anyhow::anyhow;
use clap::ValueEnum;
use lt_cli::usage;
use lt_stats::baseline::{About, Baseline};

use super::inputs::{Inputs, wrong};
use super::plan::Plan;
use super::voice::say;
use crate::command::baseline::{keeping, origin, save::Build};
use crate::command::judging::Judged;
use crate::github::environment::variable;
use crate::github::event::{Context, Event};
use crate::reading;
use crate::store::Store;
use crate::verdict::Answer;

/// Whether the run is kept to compare others with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Save {
    /// On pushes to the default branch, on schedule and by hand there, where nothing is against the run
    Auto,
    /// On branches and tags of every kind, though it be slower than before; what cannot be kept fails the job
    Always,
    /// Never
    Never,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// It is a baseline now.
    Yes,
    /// It is none, and why, where that is worth a word.
    No(Option<String>),
    /// It could not be kept, and why.
    Failed(String),
}

impl Save {
    /// What the input `save-baseline` says.
    pub(super) fn of_input(inputs: &Inputs<'_>) -> anyhow::Result<Self> {
        const NAME: &str = "save-baseline";
        match inputs.text(NAME).as_deref() {
            None | Some("auto") => Ok(Self::Auto),
            Some("true") => Ok(Self::Always),
            Some("false") => Ok(Self::Never),
            Some(other) => Err(wrong(NAME, other, "write `auto`, `true` or `false`")),
        }
    }
}

impl Kept {
    pub(super) fn is_kept(&self) -> bool {
        *self == Self::Yes
    }
}

/// Refuses what cannot be: a run that has to be kept, and that may not be or has no place.
pub(super) fn check(plan: &Plan, context: &Context) -> anyhow::Result<()> {
    if plan.save != Save::Always {
        return Ok(());
    }
    if let Some(event) = may_be_unmerged(&context.event) {
        return Err(usage(anyhow!(
            "nothing is kept from the event `{event}`, for its commit may never be merged; keep baselines of pushes to the default branch"
        )));
    }
    match plan.place {
        Some(_) => Ok(()),
        None => Err(usage(anyhow!(
            "the run is to be kept, and runs are compared with files; name the place for it by `--store`"
        ))),
    }
}

/// The event, where what was measured may be code that is never merged.
fn may_be_unmerged(event: &Event) -> Option<&str> {
    match event {
        Event::PullRequest => Some("pull_request"),
        Event::PullRequestTarget => Some("pull_request_target"),
        Event::MergeGroup => Some("merge_group"),
        Event::WorkflowRun { event } | Event::Other(event) => {
            let is_of_one = event.starts_with("pull_request")
                || event.starts_with("issue")
                || event == "merge_group";
            is_of_one.then_some(event)
        }
        Event::Push | Event::Schedule | Event::WorkflowDispatch => None,
    }
}

/// Keeps the runs that were judged, where that is wanted and nothing is against it.
pub(super) fn keep(plan: &Plan, context: &Context, judged: &Judged, out: &mut dyn Write) -> Kept {
    let Some(place) = plan.place.as_deref() else {
        return Kept::No(None);
    };
    let may = match plan.save {
        Save::Never => return Kept::No(None),
        Save::Auto => context.may_keep(),
        Save::Always => Ok(()),
    };
    let baselines = match may.and_then(|()| baselines(plan, context, judged)) {
        Ok(baselines) => baselines,
        Err(why) if plan.save == Save::Always => return Kept::Failed(why),
        Err(why) => return Kept::No(Some(why)),
    };
    let mut lines = Vec::new();
    let kept = Store::open(place).and_then(|store| keeping::keep(&baselines, &store, &mut lines));
    match kept.and_then(|()| say(&String::from_utf8_lossy(&lines), out)) {
        Ok(()) => Kept::Yes,
        Err(error) => Kept::Failed(way_out(place, &error)),
    }
}

/// The runs as baselines, or what is against it.
fn baselines(plan: &Plan, context: &Context, judged: &Judged) -> Result<Vec<Baseline>, String> {
    let Judged { verdict, reading } = judged;
    if let Some(why) = &verdict.stopped {
        return Err(format!("the run was ended early: {why}"));
    }
    let is_slower = plan.save == Save::Always && verdict.answer == Answer::Regression;
    let slower = "kept though it is slower than before, because it had to be";
    let about = About {
        name: plan.name.clone(),
        source: origin::source(&Build {
            sha: context.sha.clone(),
            reference: variable("GITHUB_REF"),
            repo: Some(context.repository.clone()),
        }),
        verdict: Some(verdict.answer.as_str().to_owned()),
        notes: is_slower.then(|| slower.to_owned()).into_iter().collect(),
        ..About::default()
    };
    let baselines = reading::kept(reading, &about).map_err(|error| error.to_string())?;
    if baselines.is_empty() {
        return Err("there is no request in the run".to_owned());
    }
    match baselines.iter().find_map(keeping::bad_run) {
        Some(why) if verdict.answer == Answer::Regression && !is_slower => {
            Err(format!("{why}; {MEANT}"))
        }
        Some(why) if !is_slower => Err(why),
        _ => Ok(baselines),
    }
}

/// The way out for a branch that is slower for good: until then each of its runs is as slow, and none is kept.
const MEANT: &str =
    "where that was meant, say so by `[[accept]]` in `lt-gate.toml`, and runs are kept again";

/// What went wrong, with what is needed where it is leave.
fn way_out(place: &str, error: &anyhow::Error) -> String {
    let needed = match place.starts_with("git:") {
        true => "; a job that keeps baselines in a branch needs `permissions: contents: write`",
        false => "",
    };
    format!("{error:#}{needed}")
}
