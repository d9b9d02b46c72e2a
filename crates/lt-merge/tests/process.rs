//! The binary in pipes and with files.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

const RUN: &str = r#"{"type":"run","format":1,"run":"aaaaaaaa","test":"t1","shard":{"index":0,"of":1},"tool":"lt-gen","version":"0.1.0","started_us":1}"#;
const END: &str = r#"{"type":"end","run":"aaaaaaaa","at_us":2,"test":"t1","shard":{"index":0,"of":1},"reason":"completed","samples":0}"#;

fn merge(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lt-merge"));
    command
        .args(args)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn output(args: &[&str]) -> Output {
    merge(args)
        .stdin(Stdio::null())
        .output()
        .expect("the binary that Cargo built runs")
}

fn stderr_of(child: &mut Child) -> String {
    let mut text = String::new();
    let stderr = child.stderr.as_mut().expect("it is piped");
    stderr.read_to_string(&mut text).expect("it is UTF-8");
    text
}

#[test]
fn a_line_of_a_live_input_is_handed_on_before_the_next_one_comes() {
    let mut child = merge(&["-"]).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    for line in [RUN, END] {
        writeln!(stdin, "{line}").unwrap();
        assert_eq!(lines.next().unwrap().unwrap(), line);
    }
    drop(stdin);
    assert!(lines.next().is_none());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(stderr_of(&mut child), "");
}

#[test]
fn a_closed_pipe_is_a_normal_end_and_a_silent_one() {
    let mut child = merge(&[]).spawn().unwrap();
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    writeln!(stdin, "{RUN}\n{END}").unwrap();
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(stderr_of(&mut child), "");
}

#[test]
fn a_compressed_file_of_frames_merges_like_what_it_was_made_of() {
    let folder = tempfile::tempdir().unwrap();
    for ending in ["ndjson", "ndjson.zst", "ndjson.gz"] {
        let name = folder.path().join(format!("both.{ending}"));
        let name = name.to_str().unwrap();
        let made = output(&["--frames", "1s", "-o", name, "a.ndjson", "b.ndjson"]);
        assert_eq!((made.status.code(), made.stdout.len()), (Some(0), 0));
        let again = output(&["--expect-shards", "2", "--frames", "1s", name]);
        let at_once = output(&["--frames", "1s", "a.ndjson", "b.ndjson"]);
        assert_eq!(again.status.code(), Some(0));
        assert_eq!(
            String::from_utf8(again.stdout),
            String::from_utf8(at_once.stdout)
        );
    }
}

#[test]
fn a_merge_that_fails_midway_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let name = folder.path().join("x.ndjson");
    let failed = output(&["-o", name.to_str().unwrap(), "bad.ndjson"]);
    assert_eq!(failed.status.code(), Some(1));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_merge_that_misses_a_shard_is_written_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let name = folder.path().join("x.ndjson");
    let args = [
        "--expect-shards",
        "2",
        "-o",
        name.to_str().unwrap(),
        "a.ndjson",
    ];
    assert_eq!(output(&args).status.code(), Some(1));
    let original = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/a.ndjson");
    assert_eq!(fs::read(name).unwrap(), fs::read(original).unwrap());
}

#[test]
fn a_compressed_result_of_k6_becomes_a_stream_that_can_be_merged_again() {
    let k6 = "../../../lt-foreign/tests/fixtures/k6/run.ndjson.gz";
    let first = output(&["--from", "k6", k6]);
    assert_eq!(first.status.code(), Some(0));
    let mut child = merge(&["-"]).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let stream = first.stdout.clone();
    let writer = std::thread::spawn(move || stdin.write_all(&stream).unwrap());
    let mut again = Vec::new();
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_to_end(&mut again).unwrap();
    writer.join().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(stderr_of(&mut child), "");
    assert!(again == first.stdout);
    let samples = again.split(|byte| *byte == b'\n');
    let samples = samples.filter(|line| line.starts_with(br#"{"type":"sample""#));
    assert_eq!(samples.count(), 481);
}

#[test]
fn a_live_result_of_another_tool_is_followed() {
    let header =
        "timestamp,request_type,name,response_time_ms,response_length,status_code,exception";
    let mut child = merge(&[]).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    // The run is named after the first 4 KiB.
    let row = "1795260069.292768,GET,/health,7.82,31,200,";
    let beginning = format!("{header}\n{}", format!("{row}\n").repeat(100));
    stdin.write_all(beginning.as_bytes()).unwrap();
    let mut next = || lines.next().unwrap().unwrap();
    assert!(next().starts_with(r#"{"type":"run""#));
    for _ in 0..100 {
        assert!(next().contains(r#""name":"/health""#));
    }
    writeln!(stdin, "{}", row.replace("health", "chat")).unwrap();
    assert!(next().contains(r#""name":"/chat""#));
    drop(stdin);
    assert!(next().contains(r#""samples":101"#));
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
