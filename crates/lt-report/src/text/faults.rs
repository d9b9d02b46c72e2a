//! What became of the requests into which we injected a fault.

use lt_stats::Summary;

use super::Look;
use super::table::{Column, Row, Table};
use crate::faults::{Fault, faults};
use crate::words;

const OUTCOMES: usize = 4;

/// Left out where there are none.
pub(super) fn write(out: &mut String, summary: &Summary, look: Look) {
    let faults = faults(summary);
    if faults.is_empty() {
        return;
    }
    let widest = |text: fn(&Fault) -> &str, least: usize| {
        let widths = faults.iter().map(|fault| words::width(text(fault)));
        widths.max().unwrap_or(0).max(least)
    };
    let kind = widest(|fault| &fault.kind, 10);
    let statuses = widest(|fault| &fault.statuses, 8);
    let outcomes = widest(|fault| &fault.outcomes, 8);
    let columns = vec![
        Column::text("Fault", kind, 0).after("", kind),
        Column::figures("# reqs", 9, 0),
        Column::figures("Med (ms)", 11, 1),
        Column::text("Statuses", statuses, 0).after("   ", statuses + 2),
        Column::text("Outcomes", outcomes, 0).after("   ", outcomes + 2),
    ];
    let rows = faults.iter().map(|fault| {
        let cells = [&fault.kind, &fault.requests, &fault.p50];
        let cells = cells.into_iter().chain([&fault.statuses, &fault.outcomes]);
        Row::of(cells.cloned().collect())
    });
    let rows = rows.collect();
    out.push_str("Injected faults (in none of the figures above)\n");
    Table::new(columns, OUTCOMES, rows).write(out, 0, look);
    out.push('\n');
}
