//! Commands of the scenario file, run only where `--allow-commands` says so.

use std::cell::RefCell;
use std::pin::pin;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, bail};
use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;

/// A command that takes longer hangs.
const LONGEST: Duration = Duration::from_secs(600);
/// How long the output is waited for when the command has ended: what it left in the background may keep it open.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// More output than this is read and forgotten.
const MOST_OUTPUT: usize = 1024 * 1024;

/// Runs a command line in a shell and returns what it wrote to stdout; its stderr is ours.
///
/// It has a process group of its own: Ctrl-C on the terminal does not reach it, and when it is given up, all that it
/// began is asked to end. What it leaves running in the background when it ends stays.
///
/// # Errors
/// It cannot be begun, ends with another status than 0, or takes longer than ten minutes.
pub(super) async fn run(line: &str) -> anyhow::Result<Vec<u8>> {
    let mut child = Command::new("sh")
        .args(["-c", line])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .process_group(0)
        .spawn()
        .context("cannot begin a shell")?;
    let group = Group::of(child.id());
    let stdout = child.stdout.take().context("it has no stdout")?;
    let output = RefCell::new(Vec::new());
    let mut reading = pin!(read(stdout, &output));
    let mut is_read = false;
    let ending = async {
        loop {
            tokio::select! {
                status = child.wait() => return status,
                read = &mut reading, if !is_read => is_read = read.is_ok() || read.is_err(),
            }
        }
    };
    let Ok(status) = tokio::time::timeout(LONGEST, ending).await else {
        bail!("took longer than {} s", LONGEST.as_secs());
    };
    group.has_ended();
    let status = status.context("cannot wait for it")?;
    if !status.success() {
        bail!("{status}");
    }
    if !is_read {
        // Whether it came to the end or not, what there is counts.
        let (Ok(_) | Err(_)) = tokio::time::timeout(LAST_WORDS, reading).await;
    }
    Ok(output.take())
}

/// The processes of a command; whoever drops it asks them to end.
struct Group(Option<Pid>);

impl Group {
    fn of(leader: Option<u32>) -> Self {
        let leader = leader.and_then(|id| i32::try_from(id).ok());
        Self(leader.and_then(Pid::from_raw))
    }

    /// The command has ended by itself.
    fn has_ended(mut self) {
        self.0 = None;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(leader) = self.0 {
            // One that has ended meanwhile needs no signal.
            let (Ok(()) | Err(_)) = kill_process_group(leader, Signal::TERM);
        }
    }
}

async fn read(mut stdout: impl AsyncRead + Unpin, kept: &RefCell<Vec<u8>>) -> std::io::Result<()> {
    let mut piece = [0; 8192];
    loop {
        let n = stdout.read(&mut piece).await?;
        if n == 0 {
            return Ok(());
        }
        let mut kept = kept.borrow_mut();
        let room = MOST_OUTPUT - kept.len();
        kept.extend_from_slice(&piece[..n.min(room)]);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

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

    #[test]
    fn what_a_command_leaves_in_the_background_does_not_hold_it_up() {
        let began = Instant::now();
        assert_eq!(outcome("echo begun; sleep 30 &"), Ok("begun\n".to_owned()));
        assert!(began.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn a_command_that_is_given_up_takes_its_children_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pid");
        let line = format!("sleep 60 & echo $! > {}; wait", file.display());
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let child = runtime.block_on(async {
            let begun = async {
                loop {
                    let written = std::fs::read_to_string(&file).unwrap_or_default();
                    if let Ok(pid) = written.trim().parse::<i32>() {
                        return pid;
                    }
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            };
            tokio::select! {
                pid = begun => pid,
                ended = run(&line) => panic!("{ended:?}"),
            }
        });
        let is_there = || {
            let stat = std::fs::read_to_string(format!("/proc/{child}/stat"));
            // One that nobody waits for is a zombie.
            stat.is_ok_and(|stat| !stat.contains(") Z "))
        };
        let began = Instant::now();
        while is_there() {
            assert!(began.elapsed() < Duration::from_secs(20), "it lives on");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}
