//! A server that falls silent for a second: who tells, and who hides it.

use std::time::Duration;

use anyhow::Context;

use super::Bench;
use super::arrivals::Exchange;
use super::closed::GRACE;
use super::figures::{percentile, sorted};
use super::rounds::{Column, take_turns};
use super::server::Target;
use super::table::{Table, cell};
use super::tool::{Length, Load, Reported, Tool};

const TOOLS: [Tool; 8] = [
    Tool::LtGen,
    Tool::Wrk2,
    Tool::OhaCorrected,
    Tool::Oha,
    Tool::Hey,
    Tool::K6,
    Tool::LocustFast,
    Tool::Wrk,
];
const RATE: u32 = 1_000;
const CONNECTIONS: u32 = 16;
const LENGTH: Duration = Duration::from_secs(6);
const STALL_AT: u32 = 2;
const STALL_FOR: u32 = 1;
const PERCENTS: [f64; 5] = [50.0, 90.0, 99.0, 99.9, 100.0];

/// What a generator said about its run, and what the server saw of it.
struct Told {
    said: [Option<f64>; 5],
    requests: u64,
    /// `None`: it did not send what was asked for, so there is no telling which request was due when.
    seen: Option<[f64; 5]>,
}

/// One run of each.
pub(super) fn run(bench: &Bench) -> anyhow::Result<String> {
    let n_times = (planned() * 2).to_string();
    let (at, lasts) = (format!("{STALL_AT}s"), format!("{STALL_FOR}s"));
    let args = [
        "--record",
        &n_times,
        "--stall-at",
        &at,
        "--stall-for",
        &lasts,
    ];
    let target = Target::start(bench, &args)?;
    let load = Load {
        connections: CONNECTIONS,
        rate: Some(RATE),
        keep_samples: true,
        ..Load::full_speed(&target.url(), Length::Time(LENGTH))
    };
    let columns = take_turns(bench, 1, &TOOLS, |tool, _| {
        target.reset()?;
        let client = tool.client(bench, &load)?;
        let finished = client.run(bench, LENGTH + GRACE, false)?;
        let requests = target.requests()?;
        Ok(Some(Told {
            said: percentiles(&tool.reported(bench, &load, &finished)?),
            requests,
            seen: is_as_planned(requests)
                .then(|| seen(&target.exchanges()?))
                .transpose()?,
        }))
    })?;
    Ok(format!(
        "Server: lt-target, silent for {STALL_FOR} s from second {STALL_AT} on. {RATE} requests a second for {} s \
         over {CONNECTIONS} connections.\n\n{}",
        LENGTH.as_secs(),
        table(&columns)
    ))
}

fn table(columns: &[Column<Told>]) -> Table {
    let header = [
        "tool",
        "p50 ms",
        "p90 ms",
        "p99 ms",
        "p99.9 ms",
        "max ms",
        "server: p90 ms",
        "p99 ms",
        "p99.9 ms",
        "requests",
        "within 5 %",
    ];
    let mut table = Table::new(1, &header);
    let mut add = |name: &str, told: &Told, verdict: &str| {
        let seen = told.seen.map_or([None; 3], |[_, p90, p99, p99_9, _]| {
            [p90, p99, p99_9].map(Some)
        });
        let ms = told.said.into_iter().chain(seen);
        let ms = ms.map(|ms| cell(ms.map(|ms| format!("{ms:.1}"))));
        let end = [told.requests.to_string(), verdict.to_owned()];
        table.row(std::iter::once(name.to_owned()).chain(ms).chain(end));
    };
    let plan = Told {
        said: truth().map(Some),
        requests: planned(),
        seen: None,
    };
    add("*by arithmetic*", &plan, "-");
    for column in columns {
        let name = match column.tool {
            Tool::Wrk => "wrk (closed loop)",
            tool => tool.name(),
        };
        for told in column.turns.iter().flatten() {
            let holds = holds(told.said, told.seen.unwrap_or_else(truth));
            add(name, told, if holds { "yes" } else { "no" });
        }
    }
    table
}

fn planned() -> u64 {
    u64::from(RATE) * LENGTH.as_secs()
}

/// Whether a number of requests is the planned one, to 1 %.
fn is_as_planned(requests: u64) -> bool {
    requests.abs_diff(planned()) * 100 <= planned()
}

/// What users waited that were due every 1 / rate: from then to the moment at which the server sent the answer. The
/// first was due when it arrived.
fn seen(exchanges: &[Exchange]) -> anyhow::Result<[f64; 5]> {
    let first = exchanges
        .first()
        .context("the server received no requests")?
        .received;
    let since_first = |sent: Option<u64>| Some(sent?.saturating_sub(first) as f64 / 1e6);
    let sent = sorted(exchanges.iter().filter_map(|seen| since_first(seen.sent)));
    let due = |k: usize| k as f64 * 1e3 / f64::from(RATE);
    let waits = sent
        .iter()
        .enumerate()
        .map(|(k, sent)| (sent - due(k)).max(0.0));
    Ok(at_percents(&sorted(waits)))
}

/// What each percentile of the response time is where only the stall takes time: a request due while it lasts waits
/// for its end, the others do not wait.
fn truth() -> [f64; 5] {
    let due = |k: u64| k as f64 / f64::from(RATE);
    let (begin, end) = (f64::from(STALL_AT), f64::from(STALL_AT + STALL_FOR));
    let wait = |at: f64| {
        if (begin..end).contains(&at) {
            (end - at) * 1e3
        } else {
            0.0
        }
    };
    at_percents(&sorted((0..planned()).map(|k| wait(due(k)))))
}

fn at_percents(sorted: &[f64]) -> [f64; 5] {
    PERCENTS.map(|percent| percentile(sorted, percent).unwrap_or(0.0))
}

fn percentiles(reported: &Reported) -> [Option<f64>; 5] {
    [
        reported.p50,
        reported.p90,
        reported.p99,
        reported.p99_9,
        reported.max,
    ]
}

/// Whether p90, p99 and p99.9 are told, and right to 5 %.
fn holds(said: [Option<f64>; 5], truth: [f64; 5]) -> bool {
    let mut pairs = said.into_iter().zip(truth).skip(1).take(3);
    let is_near = |(said, truth): (Option<f64>, f64)| {
        said.is_some_and(|said| (said - truth).abs() <= 0.05 * truth)
    };
    pairs.all(is_near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sixth_of_the_requests_waits_up_to_the_whole_second() {
        let rounded = truth().map(|ms| format!("{ms:.0}"));
        assert_eq!(rounded, ["0", "400", "940", "994", "1000"]);
    }

    #[test]
    fn the_server_sees_what_arithmetic_says_where_it_answers_at_once_but_for_the_stall() {
        let exchange = |k: u64| Exchange {
            received: 7 + k * 1_000_000,
            sent: Some(
                7 + if (2000..3000).contains(&k) {
                    3_000_000_000
                } else {
                    k * 1_000_000
                },
            ),
            id: None,
        };
        let exchanges: Vec<Exchange> = (0..6000).map(exchange).collect();
        let rounded = |ms: [f64; 5]| ms.map(|ms| format!("{ms:.3}"));
        assert_eq!(rounded(seen(&exchanges).unwrap()), rounded(truth()));
        assert!(seen(&[]).is_err());
    }

    #[test]
    fn a_run_is_as_planned_to_one_percent() {
        let planned = [5939, 5940, 6060, 6061].map(is_as_planned);
        assert_eq!(planned, [false, true, true, false]);
    }

    #[test]
    fn a_percentile_that_is_not_told_is_not_right() {
        let told = [0.1, 410.0, 942.0, 996.0, 1001.0].map(Some);
        assert!(holds(told, truth()));
        let mut silent = told;
        silent[3] = None;
        let mut hides = told;
        hides[1] = Some(0.2);
        assert!(!holds(silent, truth()) && !holds(hides, truth()));
    }
}
