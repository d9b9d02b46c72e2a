//! The runs to learn from.

use anyhow::anyhow;
use lt_cli::{message, usage};
use lt_stats::baseline::{About, Baseline, Source};

use super::Args;
use crate::command::baseline::Place;
use crate::reading::read_runs;
use crate::store::Entry;

/// More teach hardly more.
const MOST: usize = 200;

/// Reads the runs that were given, or those of the store; `None`, and a word about it, where that has none such.
pub(super) fn collect(args: &Args) -> anyhow::Result<Option<Vec<Baseline>>> {
    match &args.name {
        Some(name) => from_store(&args.place, name, args.sha.as_deref()),
        None if args.runs.is_empty() => Err(usage(anyhow!(
            "no run is given; give files, or `--store PLACE --name NAME`"
        ))),
        None => read_runs(&args.runs, &about(args.sha.as_deref())).map(Some),
    }
}

/// Streams do not tell of which build they are.
fn about(sha: Option<&str>) -> About {
    About {
        name: "calibration".to_owned(),
        source: Source {
            sha: sha.map(ToOwned::to_owned),
            ..Source::default()
        },
        ..About::default()
    }
}

/// The newest runs of a name and one commit; those that can teach nothing are left out with a word.
fn from_store(
    place: &Place,
    name: &str,
    sha: Option<&str>,
) -> anyhow::Result<Option<Vec<Baseline>>> {
    let store = place.open().map_err(usage)?;
    let mut entries = store.list()?;
    entries.retain(|entry| entry.name == name);
    let Some(newest) = entries.first() else {
        place.lacks(name);
        return Ok(None);
    };
    let Some(sha) = sha.map(ToOwned::to_owned).or_else(|| newest.sha.clone()) else {
        return Err(usage(anyhow!(
            "of the newest baseline `{name}` no commit is known; name one with `--sha`"
        )));
    };
    let is_asked = |entry: &&Entry| entry.sha.as_ref().is_some_and(|of| of.starts_with(&sha));
    let asked: Vec<&Entry> = entries.iter().filter(is_asked).take(MOST).collect();
    if asked.is_empty() {
        let text = format!(
            "none of the {} baselines `{name}` is of the commit `{sha}`",
            entries.len()
        );
        message::note("lt-gate", text);
        return Ok(None);
    }
    let mut runs = Vec::new();
    for entry in asked {
        runs.extend(store.load(&entry.id)?);
    }
    let all = runs.len();
    runs.retain(|run| run.doubts.is_empty() && !run.source.dirty);
    match all - runs.len() {
        0 => {}
        n => message::warn(
            "lt-gate",
            format!("{n} of {all} runs are in doubt or of a changed tree and were left out"),
        ),
    }
    Ok(Some(runs))
}
