//! Watching a stream where there is no terminal, and handing it on.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on shall say where"
)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Output, Stdio};

const SMALL: &str = "tests/fixtures/small.ndjson";

fn tool(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lt-report"));
    command.args(args).stdin(Stdio::null());
    command
}

fn run(args: &[&str]) -> Output {
    tool(args).output().unwrap()
}

/// How the tool is started whose stdin and stdout we hold.
fn piped(args: &[&str]) -> Child {
    let mut command = tool(args);
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
    command.stderr(Stdio::piped()).spawn().unwrap()
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

#[test]
fn without_a_terminal_a_line_tells_how_it_ended_and_the_report_is_the_same() {
    let (live, plain) = (run(&["--live", SMALL]), run(&[SMALL]));
    assert!(live.status.success());
    assert_eq!(text(live.stdout), text(plain.stdout));
    let told = text(live.stderr);
    let last = told.lines().last().unwrap();
    assert!(
        last.starts_with("lt-report: ")
            && last.contains("interrupted after 3 s  ")
            && last.contains(" req/s  "),
        "{told}"
    );
    // Nothing that moves a cursor.
    assert!(!told.contains('\x1b'), "{told}");
}

#[test]
fn streams_that_are_compared_are_told_apart_while_somebody_watches() {
    let [before, after] = ["before", "after"].map(|name| format!("tests/fixtures/{name}.ndjson"));
    let inputs = ["--compare", &before, &after];
    let live = run(&[&["--live"], &inputs[..]].concat());
    assert!(live.status.success());
    let plain = text(run(&inputs).stdout);
    assert!(
        plain.contains("| before") && plain.contains("| after"),
        "{plain}"
    );
    assert_eq!(text(live.stdout), plain);
}

#[test]
fn the_stream_is_handed_on_byte_by_byte_and_the_report_goes_to_stderr() {
    let stream = fs::read_to_string(SMALL).unwrap();
    let report = text(run(&[SMALL]).stdout);
    let passed = run(&["--pass", SMALL]);
    assert_eq!(text(passed.stdout), stream);
    assert_eq!(text(passed.stderr), report);
    let watched = run(&["--pass", "--live", SMALL]);
    assert_eq!(text(watched.stdout), stream);
    let told = text(watched.stderr);
    assert!(told.ends_with(&report), "{told}");
    let lines = told.strip_suffix(&report).unwrap().lines();
    assert!(
        lines
            .into_iter()
            .all(|line| line.starts_with("lt-report: ")),
        "{told}"
    );
}

#[test]
fn a_line_is_handed_on_before_the_next_one_comes() {
    let stream = fs::read_to_string(SMALL).unwrap();
    for args in [&["--pass"][..], &["--pass", "--live"]] {
        let mut tool = piped(args);
        let mut input = tool.stdin.take().unwrap();
        let mut output = BufReader::new(tool.stdout.take().unwrap());
        for line in stream.split_inclusive('\n') {
            input.write_all(line.as_bytes()).unwrap();
            let mut passed = String::new();
            output.read_line(&mut passed).unwrap();
            assert_eq!(passed, line);
        }
        drop(input);
        assert!(tool.wait().unwrap().success());
    }
}

#[test]
fn who_closes_the_pipe_behind_us_still_lets_us_report() {
    let stream = fs::read_to_string(SMALL).unwrap();
    let mut tool = piped(&["--pass"]);
    drop(tool.stdout.take());
    let mut input = tool.stdin.take().unwrap();
    for line in stream.split_inclusive('\n') {
        input.write_all(line.as_bytes()).unwrap();
    }
    drop(input);
    let mut told = String::new();
    let mut stderr = tool.stderr.take().unwrap();
    stderr.read_to_string(&mut told).unwrap();
    assert!(tool.wait().unwrap().success());
    assert_eq!(told, text(run(&[SMALL]).stdout));
}

#[test]
fn garbage_ends_the_watching_with_its_place() {
    let stream = fs::read_to_string(SMALL).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("garbage.ndjson");
    fs::write(&file, stream + "garbage\n").unwrap();
    let broken = run(&["--live", file.to_str().unwrap()]);
    assert_eq!(broken.status.code(), Some(1));
    let told = text(broken.stderr);
    assert!(
        told.lines().last().unwrap().contains("garbage.ndjson:12: "),
        "{told}"
    );
    assert!(broken.stdout.is_empty());
}
