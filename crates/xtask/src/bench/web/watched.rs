//! One turn: the same load, watched or not.

use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde_json::{Value, json};

use super::browser::Browser;
use super::{BROWSERS, RATE};
use crate::bench::client::Client;
use crate::bench::proc::{CpuTime, cpu_times_apart, peak_rss};
use crate::bench::server::Server;
use crate::bench::{Bench, http};
use crate::tools;

/// How lt-gen is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Into a pipe that is read and thrown away.
    Alone,
    /// As a child of lt-web.
    Unwatched,
    /// The same, while browsers look.
    Watched,
}

impl Way {
    pub(super) const ALL: [Self; 3] = [Self::Alone, Self::Unwatched, Self::Watched];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Alone => "alone",
            Self::Unwatched => "under lt-web",
            Self::Watched => "under lt-web, five browsers",
        }
    }
}

/// What a turn cost.
#[derive(Clone, Copy, Debug)]
pub(super) struct Turn {
    /// CPU time of lt-gen for a request, in microseconds.
    pub(super) cost: f64,
    /// CPU time of lt-web for a second.
    pub(super) share: Option<f64>,
    /// Most memory of lt-web, in MiB.
    pub(super) rss: Option<f64>,
    /// Updates that the browser received which received fewest.
    pub(super) updates: Option<f64>,
}

/// How long the load lasts.
pub(super) fn length(bench: &Bench) -> Duration {
    bench.turn * 5
}

/// Makes the load once.
pub(super) fn take(
    bench: &Bench,
    server: &mut Server,
    url: &str,
    way: Way,
    silently: bool,
) -> anyhow::Result<Turn> {
    let before = server.requests()?;
    let (spent, web) = match way {
        Way::Alone => (alone(bench, url, silently)?, None),
        Way::Unwatched => under_web(bench, url, 0)?,
        Way::Watched => under_web(bench, url, BROWSERS)?,
    };
    let n = server.requests()?.saturating_sub(before);
    let asked = u64::from(RATE) * length(bench).as_secs();
    if n < asked * 9 / 10 {
        bail!("{n} of {asked} requests were made; this machine is too slow or too busy");
    }
    Ok(Turn {
        cost: (spent.user + spent.system) * 1e6 / n as f64,
        share: web.map(|web: Web| web.share),
        rss: web.map(|web| web.rss),
        updates: web.and_then(|web| web.updates),
    })
}

/// What lt-web itself took.
#[derive(Clone, Copy, Debug)]
struct Web {
    share: f64,
    rss: f64,
    updates: Option<f64>,
}

fn alone(bench: &Bench, url: &str, silently: bool) -> anyhow::Result<CpuTime> {
    let mut command = on_both(bench, "lt-gen");
    command
        .arg(url)
        .args(["--rate", &format!("{RATE}/s"), "-t"]);
    command.arg(format!("{}s", length(bench).as_secs()));
    let client = Client::new(command).read_into("/dev/null");
    let at_most = length(bench) + Duration::from_secs(30);
    Ok(client.run(bench, at_most, silently)?.cpu)
}

fn under_web(bench: &Bench, url: &str, browsers: usize) -> anyhow::Result<(CpuTime, Option<Web>)> {
    let mut command = on_both(bench, "lt-web");
    command.args(["--listen", "127.0.0.1:0", "--runs"]);
    command.arg(bench.file("runs")).stdin(Stdio::null());
    let (running, at) = tools::start_server(&bench.shell, command)?;
    let address = address(&at)?;
    let browsers: Vec<Browser> = (0..browsers)
        .map(|_| Browser::open(address))
        .collect::<anyhow::Result<_>>()?;
    let (own_before, _) = cpu_times_apart(running.0.id())?;
    let begin = Instant::now();
    let wish = json!({
        "url": url,
        "rate": format!("{RATE}/s"),
        "run_time": format!("{}s", length(bench).as_secs()),
    });
    http::post_json(address, "/api/start", &wish.to_string())?;
    let at_most = length(bench) + Duration::from_secs(30);
    loop {
        bench.shell.sleep(Duration::from_millis(200))?;
        let state: Value = serde_json::from_str(&http::get(address, "/api/state")?)?;
        match state["state"].as_str() {
            Some("stopped") => break,
            Some("failed") => bail!("the run failed: {}", state["remarks"]),
            _ if begin.elapsed() > at_most => bail!("the run does not end"),
            _ => {}
        }
    }
    let lasted = begin.elapsed().as_secs_f64();
    let (own, child) = cpu_times_apart(running.0.id())?;
    let rss = peak_rss(running.0.id()).context("lt-web has ended")?;
    drop(running);
    let updates = browsers.into_iter().map(Browser::close).min();
    let own = own.user + own.system - own_before.user - own_before.system;
    let web = Web {
        share: own / lasted,
        rss: rss as f64 / 1024.0,
        updates: updates.map(f64::from),
    };
    Ok((child, Some(web)))
}

/// The address in a URL.
pub(super) fn address(url: &str) -> anyhow::Result<SocketAddr> {
    let address = url.strip_prefix("http://").unwrap_or(url);
    address
        .parse()
        .with_context(|| format!("`{url}` is no address"))
}

/// A tool of ours that may use both cores, as it would where nobody measures.
pub(super) fn on_both(bench: &Bench, tool: &str) -> Command {
    let path = tools::path(tool);
    let mut command = match bench.cores {
        Some(cores) => cores.pin_to_both(&path),
        None => Command::new(&path),
    };
    command.current_dir(bench.shell.folder());
    command
}
