//! `lt-gate comment`: brings a result to its pull request.
//!
//! The result may come from a stranger, and whoever runs this may write: nothing is believed of it but its numbers, and where
//! it goes is never its own word.

mod errand;
mod judged;
mod posting;

use std::io::Write;
use std::path::PathBuf;

use lt_cli::Exit;

use self::errand::Errand;
use self::judged::{Judged, is_too_large};
use super::ci::FailOn;
use super::ci::inputs::Inputs;
use super::ci::voice::{cry, say};
use crate::github::comment::Policy;
use crate::github::environment::variable;
use crate::github::event::Context;

/// What `lt-gate comment` was told.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What `lt-gate ci` or `lt-gate check --format json` wrote, of at most 2 MiB
    #[arg(long, value_name = "FILE", required_unless_present = "inputs")]
    pub from: Option<PathBuf>,

    /// Judge the result again by this configuration; `lt-gate.toml` is not read by itself
    #[arg(short, long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// What failed the job: with --config doubt that is listed, `inconclusive` or `no-baseline`, fails in the comment, too
    #[arg(long, value_name = "LIST")]
    pub fail_on: Option<FailOn>,

    /// With --config: fail where no baseline was compared with; `no-baseline` in --fail-on is the same
    #[arg(long)]
    pub require_baseline: bool,

    /// When a comment is written [default: always]
    #[arg(long, value_enum, value_name = "WHEN")]
    pub(crate) policy: Option<Policy>,

    /// Which comment it is: one of the same key is written over [default: workflow and job, with the leg of its matrix]
    #[arg(long, value_name = "TEXT")]
    pub key: Option<String>,

    /// The pull request [default: that of the event]
    #[arg(long, value_name = "NUMBER")]
    pub pr: Option<u64>,

    /// The commit that was measured [default: that of the event]
    #[arg(long, value_name = "COMMIT", value_parser = errand::commit)]
    pub sha: Option<String>,

    /// The repository [default: $GITHUB_REPOSITORY]
    #[arg(long, value_name = "OWNER/NAME", value_parser = errand::repository)]
    pub repo: Option<String>,

    /// Whose comments are ours
    #[arg(long, value_name = "LOGIN", default_value = "github-actions[bot]")]
    pub author: String,

    /// Where the report is, for a link
    #[arg(long, value_name = "URL")]
    pub report_url: Option<String>,

    /// What the heading says beside the verdict, where several jobs comment
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,

    /// Make a check run of this name, too
    #[arg(long, value_name = "NAME")]
    pub check_run: Option<String>,

    /// Fail (exit 7) where the comment cannot be posted
    #[arg(long)]
    pub require_comment: bool,

    /// A file with the token [default: $LT_GITHUB_TOKEN, else $GITHUB_TOKEN]
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,

    /// Base of the API [default: $GITHUB_API_URL, else that of github.com]
    #[arg(long, value_name = "URL")]
    pub api_url: Option<String>,

    /// Write the comment to stdout and post nothing
    #[arg(long)]
    pub print: bool,

    /// Take what is not typed from the inputs of the action, which are variables such as INPUT_COMMENT_KEY
    #[arg(long)]
    pub inputs: bool,
}

/// Reads the result, judges it again, posts it. What ends a job before that is shown on its page, too.
pub(crate) fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let context = Context::read(&variable)?;
    let is_job = context.is_some() && !args.print;
    let exit = bring(args, &Inputs::among(&variable, args.inputs), context, out);
    if let (Err(error), true) = (&exit, is_job) {
        cry(&format!("{error:#}"), out)?;
    }
    exit
}

fn bring(
    args: &Args,
    inputs: &Inputs<'_>,
    context: Option<Context>,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let errand = Errand::of(args, inputs, context)?;
    let judged = match Judged::read(&errand) {
        Err(error) if is_too_large(&error) && !args.print => {
            return posting::give_up(&errand, &error, out);
        }
        judged => judged?,
    };
    if args.print {
        say(&judged.page(&errand, usize::MAX), out)?;
        return Ok(Exit::Done);
    }
    if judged.is_by_own_limits() {
        errand.warn(errand::OWN_LIMITS, out)?;
    }
    posting::post(&errand, &judged, out)
}
