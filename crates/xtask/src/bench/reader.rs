//! A reader of the samples that begins late: the load must not notice, and the samples must account for all of it.

use std::time::Duration;

use anyhow::{Context, bail};

use super::Bench;
use super::arrivals::Evenness;
use super::client::{Client, unless_stopped};
use super::closed::GRACE;
use super::server::Target;
use super::table::Table;
use super::tool::{Length, Load, SAMPLES, lt_gen_command, report_on_samples};

const RATE: u32 = 20_000;
const LENGTH: Duration = Duration::from_secs(6);
const LATE: Duration = Duration::from_secs(3);
const CONNECTIONS: u32 = 256;

/// One run with a reader from the beginning, one with a late one.
pub(super) fn run(bench: &Bench) -> anyhow::Result<String> {
    let n_times = (u64::from(RATE) * LENGTH.as_secs() * 2).to_string();
    let target = Target::start(bench, &["--record", &n_times])?;
    let header = [
        "reader",
        "server received",
        "samples + frames",
        "of these in frames",
        "arrivals/s",
        "largest gap ms",
        "off p99 µs",
    ];
    let mut table = Table::new(1, &header);
    let mut n_rows = 0;
    for late in [Duration::ZERO, LATE] {
        let name = format!("begins after {} s", late.as_secs());
        if let Some(row) = unless_stopped(bench, &name, once(bench, &target, late))? {
            table.row(std::iter::once(name).chain(row));
            n_rows += 1;
        }
    }
    if n_rows == 0 {
        bail!("lt-gen made no run of {RATE} requests a second");
    }
    Ok(format!(
        "Server: lt-target. {RATE} requests a second for {} s, at most {CONNECTIONS} in flight.\n\n{table}",
        LENGTH.as_secs()
    ))
}

fn once(bench: &Bench, target: &Target, late: Duration) -> anyhow::Result<[String; 6]> {
    let load = Load {
        connections: CONNECTIONS,
        rate: Some(RATE),
        ..Load::full_speed(&target.url(), Length::Time(LENGTH))
    };
    target.reset()?;
    let client = Client::new(lt_gen_command(bench, &load, &[]));
    client
        .read_late(late, bench.file(SAMPLES))
        .run(bench, LENGTH + GRACE, false)?;
    let received = target.requests()?;
    let arrivals: Vec<u64> = target
        .exchanges()?
        .iter()
        .map(|seen| seen.received)
        .collect();
    let seen = Evenness::of(&arrivals, RATE).context("the server received no requests")?;
    let report = report_on_samples(bench)?;
    let requests = report["total"]["requests"].as_u64();
    let framed = report["runs"][0]["end"]["framed"].as_u64();
    Ok([
        received.to_string(),
        requests
            .context("lt-report tells no number of requests")?
            .to_string(),
        framed
            .context("lt-report tells no end of the run")?
            .to_string(),
        format!("{:.1}", seen.per_second),
        format!("{:.1}", seen.largest_gap_ms),
        format!("{:.0}", seen.off_p99_us),
    ])
}
