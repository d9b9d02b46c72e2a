//! `lt-gate baseline save`: keep a run.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use lt_cli::{Exit, interrupt, message, usage};
use lt_stats::baseline::{About, Source};
use serde::Deserialize;

use super::keeping::{bad_run, keep};
use super::{Place, origin};
use crate::command::reads_stdin;
use crate::github::environment::variable;
use crate::reading::read_runs;
use crate::store::check_name;

/// What `lt-gate baseline save` was told.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to call it: letters, digits, `.`, `_` and `-`
    name: String,

    /// Streams, compressed (.zst, .gz) or not; `-` or none is stdin
    #[arg(value_name = "FILES")]
    files: Vec<PathBuf>,

    #[command(flatten)]
    place: Place,

    #[command(flatten)]
    build: Build,

    /// A label of the run beside those that it has; may be given several times
    #[arg(long = "label", value_name = "KEY=VALUE", value_parser = label)]
    labels: Vec<(String, String)>,

    /// What the gate said of the run: the output of `lt-gate check --format json`
    #[arg(long, value_name = "FILE")]
    verdict: Option<PathBuf>,

    /// Keep the run though it would be refused; the reason is kept with it
    #[arg(long, value_name = "TEXT")]
    force_reason: Option<String>,
}

/// Which build was measured.
#[derive(Debug, clap::Args)]
pub(in crate::command) struct Build {
    /// Commit that was measured; without it GitHub's variables and the repository of the working folder are asked
    #[arg(long, value_name = "COMMIT")]
    pub(in crate::command) sha: Option<String>,

    /// Branch or tag that was measured
    #[arg(long = "ref", value_name = "REF")]
    pub(in crate::command) reference: Option<String>,

    /// Repository of the build
    #[arg(long, value_name = "OWNER/NAME")]
    pub(in crate::command) repo: Option<String>,
}

/// Keeps every run in the files, or none where one of them is refused.
pub(crate) fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<Exit> {
    interrupt::leave_to_the_writer(reads_stdin(&args.files))?;
    check_name(&args.name)?;
    let store = args.place.open()?;
    let about = About {
        name: args.name.clone(),
        source: origin::source(&args.build),
        labels: args.labels.iter().cloned().collect(),
        verdict: args.verdict.as_deref().map(read_verdict).transpose()?,
        notes: args.force_reason.iter().cloned().collect(),
    };
    if let Some(refusal) = wrong_place(&about.source).filter(|_| args.force_reason.is_none()) {
        return Err(usage(anyhow!("{refusal}, or give `--force-reason`")));
    }
    let baselines = read_runs(&args.files, &about)?;
    if let Some(other) = baselines.iter().find(|baseline| baseline.name != args.name) {
        let name = &other.name;
        return Err(usage(anyhow!(
            "one of the files is a baseline already, `{name}`; `lt-gate baseline import` keeps it"
        )));
    }
    let bad = baselines.iter().find_map(bad_run);
    if let Some(reason) = bad.filter(|_| args.force_reason.is_none()) {
        message::note(
            "lt-gate",
            format!("not kept: {reason}; `--force-reason` keeps it all the same"),
        );
        return Ok(Exit::CannotJudge);
    }
    keep(&baselines, &store, out)?;
    Ok(Exit::Done)
}

/// Why nothing is kept from here, whatever was measured.
fn wrong_place(source: &Source) -> Option<String> {
    let event = variable("GITHUB_EVENT_NAME").unwrap_or_default();
    if event.starts_with("pull_request") || event == "merge_group" {
        return Some(format!(
            "nothing is kept from the event `{event}`, for its commit may never be merged; save on pushes to the default branch"
        ));
    }
    source.dirty.then(|| {
        "the working tree has changes that are in no commit; commit them, name what was measured by `--sha`".to_owned()
    })
}

/// The one word of an `lt.result/1`.
fn read_verdict(path: &Path) -> anyhow::Result<String> {
    /// No result of ours is larger.
    const MOST_BYTES: u64 = 64 << 20;
    #[derive(Deserialize)]
    struct Document {
        format: String,
        verdict: String,
    }
    let name = path.display();
    let file = File::open(path).with_context(|| format!("cannot open `{name}`"));
    let read = file.and_then(|file| {
        let result: Document =
            serde_json::from_reader(std::io::BufReader::new(file.take(MOST_BYTES))).with_context(
                || format!("`{name}` is no result; make one by `lt-gate check --format json`"),
            )?;
        anyhow::ensure!(
            result.format == "lt.result/1",
            "`{name}` has the format `{}`; this version reads `lt.result/1`",
            result.format
        );
        Ok(result.verdict)
    });
    read.map_err(usage)
}

fn label(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("write KEY=VALUE".to_owned()),
    }
}
