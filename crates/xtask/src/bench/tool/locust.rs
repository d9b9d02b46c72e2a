//! Locust, whose times are whole milliseconds, and fewer digits above a hundred.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use anyhow::{Context, bail};
use serde_json::Value;

use super::{Length, Load, Reported};
use crate::bench::Bench;

pub(super) fn command(
    mut locust: Command,
    bench: &Bench,
    load: &Load,
    class: &str,
) -> anyhow::Result<Command> {
    let script = bench.file("locustfile.py");
    fs::write(&script, script_for(load, class))?;
    let Length::Time(time) = load.length else {
        bail!("Locust is measured by time only");
    };
    let users = load.connections.to_string();
    locust.arg("-f").arg(script);
    locust.args([
        "--headless",
        "--only-summary",
        "--json",
        "--loglevel",
        "WARNING",
    ]);
    // It knows whole seconds.
    locust.args([
        "-u",
        &users,
        "-r",
        &users,
        "-t",
        &format!("{}s", time.as_secs_f64().ceil()),
    ]);
    Ok(locust)
}

fn script_for(load: &Load, class: &str) -> String {
    let host = load.url.trim_end_matches('/');
    let wait = load
        .rate_of_each()
        .map(|rate| format!("    wait_time = constant_throughput({rate})\n"));
    format!(
        "from locust import {class}, constant_throughput, task\n\n\nclass Load({class}):\n    host = \"{host}\"\n{}\n    \
         @task\n    def hello(self):\n        self.client.get(\"/\")\n",
        wait.unwrap_or_default()
    )
}

pub(super) fn read(said: &str) -> anyhow::Result<Reported> {
    let json = said.find('[').map_or(said, |begin| &said[begin..]);
    let mut values = serde_json::Deserializer::from_str(json).into_iter::<Vec<Value>>();
    let endpoints = values
        .next()
        .context("Locust wrote no JSON")?
        .context("Locust wrote no JSON")?;
    let mut times: BTreeMap<u64, u64> = BTreeMap::new();
    for (ms, n) in endpoints
        .iter()
        .filter_map(|e| e["response_times"].as_object())
        .flatten()
    {
        let ms: f64 = ms.parse().context("a response time is no number")?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a response time; a float that is none becomes 0 or the largest number"
        )]
        let us = (ms * 1e3) as u64;
        *times.entry(us).or_default() += n.as_u64().unwrap_or(0);
    }
    let requests = endpoints
        .iter()
        .filter_map(|e| e["num_requests"].as_u64())
        .sum();
    let slowest = endpoints
        .iter()
        .filter_map(|e| e["max_response_time"].as_f64());
    Ok(Reported {
        requests: Some(requests),
        p50: at(&times, 500),
        p90: at(&times, 900),
        p99: at(&times, 990),
        p99_9: at(&times, 999),
        max: slowest.reduce(f64::max),
        ..Reported::default()
    })
}

/// The value, in milliseconds, at or below which this many thousandths of the counted times lie.
fn at(times: &BTreeMap<u64, u64>, thousandths: u64) -> Option<f64> {
    let n: u64 = times.values().sum();
    let rank = (n * thousandths).div_ceil(1000);
    let mut below = 0;
    let found = times.iter().find(|(_, n)| {
        below += **n;
        below >= rank
    });
    found.map(|(us, _)| *us as f64 / 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_are_added_up_whatever_stands_around_them() {
        let json = r#"[{"name":"/a","num_requests":9,"max_response_time":17.5,"response_times":{"3":5,"17":4}},
            {"name":"/b","num_requests":1,"max_response_time":250.2,"response_times":{"250":1}}]"#;
        let expected = Reported {
            requests: Some(10),
            p50: Some(3.0),
            p90: Some(17.0),
            p99: Some(250.0),
            p99_9: Some(250.0),
            max: Some(250.2),
            ..Reported::default()
        };
        for said in [json.to_owned(), format!("starting\n{json}\nbye\n")] {
            assert_eq!(read(&said).unwrap(), expected);
        }
        assert!(read("no module named locust").is_err());
    }

    #[test]
    fn a_recorded_run_is_read() {
        let reported = read(include_str!("../../../tests/recorded/locust.json")).unwrap();
        assert_eq!((reported.requests, reported.p50), (Some(499), Some(7.0)));
    }
}
