//! What a scenario file costs: the same request from a URL, from a plain file, and with everything that a file can do.

use anyhow::{Context, bail};

use super::Bench;
use super::closed::GRACE;
use super::rounds::take_turns;
use super::server::{Protocol, Server};
use super::table::{Table, cell};
use super::tool::{Length, Load, Tool};

const TOOLS: [Tool; 3] = [Tool::LtGen, Tool::LtGenPlainFile, Tool::LtGenTemplates];
const CONNECTIONS: u32 = 64;

/// CPU time of a request, in microseconds.
#[derive(Clone, Copy, Debug)]
struct Cost {
    user: f64,
    system: f64,
}

/// One JSON answer of 250 bytes, over and over.
pub(super) fn run(bench: &Bench) -> anyhow::Result<String> {
    let mut server = Server::start(bench)?;
    let url = server.url(Protocol::Http1);
    let url = url.context("every server speaks HTTP/1.1")? + "json";
    let columns = take_turns(bench, bench.rounds, &TOOLS, |tool, round| {
        let load = Load {
            connections: CONNECTIONS,
            ..Load::full_speed(&url, Length::Time(bench.turn))
        };
        let before = server.requests()?;
        let client = tool.client(bench, &load)?;
        let finished = client.run(bench, bench.turn + GRACE, round > 0)?;
        let n = server.requests()?.saturating_sub(before);
        if n == 0 {
            bail!("the server received no request");
        }
        let each = 1e6 / n as f64;
        Ok(Some(Cost {
            user: finished.cpu.user * each,
            system: finished.cpu.system * each,
        }))
    })?;
    let mut table = Table::new(
        1,
        &[
            "tool",
            "user µs/request",
            "system",
            "CPU × URL",
            "user × URL",
        ],
    );
    for column in &columns {
        let ratio =
            |of: fn(&Cost) -> f64| cell(column.ratio(&columns, Tool::LtGen, |cost| Some(of(cost))));
        table.row([
            column.tool.name().to_owned(),
            cell(column.spread(|cost| Some(cost.user))),
            cell(column.spread(|cost| Some(cost.system))),
            ratio(|cost| cost.user + cost.system),
            ratio(|cost| cost.user),
        ]);
    }
    Ok(format!(
        "Server: {}, an answer of 250 bytes of JSON. Rounds: {} of {} s, {CONNECTIONS} connections.\n\n{table}",
        server.name(),
        bench.rounds,
        bench.turn.as_secs(),
    ))
}
