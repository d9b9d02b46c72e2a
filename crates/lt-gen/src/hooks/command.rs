//! Commands of the scenario file, run only where `--allow-commands` says so.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, bail};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;

/// A command that takes longer hangs.
const LONGEST: Duration = Duration::from_secs(600);
/// More output than this is read and forgotten.
const MOST_OUTPUT: usize = 1024 * 1024;

/// Runs a command line in a shell and returns what it wrote to stdout; its stderr is ours.
///
/// # Errors
/// It cannot be begun, ends with another status than 0, or takes longer than ten minutes.
pub(super) async fn run(line: &str) -> anyhow::Result<Vec<u8>> {
    let mut child = Command::new("sh")
        .args(["-c", line])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .context("cannot begin a shell")?;
    let stdout = child.stdout.take().context("it has no stdout")?;
    let ended = async { tokio::join!(read(stdout), child.wait()) };
    let Ok((output, status)) = tokio::time::timeout(LONGEST, ended).await else {
        bail!("took longer than {} s", LONGEST.as_secs());
    };
    let status = status.context("cannot wait for it")?;
    if !status.success() {
        bail!("{status}");
    }
    output.context("cannot read its output")
}

async fn read(mut stdout: impl AsyncRead + Unpin) -> std::io::Result<Vec<u8>> {
    let mut kept = Vec::new();
    let mut piece = [0; 8192];
    loop {
        let n = stdout.read(&mut piece).await?;
        if n == 0 {
            return Ok(kept);
        }
        let room = MOST_OUTPUT - kept.len();
        kept.extend_from_slice(&piece[..n.min(room)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(line: &str) -> Result<String, String> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let output = runtime.block_on(run(line));
        output
            .map(|output| String::from_utf8(output).unwrap())
            .map_err(|error| format!("{error:#}"))
    }

    #[test]
    fn a_command_says_what_it_wrote_or_how_it_failed() {
        assert_eq!(outcome("echo 3; echo 4"), Ok("3\n4\n".to_owned()));
        assert_eq!(outcome("exit 7"), Err("exit status: 7".to_owned()));
        let long = outcome("head -c 3000000 /dev/zero").unwrap();
        assert_eq!(long.len(), MOST_OUTPUT);
    }
}
