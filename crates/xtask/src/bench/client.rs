//! Running a client: one process or a pipe of them, on the client's core, until it ends or takes too long.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::bail;

use super::cores::Side;
use super::proc::{self, CpuTime};
use super::{Bench, POLL};
use crate::shell::{Running, say, typed};

/// A client that can be started.
#[derive(Debug)]
pub(super) struct Client {
    measured: Vec<Command>,
    reader: Option<Reader>,
}

/// Where the last measured process writes to: `cat`, on the server's core so that it costs the client nothing.
#[derive(Debug)]
struct Reader {
    into: PathBuf,
    late: Duration,
}

/// A client that runs.
#[derive(Debug)]
pub(super) struct Started<'b> {
    bench: &'b Bench,
    measured: Vec<Process>,
    reader: Option<Process>,
    output: PathBuf,
}

#[derive(Debug)]
struct Process {
    running: Running,
    line: String,
    stderr: PathBuf,
    peak_rss: u64,
    ended: Option<(ExitStatus, CpuTime)>,
}

/// What a client that ran to its end used, and said.
#[derive(Debug)]
pub(super) struct Finished {
    /// Of all measured processes.
    pub(super) cpu: CpuTime,
    /// Of all measured processes, in MiB.
    pub(super) peak_rss: f64,
    /// What the last process wrote to stdout, where that was no reader's.
    pub(super) stdout: String,
    /// What the first process wrote to stderr.
    pub(super) stderr: String,
}

impl Client {
    /// A client of one process.
    pub(super) fn new(command: Command) -> Self {
        Self {
            measured: vec![command],
            reader: None,
        }
    }

    /// Hands its output to a further process, whose cost counts as well.
    pub(super) fn pipe(mut self, command: Command) -> Self {
        self.measured.push(command);
        self
    }

    /// Hands its output to `cat`, whose cost does not count, and which writes it to a file.
    pub(super) fn read_into(self, file: impl Into<PathBuf>) -> Self {
        self.read_late(Duration::ZERO, file)
    }

    /// The same, but `cat` begins this much later.
    pub(super) fn read_late(mut self, late: Duration, file: impl Into<PathBuf>) -> Self {
        let into = file.into();
        self.reader = Some(Reader { into, late });
        self
    }

    /// Starts every process, and shows each unless it was shown before.
    ///
    /// # Errors
    /// A process cannot be started, or Ctrl-C came.
    pub(super) fn start(self, bench: &Bench, silently: bool) -> anyhow::Result<Started<'_>> {
        let output = bench.file("stdout");
        let mut measured: Vec<Process> = Vec::new();
        let n_measured = self.measured.len();
        let mut pipe: Option<Stdio> = None;
        for (n, mut command) in self.measured.into_iter().enumerate() {
            let is_piped = n + 1 < n_measured || self.reader.is_some();
            command.stdin(pipe.take().unwrap_or_else(Stdio::null));
            command.stdout(if is_piped {
                Stdio::piped()
            } else {
                File::create(&output)?.into()
            });
            let stderr = bench.file(&format!("stderr-{n}"));
            let mut process = Process::start(bench, command, stderr, silently)?;
            pipe = process.running.0.stdout.take().map(Stdio::from);
            measured.push(process);
        }
        let mut started = Started {
            bench,
            measured,
            reader: None,
            output,
        };
        if let (Some(reader), Some(pipe)) = (self.reader, pipe) {
            bench.shell.sleep(reader.late)?;
            let mut cat = bench.pinned(Side::Server, "cat");
            cat.stdin(pipe).stdout(File::create(&reader.into)?);
            let stderr = bench.file("stderr-of-cat");
            started.reader = Some(Process::start(bench, cat, stderr, silently)?);
        }
        Ok(started)
    }

    /// Starts every process and waits until all have ended well.
    ///
    /// # Errors
    /// A process cannot be started, fails or takes longer than `at_most`, or Ctrl-C came.
    pub(super) fn run(
        self,
        bench: &Bench,
        at_most: Duration,
        silently: bool,
    ) -> anyhow::Result<Finished> {
        self.start(bench, silently)?.finish(at_most)
    }
}

impl Started<'_> {
    /// The id of the first process.
    pub(super) fn pid(&self) -> u32 {
        self.measured[0].running.0.id()
    }

    /// Waits until all processes have ended well.
    ///
    /// # Errors
    /// One fails or takes longer than `at_most`, or Ctrl-C came. All are ended then.
    pub(super) fn finish(mut self, at_most: Duration) -> anyhow::Result<Finished> {
        let begin = Instant::now();
        while !self.look()? {
            if begin.elapsed() > at_most {
                let line = &self.measured[0].line;
                bail!("`{line}` did not end within {} s", at_most.as_secs());
            }
            self.bench.shell.sleep(POLL)?;
        }
        // Ctrl-C in a terminal reaches the client, too, and what it then measured is cut off.
        self.bench.shell.sleep(Duration::ZERO)?;
        let ends = self.measured.iter().filter_map(|process| process.ended);
        Ok(Finished {
            cpu: ends.map(|(_, cpu)| cpu).sum(),
            peak_rss: self.measured.iter().map(|p| p.peak_rss).sum::<u64>() as f64 / 1024.0,
            stdout: text(&self.output),
            stderr: text(&self.measured[0].stderr),
        })
    }

    /// Whether all have ended.
    fn look(&mut self) -> anyhow::Result<bool> {
        let mut all = true;
        for process in self.measured.iter_mut().chain(&mut self.reader) {
            all &= process.has_ended()?;
        }
        Ok(all)
    }
}

impl Process {
    fn start(
        bench: &Bench,
        mut command: Command,
        stderr: PathBuf,
        silently: bool,
    ) -> anyhow::Result<Self> {
        command.stderr(File::create(&stderr)?);
        let line = typed(&command);
        let running = match silently {
            true => bench.shell.start_silently(command),
            false => bench.shell.start(command),
        }?;
        Ok(Self {
            running,
            line,
            stderr,
            peak_rss: 0,
            ended: None,
        })
    }

    fn has_ended(&mut self) -> anyhow::Result<bool> {
        if self.ended.is_some() {
            return Ok(true);
        }
        let child = &mut self.running.0;
        self.peak_rss = proc::peak_rss(child.id()).unwrap_or(0).max(self.peak_rss);
        let Some(cpu) = proc::final_cpu_time(child)? else {
            return Ok(false);
        };
        let status = child.wait()?;
        self.ended = Some((status, cpu));
        if !status.success() {
            let line = &self.line;
            bail!(
                "`{line}` failed ({status}): {}",
                last_line(&text(&self.stderr))
            );
        }
        Ok(true)
    }
}

/// Tells why a client has no result, and goes on; Ctrl-C alone ends the bench.
///
/// # Errors
/// Ctrl-C came.
pub(super) fn unless_stopped<T>(
    bench: &Bench,
    name: &str,
    result: anyhow::Result<T>,
) -> anyhow::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if bench.shell.is_stopped() => Err(error),
        Err(error) => {
            say(format_args!("{name} is left out: {error:#}"));
            Ok(None)
        }
    }
}

/// What a process wrote; a file that cannot be read says nothing.
fn text(path: &Path) -> String {
    let bytes = fs::read(path).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn last_line(text: &str) -> String {
    // Valgrind's own lines begin with `==`.
    let says = |line: &&str| !line.trim().is_empty() && !line.starts_with("==");
    let mut lines = text.lines().rev().filter(says);
    lines.next().unwrap_or("it said nothing").to_owned()
}
