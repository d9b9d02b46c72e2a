//! The whole pipeline on the practice target, as the shell lines that a user could type.

use std::fs;
use std::process::Stdio;

use anyhow::{Context, anyhow};

use crate::shell::{Shell, say};
use crate::tools;

const FOLDER: &str = "target/demo";
const SAMPLES: &str = "target/demo/run.ndjson.zst";
const REPORT: &str = "target/demo/report.html";

/// Builds the tools, makes load, reports it and judges it.
///
/// # Errors
/// A tool cannot be built or fails. A verdict, good or bad, is a success of the demo.
pub(crate) fn run() -> anyhow::Result<()> {
    let shell = Shell::new()?;
    tools::build(
        &shell,
        &["lt-target", "lt-gen", "lt-report", "lt-gate", "lt-merge"],
    )?;
    fs::create_dir_all(shell.folder().join(FOLDER))
        .with_context(|| format!("cannot make `{FOLDER}`"))?;

    let mut target = shell.command(
        tools::path("lt-target"),
        &["--profile", "shop", "--listen", "127.0.0.1:0"],
    );
    target.stdin(Stdio::null());
    let (target, url) = tools::start_server(&shell, target)?;
    shell.must_run(shell.command(
        tools::path("lt-gen"),
        &["configs/demo.yaml", "-H", &url, "-o", SAMPLES],
    ))?;
    drop(target);
    shell.must_run(shell.command(tools::path("lt-report"), &[SAMPLES, "--html", REPORT]))?;
    let verdict = shell.run(shell.command(
        tools::path("lt-gate"),
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
