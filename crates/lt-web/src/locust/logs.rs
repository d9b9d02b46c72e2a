//! `/logs`: what was said, in the lines of Python's log.

use jiff::Timestamp;
use serde::Serialize;

use crate::current::{LogLevel, LogLine};

/// Locust keeps so many lines, and no more.
const MOST: usize = 500;

/// What was said: one process makes the load, so there are no workers.
#[derive(Debug, Serialize)]
pub(super) struct Logs {
    master: Vec<String>,
    workers: Workers,
}

/// Nobody.
#[derive(Debug, Serialize)]
struct Workers {}

impl Logs {
    /// What Locust would show: the latest lines.
    pub(super) fn of(lines: &[LogLine]) -> Self {
        let latest = &lines[lines.len().saturating_sub(MOST)..];
        Self {
            master: latest.iter().map(shown).collect(),
            workers: Workers {},
        }
    }
}

/// A line as Python's log has it, in UTC.
fn shown(line: &LogLine) -> String {
    let level = match line.level {
        LogLevel::Note => "INFO",
        LogLevel::Warning => "WARNING",
        LogLevel::Error => "ERROR",
    };
    format!(
        "[{}] lt-web/{level}/{}: {}",
        instant(line.at),
        line.source,
        line.text
    )
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "what is beyond every calendar is not shown"
)]
fn instant(at: f64) -> String {
    let at = Timestamp::from_millisecond((at * 1000.0).round() as i64);
    at.map_or_else(
        |_| String::new(),
        |at| at.strftime("%Y-%m-%d %H:%M:%S,%3f").to_string(),
    )
}
