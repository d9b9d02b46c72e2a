//! How each run's generator did: what tells whether the figures above are about the target.

use lt_sample::{Account, RunId};
use lt_stats::Summary;

use super::Look;
use crate::{number, runs};

const RULE: &str =
    "|-----------|------|--------|--------|--------|-----------|-----------|--------|---------\n";
/// The width of the shards' column, which grows where a run makes several.
const SHARD: usize = 7;

pub(super) fn write(out: &mut String, summary: &Summary, look: Look) {
    out.push_str("Generator (schedule delay in ms: how late requests were sent)\n");
    let runs = runs::in_order(summary);
    let shards = runs.iter().map(|(_, account)| shard(account));
    let width = shards.map(|shard| shard.chars().count()).max();
    let width = width.unwrap_or(0).max(SHARD);
    out.push_str(&row(
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
    ));
    out.push_str(&format!("--------|{:-<width$}{}", "", RULE));
    for (run, account) in runs {
        let line = run_row(width, run, account);
        match !runs::flaw(account).is_empty() {
            true => out.push_str(&format!("{}\n", look.red(line.trim_end()))),
            false => out.push_str(&line),
        }
        for note in runs::notes(account) {
            out.push_str(&format!("{:<8} {note}\n", ""));
        }
    }
}

fn shard(account: &Account) -> String {
    runs::shard(account).map_or_else(|| "-".to_owned(), ToString::to_string)
}

fn run_row(width: usize, run: RunId, account: &Account) -> String {
    let end = account.end.as_ref();
    let health = runs::health(account);
    let of_health = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let delay = |time: Option<lt_sample::Micros>| of_health(time.map(number::micros));
    let of_end = |n: Option<u64>| n.map_or_else(|| "-".to_owned(), number::count);
    let cells = [
        run.to_string(),
        shard(account),
        runs::ending(end).to_owned(),
        of_health(health.map(|health| format!("{}%", number::busy(health.cpu_busy)))),
        delay(health.map(|health| health.delay_p50_us)),
        delay(health.map(|health| health.delay_p99_us)),
        delay(health.map(|health| health.delay_max_us)),
        of_end(health.map(|health| health.achieved)),
        of_end(health.map(|health| health.offered)),
        of_end(end.map(|end| end.dropped)),
        of_end(end.map(|end| end.cancelled)),
    ];
    row(width, cells.each_ref().map(String::as_str))
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
        "{run:<8} {shard:<width$} {ended:<11} {cpu:>6} {p50:>8} {p99:>8} {max:>8} {achieved:>11} {offered:>11} {dropped:>8} {cancelled:>9}\n"
    )
}
