//! wrk, and wrk2, which paces and prints the same with more percentiles.

use std::process::Command;

use anyhow::Context;

use super::{Load, Reported};

pub(super) fn command(mut wrk: Command, load: &Load) -> Command {
    wrk.args(["-t1", &format!("-c{}", load.connections), "--latency"]);
    wrk.args(load.length.seconds().map(|seconds| format!("-d{seconds}")));
    wrk.arg(&load.url);
    wrk
}

pub(super) fn paced_command(wrk2: Command, load: &Load) -> Command {
    let mut wrk2 = command(wrk2, load);
    wrk2.args(load.rate.map(|rate| format!("-R{rate}")));
    wrk2
}

pub(super) fn read(said: &str) -> anyhow::Result<Reported> {
    let requests = said
        .lines()
        .find_map(|line| line.trim().split_once(" requests in "));
    let (requests, _) = requests.context("wrk did not say how many requests it made")?;
    let (_, distribution) = said.split_once("Latency Distribution").unwrap_or_default();
    let at = |percent: f64| {
        let mut lines = distribution.lines().map_while(|line| {
            // The header's own line ends the first piece; the list ends at the first line without `%`.
            Some(line.trim())
                .filter(|line| line.is_empty() || line.starts_with('(') || line.contains('%'))
        });
        lines.find_map(|line| {
            let (at, value) = line.split_once('%')?;
            (at.trim().parse() == Ok(percent)).then(|| milliseconds(value.trim()))?
        })
    };
    // Average, deviation, maximum.
    let stats = said
        .lines()
        .find_map(|line| line.trim().strip_prefix("Latency  "));
    let max = stats.and_then(|stats| milliseconds(stats.split_whitespace().nth(2)?));
    Ok(Reported {
        requests: requests.parse().ok(),
        p50: at(50.0),
        p90: at(90.0),
        p99: at(99.0),
        p99_9: at(99.9),
        max: at(100.0).or(max),
        ..Reported::default()
    })
}

fn milliseconds(text: &str) -> Option<f64> {
    let unit_at = text.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at(unit_at);
    let number: f64 = number.parse().ok()?;
    match unit {
        "us" => Some(number / 1e3),
        "ms" => Some(number),
        "s" => Some(number * 1e3),
        "m" => Some(number * 60e3),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrk_tells_four_percentiles_and_the_slowest() {
        let expected = Reported {
            requests: Some(2511),
            p50: Some(4.87),
            p90: Some(6.17),
            p99: Some(7.22),
            max: Some(7.86),
            ..Reported::default()
        };
        assert_eq!(
            read(include_str!("../../../tests/recorded/wrk.txt")).unwrap(),
            expected
        );
    }

    #[test]
    fn wrk2_tells_more() {
        let expected = Reported {
            requests: Some(2400),
            p50: Some(5.67),
            p90: Some(6.93),
            p99: Some(7.92),
            p99_9: Some(8.2),
            max: Some(8.2),
            ..Reported::default()
        };
        assert_eq!(
            read(include_str!("../../../tests/recorded/wrk2.txt")).unwrap(),
            expected
        );
    }

    #[test]
    fn units_are_heeded_and_a_complaint_is_no_result() {
        let check = |text, expected| assert_eq!(milliseconds(text), expected, "{text}");
        check("850.00us", Some(0.85));
        check("1.02s", Some(1020.0));
        check("1.00m", Some(60_000.0));
        check("-nan%", None);
        assert!(read("unable to connect to 127.0.0.1:1 Connection refused").is_err());
    }
}
