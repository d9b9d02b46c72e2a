//! What must be known where whole streams are compared.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::anyhow;
use lt_cli::usage;
use lt_sample::Run;
use lt_stats::{By, Summary};

/// Refuses to compare a stream with nothing, or with itself.
///
/// # Errors
/// Fewer than two inputs, or one that is given twice: wrong usage.
pub(crate) fn refuse_streams(inputs: &[PathBuf]) -> anyhow::Result<()> {
    if inputs.len() < 2 {
        return Err(usage(anyhow!(
            "--compare: one stream is no comparison; give two files or more, or use --by"
        )));
    }
    let mut known = BTreeSet::new();
    match inputs.iter().find(|input| !known.insert(*input)) {
        Some(twice) => Err(usage(anyhow!(
            "--compare: `{}` is given twice; give different streams",
            twice.display()
        ))),
        None => Ok(()),
    }
}

/// What the streams differ in beyond what was measured, and what is not judged of them.
pub(super) fn notes(summary: &Summary, by: &By) -> Vec<String> {
    if *by != By::Stream {
        return Vec::new();
    }
    let runs = summary.ledger().runs();
    let runs: Vec<&Run> = runs
        .filter_map(|(_, account)| account.run.as_ref())
        .collect();
    let facts = [
        ("machine", differ(&runs, |run| &run.machine)),
        ("target", differ(&runs, |run| &run.target)),
        ("scenario file", differ(&runs, |run| &run.scenario_sha256)),
        ("planned load", differ(&runs, |run| &run.plan)),
    ];
    let facts = facts.iter().filter(|(_, differs)| *differs);
    let facts: Vec<String> = facts.map(|(name, _)| (*name).to_owned()).collect();
    let mut notes = Vec::new();
    if !facts.is_empty() {
        notes.push(format!(
            "The runs differ in {}, too.",
            super::sentences::listed(&facts)
        ));
    }
    notes.push("Whether a difference is more than chance is not judged here.".to_owned());
    notes
}

fn differ<T: PartialEq>(runs: &[&Run], fact: impl Fn(&Run) -> &T) -> bool {
    runs.windows(2).any(|pair| fact(pair[0]) != fact(pair[1]))
}
