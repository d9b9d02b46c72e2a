//! What was said: by `lt-gen` on stderr, by us, and in answer to commands.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use lt_cli::message::harmless;
use serde::Serialize;

use super::clock;

/// The last lines that were said.
#[derive(Debug, Default)]
pub(crate) struct Log {
    lines: Mutex<VecDeque<LogLine>>,
}

/// A line that was said.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LogLine {
    /// Its number, from 1; lines that are gone keep theirs.
    pub(crate) n: u64,
    /// When it was said: seconds of Unix time.
    pub(crate) at: f64,
    /// `lt-gen`, `lt-web` or `control`.
    pub(crate) source: &'static str,
    /// How much it matters.
    pub(crate) level: LogLevel,
    /// Harmless text.
    pub(crate) text: String,
}

/// How much a line matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LogLevel {
    /// Good to know.
    Note,
    /// It puts the result in doubt.
    Warning,
    /// Something was not done.
    Error,
}

impl Log {
    /// Older lines than these are forgotten.
    pub(crate) const MOST: usize = 1000;
    const LONGEST: usize = 2000;

    /// Takes note of a line; its number is the answer.
    pub(super) fn say(&self, source: &'static str, level: LogLevel, text: &str) -> u64 {
        let text: String = text.trim_end().chars().take(Self::LONGEST).collect();
        let mut lines = self.lock();
        let n = lines.back().map_or(1, |last| last.n + 1);
        let line = LogLine {
            n,
            at: clock::now(),
            source,
            level,
            text: harmless(&text),
        };
        lines.push_back(line);
        if lines.len() > Self::MOST {
            lines.pop_front();
        }
        n
    }

    /// What somebody said from a line on, no warnings, was why it failed.
    pub(super) fn blame(&self, source: &'static str, from: u64) {
        let mut lines = self.lock();
        let last_words = lines.iter_mut().rev().take_while(|line| from <= line.n);
        for line in last_words.filter(|line| line.source == source) {
            if line.level == LogLevel::Note {
                line.level = LogLevel::Error;
            }
        }
    }

    /// The lines behind the one of a number.
    pub(super) fn after(&self, n: u64) -> Vec<LogLine> {
        let lines = self.lock();
        let news = lines.iter().skip_while(|line| line.n <= n);
        news.cloned().collect()
    }

    /// How many lines were said in all.
    pub(super) fn count(&self) -> u64 {
        self.lock().back().map_or(0, |last| last.n)
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<LogLine>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_thousand_lines_are_kept_short_and_harmless() {
        let log = Log::default();
        for n in 0..5000 {
            log.say("lt-gen", LogLevel::Note, &format!("line {n}"));
        }
        log.say("lt-gen", LogLevel::Error, &"\x1b[31m".repeat(100_000));
        assert_eq!(log.count(), 5001);
        let all = log.after(0);
        assert_eq!((all.len(), all[0].n), (Log::MOST, 4002));
        let last = log.after(5000);
        assert!(last[0].text.chars().count() <= Log::LONGEST && !last[0].text.contains('\x1b'));
        assert_eq!(log.after(5001).len(), 0);
        let json = serde_json::to_string(&last[0]).unwrap();
        assert!(json.contains(r#""source":"lt-gen","level":"error""#));
    }
}
