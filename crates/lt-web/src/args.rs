//! What can be typed.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::anyhow;
use clap::Parser;
use lt_cli::usage;

/// Start, watch, change and stop a run in a browser.
///
/// Once it listens it says `listening on http://IP:PORT` on stderr. Runs are made by lt-gen, reports by lt-report, and
/// comparisons by lt-gate: they are looked for beside lt-web, then on the PATH. Commands in scenario files never run.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = concat!(
        "Without a token only this machine can reach the page. Where others shall, put a word of at least\n",
        "16 characters into a file for --token-file, or into LT_WEB_TOKEN: browsers ask for it, scripts\n",
        "send it as `Authorization: Bearer TOKEN`. It is not encrypted on its way; in a network that is\n",
        "not yours, put a proxy with TLS in front. Locust's routes (/swarm, /stats/requests, /stop ...)\n",
        "answer as Locust's do.\n\n",
        "Examples:\n",
        "  lt-web shop.yaml --open\n",
        "  lt-web scenarios/ --runs results --listen 127.0.0.1:9000\n",
        "  lt-web shop.yaml --listen 0.0.0.0:8089 --token-file token.txt\n",
        "  lt-gen shop.yaml | lt-web -\n\n",
        "Exit codes:\n",
        "  0  ended by Ctrl-C or SIGTERM; a run that went on was stopped first\n",
        "  1  failed while running\n",
        "  2  wrong usage or configuration, or the address is taken",
    )
)]
pub struct Args {
    /// Scenario files that the form offers, or folders of them; `-` watches the stream on stdin
    #[arg(value_name = "SCENARIO")]
    pub scenarios: Vec<PathBuf>,

    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "IP:PORT", default_value = "127.0.0.1:8089", value_parser = address)]
    pub listen: SocketAddr,

    /// Open the page in the browser
    #[arg(long)]
    pub open: bool,

    /// Folder in which runs are kept
    #[arg(long, value_name = "FOLDER", default_value = "runs")]
    pub runs: PathBuf,

    /// Where lt-gate keeps baselines: `dir:PATH`, `git:BRANCH` or `http://…`
    #[arg(long, value_name = "PLACE", default_value = "dir:.lt/baselines")]
    pub baselines: String,

    /// How long requests may take to end when a run is stopped; then they are cut off
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = lt_cli::duration::parse)]
    pub stop_timeout: Duration,

    /// File with the token that everybody must know [or in $LT_WEB_TOKEN]
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,

    /// Another name under which this machine is asked for; can be given several times
    #[arg(long, value_name = "NAME", value_parser = host_name)]
    pub allow_host: Vec<String>,
}

impl Args {
    /// Whether the stream on stdin is to be watched, instead of offering scenarios.
    ///
    /// # Errors
    /// Both were typed.
    pub(crate) fn watches(&self) -> anyhow::Result<bool> {
        let is_dash = |path: &PathBuf| path == Path::new("-");
        match (self.scenarios.iter().any(is_dash), self.scenarios.len()) {
            (true, 2..) => Err(usage(anyhow!(
                "`-` only watches the stream on stdin; leave the scenarios away, or the `-`"
            ))),
            (is_dash, _) => Ok(is_dash),
        }
    }
}

fn address(text: &str) -> Result<SocketAddr, &'static str> {
    text.parse()
        .map_err(|_form| "not an address; write IP:PORT: `127.0.0.1:8089`, or `0.0.0.0:8089` for all networks")
}

/// A name as it stands in `Host`, without a port.
fn host_name(text: &str) -> Result<String, &'static str> {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    match !text.is_empty() && text.len() <= 253 && text.bytes().all(is_letter) {
        true => Ok(text.to_ascii_lowercase()),
        false => {
            Err("not a name of a host; write it without `http://`, port and path: `lt.example.com`")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_host_has_no_scheme_port_or_path() {
        assert_eq!(host_name("LT.example.com"), Ok("lt.example.com".to_owned()));
        for wrong in ["", "http://a", "a:80", "a/b", "*", "a b"] {
            assert!(host_name(wrong).is_err(), "{wrong}");
        }
    }
}
