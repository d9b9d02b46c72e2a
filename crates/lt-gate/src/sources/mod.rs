//! Where thresholds come from: the command line, a file, the run itself.

mod run_line;
mod typed;

use std::path::Path;

use lt_stats::Summary;

use crate::config::{self, Config};
use crate::threshold::Threshold;

/// Reads the configuration, and adds to its thresholds those that were typed.
pub(crate) fn load(path: Option<&Path>, typed: &[String]) -> anyhow::Result<Config> {
    let mut config = match path {
        Some(path) => config::read(path)?,
        None => Config::default(),
    };
    typed::read(typed, &mut config.thresholds)?;
    Ok(config)
}

/// Adds those that came with the runs, once each: every shard carries the same.
pub(crate) fn with_those_of_the_run(
    mut thresholds: Vec<Threshold>,
    summary: &Summary,
) -> anyhow::Result<Vec<Threshold>> {
    for (_, account) in summary.ledger().runs() {
        for threshold in account.run.iter().flat_map(run_line::read) {
            let threshold = threshold?;
            if stands_in(&thresholds, &threshold).is_none() {
                thresholds.push(threshold);
            }
        }
    }
    match thresholds.is_empty() {
        true => Err(NoThreshold.into()),
        false => Ok(thresholds),
    }
}

#[derive(Debug, thiserror::Error)]
#[error(
    "no threshold to judge by; give one as in `--threshold 'p(95)<200ms'`, a file with -c, or `thresholds` in the scenario file"
)]
struct NoThreshold;

/// The one of some thresholds that demands the same as another.
pub(crate) fn stands_in<'t>(
    thresholds: &'t [Threshold],
    threshold: &Threshold,
) -> Option<&'t Threshold> {
    let mut thresholds = thresholds.iter();
    thresholds.find(|other| other.demands_the_same_as(threshold))
}
