//! The whole pipeline on the practice target, as the shell lines that a user could type.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::thread;

use anyhow::{Context, anyhow};

use crate::shell::{Running, Shell, say};

const FOLDER: &str = "target/demo";
const SAMPLES: &str = "target/demo/run.ndjson.zst";
const REPORT: &str = "target/demo/report.html";

/// Builds the tools, makes load, reports it and judges it.
///
/// # Errors
/// A tool cannot be built or fails. A verdict, good or bad, is a success of the demo.
pub(crate) fn run() -> anyhow::Result<()> {
    let shell = Shell::new()?;
    let packages = [
        "-p",
        "lt-target",
        "-p",
        "lt-gen",
        "-p",
        "lt-report",
        "-p",
        "lt-gate",
        "-p",
        "lt-merge",
    ];
    let build: Vec<&str> = ["build", "--release", "--locked", "--target-dir", "target"]
        .into_iter()
        .chain(packages)
        .collect();
    shell.must_run(shell.command("cargo", &build))?;
    fs::create_dir_all(shell.folder().join(FOLDER))
        .with_context(|| format!("cannot make `{FOLDER}`"))?;

    let (target, url) = start_target(&shell)?;
    shell.must_run(shell.command(
        tool("lt-gen"),
        &["configs/demo.yaml", "-H", &url, "-o", SAMPLES],
    ))?;
    drop(target);
    shell.must_run(shell.command(tool("lt-report"), &[SAMPLES, "--html", REPORT]))?;
    let verdict = shell.run(shell.command(
        tool("lt-gate"),
        &["check", "-c", "configs/demo-gate.toml", SAMPLES],
    ))?;
    let code = verdict
        .code()
        .ok_or_else(|| anyhow!("lt-gate was killed"))?;
    match code {
        0 | 3 | 5 => {}
        _ => return Err(anyhow!("lt-gate gave no verdict (exit code {code})")),
    }
    say(format_args!(
        "\nlt-gate's exit code was {code}: {}.\nEvery request is a line of {SAMPLES}.\nOpen {REPORT} in a browser.",
        match code {
            0 => "the run is good enough",
            3 => "a threshold is broken",
            _ => "the run cannot be judged",
        }
    ));
    Ok(())
}

/// Starts the practice target on a free port and waits until it says where it listens.
fn start_target(shell: &Shell) -> anyhow::Result<(Running, String)> {
    let mut command = shell.command(
        tool("lt-target"),
        &["--profile", "shop", "--listen", "127.0.0.1:0"],
    );
    command.stdin(Stdio::null()).stderr(Stdio::piped());
    let mut target = shell.start(command)?;
    let url = said_url(&mut target.0).context("lt-target did not start")?;
    say(format_args!("listening on {url}"));
    Ok((target, url))
}

fn said_url(target: &mut Child) -> anyhow::Result<String> {
    let stderr = target.stderr.take().context("its stderr was piped")?;
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

fn tool(name: &str) -> String {
    format!("target/release/{name}")
}
