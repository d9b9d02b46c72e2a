//! How each run's generator did: what tells whether the figures above are about the target.

use lt_sample::{Account, Health, RunId};
use lt_stats::Summary;

use super::Look;
use super::table::{Column, Red, Row, Table};
use crate::runs::Together;
use crate::{number, runs};

/// The width of the shards' column, which grows where a run makes several.
const SHARD: usize = 7;
/// Which column is cut where there is no room: the leg's, or else the run's, which is short enough to stay.
const RUN: usize = 0;

pub(super) fn write(out: &mut String, summary: &Summary, look: Look) {
    let (runs, together) = runs::told_apart(summary);
    let legs = runs::legs(summary);
    let shards = runs.iter().map(|(_, account)| shard(account));
    let width = shards.map(|shard| shard.chars().count()).max();
    let mut columns = vec![
        Column::text("Run", 8, 0).after("", 8),
        Column::text("Shard", width.unwrap_or(0).max(SHARD), 6),
        Column::text("Ended", 11, 0),
        Column::figures("CPU", 6, 0),
        Column::figures("p50", 8, 5),
        Column::figures("p99", 8, 0),
        Column::figures("max", 8, 0),
        Column::figures("Achieved", 11, 2),
        Column::figures("Offered", 11, 3),
        Column::figures("Dropped", 8, 1),
        Column::figures("Cancelled", 9, 4),
    ];
    let has_legs = !legs.is_empty() && !runs.is_empty();
    if has_legs {
        columns.push(Column::text("Leg", 20, 0).after("  ", 21));
    }
    let mut rows: Vec<Row> = Vec::new();
    for (run, account) in runs {
        let mut row = run_row(run, account);
        row.cells
            .extend(has_legs.then(|| legs.get(&run).cloned().unwrap_or_default()));
        rows.push(row);
    }
    if let Some(together) = together {
        let mut row = together_row(&together);
        row.cells.extend(has_legs.then(String::new));
        rows.push(row);
    }
    let names = if has_legs { columns.len() - 1 } else { RUN };
    out.push_str(&look.fitted(
        "",
        "Generator (schedule delay in ms: how late requests were sent)",
    ));
    Table::new(columns, names, rows).write(out, 0, look);
}

fn together_row(together: &Together) -> Row {
    let lost = [together.dropped, together.cancelled].map(number::count);
    let runs = number::counted(together.runs, "run");
    let who = ["all well", "", "completed"];
    Row {
        notes: vec![format!(
            "{runs}: the highest of each delay, the sum of each count"
        )],
        ..health_row(who, together.health.as_ref(), lost)
    }
}

fn shard(account: &Account) -> String {
    runs::shard(account).map_or_else(|| "-".to_owned(), ToString::to_string)
}

fn run_row(run: RunId, account: &Account) -> Row {
    let end = account.end.as_ref();
    let of_end = |n: Option<u64>| n.map_or_else(|| "-".to_owned(), number::count);
    let lost = [end.map(|end| end.dropped), end.map(|end| end.cancelled)].map(of_end);
    let who = [run.as_str(), &shard(account), runs::ending(end)];
    Row {
        red: match runs::flaw(account).is_empty() {
            true => Red::Nothing,
            false => Red::All,
        },
        notes: runs::notes(account),
        ..health_row(who, runs::health(account), lost)
    }
}

/// Who it was, how that went, and what it did not send or cut off.
fn health_row(who: [&str; 3], health: Option<&Health>, lost: [String; 2]) -> Row {
    let known = |text: fn(&Health) -> String| health.map_or_else(|| "-".to_owned(), text);
    let health = [
        known(|health| format!("{}%", number::busy(health.cpu_busy))),
        known(|health| number::micros(health.delay_p50_us)),
        known(|health| number::micros(health.delay_p99_us)),
        known(|health| number::micros(health.delay_max_us)),
        known(|health| number::count(health.achieved)),
        known(|health| number::count(health.offered)),
    ];
    let who = who.map(str::to_owned).into_iter();
    Row::of(who.chain(health).chain(lost).collect())
}
