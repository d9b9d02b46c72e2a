//! A tool that is sent to do something: a child process with bounds.

use std::io;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use lt_cli::message::harmless;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};
use tokio::sync::oneshot;

use super::Trouble;
use super::quiet::NICE;
use crate::tools::SECRET;

/// What a tool said.
#[derive(Debug)]
pub(super) struct Said {
    /// How it ended.
    pub(super) code: i32,
    /// What it wrote to stdout.
    pub(super) stdout: String,
    /// What it said to people.
    pub(super) words: String,
}

/// More on stdout is no answer of our tools.
const MOST_STDOUT: u64 = 16 << 20;
/// More on stderr is not read.
const MOST_WORDS: u64 = 16 << 10;
/// No file that a tool writes is larger.
#[cfg(target_os = "linux")]
const LARGEST_FILE: u64 = 256 << 20;

/// Sends a tool to do something with low priority, and waits for it, but not longer than `limit`. When nobody waits any
/// more it is killed, and `held` is let go of once it is dead.
pub(super) async fn run(
    tool: &'static str,
    mut command: Command,
    limit: Duration,
    held: impl Send + 'static,
) -> Result<Said, Trouble> {
    command
        .env_remove(SECRET)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let mut child = command.spawn().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Trouble::ToolMissing(tool),
        _ => Trouble::failed(&format!("cannot start `{tool}`"), error),
    })?;
    be_modest(&child);
    let (mut tell, told) = oneshot::channel();
    tokio::spawn(async move {
        let said = tokio::select! {
            said = attend(tool, &mut child) => said,
            () = tokio::time::sleep(limit) => Err(Trouble::Failed(format!(
                "`{tool}` was stopped: it took longer than {} s",
                limit.as_secs()
            ))),
            () = tell.closed() => Err(Trouble::Gone),
        };
        if said.is_err() {
            child.kill().await.ok();
        }
        drop(held);
        // Nobody hears it who is gone.
        tell.send(said).ok();
    });
    told.await.unwrap_or(Err(Trouble::Gone))
}

async fn attend(tool: &'static str, child: &mut Child) -> Result<Said, Trouble> {
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let read = async {
        let stdout = async {
            let stdout = most(stdout, MOST_STDOUT + 1).await?;
            match stdout.len() as u64 > MOST_STDOUT {
                true => Err(io::Error::other("it does not end")),
                false => Ok(stdout),
            }
        };
        tokio::try_join!(stdout, words(stderr), child.wait())
    };
    let (stdout, words, status) = read
        .await
        .map_err(|error| Trouble::failed(&format!("what `{tool}` says cannot be read"), error))?;
    let words = readable(&words);
    match status.code() {
        Some(code) => Ok(Said {
            code,
            stdout: String::from_utf8_lossy(&stdout).into_owned(),
            words,
        }),
        None => Err(Trouble::Failed(killed(tool, status, &words))),
    }
}

async fn most(source: Option<impl AsyncRead + Unpin>, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(source) = source {
        source.take(most).read_to_end(&mut bytes).await?;
    }
    Ok(bytes)
}

/// The beginning; the rest is read, too, so that the tool is not held up.
async fn words(source: Option<impl AsyncRead + Unpin>) -> io::Result<Vec<u8>> {
    let Some(mut source) = source else {
        return Ok(Vec::new());
    };
    let words = most(Some(&mut source), MOST_WORDS).await?;
    tokio::io::copy(&mut source, &mut tokio::io::sink()).await?;
    Ok(words)
}

fn readable(words: &[u8]) -> String {
    let words = String::from_utf8_lossy(words);
    let lines: Vec<String> = words.lines().map(harmless).collect();
    lines.join("\n")
}

fn killed(tool: &str, status: ExitStatus, words: &str) -> String {
    let end = match words.lines().last() {
        Some(last) => format!("; the last that it said was: {last}"),
        None => String::new(),
    };
    format!("`{tool}` did not end by itself ({status}); ask again{end}")
}

/// Lets others go first, and bounds what is written to disk. A child that is gone already needs neither.
#[cfg_attr(
    not(unix),
    expect(unused_variables, reason = "there is no such thing here")
)]
fn be_modest(child: &Child) {
    #[cfg(unix)]
    {
        let pid = child.id().and_then(|id| i32::try_from(id).ok());
        let Some(pid) = pid.and_then(rustix::process::Pid::from_raw) else {
            return;
        };
        rustix::process::setpriority_process(Some(pid), NICE).ok();
        #[cfg(target_os = "linux")]
        {
            let most = rustix::process::Rlimit {
                current: Some(LARGEST_FILE),
                maximum: Some(LARGEST_FILE),
            };
            rustix::process::prlimit(Some(pid), rustix::process::Resource::Fsize, most).ok();
        }
    }
}
