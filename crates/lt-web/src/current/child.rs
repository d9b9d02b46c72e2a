//! The process that makes load.

use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{self, ChildStderr, ChildStdout, ExitStatus, Stdio};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::log::{Log, LogLevel};
use crate::tools::{SECRET, Tools};

/// Whose words they are in the log.
const SOURCE: &str = "lt-gen";
/// What its own lines begin with.
const PREFIX: &str = "lt-gen: ";

/// `lt-gen` at work. It is killed when it is dropped: no child outlives us.
#[derive(Debug)]
pub(super) struct Child {
    process: process::Child,
    began: Instant,
    words: Option<JoinHandle<LastWords>>,
    log: Arc<Log>,
}

/// What `lt-gen` said last that is no warning.
#[derive(Debug, Default)]
struct LastWords {
    /// In one line; empty where there is nothing.
    text: String,
    /// The number of their first line in the log.
    from: u64,
}

/// How `lt-gen` ended.
#[derive(Debug)]
pub(super) struct Death {
    pub(super) status: ExitStatus,
    /// How long it had been there.
    pub(super) age: Duration,
    /// Why, in its own words; empty where it did not say.
    pub(super) last_words: String,
}

impl Child {
    /// Calls `lt-gen`; its stream is read by whoever asked, what it says goes to the log.
    pub(super) fn spawn(
        tools: &Tools,
        arguments: &[OsString],
        log: Arc<Log>,
    ) -> io::Result<(Self, ChildStdout)> {
        let mut command = process::Command::new(&tools.lt_gen);
        command
            .args(arguments)
            .env_remove(SECRET)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        // Ctrl-C in our terminal is told to us, and by us to it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut process = command.spawn()?;
        let no_pipe = || io::Error::other("its output is not ours");
        let stream = process.stdout.take();
        let errors = process.stderr.take();
        let mut child = Self {
            process,
            began: Instant::now(),
            words: None,
            log: Arc::clone(&log),
        };
        let errors = errors.ok_or_else(no_pipe)?;
        let listener = thread::Builder::new().name("stderr".to_owned());
        child.words = Some(listener.spawn(move || listen(errors, &log))?);
        Ok((child, stream.ok_or_else(no_pipe)?))
    }

    /// Writes a line to its stdin.
    pub(super) fn tell(&mut self, line: &[u8]) -> io::Result<()> {
        match &mut self.process.stdin {
            Some(stdin) => stdin.write_all(line),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    /// How it ended, where it has.
    pub(super) fn death(&mut self) -> Option<Death> {
        let status = self.process.try_wait().ok().flatten()?;
        let mut last = self.last_words();
        // Whoever is killed has no time to say why, and what ended well needs no reason.
        match status.code() {
            None | Some(0) => last.text.clear(),
            Some(_) if last.text.is_empty() => {}
            Some(_) => self.log.blame(SOURCE, last.from),
        }
        Some(Death {
            status,
            age: self.began.elapsed(),
            last_words: last.text,
        })
    }

    /// Whether it has ended.
    pub(super) fn is_gone(&mut self) -> bool {
        self.process.try_wait().is_ok_and(|status| status.is_some())
    }

    /// Ends it at once.
    pub(super) fn kill(&mut self) {
        // One that has ended needs no end.
        self.process.kill().ok();
    }

    fn last_words(&mut self) -> LastWords {
        /// What it wrote is there when it is gone; somebody who inherited its stderr is not waited for.
        const PATIENCE: Duration = Duration::from_millis(500);
        let over = Instant::now() + PATIENCE;
        let Some(words) = self.words.take() else {
            return LastWords::default();
        };
        while !words.is_finished() && Instant::now() < over {
            thread::sleep(Duration::from_millis(2));
        }
        match words.is_finished() {
            true => words.join().unwrap_or_default(),
            false => LastWords::default(),
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.kill();
        self.process.wait().ok();
    }
}

/// Takes what `lt-gen` says into the log, and tells its last words.
fn listen(errors: ChildStderr, log: &Log) -> LastWords {
    const LONGEST: u64 = 4096;
    let mut errors = BufReader::new(errors);
    let mut bytes = Vec::new();
    let mut last = LastWords::default();
    loop {
        bytes.clear();
        match errors.by_ref().take(LONGEST).read_until(b'\n', &mut bytes) {
            Ok(0) | Err(_) => return last,
            Ok(_) => {}
        }
        let line = String::from_utf8_lossy(&bytes);
        let line = line.trim_end();
        let said = line.strip_prefix(PREFIX).unwrap_or(line);
        if let Some(warning) = said.strip_prefix("warning: ") {
            log.say(SOURCE, LogLevel::Warning, warning);
            continue;
        }
        let n = log.say(SOURCE, LogLevel::Note, said);
        match line.strip_prefix(PREFIX) {
            Some(said) => last = LastWords::begin(said, n),
            None => last.go_on(line.trim_start()),
        }
    }
}

impl LastWords {
    const LONGEST: usize = 500;

    fn begin(said: &str, from: u64) -> Self {
        let said = said.strip_prefix("error: ").unwrap_or(said);
        Self {
            text: said.chars().take(Self::LONGEST).collect(),
            from,
        }
    }

    /// A line of a page that shows a place in a file: where that is, and what is said below it.
    fn go_on(&mut self, line: &str) {
        let text = &self.text;
        let below = line.strip_prefix("| ").map(str::trim_start);
        let below = below.filter(|below| below.starts_with('^'));
        let advice = below.map_or("", |below| below.trim_start_matches('^').trim_start());
        let longer = match line.strip_prefix("--> ") {
            Some(place) => format!("{place}: {text}"),
            None if !advice.is_empty() => format!("{text}; {advice}"),
            None => return,
        };
        self.text = longer.chars().take(Self::LONGEST).collect();
    }
}

impl Death {
    /// Whether it ended as it should.
    pub(super) fn is_well(&self) -> bool {
        self.status.success()
    }

    /// Whether it was cut short by Ctrl-C, or by what stands for it.
    pub(super) fn is_interrupted(&self) -> bool {
        const INT: i32 = 2;
        signal(self.status) == Some(INT)
    }

    /// What happened and what to do, in a sentence.
    pub(super) fn words(&self, has_begun: bool) -> String {
        let how = how(self.status);
        let age = self.age.as_secs();
        let (when, kept) = match has_begun {
            true => (format!(" after {age} s"), "; what it had written is kept"),
            false => (" before it made any load".to_owned(), ""),
        };
        let why = match (self.last_words.as_str(), self.status.code()) {
            ("", None) => "; when nobody killed it, look for lack of memory".to_owned(),
            ("", Some(_)) => "; the log may tell why".to_owned(),
            (words, _) => format!(": {words}"),
        };
        match self.status.code() {
            Some(_) => format!("lt-gen {how}{when}{why}{kept}"),
            None => format!("lt-gen {how}{when}{kept}{why}"),
        }
    }
}

fn how(status: ExitStatus) -> String {
    let Some(signal) = signal(status) else {
        return format!("ended with exit code {}", status.code().unwrap_or_default());
    };
    let name = match signal {
        1 => " (HUP)",
        2 => " (INT)",
        3 => " (QUIT)",
        4 => " (ILL)",
        6 => " (ABRT)",
        7 => " (BUS)",
        8 => " (FPE)",
        9 => " (KILL)",
        11 => " (SEGV)",
        13 => " (PIPE)",
        15 => " (TERM)",
        _ => "",
    };
    format!("was killed by signal {signal}{name}")
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}
