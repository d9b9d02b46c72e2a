//! k6, which is told what to do by a script, and writes a summary in one form up to version 1 and in another since.

use std::fs;
use std::process::Command;

use anyhow::Context;
use serde_json::{Value, json};

use super::{Length, Load, Reported};
use crate::bench::Bench;

const SUMMARY: &str = "k6-summary.json";

pub(super) fn command(mut k6: Command, bench: &Bench, load: &Load) -> anyhow::Result<Command> {
    let script = bench.file("k6.js");
    fs::write(&script, script_for(load)?)?;
    // An older run's summary must never be taken for this one's.
    fs::remove_file(bench.file(SUMMARY)).ok();
    // Else it would listen on a port of its own.
    k6.args([
        "run",
        "--quiet",
        "--no-usage-report",
        "--address",
        "127.0.0.1:0",
    ]);
    k6.arg("--summary-export")
        .arg(bench.file(SUMMARY))
        .arg(script);
    Ok(k6)
}

pub(super) fn reported(bench: &Bench) -> anyhow::Result<Reported> {
    read(&fs::read_to_string(bench.file(SUMMARY)).context("k6 wrote no summary")?)
}

fn script_for(load: &Load) -> anyhow::Result<String> {
    let (connections, url) = (load.connections, serde_json::to_string(&load.url)?);
    let mut scenario = match load.rate {
        None => json!({"executor": "constant-vus", "vus": connections}),
        Some(rate) => json!({"executor": "constant-arrival-rate", "rate": rate, "timeUnit": "1s",
            "preAllocatedVUs": connections, "maxVUs": connections}),
    };
    match load.length {
        Length::Time(time) => scenario["duration"] = format!("{}ms", time.as_millis()).into(),
        Length::Requests(_) => anyhow::bail!("k6 is measured by time only"),
    }
    let options = json!({
        "discardResponseBodies": true,
        "insecureSkipTLSVerify": load.protocol.is_tls(),
        "summaryTrendStats": ["med", "p(90)", "p(99)", "p(99.9)", "max"],
        "scenarios": {"load": scenario},
    });
    Ok(format!(
        "import http from 'k6/http';\nexport const options = {options};\nexport default function () {{ http.get({url}); }}\n"
    ))
}

fn read(summary: &str) -> anyhow::Result<Reported> {
    let summary: Value = serde_json::from_str(summary).context("k6 wrote no JSON")?;
    let requests = metric(&summary, "http_reqs").context("k6's summary has no `http_reqs`")?;
    let times = metric(&summary, "http_req_duration").unwrap_or(&Value::Null);
    let at = |percent: &str| {
        let bare = times[format!("p{percent}")].as_f64();
        bare.or_else(|| times[format!("p({percent})")].as_f64())
    };
    Ok(Reported {
        requests: requests["count"].as_u64(),
        dropped: Some(
            metric(&summary, "dropped_iterations").map_or(0, |m| m["count"].as_u64().unwrap_or(0)),
        ),
        p50: times["med"].as_f64(),
        p90: at("90"),
        p99: at("99"),
        p99_9: at("99.9"),
        max: times["max"].as_f64(),
        ..Reported::default()
    })
}

/// The values of a metric: `metrics.NAME` up to version 1, in the list `results.metrics` since.
fn metric<'s>(summary: &'s Value, name: &str) -> Option<&'s Value> {
    if let Some(values) = summary["metrics"].get(name) {
        return Some(values);
    }
    let mut list = summary["results"]["metrics"].as_array()?.iter();
    Some(&list.find(|metric| metric["name"] == name)?["values"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_of_version_2_is_read() {
        let reported = read(include_str!("../../../tests/recorded/k6.json")).unwrap();
        let expected = Reported {
            requests: Some(481),
            dropped: Some(0),
            p50: Some(7.075_291),
            p90: Some(161.633_568),
            max: Some(439.826_442),
            ..Reported::default()
        };
        assert_eq!(reported, expected);
    }

    #[test]
    fn the_summary_of_older_versions_is_read() {
        let summary = r#"{"metrics":{"http_reqs":{"count":4700,"rate":940.1},"dropped_iterations":{"count":300},
            "http_req_duration":{"med":0.34,"max":30.5,"p(90)":1.5,"p(99)":22,"p(99.9)":29}}}"#;
        let expected = Reported {
            requests: Some(4700),
            dropped: Some(300),
            p50: Some(0.34),
            p90: Some(1.5),
            p99: Some(22.0),
            p99_9: Some(29.0),
            max: Some(30.5),
            ..Reported::default()
        };
        assert_eq!(read(summary).unwrap(), expected);
        assert!(read("{}").is_err());
    }
}
