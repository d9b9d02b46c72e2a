//! What `lt-gate pair` does, where processes have groups.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use lt_cli::message::{self, Progress};
use lt_cli::{Exit, interrupt, usage};
use lt_stats::baseline::Baseline;
use lt_stats::compare::{Mode, Noise};
use lt_stats::{Percentile, percentile};
use tempfile::TempDir;

use super::super::output::Printed;
use super::Args;
use crate::comparing::{self, Candidates};
use crate::config::Config;
use crate::pair::{Measured, Plan, Side, Turn, measure};
use crate::{Verdict, format, sources};

/// Measures both builds by turns, compares them, and answers by what that says.
pub(crate) fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let mut config = sources::load(args.config.as_deref(), &[]).map_err(usage)?;
    config.compare.mode = Some(Mode::Paired);
    let noise = args.noise.as_ref().or(config.noise.as_ref());
    let noise = noise.map_or_else(|| Ok(Noise::default()), |file| comparing::read_noise(file))?;
    let outputs = args.output.create(args.config.iter().chain(&args.noise))?;
    let stop = interrupt::noted()?;
    // Thrown away when the tool ends, unless it is to be kept.
    let (folder, _thrown_away) = folder(args.keep.as_deref())?;
    let mut shown = Shown::new(args.pairs);
    let measured = measure(&plan(args, folder), &stop, &mut |turn, run| {
        shown.tell(turn, run);
    });
    shown.progress.clear();
    let verdict = verdict(measured?, &config, noise);
    outputs.write(
        |format, paint, out| format::write(&verdict, format, paint, out),
        Printed::Stdout(out),
    )?;
    Ok(verdict.exit())
}

/// Compares what was measured; a run that is in doubt puts the whole in doubt.
fn verdict(measured: Measured, config: &Config, noise: Noise) -> Verdict {
    let Measured { base, head } = measured;
    let doubts = |side: Side, runs: &[Baseline]| -> Vec<String> {
        let of_run = |run: &Baseline| {
            let pair = run.labels.get("pair").cloned().unwrap_or_default();
            let doubts = run.doubts.clone().into_iter();
            doubts.map(move |doubt| format!("pair {pair}, {}: {doubt}", side.as_str()))
        };
        runs.iter().flat_map(of_run).collect()
    };
    let reasons = [doubts(Side::Base, &base), doubts(Side::Head, &head)].concat();
    let base = Candidates {
        name: "base".to_owned(),
        runs: base,
        absent: "nothing was measured of the base".to_owned(),
        is_window: false,
    };
    let choice = comparing::choose(&head, base, None);
    let compared = comparing::compare(&head, choice, config, noise);
    Verdict::new(reasons, Vec::new(), Some(compared))
}

fn folder(keep: Option<&Path>) -> anyhow::Result<(PathBuf, Option<TempDir>)> {
    let Some(keep) = keep else {
        let folder = tempfile::Builder::new().prefix("lt-pair-").tempdir()?;
        return Ok((folder.path().to_owned(), Some(folder)));
    };
    make_new(keep).map_err(usage)?;
    Ok((keep.to_owned(), None))
}

/// Makes a folder. One with files in it is refused: runs of other builds are not to be taken for these.
fn make_new(folder: &Path) -> anyhow::Result<()> {
    let name = folder.display();
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder `{name}`"))?;
    let mut files =
        fs::read_dir(folder).with_context(|| format!("cannot read the folder `{name}`"))?;
    match files.next() {
        None => Ok(()),
        Some(_) => Err(anyhow!(
            "--keep: there are files in `{name}` already; name a new folder"
        )),
    }
}

fn plan(args: &Args, folder: PathBuf) -> Plan {
    Plan {
        base: args.base.clone(),
        head: args.head.clone(),
        run: args.run.clone(),
        pairs: args.pairs,
        rehearsals: args.rehearsals,
        seed: args.seed,
        health: args.health.clone(),
        health_within: args.health_within,
        stop_within: args.stop_within,
        folder,
    }
}

/// What is told while it goes on.
struct Shown {
    pairs: u32,
    progress: Progress,
}

impl Shown {
    fn new(pairs: u32) -> Self {
        Self {
            pairs,
            progress: Progress::on_stderr(),
        }
    }

    fn tell(&mut self, turn: Turn, run: Option<&Baseline>) {
        let of = match turn.pair {
            0 => turn.to_string(),
            pair => format!("pair {pair} of {}, {}", self.pairs, turn.side.as_str()),
        };
        let Some(run) = run else {
            return self.progress.show(format_args!("{of} …"));
        };
        let total = run.total();
        let p95 = percentile(&total.response, Percentile::P95);
        let p95 = p95.map_or_else(String::new, |p95| {
            format!(", p95 {:.1} ms", p95.as_secs_f64() * 1e3)
        });
        self.progress.clear();
        message::note(
            "lt-gate",
            format_args!("{of}: {} requests{p95}", total.requests),
        );
        for doubt in &run.doubts {
            message::warn("lt-gate", format_args!("{of}: in doubt: {doubt}"));
        }
    }
}
