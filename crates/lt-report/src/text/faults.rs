//! What became of the requests into which we injected a fault.

use lt_stats::Summary;

use crate::faults::faults;

/// Left out where there are none.
pub(super) fn write(out: &mut String, summary: &Summary) {
    let faults = faults(summary);
    if faults.is_empty() {
        return;
    }
    let kinds = faults.iter().map(|fault| fault.kind.chars().count());
    let width = kinds.max().unwrap_or(0).max(10);
    let statuses = faults.iter().map(|fault| fault.statuses.chars().count());
    let list = statuses.max().unwrap_or(0).max(8);
    out.push_str("Injected faults (in none of the figures above)\n");
    out.push_str(&format!(
        "{:<width$} {:>9} {:>11}   {:<list$}   Outcomes\n",
        "Fault", "# reqs", "Med (ms)", "Statuses"
    ));
    out.push_str(&format!(
        "{}|---------|-----------|---{}|---------------------------\n",
        "-".repeat(width),
        "-".repeat(list + 1)
    ));
    for fault in &faults {
        out.push_str(&format!(
            "{:<width$} {:>9} {:>11}   {:<list$}   {}\n",
            fault.kind, fault.requests, fault.p50, fault.statuses, fault.outcomes
        ));
    }
    out.push('\n');
}
