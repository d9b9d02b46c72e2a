//! A command line with everything that it begins.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use rustix::process::{
    Pid, Signal, WaitOptions, kill_process_group, test_kill_process_group, waitpgid,
};

/// How often a process is looked at.
const LOOK: Duration = Duration::from_millis(20);
/// How long it may take to end when it is given up; whoever waits then wants to be gone.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long the killed may take to be gone; where orphans are not ours, nobody may ever bury them.
const DEATH: Duration = Duration::from_secs(1);
/// How much of its last words is shown.
const LAST_WORDS: u64 = 2000;

/// Makes us bury whoever loses its parent among those that we begin: until somebody does, a group seems to be there.
pub(super) fn adopt_orphans() -> io::Result<()> {
    #[cfg(target_os = "linux")]
    rustix::process::set_child_subreaper(Some(rustix::process::getpid()))?;
    Ok(())
}

/// A command line in a process group of its own: when it is given up, all that it began ends with it.
#[derive(Debug)]
pub(super) struct Group {
    leader: Child,
    log: PathBuf,
    /// Nothing is left of it: its number may be another's by now.
    is_gone: bool,
}

impl Group {
    /// Begins a command line in a shell. Its stdout goes into `out` and else, with its stderr, into the log.
    pub(super) fn begin(
        line: &str,
        variables: &[(&str, String)],
        log: &Path,
        out: Option<&Path>,
    ) -> anyhow::Result<Self> {
        let create = |path: &Path| {
            File::create(path).with_context(|| format!("cannot write `{}`", path.display()))
        };
        let words = create(log)?;
        let out = match out {
            Some(out) => create(out)?,
            None => words.try_clone()?,
        };
        let leader = Command::new("sh")
            .args(["-c", line])
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(words)
            .process_group(0)
            .spawn()
            .with_context(|| format!("cannot begin a shell for `{line}`"))?;
        Ok(Self {
            leader,
            log: log.to_owned(),
            is_gone: false,
        })
    }

    /// The status of the command line, where it has ended; what it began may go on.
    pub(super) fn status(&mut self) -> io::Result<Option<ExitStatus>> {
        self.leader.try_wait()
    }

    /// Waits for the end of the command line; gives it up when somebody wants to stop.
    pub(super) fn wait(&mut self, stop: &AtomicBool) -> anyhow::Result<ExitStatus> {
        loop {
            if let Some(status) = self.status()? {
                return Ok(status);
            }
            if stop.load(Ordering::Relaxed) {
                bail!("stopped");
            }
            thread::sleep(LOOK);
        }
    }

    /// Asks everything in the group to end, and ends what has not after a while.
    pub(super) fn end(&mut self, within: Duration) -> io::Result<()> {
        for (signal, within) in [(Signal::TERM, within), (Signal::KILL, DEATH)] {
            self.signal(signal);
            let deadline = Instant::now() + within;
            while !self.is_gone()? && Instant::now() < deadline {
                thread::sleep(LOOK);
            }
        }
        Ok(())
    }

    /// The end of what it said, for a message.
    pub(super) fn last_words(&self) -> String {
        let read = || -> io::Result<Vec<u8>> {
            let mut log = File::open(&self.log)?;
            let length = log.metadata()?.len();
            log.seek(SeekFrom::Start(length.saturating_sub(LAST_WORDS)))?;
            let mut words = Vec::new();
            log.take(LAST_WORDS).read_to_end(&mut words)?;
            Ok(words)
        };
        let words = read().unwrap_or_default();
        match String::from_utf8_lossy(&words).trim() {
            "" => "it said nothing".to_owned(),
            words => format!("its last words: {words}"),
        }
    }

    /// Whether nothing is left of it: what the command line left behind would still hold the port.
    fn is_gone(&mut self) -> io::Result<bool> {
        if self.is_gone || self.status()?.is_none() {
            return Ok(self.is_gone);
        }
        self.is_gone = self.number().is_none_or(|number| {
            while let Ok(Some(_)) = waitpgid(number, WaitOptions::NOHANG) {}
            test_kill_process_group(number).is_err()
        });
        Ok(self.is_gone)
    }

    fn signal(&self, signal: Signal) {
        if let Some(number) = self.number().filter(|_| !self.is_gone) {
            // Nobody is left to be told: that is what was wanted.
            let (Ok(()) | Err(_)) = kill_process_group(number, signal);
        }
    }

    fn number(&self) -> Option<Pid> {
        i32::try_from(self.leader.id()).ok().and_then(Pid::from_raw)
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let (Ok(()) | Err(_)) = self.end(PATIENCE);
    }
}
