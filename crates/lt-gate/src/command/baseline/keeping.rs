//! Keeping runs: which make no baseline, and what is said of those that do.

use std::io::Write;

use lt_stats::baseline::Baseline;

use super::table;
use crate::store::Store;

/// Keeps all of them, and tells each.
///
/// # Errors
/// The store, or `out`, cannot be written to.
pub(in crate::command) fn keep(
    baselines: &[Baseline],
    store: &Store,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let place = table::shown(store.place());
    for baseline in baselines {
        let kept = store.save(baseline)?;
        let (id, name) = (table::shown(&kept.id), &baseline.name);
        writeln!(
            out,
            "kept {id} as {name} in {place} ({})",
            table::size(kept.bytes)
        )?;
    }
    Ok(())
}

/// Why a run makes no baseline.
pub(in crate::command) fn bad_run(baseline: &Baseline) -> Option<String> {
    let doubtful = baseline.doubts.first();
    let failed = baseline
        .verdict
        .as_deref()
        .filter(|verdict| ["fail", "regression", "invalid"].contains(verdict));
    match (doubtful, failed) {
        (Some(doubt), _) => Some(format!("the run is in doubt: {doubt}")),
        (None, Some(verdict)) => Some(format!("the verdict on the run is `{verdict}`")),
        (None, None) => None,
    }
}
