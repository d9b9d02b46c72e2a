//! Instructions per request in user space: the one figure that other load on the machine does not touch.

use std::time::Duration;

use anyhow::{Context, bail};

use super::Bench;
use super::client::unless_stopped;
use super::peers::Peer;
use super::server::{Protocol, Server};
use super::table::{Table, cell};
use super::tool::{Length, Load, Tool};

const CONNECTIONS: u32 = 64;
/// Under callgrind everything is many times slower.
const AT_MOST: Duration = Duration::from_secs(300);

/// A generator and two lengths of a run: what both take, start and end, falls out.
struct Contest {
    name: &'static str,
    tool: Tool,
    rate: Option<u32>,
    lengths: [Length; 2],
}

/// wrk first: the others are held against it.
const CONTESTS: [Contest; 7] = [
    Contest {
        name: "wrk",
        tool: Tool::Wrk,
        rate: None,
        lengths: [
            Length::Time(Duration::from_secs(2)),
            Length::Time(Duration::from_secs(8)),
        ],
    },
    Contest {
        name: "lt-gen",
        tool: Tool::LtGen,
        rate: None,
        lengths: REQUESTS,
    },
    Contest {
        name: "lt-gen, the same from a scenario file",
        tool: Tool::LtGenPlainFile,
        rate: None,
        lengths: REQUESTS,
    },
    Contest {
        name: "lt-gen, two templates, an extract, two checks",
        tool: Tool::LtGenTemplates,
        rate: None,
        lengths: REQUESTS,
    },
    Contest {
        name: "lt-gen --http-client hyper",
        tool: Tool::LtGenHyper,
        rate: None,
        lengths: REQUESTS,
    },
    Contest {
        name: "lt-gen --rate 500",
        tool: Tool::LtGen,
        rate: Some(500),
        lengths: [Length::Requests(1_000), Length::Requests(4_000)],
    },
    Contest {
        name: "oha",
        tool: Tool::Oha,
        rate: None,
        lengths: REQUESTS,
    },
];
const REQUESTS: [Length; 2] = [Length::Requests(2_000), Length::Requests(12_000)];

/// Two runs of each under callgrind.
pub(super) fn run(bench: &Bench) -> anyhow::Result<String> {
    if !bench.peers.has(Peer::Valgrind) {
        bail!("valgrind is missing");
    }
    let mut server = Server::start(bench)?;
    let mut table = Table::new(1, &["tool", "instructions/request", "× wrk"]);
    let mut of_wrk = None;
    for contest in CONTESTS {
        if !contest.tool.is_here(bench) {
            continue;
        }
        let counted = contest.count(bench, &mut server);
        let Some(each) = unless_stopped(bench, contest.name, counted)? else {
            continue;
        };
        if contest.tool == Tool::Wrk {
            of_wrk = Some(each);
        }
        let ratio = of_wrk.map(|of_wrk| format!("{:.2}", each / of_wrk));
        table.row([contest.name.to_owned(), format!("{each:.0}"), cell(ratio)]);
    }
    Ok(format!(
        "Marginal between two run lengths, {CONNECTIONS} connections. Server: {}, outside callgrind.\n\n{table}",
        server.name()
    ))
}

impl Contest {
    fn count(&self, bench: &Bench, server: &mut Server) -> anyhow::Result<f64> {
        let url = server
            .url(Protocol::Http1)
            .context("every server speaks HTTP/1.1")?;
        let mut counts = Vec::new();
        for length in self.lengths {
            let load = Load {
                connections: CONNECTIONS,
                rate: self.rate,
                count_instructions: true,
                ..Load::full_speed(&url, length)
            };
            let before = server.requests()?;
            let finished = self.tool.client(bench, &load)?.run(bench, AT_MOST, false)?;
            let requests = server.requests()?.saturating_sub(before) as f64;
            counts.push((requests, collected(&finished.stderr)?));
        }
        let [(few, short), (many, long)] = counts[..] else {
            bail!("two lengths make two counts");
        };
        if many <= few {
            bail!("the longer run made no more requests than the shorter one");
        }
        Ok((long - short) / (many - few))
    }
}

/// The number in `==42== Collected : 123456`.
pub(super) fn collected(said: &str) -> anyhow::Result<f64> {
    let mut lines = said.lines();
    let number = lines.find_map(|line| line.split_once("Collected : "));
    let (_, number) = number.context("callgrind did not say what it counted")?;
    Ok(number.trim().parse()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_is_found_among_what_callgrind_says() {
        let said = "==42== Events    : Ir\n==42== Collected : 123456\n==42== \n==42== I   refs:      123,456\n";
        assert_eq!(collected(said).unwrap().to_string(), "123456");
        assert!(collected("valgrind: command not found").is_err());
    }
}
