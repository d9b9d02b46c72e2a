//! Response time against service time, where they differ.

use lt_stats::{Percentile, Slice, percentile};

use super::Look;
use super::table::{Column, Row, Table};
use crate::number;
use crate::observation::Lateness;

const MEANING: &str = "Response time counts from when a request was due, service time from when it was sent. The difference \
    was spent waiting to be sent: a user would have felt it, the target did not cause it by this request alone.";

/// Left out where both are about the same.
pub(super) fn write(out: &mut String, total: &Slice, look: Look) {
    if Lateness::of(total).is_none() {
        return;
    }
    let columns = vec![
        Column::text("Milliseconds", 13, 0).after("", 13),
        Column::figures("p50", 9, 0),
        Column::figures("p95", 9, 0),
        Column::figures("p99", 9, 0),
        Column::figures("max", 9, 0),
    ];
    let row = |name: &str, histogram| {
        let at = |p| percentile(histogram, p).map_or_else(String::new, number::micros);
        let p100 = Percentile::TABLE[Percentile::TABLE.len() - 1];
        let times = [Percentile::P50, Percentile::P95, Percentile::P99, p100].map(at);
        Row::of([name.to_owned()].into_iter().chain(times).collect())
    };
    let rows = vec![
        row("Response time", &total.tally.response),
        row("Service time", &total.tally.service),
    ];
    out.push_str("Response time against service time\n");
    Table::new(columns, 0, rows).write(out, 0, look);
    out.push_str(&look.wrapped("", MEANING));
    out.push('\n');
}
