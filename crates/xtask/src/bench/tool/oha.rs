//! oha, which writes JSON.

use std::process::Command;

use anyhow::Context;
use serde_json::Value;

use super::{Length, Load, Reported};

pub(super) fn command(mut oha: Command, load: &Load) -> Command {
    // One thread: it has one core, and a second thread would only cost it.
    oha.args([
        "--no-tui",
        "--output-format",
        "json",
        "--worker-threads",
        "1",
    ]);
    oha.args(["-c", &load.connections.to_string()]);
    match load.length {
        Length::Time(time) => oha.args(["-z", &format!("{}ms", time.as_millis())]),
        Length::Requests(n) => oha.args(["-n", &n.to_string()]),
    };
    if let Some(rate) = load.rate {
        oha.args(["-q", &rate.to_string()]);
    }
    if load.protocol.is_tls() {
        oha.arg("--insecure");
    }
    if load.protocol.is_http2() {
        oha.arg("--http2");
    }
    oha.arg(&load.url);
    oha
}

pub(super) fn read(said: &str) -> anyhow::Result<Reported> {
    let said: Value = serde_json::from_str(said).context("oha wrote no JSON")?;
    let ms = |seconds: &Value| Some(seconds.as_f64()? * 1e3);
    let percentiles = &said["latencyPercentiles"];
    let statuses = said["statusCodeDistribution"].as_object();
    let statuses = statuses.context("oha's JSON has no `statusCodeDistribution`")?;
    Ok(Reported {
        requests: Some(statuses.values().filter_map(Value::as_u64).sum()),
        p50: ms(&percentiles["p50"]),
        p90: ms(&percentiles["p90"]),
        p99: ms(&percentiles["p99"]),
        p99_9: ms(&percentiles["p99.9"]),
        max: ms(&said["summary"]["slowest"]),
        ..Reported::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_become_milliseconds_and_answers_of_every_status_count() {
        let reported = read(include_str!("../../../tests/recorded/oha.json")).unwrap();
        assert_eq!(reported.requests, Some(66));
        let rounded = [
            reported.p50,
            reported.p90,
            reported.p99,
            reported.p99_9,
            reported.max,
        ];
        let rounded = rounded.map(|ms| format!("{:.0}", ms.unwrap()));
        assert_eq!(rounded, ["1157", "1922", "2179", "2179", "2179"]);
        assert!(read("error: invalid value").is_err());
    }
}
