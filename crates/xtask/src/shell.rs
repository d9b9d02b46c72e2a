//! Running commands as a person would: each is shown before it runs, in a form that can be typed.

use std::ffi::OsStr;
use std::fmt::Display;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

/// How long a child may take to end by itself after Ctrl-C, which the terminal sends to it, too.
const GRACE: Duration = Duration::from_secs(10);

/// Says a line on stderr.
pub(crate) fn say(text: impl Display) {
    // A closed stderr leaves nobody to tell.
    drop(writeln!(io::stderr(), "{text}"));
}

/// Runs commands in the workspace's folder, and stops them when Ctrl-C or SIGTERM asks for it.
#[derive(Debug)]
pub(crate) struct Shell {
    stopped: Arc<AtomicBool>,
    folder: PathBuf,
}

/// A child that never outlives us.
#[derive(Debug)]
pub(crate) struct Running(pub(crate) Child);

impl Shell {
    pub(crate) fn new() -> anyhow::Result<Self> {
        let stopped = Arc::new(AtomicBool::new(false));
        for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
            signal_hook::flag::register(signal, Arc::clone(&stopped))?;
        }
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let folder = folder
            .canonicalize()
            .context("the workspace has moved since xtask was built")?;
        Ok(Self { stopped, folder })
    }

    /// The folder of the workspace.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// A command that will run in the workspace's folder.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>, args: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(args).current_dir(&self.folder);
        command
    }

    /// Shows a command and starts it.
    pub(crate) fn start(&self, command: Command) -> anyhow::Result<Running> {
        say(format_args!("\n$ {}", typed(&command)));
        self.start_silently(command)
    }

    /// Starts a command that was shown before.
    pub(crate) fn start_silently(&self, mut command: Command) -> anyhow::Result<Running> {
        let child = command.spawn();
        let child = child.with_context(|| format!("cannot start `{}`", typed(&command)))?;
        Ok(Running(child))
    }

    /// Waits, unless Ctrl-C or SIGTERM came.
    ///
    /// # Errors
    /// One of them did.
    pub(crate) fn sleep(&self, length: Duration) -> anyhow::Result<()> {
        let begin = Instant::now();
        loop {
            if self.stopped.load(Ordering::Relaxed) {
                bail!("stopped");
            }
            let left = length.saturating_sub(begin.elapsed());
            if left.is_zero() {
                return Ok(());
            }
            thread::sleep(left.min(Duration::from_millis(20)));
        }
    }

    /// Whether Ctrl-C or SIGTERM came.
    pub(crate) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Shows a command, runs it to its end and tells how that was.
    pub(crate) fn run(&self, command: Command) -> anyhow::Result<ExitStatus> {
        let mut running = self.start(command)?;
        loop {
            if let Some(status) = running.0.try_wait()? {
                if self.stopped.load(Ordering::Relaxed) {
                    bail!("stopped");
                }
                return Ok(status);
            }
            if self.stopped.load(Ordering::Relaxed) {
                running.wait_at_most(GRACE)?;
                bail!("stopped");
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Runs a command that must succeed.
    pub(crate) fn must_run(&self, command: Command) -> anyhow::Result<()> {
        let line = typed(&command);
        let status = self.run(command)?;
        if !status.success() {
            bail!("`{line}` failed ({status})");
        }
        Ok(())
    }
}

impl Running {
    fn wait_at_most(&mut self, longest: Duration) -> io::Result<()> {
        let begin = Instant::now();
        while begin.elapsed() < longest {
            if self.0.try_wait()?.is_some() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended already is no error.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// The command as a line for the shell.
pub(crate) fn typed(command: &Command) -> String {
    let settings = command.get_envs().filter_map(|(name, value)| {
        let value = value?.to_string_lossy().into_owned();
        Some(format!("{}={}", name.to_string_lossy(), quoted(&value)))
    });
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words = words.map(|word| quoted(&word.to_string_lossy()));
    settings.chain(words).collect::<Vec<_>>().join(" ")
}

fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,+@%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_it_can_be_typed() {
        let mut command = Command::new("target/release/lt-gate");
        command
            .args(["check", "--threshold", "p(95)<1s", "it's"])
            .env("A", "-D warnings");
        assert_eq!(
            typed(&command),
            r"A='-D warnings' target/release/lt-gate check --threshold 'p(95)<1s' 'it'\''s'"
        );
    }
}
