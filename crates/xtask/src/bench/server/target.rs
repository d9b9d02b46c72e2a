//! lt-target, which also keeps the times of what it receives.

use std::net::SocketAddr;
use std::process::Stdio;

use anyhow::Context;
use serde_json::Value;

use crate::bench::arrivals::Exchange;
use crate::bench::cores::Side;
use crate::bench::{Bench, http};
use crate::shell::Running;
use crate::tools;

/// A running lt-target, which ends with this value.
#[derive(Debug)]
pub(crate) struct Target {
    _running: Running,
    address: SocketAddr,
}

impl Target {
    /// Starts it on a free port, with these arguments more.
    ///
    /// # Errors
    /// It does not start.
    pub(crate) fn start(bench: &Bench, args: &[&str]) -> anyhow::Result<Self> {
        let mut command = bench.pinned(Side::Server, &tools::path("lt-target"));
        command.args(["--listen", "127.0.0.1:0"]).args(args);
        command.stdin(Stdio::null());
        let (running, url) = tools::start_server(&bench.shell, command)?;
        let address = url.strip_prefix("http://").unwrap_or(&url);
        Ok(Self {
            _running: running,
            address: address
                .parse()
                .with_context(|| format!("`{url}` is no address"))?,
        })
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// The same without HTTP.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many requests it has received.
    ///
    /// # Errors
    /// It does not answer.
    pub(crate) fn requests(&self) -> anyhow::Result<u64> {
        let stats: Value = serde_json::from_str(&http::get(self.address, "/__lt/stats")?)?;
        stats["received"]
            .as_u64()
            .context("lt-target's stats have another form")
    }

    /// Lets it forget what it counted and kept.
    ///
    /// # Errors
    /// It does not answer.
    pub(crate) fn reset(&self) -> anyhow::Result<()> {
        http::post(self.address, "/__lt/reset").map(drop)
    }

    /// What it kept of each request, in the order of arrival.
    ///
    /// # Errors
    /// It does not answer, or keeps no times.
    pub(crate) fn exchanges(&self) -> anyhow::Result<Vec<Exchange>> {
        Exchange::read_all(&http::get(self.address, "/__lt/times")?)
    }
}
