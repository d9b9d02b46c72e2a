//! A day of a run, replayed as fast as lt-web reads: whether its memory grows.

use std::fmt::Write as _;
use std::io::Write;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde_json::Value;

use super::browser::Browser;
use super::watched::{address, on_both};
use crate::bench::proc::rss;
use crate::bench::table::Table;
use crate::bench::{Bench, http};
use crate::tools;

const HOURS: u64 = 24;
/// Requests of a second, and endpoints among which they are.
const REQUESTS: u64 = 50;
const ENDPOINTS: u64 = 100;
/// When the day begins: 2025-11-21 09:40 UTC.
const BEGIN_S: u64 = 1_763_718_000;
/// What memory may grow by between the second hour and the last, in MiB: the figures of a day, not its samples.
const MOST_GROWTH: f64 = 8.0;

/// Writes a day's lines to `lt-web -`, while a browser watches, and looks at its memory.
pub(super) fn run(bench: &Bench) -> anyhow::Result<String> {
    let mut command = on_both(bench, "lt-web");
    command.args(["-", "--listen", "127.0.0.1:0", "--runs"]);
    command.arg(bench.file("day")).stdin(Stdio::piped());
    let (mut running, at) = tools::start_server(&bench.shell, command)?;
    let pid = running.0.id();
    let server = address(&at)?;
    let browser = Browser::open(server)?;
    let mut stdin = running.0.stdin.take().context("its stdin was piped")?;
    let begin = Instant::now();
    stdin.write_all(RUN.as_bytes())?;
    let mut lines = String::new();
    let mut sizes = Vec::new();
    for hour in 0..HOURS {
        for second in 0..3600 {
            lines.clear();
            write_second(&mut lines, hour * 3600 + second)?;
            stdin.write_all(lines.as_bytes())?;
        }
        bench.shell.sleep(Duration::from_millis(1))?;
        let kib = rss(pid).context("lt-web ended before its time")?;
        sizes.push(kib as f64 / 1024.0);
    }
    drop(stdin);
    let n = seen(bench, server)?;
    let lasted = begin.elapsed().as_secs_f64();
    let updates = browser.close();
    drop(running);
    let sent = HOURS * 3600 * REQUESTS;
    if n != sent {
        bail!("lt-web saw {n} of {sent} requests");
    }
    let at = |hour: usize| {
        sizes
            .get(hour - 1)
            .copied()
            .context("the day was cut short")
    };
    let (early, late) = (at(2)?, at(24)?);
    let mut table = Table::new(
        0,
        &["hour 1", "hour 2", "hour 6", "hour 12", "hour 24", "growth"],
    );
    table.row([at(1)?, early, at(6)?, at(12)?, late, late - early].map(|mib| format!("{mib:.1}")));
    if late - early > MOST_GROWTH {
        bail!("memory grows with time\n{table}");
    }
    Ok(format!(
        "A day of {REQUESTS} requests/s at {ENDPOINTS} endpoints, replayed into `lt-web -` in {lasted:.0} s while a browser received {updates} updates; RSS in MiB, growth from hour 2 to hour 24.\n\n{table}"
    ))
}

/// How many requests the page tells of at the end.
fn seen(bench: &Bench, server: std::net::SocketAddr) -> anyhow::Result<u64> {
    let begin = Instant::now();
    loop {
        bench.shell.sleep(Duration::from_millis(200))?;
        let state: Value = serde_json::from_str(&http::get(server, "/api/state")?)?;
        if state["state"] == "stopped" {
            let n = state["total"]["requests"].as_u64();
            return n.context("lt-web's state has another form");
        }
        if begin.elapsed() > Duration::from_secs(60) {
            bail!("lt-web does not see the end of the stream");
        }
    }
}

const RUN: &str = concat!(
    r#"{"type":"run","format":1,"run":"k3x9a2bc","test":"day","shard":{"index":0,"of":1},"tool":"lt-gen","version":"0.1.0","#,
    r#""started_us":1763718000000000,"model":"open","plan":[{"start_us":0,"rate":50.0}],"target":"http://127.0.0.1:8080"}"#,
    "\n"
);

fn write_second(lines: &mut String, second: u64) -> anyhow::Result<()> {
    let at = (BEGIN_S + second) * 1_000_000;
    let unit = 1_000_000 / REQUESTS;
    for n in 0..REQUESTS {
        let k = second * REQUESTS + n;
        // Spread over four doublings, another one each time.
        let service = 2_000 + k.wrapping_mul(2_654_435_761) % 30_000;
        let (outcome, status) = match k % 97 {
            0 => ("http_error", 503),
            _ => ("ok", 200),
        };
        writeln!(
            lines,
            r#"{{"type":"sample","run":"k3x9a2bc","at_us":{},"method":"GET","name":"/api/{}","status":{status},"outcome":"{outcome}","delay_us":{},"ttfb_us":{},"service_us":{service},"received":512,"user":{k}}}"#,
            at + n * unit,
            k % ENDPOINTS,
            k % 90,
            service - 300,
        )?;
    }
    for (name, value) in [("users", 0), ("in_flight", second % 7), ("delay_p99", 80)] {
        writeln!(
            lines,
            r#"{{"type":"gauge","run":"k3x9a2bc","at_us":{at},"source":"lt-gen","name":"{name}","value":{value}.0}}"#
        )?;
    }
    if second.is_multiple_of(60) {
        writeln!(
            lines,
            r#"{{"type":"event","at_us":{at},"run":"k3x9a2bc","name":"stage","text":"minute {}"}}"#,
            second / 60
        )?;
    }
    Ok(())
}
