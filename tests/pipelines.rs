//! The tools together, as users pipe them.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panic, too")]

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use lt_tests::{Target, json, pipe, stderr, stdout, tool};

fn with(mut command: Command, args: &[&str]) -> Command {
    command.args(args);
    command
}

/// A run of a few hundred requests on the shop, with answers of several kinds, in a file.
fn run_in(folder: &Path, name: &str, args: &[&str]) -> PathBuf {
    let target = Target::start(&["--profile", "shop", "--error-rate", "10%"]);
    let file = folder.join(name);
    let url = target.url("/health");
    let made = with(tool("lt-gen"), &[&url, "-o", file.to_str().unwrap()])
        .args(args)
        .status()
        .unwrap();
    assert!(made.success());
    file
}

#[test]
fn stream_report_and_target_agree_on_what_happened() {
    let target = Target::start(&["--profile", "hello", "--error-rate", "20%"]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.ndjson");
    let url = target.url("/x?page=1");
    let made = with(tool("lt-gen"), &[&url, "-u", "5", "-n", "500"])
        .stdout(File::create(&file).unwrap())
        .status();
    assert!(made.unwrap().success());

    let answered = &target.stats()["answered"]["GET /x"];
    let lines = fs::read_to_string(&file).unwrap();
    let report = json(
        &tool("lt-report")
            .arg(&file)
            .args(["--format", "json"])
            .output()
            .unwrap(),
    );
    let endpoint = &report["endpoints"][0];
    for status in ["200", "500"] {
        let in_stream = lines.matches(&format!("\"status\":{status},")).count();
        assert!(in_stream > 0);
        assert_eq!(answered[status].as_u64(), Some(in_stream as u64));
        assert_eq!(
            endpoint["statuses"][status].as_u64(),
            Some(in_stream as u64)
        );
    }
    assert_eq!(endpoint["requests"].as_u64(), Some(500));
    assert_eq!(endpoint["errors"], answered["500"]);

    let text = stdout(&tool("lt-report").arg(&file).output().unwrap());
    let header = "Type     Name";
    assert!(
        text.lines()
            .any(|line| line.starts_with(header) && line.contains("# reqs")),
        "{text}"
    );
    assert!(
        text.lines()
            .any(|line| line.starts_with("GET      /x ") && line.contains(" 500 ")),
        "{text}"
    );
}

#[test]
fn files_merged_streams_and_frames_give_the_same_report() {
    let folder = tempfile::tempdir().unwrap();
    let a = run_in(
        folder.path(),
        "a.ndjson.zst",
        &["-u", "3", "-n", "300", "--warmup", "100ms"],
    );
    let b = run_in(folder.path(), "b.ndjson", &["--rate", "100/s", "-n", "100"]);
    let (a, b) = (a.to_str().unwrap(), b.to_str().unwrap());
    let report = || with(tool("lt-report"), &["--format", "json"]);
    let from_files = pipe([with(report(), &[a, b])]);
    let merged = pipe([with(tool("lt-merge"), &[a, b]), report()]);
    let framed = pipe([with(tool("lt-merge"), &["--frames", "1s", a, b]), report()]);
    assert_eq!(json(&from_files)["total"]["requests"].as_u64(), Some(400));
    assert_eq!(stdout(&from_files), stdout(&merged));
    assert_eq!(stdout(&from_files), stdout(&framed));
    assert_eq!(
        json(&framed)["health"]["doubts"].as_array().map(Vec::len),
        Some(0)
    );
}

#[test]
fn a_reader_that_goes_away_is_a_normal_end() {
    let target = Target::start(&["--profile", "hello"]);
    let url = target.url("/");
    let mut generator = with(tool("lt-gen"), &[&url, "-u", "2", "-t", "1h"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(generator.stdout.take().unwrap()).lines();
    for kind in ["run", "sample", "sample"] {
        let line = lines.next().unwrap().unwrap();
        assert!(
            line.starts_with(&format!("{{\"type\":\"{kind}\"")),
            "{line}"
        );
    }
    drop(lines);
    let mut words = String::new();
    generator
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut words)
        .unwrap();
    assert_eq!(
        (generator.wait().unwrap().code(), words.as_str()),
        (Some(0), "")
    );
}

#[test]
fn ctrl_c_ends_a_run_in_good_order_and_the_report_is_whole() {
    let target = Target::start(&["--profile", "hello"]);
    let url = target.url("/");
    let mut generator = with(tool("lt-gen"), &[&url, "--rate", "50/s", "-t", "1h"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stream = BufReader::new(generator.stdout.take().unwrap());
    let mut lines = String::new();
    for _ in 0..5 {
        stream.read_line(&mut lines).unwrap();
    }
    let pid = rustix::process::Pid::from_child(&generator);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    stream.read_to_string(&mut lines).unwrap();
    assert_eq!(generator.wait().unwrap().code(), Some(0));
    assert!(
        lines
            .lines()
            .last()
            .unwrap()
            .contains("\"reason\":\"interrupted\""),
        "{lines}"
    );
    let mut report = with(tool("lt-report"), &["--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    report
        .stdin
        .take()
        .unwrap()
        .write_all(lines.as_bytes())
        .unwrap();
    let report = json(&report.wait_with_output().unwrap());
    assert_eq!(
        report["health"]["complete"].as_bool(),
        Some(true),
        "{report}"
    );
}

#[test]
fn nobody_listening_is_told_by_every_sample_and_by_the_report() {
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let url = format!("http://127.0.0.1:{port}/");
    let generator = with(tool("lt-gen"), &[&url, "-u", "2", "-n", "6"]);
    let report = pipe([generator, tool("lt-report")]);
    assert!(report.status.success());
    let text = stdout(&report);
    assert!(
        text.contains("connection refused") && text.contains("6(100.00%)"),
        "{text}"
    );
}

#[test]
fn a_compressed_run_that_was_cut_off_is_reported_and_not_judged() {
    let folder = tempfile::tempdir().unwrap();
    let whole = run_in(folder.path(), "run.ndjson.zst", &["-u", "2", "-n", "2000"]);
    let bytes = fs::read(&whole).unwrap();
    let torn = folder.path().join("torn.ndjson.zst");
    fs::write(&torn, &bytes[..bytes.len() - 20]).unwrap();
    let torn = torn.to_str().unwrap();
    let report = with(tool("lt-report"), &[torn]).output().unwrap();
    assert!(
        report.status.success() && stdout(&report).contains("cut off"),
        "{}",
        stdout(&report)
    );
    let gate = with(tool("lt-gate"), &["check", "--threshold", "p(95)<1m", torn])
        .output()
        .unwrap();
    assert_eq!(gate.status.code(), Some(5), "{}", stdout(&gate));
    let merge = with(tool("lt-merge"), &["--expect-shards", "1", torn])
        .output()
        .unwrap();
    assert_eq!(merge.status.code(), Some(1));
    assert!(stderr(&merge).contains("cut off"), "{}", stderr(&merge));
}

#[test]
fn the_gate_answers_with_its_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let run = run_in(folder.path(), "run.ndjson", &["-u", "1", "-n", "100"]);
    let run = run.to_str().unwrap();
    let judge = |rule: &str| {
        with(tool("lt-gate"), &["check", "--threshold", rule, run])
            .output()
            .unwrap()
            .status
            .code()
    };
    assert_eq!(judge("response_time p(95)<1m"), Some(0));
    assert_eq!(judge("errors rate<0.1%"), Some(3));
    assert_eq!(judge("response_time{endpoint:/nowhere} p(95)<1m"), Some(3));
    assert_eq!(judge("response_time p(95)<1 parsec"), Some(2));
}

#[test]
fn every_tool_refuses_what_it_cannot_read_in_one_line_and_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let garbage = file("garbage.ndjson", b"\x00\x01\x02\xff garbage");
    let newer = file("newer.ndjson", b"{\"type\":\"run\",\"format\":2}\n");
    let run = run_in(folder.path(), "run.ndjson", &["-n", "10"]);
    let mut midway = fs::read(run).unwrap();
    midway.extend_from_slice(b"\xff\xfe garbage\n{}\n");
    let midway = file("midway.ndjson", &midway);
    for (name, args) in [
        ("lt-report", &[][..]),
        ("lt-merge", &[]),
        ("lt-gate", &["check", "--threshold", "p(95)<1m"]),
    ] {
        for (input, place, code) in [
            ("nosuch.ndjson", "nosuch.ndjson", 2),
            (garbage.as_str(), "garbage.ndjson:1:", 2),
            (
                newer.as_str(),
                "newer.ndjson:1: format version 2 is newer",
                2,
            ),
            (midway.as_str(), "midway.ndjson:", 1),
        ] {
            let output = with(tool(name), args).arg(input).output().unwrap();
            let words = stderr(&output);
            assert_eq!(output.status.code(), Some(code), "{name} {input}: {words}");
            assert!(
                words.starts_with(&format!("{name}: ")) && words.contains(place),
                "{words}"
            );
            assert_eq!(words.trim_end().lines().count(), 1, "{words}");
        }
    }
}
