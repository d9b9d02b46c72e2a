//! Full speed: what a request costs the client. A closed loop, so nothing here is about how long answers took.

use std::time::Duration;

use anyhow::bail;

use super::Bench;
use super::client::unless_stopped;
use super::figures::Spread;
use super::rounds::{Column, take_turns};
use super::server::{Protocol, Server};
use super::table::{Table, cell};
use super::tool::{Length, Load, Tool};
use crate::shell::say;

/// Every generator, and ours in three forms.
const ALL: [Tool; 10] = [
    Tool::LtGen,
    Tool::LtGenHyper,
    Tool::LtGenToReport,
    Tool::Wrk,
    Tool::Oha,
    Tool::H2load,
    Tool::Hey,
    Tool::K6,
    Tool::LocustFast,
    Tool::LocustHttp,
];
const FAST: [Tool; 5] = [
    Tool::LtGen,
    Tool::LtGenHyper,
    Tool::Wrk,
    Tool::Oha,
    Tool::H2load,
];
const OVER_TLS: [Tool; 4] = [Tool::LtGen, Tool::Wrk, Tool::Oha, Tool::H2load];
const OVER_HTTP2: [Tool; 3] = [Tool::LtGen, Tool::Oha, Tool::H2load];

const CONNECTIONS: u32 = 64;
/// How much longer slow starters run.
const LONGER: u32 = 5;
/// What a client may take beyond its time, to start and to end.
pub(super) const GRACE: Duration = Duration::from_secs(30);

/// What a run cost the client.
#[derive(Clone, Copy, Debug)]
struct Cost {
    per_second: f64,
    user_us: f64,
    system_us: f64,
    /// Share of the turn that it spent on the CPU; above 1 on several cores.
    busy: f64,
    rss_mib: f64,
}

impl Cost {
    fn cpu_us(&self) -> f64 {
        self.user_us + self.system_us
    }
}

/// HTTP/1.1 over 64, 16 and 256 connections.
pub(super) fn run(bench: &Bench) -> anyhow::Result<String> {
    let mut server = Server::start(bench)?;
    let mut table = table("connections");
    for (connections, tools) in [(64, &ALL[..]), (16, &FAST), (256, &FAST)] {
        let columns = race(bench, &mut server, Protocol::Http1, connections, tools)?;
        add_rows(&mut table, &connections.to_string(), &columns);
    }
    let setting = setting(bench, &server);
    let slow = (bench.turn * LONGER).as_secs();
    Ok(format!(
        "{setting} k6 and Locust: {} of {slow} s.\n\n{table}",
        bench.long_rounds()
    ))
}

/// HTTP/1.1 over TLS.
pub(super) fn run_tls(bench: &Bench) -> anyhow::Result<String> {
    let protocols = [("HTTP/1.1, TLS", Protocol::Http1Tls)];
    run_protocols(bench, &protocols, &OVER_TLS)
}

/// HTTP/2, encrypted and not.
pub(super) fn run_http2(bench: &Bench) -> anyhow::Result<String> {
    let protocols = [
        ("HTTP/2, TLS", Protocol::Http2Tls),
        ("HTTP/2, no TLS", Protocol::Http2),
    ];
    run_protocols(bench, &protocols, &OVER_HTTP2)
}

fn run_protocols(
    bench: &Bench,
    protocols: &[(&str, Protocol)],
    tools: &[Tool],
) -> anyhow::Result<String> {
    let mut server = Server::start(bench)?;
    let mut table = table("protocol");
    let mut is_empty = true;
    for (name, protocol) in protocols {
        let columns = race(bench, &mut server, *protocol, CONNECTIONS, tools);
        let columns = unless_stopped(bench, name, columns)?.unwrap_or_default();
        is_empty &= columns.is_empty();
        add_rows(&mut table, name, &columns);
    }
    if is_empty {
        bail!("no generator could be measured");
    }
    let setting = setting(bench, &server);
    Ok(format!(
        "{setting} {CONNECTIONS} connections, one request at a time on each.\n\n{table}"
    ))
}

fn race(
    bench: &Bench,
    server: &mut Server,
    protocol: Protocol,
    connections: u32,
    tools: &[Tool],
) -> anyhow::Result<Vec<Column<Cost>>> {
    let Some(url) = server.url(protocol) else {
        bail!("{} does not speak it here", server.name());
    };
    take_turns(bench, bench.rounds, tools, |tool, round| {
        let length = match tool.starts_slowly() {
            true if round >= bench.long_rounds() => return Ok(None),
            true => bench.turn * LONGER,
            false => bench.turn,
        };
        let load = Load {
            protocol,
            connections,
            ..Load::full_speed(&url, Length::Time(length))
        };
        let before = server.requests()?;
        let finished = tool
            .client(bench, &load)?
            .run(bench, length + GRACE, round > 0)?;
        let n = server.requests()?.saturating_sub(before);
        if n == 0 {
            bail!("the server received no request");
        }
        if let Some(own) = tool.reported(bench, &load, &finished)?.requests
            && own.abs_diff(n) * 100 > n
        {
            say(format_args!(
                "{} counted {own} requests, the server {n}",
                tool.name()
            ));
        }
        let each = 1e6 / n as f64;
        Ok(Some(Cost {
            per_second: n as f64 / length.as_secs_f64(),
            user_us: finished.cpu.user * each,
            system_us: finished.cpu.system * each,
            busy: (finished.cpu.user + finished.cpu.system) / length.as_secs_f64(),
            rss_mib: finished.peak_rss,
        }))
    })
}

fn setting(bench: &Bench, server: &Server) -> String {
    format!(
        "Server: {}. Rounds: {} of {} s.",
        server.name(),
        bench.rounds,
        bench.turn.as_secs(),
    )
}

fn table(first: &str) -> Table {
    Table::new(
        2,
        &[
            first,
            "tool",
            "rounds",
            "req/s",
            "CPU µs/request",
            "user",
            "system",
            "busy",
            "RSS MiB",
            "CPU × wrk",
            "CPU × oha",
        ],
    )
}

fn add_rows(table: &mut Table, first: &str, columns: &[Column<Cost>]) {
    for column in columns {
        let median = |figure: fn(&Cost) -> f64, decimals: usize| {
            let spread = column.spread(|cost| Some(figure(cost)));
            cell(spread.map(|spread| format!("{:.decimals$}", spread.median)))
        };
        let ratio = |to| cell(column.ratio(columns, to, |cost| Some(cost.cpu_us())));
        let cpu: Option<Spread> = column.spread(|cost| Some(cost.cpu_us()));
        table.row([
            first.to_owned(),
            column.tool.name().to_owned(),
            column.n_turns().to_string(),
            median(|cost| cost.per_second, 0),
            cell(cpu),
            median(|cost| cost.user_us, 2),
            median(|cost| cost.system_us, 2),
            median(|cost| cost.busy, 2),
            median(|cost| cost.rss_mib, 1),
            ratio(Tool::Wrk),
            ratio(Tool::Oha),
        ]);
    }
}
