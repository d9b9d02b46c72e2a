//! `lt-gate ci`: judges in a job of GitHub Actions, and tells everybody there. It never calls GitHub's API.

mod fail_on;
mod globs;
pub mod inputs;
pub mod outputs;
mod plan;
mod saving;
mod telling;
pub(super) mod voice;

use std::io::Write;
use std::path::PathBuf;

use anyhow::anyhow;
use lt_cli::{Exit, interrupt, message, usage};

use self::inputs::Inputs;
use self::plan::Plan;
use self::saving::Kept;
use self::telling::Report;
use self::voice::warn;
use super::check::Way;
use super::judging::{Case, Lines};
use super::reads_stdin;
use crate::github::environment::{Environment, variable};
use crate::github::event::{Context, Event};

pub use fail_on::FailOn;
pub use saving::Save;

/// What `lt-gate ci` was told.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Streams to judge together, compressed (.zst, .gz) or not; `-` or none is stdin
    #[arg(value_name = "FILES")]
    pub files: Vec<PathBuf>,

    /// Configuration: thresholds, tables of promises, how runs are compared [default: lt-gate.toml where there is one]
    #[arg(short, long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// A threshold: `errors rate<1%`, `p(95)<200ms`; may be given several times
    #[arg(long = "threshold", value_name = "SELECTOR RULE")]
    pub thresholds: Vec<String>,

    /// Compare with these runs instead: a name in the store, or files and folders; may be given several times
    #[arg(long, value_name = "NAME|FILE|FOLDER")]
    pub baseline: Vec<String>,

    /// The name to compare with and to keep under [default: the branch that the change goes to]
    #[arg(long, value_name = "NAME")]
    pub baseline_name: Option<String>,

    /// Where baselines are kept by name [default: $LT_STORE, else git:lt-baselines]
    #[arg(long, value_name = "PLACE")]
    pub store: Option<String>,

    /// Fail where no baseline can be compared with; `no-baseline` in --fail-on is the same
    #[arg(long)]
    pub require_baseline: bool,

    /// How runs are compared [default: what the configuration says, else auto]
    #[arg(long, value_enum, value_name = "MODE")]
    pub mode: Option<Way>,

    /// What is known of the noise: a file that `lt-gate calibrate` wrote
    #[arg(long, value_name = "FILE")]
    pub noise: Option<PathBuf>,

    /// What fails the job: `sla`, `regression`, `invalid`, `inconclusive`, `no-baseline` with commas between, or `nothing`
    /// [default: what `lt-gate check` fails by]
    ///
    /// Doubt that is listed fails whatever the configuration says. What is not listed is told all the same, and in the output
    /// `verdict`.
    #[arg(long, value_name = "LIST")]
    pub fail_on: Option<FailOn>,

    /// Whether the run is kept to compare others with [default: auto]
    ///
    /// What a pull request or a merge queue measured is never kept.
    #[arg(long, value_enum, value_name = "WHEN")]
    pub save: Option<Save>,

    /// Folder for result.json, summary.md and junit.xml [default: lt-report]
    #[arg(long, value_name = "FOLDER")]
    pub report_dir: Option<PathBuf>,

    /// Take what is not typed from the inputs of the action, which are variables such as INPUT_BASELINE_NAME
    #[arg(long)]
    pub inputs: bool,

    /// Judge on pull_request_target, too, where code of strangers would run with what the repository may do
    #[arg(long)]
    pub i_know: bool,

    /// Which lines count.
    #[command(flatten)]
    pub lines: Lines,
}

/// Judges, tells, keeps. What ends the job before that is shown on its page, too.
pub(crate) fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let Some(context) = Context::read(&variable)? else {
        return Err(usage(anyhow!(
            "`lt-gate ci` is for jobs of GitHub Actions, and `GITHUB_ACTIONS` is not `true` here; elsewhere use `lt-gate check`"
        )));
    };
    let exit = in_job(args, &context, &variable, out);
    if let Err(error) = &exit {
        voice::cry(&format!("{error:#}"), out)?;
    }
    exit
}

fn in_job(
    args: &Args,
    context: &Context,
    variable: Environment<'_>,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    refuse_strangers(args, context)?;
    let inputs = Inputs::among(variable, args.inputs);
    let plan = Plan::of(args, &inputs, context, variable)?;
    saving::check(&plan, context)?;
    let against = plan.against()?;
    let report = Report::begin(&plan.report_dir, &plan.files)?;
    interrupt::leave_to_the_writer(reads_stdin(&plan.files))?;
    let case = Case {
        files: &plan.files,
        lines: args.lines,
        config: &plan.config,
        against: Some(against),
    };
    let mut judged = case.judge(None)?;
    let (exit, note) = plan.fail_on.exit(&judged.verdict);
    judged.verdict.notes.extend(note);
    report.write(&judged.verdict, out)?;
    let kept = saving::keep(&plan, context, &judged, out);
    tell_kept(&kept, plan.save, out)?;
    telling::tell_runner(&judged.verdict, &plan.report_dir, &kept, variable, out)?;
    Ok(match (kept, plan.save, exit) {
        (Kept::Failed(_), Save::Always, Exit::Done) => Exit::Failed,
        _ => exit,
    })
}

/// Code of strangers is not measured with what the repository may do, unless somebody knows what that means.
fn refuse_strangers(args: &Args, context: &Context) -> anyhow::Result<()> {
    match context.event {
        Event::PullRequestTarget if !args.i_know => Err(usage(anyhow!(
            "on `pull_request_target` the code of a stranger would run with what this repository may do; measure on `pull_request`, and comment on `workflow_run` (docs/github-action.md), or give `--i-know`"
        ))),
        _ => Ok(()),
    }
}

fn tell_kept(kept: &Kept, save: Save, out: &mut dyn Write) -> anyhow::Result<()> {
    match kept {
        Kept::Yes | Kept::No(None) => Ok(()),
        Kept::No(Some(why)) => {
            message::note("lt-gate", format_args!("not kept as a baseline: {why}"));
            Ok(())
        }
        Kept::Failed(why) => {
            let fails = match save {
                Save::Always => ", which fails the job",
                Save::Auto | Save::Never => "",
            };
            warn(&format!("not kept as a baseline{fails}: {why}"), out)
        }
    }
}
