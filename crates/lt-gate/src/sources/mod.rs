//! Where thresholds come from: the command line, a file, the run itself.

mod file;
mod run_line;
mod typed;

use std::path::Path;

use lt_stats::Summary;

use crate::threshold::Threshold;

/// Reads the thresholds that the user gave, the file's first.
pub(crate) fn load(config: Option<&Path>, typed: &[String]) -> anyhow::Result<Vec<Threshold>> {
    let mut thresholds = match config {
        Some(path) => file::read(path)?,
        None => Vec::new(),
    };
    typed::read(typed, &mut thresholds)?;
    Ok(thresholds)
}

/// Adds those that came with the runs, once each: every shard carries the same.
pub(crate) fn with_those_of_the_run(
    mut thresholds: Vec<Threshold>,
    summary: &Summary,
) -> anyhow::Result<Vec<Threshold>> {
    for (_, account) in summary.ledger().runs() {
        for threshold in account.run.iter().flat_map(run_line::read) {
            let threshold = threshold?;
            if !stands_in(&thresholds, &threshold) {
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

fn stands_in(thresholds: &[Threshold], threshold: &Threshold) -> bool {
    thresholds
        .iter()
        .any(|other| other.demands_the_same_as(threshold))
}
