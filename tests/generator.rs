//! The generator as a process: shards, threads and slow readers.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use lt_tests::{Target, json, pipe, stderr, stdout, tool};

fn with(mut command: Command, args: &[&str]) -> Command {
    command.args(args);
    command
}

#[test]
fn shards_and_threads_of_a_test_merge_into_the_one_run() {
    let target = Target::start(&["--profile", "hello"]);
    let folder = tempfile::tempdir().unwrap();
    let url = target.url("/");
    let parts = [("0,2/3", "1"), ("1/3", "2")].map(|(shard, threads)| {
        let file = folder.path().join(format!("{threads}.ndjson"));
        let load = ["--rate", "300/s", "--arrivals", "poisson", "-t", "1s"];
        let test = ["--seed", "7", "--test-id", "t", "--shard", shard];
        let made = with(tool("lt-gen"), &[&url, "--threads", threads])
            .args(load)
            .args(test)
            .stdout(File::create(&file).unwrap())
            .status();
        assert!(made.unwrap().success());
        file
    });
    let planned = with(tool("lt-gen"), &[&url, "--plan", "--seed", "7"])
        .args(["--rate", "300/s", "--arrivals", "poisson", "-t", "1s"])
        .output()
        .unwrap();
    let planned = stdout(&planned).lines().count() as u64;
    let merge = tool("lt-merge");
    let merge = with(merge, &["--expect-shards", "3"]);
    let merge = with(merge, &parts.each_ref().map(|part| part.to_str().unwrap()));
    let report = json(&pipe([
        merge,
        with(tool("lt-report"), &["--format", "json"]),
    ]));
    assert_eq!(report["total"]["requests"].as_u64(), Some(planned));
    assert_eq!(
        target.stats()["answered"]["GET /"]["200"].as_u64(),
        Some(planned)
    );
    assert_eq!(report["health"]["doubts"].as_array().map(Vec::len), Some(0));
}

#[test]
fn a_reader_that_sleeps_neither_slows_the_load_nor_loses_a_request() {
    let target = Target::start(&["--profile", "hello"]);
    let url = target.url("/");
    let mut generator = with(tool("lt-gen"), &[&url, "-u", "32", "-n", "60000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Nobody reads until the target has answered everything; the pipe and the outbox hold a third of that.
    let answered = || target.stats()["answered"]["GET /"]["200"].as_u64();
    while answered() < Some(60_000) {
        assert_eq!(
            generator.try_wait().unwrap(),
            None,
            "it must wait for its reader"
        );
        std::thread::sleep(Duration::from_millis(10));
    }
    let mut stream = Vec::new();
    let mut out = generator.stdout.take().unwrap();
    out.read_to_end(&mut stream).unwrap();
    let ended = generator.wait_with_output().unwrap();
    assert!(ended.status.success(), "{}", stderr(&ended));
    let mut report = with(tool("lt-report"), &["--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    report.stdin.take().unwrap().write_all(&stream).unwrap();
    let report = json(&report.wait_with_output().unwrap());
    assert_eq!(report["total"]["requests"].as_u64(), Some(60_000));
    let end = String::from_utf8(stream).unwrap();
    let end: serde_json::Value = serde_json::from_str(end.lines().last().unwrap()).unwrap();
    let [samples, framed] = ["samples", "framed"].map(|key| end[key].as_u64().unwrap());
    assert_eq!(samples + framed, 60_000);
    assert!(framed > 0, "{end}");
}

#[test]
fn who_asks_twice_to_stop_need_not_wait_for_a_reader_that_sleeps() {
    let target = Target::start(&["--profile", "hello"]);
    let url = target.url("/");
    let mut generator = with(tool("lt-gen"), &[&url, "-u", "32", "-n", "60000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let answered = || target.stats()["answered"]["GET /"]["200"].as_u64();
    while answered() < Some(60_000) {
        std::thread::sleep(Duration::from_millis(10));
    }
    // Nobody reads: only signals can end it now, and the first one leaves the reader its time.
    let pid = Pid::from_child(&generator);
    while generator.try_wait().unwrap().is_none() {
        kill_process(pid, Signal::INT).unwrap();
        std::thread::sleep(Duration::from_millis(50));
    }
    let ended = generator.wait().unwrap();
    assert_eq!(ended.signal(), Some(Signal::INT.as_raw()));
}

#[test]
fn a_reader_that_goes_away_before_the_begin_ends_the_run_without_load() {
    let target = Target::start(&["--profile", "hello"]);
    let url = target.url("/");
    let mut generator = with(tool("lt-gen"), &[&url, "-u", "1", "--start-at", "+1h"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(generator.stdout.take().unwrap());
    let mut first = String::new();
    out.read_line(&mut first).unwrap();
    assert!(first.starts_with("{\"type\":\"run\""), "{first}");
    drop(out);
    assert!(generator.wait().unwrap().success());
    assert_eq!(target.stats()["answered"]["GET /"]["200"].as_u64(), None);
}
