//! hey, which prints seconds to a tenth of a millisecond.

use std::process::Command;

use anyhow::Context;

use super::{Length, Load, Reported};

pub(super) fn command(mut hey: Command, load: &Load) -> Command {
    hey.args(["-cpus", "1", "-c", &load.connections.to_string()]);
    match load.length {
        Length::Time(time) => hey.args(["-z", &format!("{}s", time.as_secs_f64())]),
        Length::Requests(n) => hey.args(["-n", &n.to_string()]),
    };
    if let Some(rate) = load.rate_of_each() {
        hey.args(["-q", &rate.to_string()]);
    }
    hey.arg(&load.url);
    hey
}

pub(super) fn read(said: &str) -> anyhow::Result<Reported> {
    let (_, statuses) = said
        .split_once("Status code distribution:")
        .context("hey did not say what was answered")?;
    let count = |line: &str| {
        line.trim()
            .strip_suffix(" responses")?
            .split_whitespace()
            .last()?
            .parse::<u64>()
            .ok()
    };
    let at = |percent: &str| {
        let mut lines = said.lines().map(str::trim);
        let found = lines.find_map(|line| line.strip_prefix(percent)?.strip_prefix("% in "))?;
        seconds(found)
    };
    Ok(Reported {
        requests: Some(statuses.lines().filter_map(count).sum()),
        p50: at("50"),
        p90: at("90"),
        p99: at("99"),
        max: said
            .lines()
            .find_map(|line| seconds(line.trim().strip_prefix("Slowest:")?)),
        ..Reported::default()
    })
}

/// Milliseconds of `0.0028 secs`.
fn seconds(text: &str) -> Option<f64> {
    Some(text.trim().strip_suffix(" secs")?.parse::<f64>().ok()? * 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_is_read() {
        let expected = Reported {
            requests: Some(42_191),
            p50: Some(0.1),
            p90: Some(0.2),
            p99: Some(0.2),
            max: Some(2.8),
            ..Reported::default()
        };
        assert_eq!(
            read(include_str!("../../../tests/recorded/hey.txt")).unwrap(),
            expected
        );
        assert!(read("usage: hey").is_err());
    }
}
