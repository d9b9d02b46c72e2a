//! `lt-gate pair` for real: the same build twice, and a build that is a fifth slower.

use std::net::TcpListener;
use std::process::Stdio;

use anyhow::{Context, bail};
use serde_json::Value;

use super::Bench;
use super::table::{Table, cell};
use crate::tools;

/// Half of this is more than the absolute tolerance, so that the relative one decides.
const DELAY_MS: u32 = 50;
const SLOWER_MS: u32 = 60;
const USERS: &str = "16";

/// Both comparisons, with as many pairs as there are rounds.
pub(super) fn run(bench: &Bench) -> anyhow::Result<String> {
    let mut table = Table::new(
        3,
        &[
            "head",
            "figure",
            "ruling",
            "change",
            "90 % interval",
            "p, corrected",
        ],
    );
    let (mut answers, mut wrong) = (Vec::new(), Vec::new());
    for (head, name) in [(DELAY_MS, "the same build"), (SLOWER_MS, "20 % slower")] {
        let result = pair(bench, head)?;
        let verdict = result["verdict"].as_str().unwrap_or_default();
        answers.push(format!("{name}: {verdict}"));
        if (head == DELAY_MS) == (verdict == "regression") {
            wrong.push(format!("{name} was called {verdict}"));
        }
        let rows = result["comparison"]["rows"].as_array();
        for row in rows
            .into_iter()
            .flatten()
            .filter(|row| row["gated"] == true)
        {
            table.row(cells(name, row));
        }
    }
    if !wrong.is_empty() {
        bail!("{}\n{table}", wrong.join("; "));
    }
    Ok(format!(
        "{} pairs each, legs of {} s, {USERS} users, an answer after {DELAY_MS} ms: {}.\n\n{table}",
        bench.rounds,
        bench.turn.as_secs(),
        answers.join("; ")
    ))
}

fn pair(bench: &Bench, head_ms: u32) -> anyhow::Result<Value> {
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let service = |delay: u32| {
        let target = tools::path("lt-target");
        format!("exec {target} --profile hello --listen {address} --delay {delay}ms")
    };
    let seconds = bench.turn.as_secs();
    let load = format!(
        "exec {} http://{address}/x -u {USERS} -t {seconds}s --warmup 500ms",
        tools::path("lt-gen")
    );
    let mut command = bench
        .shell
        .command(tools::path("lt-gate"), &["pair", "--format", "json"]);
    command
        .args(["--base", &service(DELAY_MS), "--head", &service(head_ms)])
        .args([
            "--run",
            &load,
            "--health",
            &format!("http://{address}/health"),
        ])
        .args(["--pairs", &bench.rounds.to_string()])
        .stderr(Stdio::inherit());
    let output = command.output().context("cannot begin lt-gate")?;
    match output.status.code() {
        Some(0 | 4 | 5) => Ok(serde_json::from_slice(&output.stdout)?),
        _ => bail!("lt-gate pair ended with {}", output.status),
    }
}

fn cells(head: &str, row: &Value) -> [String; 6] {
    let change = &row["change"];
    let percent = |value: &Value| {
        value
            .as_f64()
            .map(|share| format!("{:+.1} %", share * 100.0))
    };
    let interval = percent(&change["low"]).zip(percent(&change["high"]));
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let endpoint = match row["endpoint"].as_object() {
        Some(endpoint) => format!("{} {}", text(&endpoint["method"]), text(&endpoint["name"])),
        None => "everything".to_owned(),
    };
    [
        head.to_owned(),
        format!("{endpoint} {}", text(&row["measure"])),
        text(&row["ruling"]),
        cell(percent(&change["estimate"])),
        cell(interval.map(|(low, high)| format!("{low} … {high}"))),
        cell(change["p_worse_adjusted"].as_f64().map(chance)),
    ]
}

/// A chance that nobody could see is not told to the last digit.
fn chance(p: f64) -> String {
    match p {
        p if p < 0.0001 => "< 0.0001".to_owned(),
        p => format!("{p:.2}"),
    }
}
