//! The thresholds that a run brings along.

use lt_sample::{Record, Run};
use lt_stats::{Include, Summary};
use serde_json::Value;

use crate::sources;
use crate::threshold::Threshold;

/// Whether a run line holds rules at all.
pub(crate) fn has_rules(run: &Run) -> bool {
    match &run.thresholds {
        None => false,
        Some(Value::Object(table)) => {
            let mut lists = table.values();
            lists.any(|rules| rules.as_array().is_none_or(|rules| !rules.is_empty()))
        }
        // What is no table is complained about by whoever reads it.
        Some(_) => true,
    }
}

/// The thresholds of one run line.
pub(super) fn thresholds(run: &Run) -> anyhow::Result<Vec<Threshold>> {
    if !has_rules(run) {
        return Ok(Vec::new());
    }
    let mut alone = Summary::new(Include::default());
    alone.add(&Record::Run(Box::new(run.clone())));
    sources::with_those_of_the_run(Vec::new(), &alone)
}
