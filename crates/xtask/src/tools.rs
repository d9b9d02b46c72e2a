//! The workspace's own binaries, built for release.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;

use anyhow::{Context, anyhow};

use crate::shell::{Running, Shell, say, typed};

/// Builds these packages.
///
/// # Errors
/// One of them does not build.
pub(crate) fn build(shell: &Shell, packages: &[&str]) -> anyhow::Result<()> {
    let mut build = shell.command(
        "cargo",
        &["build", "--release", "--locked", "--target-dir", "target"],
    );
    for package in packages {
        build.args(["-p", package]);
    }
    shell.must_run(build)
}

/// Where the built binary of this name lies, from the workspace's folder.
pub(crate) fn path(name: &str) -> String {
    format!("target/release/{name}")
}

/// Starts a server of ours and waits until it says where it listens; its URL has no `/` at its end.
///
/// # Errors
/// It does not start, or says something else.
pub(crate) fn start_server(
    shell: &Shell,
    mut command: Command,
) -> anyhow::Result<(Running, String)> {
    command.stderr(Stdio::piped());
    let name = typed(&command);
    let mut server = shell.start(command)?;
    let url = said_url(&mut server.0).with_context(|| format!("`{name}` did not start"))?;
    say(format_args!("listening on {url}"));
    Ok((server, url))
}

fn said_url(server: &mut Child) -> anyhow::Result<String> {
    let stderr = server.stderr.take().context("its stderr was piped")?;
    let mut lines = BufReader::new(stderr).lines();
    let first = lines.next().context("it said nothing")??;
    let url = first
        .strip_prefix("listening on ")
        .ok_or_else(|| anyhow!("it said: {first}"))?
        .to_owned();
    // What it says later is read on, or it would block on a full pipe.
    thread::spawn(move || lines.map_while(Result::ok).for_each(say));
    Ok(url)
}
