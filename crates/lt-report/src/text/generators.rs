//! How each run's generator did: what tells whether the figures above are about the target.

use lt_sample::{Account, RunId};
use lt_stats::Summary;

use super::Look;
use crate::{number, runs, words};

const RULE: &str = "--------|-------|-----------|------|--------|--------|--------|-----------|-----------|--------|---------\n";

pub(super) fn write(out: &mut String, summary: &Summary, look: Look) {
    out.push_str("Generator (schedule delay in ms: how late requests were sent)\n");
    out.push_str(&row([
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
    ]));
    out.push_str(RULE);
    for (run, account) in runs::in_order(summary) {
        let line = run_row(run, account);
        let saturated = runs::health(account).is_some_and(|health| health.saturated);
        match saturated || account.end.is_none() {
            true => out.push_str(&format!("{}\n", look.red(line.trim_end()))),
            false => out.push_str(&line),
        }
        for why in runs::health(account)
            .into_iter()
            .flat_map(|health| &health.why)
        {
            out.push_str(&format!("{:<8} {}\n", "", words::cut(why, 400)));
        }
    }
}

fn run_row(run: RunId, account: &Account) -> String {
    let end = account.end.as_ref();
    let health = runs::health(account);
    let shard = account.run.as_ref().map(|run| run.shard);
    let shard = shard.or(end.map(|end| end.shard));
    let of_health = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let delay = |time: Option<lt_sample::Micros>| of_health(time.map(number::micros));
    let of_end = |n: Option<u64>| n.map_or_else(|| "-".to_owned(), number::count);
    let cells = [
        run.to_string(),
        shard.map_or_else(|| "-".to_owned(), |shard| shard.to_string()),
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
    row(cells.each_ref().map(String::as_str))
}

fn row(cells: [&str; 11]) -> String {
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
        "{run:<8} {shard:<7} {ended:<11} {cpu:>6} {p50:>8} {p99:>8} {max:>8} {achieved:>11} {offered:>11} {dropped:>8} {cancelled:>9}\n"
    )
}
