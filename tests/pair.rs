//! `lt-gate pair` with real services, real faults, and loads that are real or written down.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panic, too")]

use std::fmt::Write;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, test_kill_process_group};
use serde_json::{Value, json};
use tempfile::TempDir;

use lt_tests::{json, stderr, tool};

const PAIRS: u32 = 5;

/// An address on which both builds can listen by turns. Where a machine has more than one loopback address it is one that
/// no other test has: a port that is free now may be another's between two turns.
fn free_address() -> String {
    let [.., high, low] = std::process::id().to_be_bytes();
    let own = format!("127.{}.{}.7:0", high % 200 + 20, low);
    let listener = TcpListener::bind(own).or_else(|_| TcpListener::bind("127.0.0.1:0"));
    listener.unwrap().local_addr().unwrap().to_string()
}

/// The path of a tool, for command lines.
fn path(name: &str) -> String {
    tool(name).get_program().to_str().unwrap().to_owned()
}

fn service(address: &str, args: &str) -> String {
    let target = path("lt-target");
    format!("{target} --profile hello --listen {address} {args}")
}

/// `lt-gate pair` of two command lines and a load.
fn pair(address: &str, [base, head]: [&str; 2], load: &str) -> Command {
    let mut command = tool("lt-gate");
    command
        .args(["pair", "--base", base, "--head", head, "--run", load])
        .args(["--health", &format!("http://{address}/health")])
        .args(["--pairs", &PAIRS.to_string(), "--format", "json"]);
    command
}

/// A folder with the stream of each turn, in which the head takes so much of the base's time; and the load that shows them.
fn written_load(percent: u64) -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    for pair in 0..=PAIRS {
        for (nth, side) in ["base", "head"].into_iter().enumerate() {
            let percent = if side == "head" { percent } else { 100 };
            let file = folder.path().join(format!("{pair}-{side}.ndjson"));
            fs::write(
                file,
                stream(pair * 2 + u32::try_from(nth).unwrap(), percent),
            )
            .unwrap();
        }
    }
    let load = format!(
        "exec cat {}/$LT_PAIR-$LT_SIDE.ndjson",
        folder.path().display()
    );
    (folder, load)
}

/// A run of 600 requests in three seconds, each of some 20 ms.
fn stream(turn: u32, percent: u64) -> String {
    let start = 1_763_718_000_000_000 + u64::from(turn) * 60_000_000;
    let run = format!("k3x9a{turn:03}");
    let mut lines = json!({
        "type": "run", "format": 1, "run": run, "test": run, "shard": {"index": 0, "of": 1}, "tool": "lt-gen",
        "version": "0.1.0", "started_us": start, "model": "closed",
    })
    .to_string();
    for nth in 0..600_u64 {
        // What differs from run to run differs by less than a percent.
        let service = 20_000 + nth * 7919 % 4000 + u64::from(turn * 31 % 7) * 20;
        let sample = json!({
            "type": "sample", "run": run, "at_us": start + nth * 5000, "method": "GET", "name": "/x", "status": 200,
            "outcome": "ok", "delay_us": 5, "service_us": service * percent / 100,
        });
        write!(lines, "\n{sample}").unwrap();
    }
    let end = json!({
        "type": "end", "run": run, "at_us": start + 3_100_000, "test": run, "shard": {"index": 0, "of": 1}, "reason": "completed",
        "samples": 600, "framed": 0, "dropped": 0, "cancelled": 0,
    });
    format!("{lines}\n{end}\n")
}

fn check_code(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "{}", stderr(output));
}

#[test]
fn the_same_build_passes_and_a_slower_one_is_a_regression() {
    for (percent, code, verdict) in [(100, 0, "pass"), (120, 4, "regression")] {
        let address = free_address();
        let (_folder, load) = written_load(percent);
        let build = service(&address, "");
        let output = pair(&address, [&build, &build], &load).output().unwrap();
        check_code(&output, code);
        let result = json(&output);
        assert_eq!(result["verdict"], verdict);
        assert_eq!(result["comparison"]["mode"], "paired");
        assert!(stderr(&output).contains("pair 5 of 5, head: 600 requests"));
    }
}

#[test]
fn what_is_kept_gives_the_same_answer_again_and_is_not_mixed_with_other_runs() {
    let address = free_address();
    let (folder, load) = written_load(120);
    let kept = folder.path().join("kept");
    let build = service(&address, "");
    let measure = || {
        let mut command = pair(&address, [&build, &build], &load);
        command.arg("--keep").arg(&kept).output().unwrap()
    };
    let measured = measure();
    check_code(&measured, 4);
    let name = |pair, side, ending: &str| kept.join(format!("pair-{pair:02}-{side}.{ending}"));
    for ending in ["ndjson", "service.log", "load.log"] {
        assert!(name(0, "head", ending).exists(), "{ending}");
    }
    let runs = |side| (1..=PAIRS).map(move |pair| name(pair, side, "json"));
    let again = tool("lt-gate")
        .args(["compare", "--fail-on", "regression", "--format", "json"])
        .args(runs("head"))
        .arg("--vs")
        .args(runs("base"))
        .output()
        .unwrap();
    check_code(&again, 4);
    let [measured, again] = [measured, again].map(|output| json(&output)["comparison"].take());
    assert_eq!(again["mode"], "paired");
    assert_eq!(again["rows"], measured["rows"]);
    let refused = measure();
    check_code(&refused, 2);
    assert!(stderr(&refused).contains("name a new folder"));
}

#[test]
fn a_run_in_doubt_makes_the_answer_invalid_and_is_told_at_once() {
    let address = free_address();
    let (folder, load) = written_load(100);
    let file = folder.path().join("2-head.ndjson");
    let whole = fs::read_to_string(&file).unwrap();
    let cut_off = whole.trim_end().rsplit_once('\n').unwrap().0;
    fs::write(&file, format!("{cut_off}\n")).unwrap();
    let build = service(&address, "");
    let output = pair(&address, [&build, &build], &load).output().unwrap();
    check_code(&output, 5);
    let result = json(&output);
    assert_eq!(result["verdict"], "invalid");
    assert!(stderr(&output).contains("warning: pair 2 of 5, head: in doubt: "));
}

#[test]
fn real_load_on_a_build_that_is_three_times_as_slow() {
    let address = free_address();
    let load = format!(
        "exec {} http://{address}/x -u 4 -t 1s --warmup 100ms",
        path("lt-gen")
    );
    let builds = ["--delay 10ms", "--delay 30ms"].map(|args| service(&address, args));
    let output = pair(&address, [&builds[0], &builds[1]], &load)
        .output()
        .unwrap();
    let result = json(&output);
    // A machine that is too busy for the generator makes the whole invalid; what was seen is told all the same.
    let verdict = result["verdict"].as_str().unwrap();
    assert!(["regression", "invalid"].contains(&verdict), "{result}");
    let rows = result["comparison"]["rows"].as_array().unwrap();
    let is_slower = |row: &&Value| row["measure"] == "p50" && row["ruling"] == "regression";
    assert!(rows.iter().any(|row| is_slower(&row)), "{result}");
}

#[test]
fn what_cannot_be_measured_is_told_with_the_last_words_of_whoever_failed() {
    let (folder, load) = written_load(100);
    let check = |base: &dyn Fn(&str) -> String, load: &str, code: i32, expected: &str| {
        let address = free_address();
        let base = base(&address);
        let started = Instant::now();
        let output = pair(&address, [&base, &base], load)
            .args(["--health-within", "20s", "--stop-within", "300ms"])
            .output()
            .unwrap();
        let words = stderr(&output);
        check_code(&output, code);
        assert!(words.contains(expected), "{words}");
        assert!(started.elapsed() < Duration::from_secs(15), "{words}");
        assert!(TcpStream::connect(&address).is_err(), "{expected}");
    };
    let good = |address: &str| service(address, "");
    let misused = |address: &str| service(address, "--delay never");
    check(&misused, &load, 1, "the service ended by itself with");
    let leaving = |address: &str| format!("{} & echo begun", service(address, ""));
    check(&leaving, &load, 1, "or went into the background");
    let failing = "echo no such scenario >&2; exit 3";
    check(&good, failing, 1, "its last words: no such scenario");
    check(&good, "echo no line", 2, "pair-00-");
    check(&good, "true", 2, "pair-00-");
    let two = format!("{load} {}/1-base.ndjson", folder.path().display());
    check(&good, &two, 2, "the load made 2 runs where one is wanted");
}

#[test]
fn what_answers_already_is_not_measured() {
    let (_folder, load) = written_load(100);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = pair(&address, ["sleep 60", "sleep 60"], &load)
        .output()
        .unwrap();
    check_code(&output, 1);
    assert!(stderr(&output).contains("something answers at"));
    let output = pair("[", ["sleep 60", "sleep 60"], &load).output().unwrap();
    check_code(&output, 2);
}

#[test]
fn services_that_will_not_end_or_leave_others_behind_are_ended() {
    let address = free_address();
    let (_folder, load) = written_load(100);
    let target = service(&address, "");
    let stubborn = format!("trap '' TERM; {target} & while true; do sleep 1; done");
    let leaving = format!("{target} & wait");
    let output = pair(&address, [&stubborn, &leaving], &load)
        .args(["--stop-within", "200ms"])
        .output()
        .unwrap();
    check_code(&output, 0);
    assert!(TcpStream::connect(&address).is_err());
}

#[test]
fn ctrl_c_ends_all_that_was_begun() {
    let folder = tempfile::tempdir().unwrap();
    let (service_pid, load_pid) = (folder.path().join("service"), folder.path().join("load"));
    let address = free_address();
    let service = format!(
        "trap '' TERM; echo $$ > {}; {} & while true; do sleep 1; done",
        service_pid.display(),
        service(&address, "")
    );
    let load = format!(
        "echo $$ > {0}.part; mv {0}.part {0}; sleep 600",
        load_pid.display()
    );
    let mut child = pair(&address, [&service, &service], &load)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    within_a_minute(|| load_pid.exists());
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
    for file in [service_pid, load_pid] {
        let group = fs::read_to_string(&file).unwrap().trim().parse().unwrap();
        let group = Pid::from_raw(group).unwrap();
        within_a_minute(|| test_kill_process_group(group).is_err());
    }
    within_a_minute(|| TcpStream::connect(&address).is_err());
}

fn within_a_minute(is_so: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !is_so() {
        assert!(Instant::now() < deadline, "it did not come");
        thread::sleep(Duration::from_millis(20));
    }
}
