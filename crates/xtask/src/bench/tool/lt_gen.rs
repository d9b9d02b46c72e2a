//! Ours: its samples are counted by lt-report, as a user would.

use std::process::Command;
use std::{fs, io};

use anyhow::{Context, bail};
use serde_json::Value;

use super::{Length, Load, Reported, launch};
use crate::bench::Bench;
use crate::tools;

/// The file in which samples are kept.
pub(in crate::bench) const SAMPLES: &str = "samples.ndjson";

/// The same request over and over, from a scenario file, without anything that a file can add to it.
const PLAIN: &str = "requests: {order: {get: /json}}\n";
/// One that is made anew each time and looks at its answer: two templates, an extract, two checks.
const TEMPLATES: &str = r#"
variables: {last: 0}
requests:
  order:
    get: "/json?page={{ random_int(1, 1000) }}&last={{ last }}"
    name: /json
    extract: {last: {json: $.id}}
    checks: [status == 200, json.id is defined]
"#;

pub(in crate::bench) fn command(bench: &Bench, load: &Load, mode: &[&str]) -> Command {
    command_for(bench, load, &load.url, mode)
}

/// The same load from a scenario file: a plain one, or one with templates.
///
/// # Errors
/// The file cannot be written.
pub(super) fn file_command(bench: &Bench, load: &Load, has_templates: bool) -> io::Result<Command> {
    let file = bench.file("scenario.yaml");
    let base = load.url.trim_end_matches("/json").trim_end_matches('/');
    let requests = if has_templates { TEMPLATES } else { PLAIN };
    fs::write(&file, format!("base_url: {base}\n{requests}"))?;
    Ok(command_for(bench, load, &file.display().to_string(), &[]))
}

fn command_for(bench: &Bench, load: &Load, source: &str, mode: &[&str]) -> Command {
    let mut command = launch(bench, load, &tools::path("lt-gen"));
    command.arg(source);
    let connections = load.connections.to_string();
    match load.rate {
        None => command.args(["-u", &connections]),
        Some(rate) => command.args(["--rate", &rate.to_string()]).args([
            "--max-in-flight",
            &connections,
            "--when-full",
            "wait",
        ]),
    };
    match load.length {
        Length::Time(time) => command.args(["-t", &format!("{}s", time.as_secs_f64())]),
        Length::Requests(n) => command.args(["-n", &n.to_string()]),
    };
    if load.protocol.is_tls() {
        command.arg("-k");
    }
    // Over TLS it would agree on HTTP/2 by itself.
    command.arg(if load.protocol.is_http2() {
        "--http2"
    } else {
        "--http1.1"
    });
    command.args(mode);
    command
}

/// What its samples and its last line say.
pub(super) fn reported(bench: &Bench) -> anyhow::Result<Reported> {
    Ok(read(&report(bench)?))
}

/// lt-report's JSON about the samples that the last run left.
///
/// # Errors
/// lt-report refuses them.
pub(in crate::bench) fn report(bench: &Bench) -> anyhow::Result<Value> {
    let samples = bench.file(SAMPLES);
    let mut report = bench
        .shell
        .command(tools::path("lt-report"), &["--format", "json"]);
    let output = report.arg(samples).output()?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
    }
    serde_json::from_slice(&output.stdout).context("lt-report wrote no JSON")
}

fn read(report: &Value) -> Reported {
    let total = &report["total"];
    let ms = |key: &str| Some(total["response_time"][key].as_f64()? / 1e3);
    let health = &report["health"]["generators"][0]["health"];
    Reported {
        requests: total["requests"].as_u64(),
        dropped: total["dropped"].as_u64(),
        p50: ms("p50_us"),
        p90: ms("p90_us"),
        p99: ms("p99_us"),
        p99_9: ms("p99.9_us"),
        max: ms("max_us"),
        delay_us: health["delay_p50_us"]
            .as_f64()
            .zip(health["delay_p99_us"].as_f64()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_report_and_the_end_line_are_read() {
        let report = json!({"total":{"requests":1000,"dropped":3,"response_time":{"p50_us":115,"p90_us":174,
            "p99_us":461,"p99.9_us":2799,"max_us":3769}},
            "health":{"generators":[{"run":"sxrp5a69","health":{"delay_p50_us":63,"delay_p99_us":202}}]}});
        let expected = Reported {
            requests: Some(1000),
            dropped: Some(3),
            p50: Some(0.115),
            p90: Some(0.174),
            p99: Some(0.461),
            p99_9: Some(2.799),
            max: Some(3.769),
            delay_us: Some((63.0, 202.0)),
        };
        assert_eq!(read(&report), expected);
    }
}
