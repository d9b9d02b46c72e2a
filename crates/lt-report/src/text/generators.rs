//! How each run's generator did: what tells whether the figures above are about the target.

use lt_sample::{Account, Health, RunId};
use lt_stats::Summary;

use super::Look;
use crate::runs::Together;
use crate::{number, runs};

const RULE: &str =
    "|-----------|------|--------|--------|--------|-----------|-----------|--------|---------";
/// The width of the shards' column, which grows where a run makes several.
const SHARD: usize = 7;

pub(super) fn write(out: &mut String, summary: &Summary, look: Look) {
    out.push_str("Generator (schedule delay in ms: how late requests were sent)\n");
    let (runs, together) = runs::told_apart(summary);
    let legs = runs::legs(summary);
    let shards = runs.iter().map(|(_, account)| shard(account));
    let width = shards.map(|shard| shard.chars().count()).max();
    let width = width.unwrap_or(0).max(SHARD);
    let header = row(
        width,
        [
            "Run",
            "Shard",
            "Ended",
            "CPU",
            "p50",
            "p99",
            "max",
            "Achieved",
            "Offered",
            "Dropped",
            "Cancelled",
        ],
    );
    let (leg_header, leg_rule) = match legs.is_empty() || runs.is_empty() {
        true => ("", ""),
        false => ("  Leg", "|---------------------"),
    };
    out.push_str(&format!("{}{leg_header}\n", header.trim_end()));
    out.push_str(&format!("--------|{:-<width$}{RULE}{leg_rule}\n", ""));
    for (run, account) in runs {
        let leg = legs.get(&run).map(|leg| format!("  {leg}"));
        let line = run_row(width, run, account) + leg.as_deref().unwrap_or_default();
        match !runs::flaw(account).is_empty() {
            true => out.push_str(&format!("{}\n", look.red(&line))),
            false => out.push_str(&format!("{line}\n")),
        }
        for note in runs::notes(account) {
            out.push_str(&format!("{:<8} {note}\n", ""));
        }
    }
    if let Some(together) = together {
        write_together(out, width, &together);
    }
}

fn write_together(out: &mut String, width: usize, together: &Together) {
    let who = ["all well", "", "completed"];
    let lost = [together.dropped, together.cancelled].map(number::count);
    let runs = number::counted(together.runs, "run");
    out.push_str(&health_row(width, who, together.health.as_ref(), &lost));
    out.push_str(&format!(
        "\n{:<8} {runs}: the highest of each delay, the sum of each count\n",
        ""
    ));
}

fn shard(account: &Account) -> String {
    runs::shard(account).map_or_else(|| "-".to_owned(), ToString::to_string)
}

fn run_row(width: usize, run: RunId, account: &Account) -> String {
    let end = account.end.as_ref();
    let of_end = |n: Option<u64>| n.map_or_else(|| "-".to_owned(), number::count);
    let lost = [end.map(|end| end.dropped), end.map(|end| end.cancelled)].map(of_end);
    let who = [run.as_str(), &shard(account), runs::ending(end)];
    health_row(width, who, runs::health(account), &lost)
}

/// Who it was, how that went, and what it did not send or cut off.
fn health_row(
    width: usize,
    [run, shard, ended]: [&str; 3],
    health: Option<&Health>,
    [dropped, cancelled]: &[String; 2],
) -> String {
    let cells = health_cells(health);
    let [cpu, p50, p99, max, achieved, offered] = cells.each_ref().map(String::as_str);
    let cells = [
        run, shard, ended, cpu, p50, p99, max, achieved, offered, dropped, cancelled,
    ];
    row(width, cells)
}

fn health_cells(health: Option<&Health>) -> [String; 6] {
    let known = |text: fn(&Health) -> String| health.map_or_else(|| "-".to_owned(), text);
    [
        known(|health| format!("{}%", number::busy(health.cpu_busy))),
        known(|health| number::micros(health.delay_p50_us)),
        known(|health| number::micros(health.delay_p99_us)),
        known(|health| number::micros(health.delay_max_us)),
        known(|health| number::count(health.achieved)),
        known(|health| number::count(health.offered)),
    ]
}

fn row(width: usize, cells: [&str; 11]) -> String {
    let [
        run,
        shard,
        ended,
        cpu,
        p50,
        p99,
        max,
        achieved,
        offered,
        dropped,
        cancelled,
    ] = cells;
    format!(
        "{run:<8} {shard:<width$} {ended:<11} {cpu:>6} {p50:>8} {p99:>8} {max:>8} {achieved:>11} {offered:>11} {dropped:>8} {cancelled:>9}"
    )
}
