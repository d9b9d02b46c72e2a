//! h2load, which prints no percentiles.

use std::process::Command;

use anyhow::Context;

use super::{Length, Load, Reported};

pub(super) fn command(mut h2load: Command, load: &Load) -> Command {
    h2load.args(["-t1", &format!("-c{}", load.connections), "-m1"]);
    match load.length {
        Length::Time(time) => h2load.args(["-D", &time.as_secs_f64().ceil().to_string()]),
        Length::Requests(n) => h2load.args(["-n", &n.to_string()]),
    };
    if !load.protocol.is_http2() {
        h2load.arg("--h1");
    }
    h2load.arg(&load.url);
    h2load
}

pub(super) fn read(said: &str) -> anyhow::Result<Reported> {
    let line = said
        .lines()
        .find_map(|line| line.strip_prefix("requests: "));
    let done = line.and_then(|line| line.split(", ").find_map(|part| part.strip_suffix(" done")));
    let done = done.context("h2load did not say how many requests it made")?;
    Ok(Reported {
        requests: Some(done.parse()?),
        ..Reported::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_counts_not_what_was_started() {
        let said = include_str!("../../../tests/recorded/h2load.txt");
        assert_eq!(read(said).unwrap().requests, Some(66_727));
        assert!(read("").is_err());
    }
}
