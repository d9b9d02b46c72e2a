//! lt-gate at the end of real pipes: its answers, their bytes, and how it ends a run.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panic, too")]

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use lt_tests::{Target, json, stderr, stdout, tool};
use tempfile::TempDir;

/// lt-gate in a folder, without what the environment may say of stores.
fn gate(folder: &TempDir, args: &[&str]) -> Command {
    let mut command = tool("lt-gate");
    command
        .current_dir(folder)
        .env_remove("LT_STORE")
        .args(args);
    command
}

fn told(folder: &TempDir, args: &[&str]) -> Output {
    gate(folder, args).stdin(Stdio::null()).output().unwrap()
}

/// A closed run of 40 s at 10 requests a second; their times spread by a tenth around so many milliseconds.
fn write_run(folder: &TempDir, name: &str, id: &str, service_ms: u64, more: &str) {
    const START: u64 = 1_763_718_000_000_000;
    let mut text = format!(
        r#"{{"type":"run","format":1,"run":"{id}","test":"{id}","shard":{{"index":0,"of":1}},"tool":"lt-gen","version":"1","started_us":{START},"model":"closed"{more}}}"#
    );
    text.push('\n');
    let seed = u64::from(*id.as_bytes().last().unwrap());
    for nth in 0..400_u64 {
        let at = START + nth * 100_000;
        let service = service_ms * (950 + (nth * 7919 + seed * 31) % 101);
        writeln!(
            text,
            r#"{{"type":"sample","run":"{id}","at_us":{at},"method":"GET","name":"/x","status":200,"outcome":"ok","delay_us":0,"service_us":{service}}}"#
        )
        .unwrap();
    }
    let end = START + 40_000_000;
    writeln!(
        text,
        r#"{{"type":"end","run":"{id}","at_us":{end},"test":"{id}","shard":{{"index":0,"of":1}},"reason":"completed","samples":400}}"#
    )
    .unwrap();
    fs::write(folder.path().join(name), text).unwrap();
}

/// Four runs of a build, `OLD1.ndjson` and so on, each of so many milliseconds.
fn write_build(folder: &TempDir, build: &str, service_ms: u64) {
    for nth in 1..=4 {
        let letter = build.chars().next().unwrap();
        let id = format!("k3x9a2{letter}{nth}");
        write_run(folder, &format!("{build}{nth}.ndjson"), &id, service_ms, "");
    }
}

const OLD: [&str; 8] = [
    "--baseline",
    "./old1.ndjson",
    "--baseline",
    "./old2.ndjson",
    "--baseline",
    "./old3.ndjson",
    "--baseline",
    "./old4.ndjson",
];

fn against_old(folder: &TempDir, args: &[&str]) -> Output {
    told(folder, &[&["check"], args, &OLD].concat())
}

#[test]
fn each_answer_has_its_exit_code_and_all_that_say_no_can_have_one() {
    let folder = tempfile::tempdir().unwrap();
    write_build(&folder, "old", 100);
    write_build(&folder, "new", 140);
    write_run(&folder, "torn.ndjson", "k3x9a2t1", 100, "");
    let torn = fs::read_to_string(folder.path().join("torn.ndjson")).unwrap();
    let torn: Vec<&str> = torn.lines().take(300).collect();
    fs::write(folder.path().join("torn.ndjson"), torn.join("\n") + "\n").unwrap();
    let new = ["new1.ndjson", "new2.ndjson", "new3.ndjson", "new4.ndjson"];
    let code = |args: &[&str]| {
        let output = told(&folder, &[&["check"], args].concat());
        let folded = told(
            &folder,
            &[&["check", "--exit-code-fail", "99"], args].concat(),
        );
        let code = output.status.code().unwrap();
        let expected = if (3..=6).contains(&code) { 99 } else { code };
        assert_eq!(folded.status.code(), Some(expected), "{}", stderr(&folded));
        code
    };
    let kept = |rule, file| code(&["--threshold", rule, file]);
    assert_eq!(kept("p(95)<1s", "old1.ndjson"), 0);
    assert_eq!(kept("p(95)<1ms", "old1.ndjson"), 3);
    assert_eq!(kept("p(95)<1s", "torn.ndjson"), 5);
    assert_eq!(kept("p(95)<1 parsec", "old1.ndjson"), 2);
    assert_eq!(code(&["old1.ndjson"]), 2, "nothing to judge by");
    assert_eq!(code(&[&new[..], &OLD].concat()), 4);
    assert_eq!(
        code(&[&OLD[..], &["old1.ndjson", "old2.ndjson", "old3.ndjson"]].concat()),
        0
    );
    let both = [&new[..], &OLD, &["--threshold", "p(95)<1ms"]].concat();
    assert_eq!(
        code(&both),
        3,
        "a broken promise is told before a regression"
    );
    let nowhere = ["old1.ndjson", "--baseline", "main"];
    assert_eq!(code(&nowhere), 0);
    assert_eq!(code(&[&nowhere[..], &["--require-baseline"]].concat()), 6);
}

#[test]
fn the_same_inputs_give_the_same_bytes_in_whatever_order() {
    let folder = tempfile::tempdir().unwrap();
    write_build(&folder, "old", 100);
    write_build(&folder, "new", 104);
    let new = ["new1.ndjson", "new2.ndjson", "new3.ndjson"];
    for format in ["text", "json", "markdown", "junit", "annotations"] {
        let rest = ["--threshold", "p(95)<1s", "--format", format];
        let once = against_old(&folder, &[&new[..], &rest].concat());
        assert_eq!(
            once.status.code(),
            Some(0),
            "{}{}",
            stdout(&once),
            stderr(&once)
        );
        assert!(!once.stdout.is_empty());
        assert_eq!(
            once.stdout,
            against_old(&folder, &[&new[..], &rest].concat()).stdout
        );
        let backwards: Vec<&str> = new.iter().rev().copied().collect();
        let other_order = against_old(&folder, &[&backwards[..], &rest].concat());
        assert_eq!(once.stdout, other_order.stdout, "{format}");
        let joined = new.map(|name| fs::read_to_string(folder.path().join(name)).unwrap());
        let merged = folder.path().join("merged.ndjson");
        fs::write(&merged, joined.concat()).unwrap();
        let merged = against_old(&folder, &[&["merged.ndjson"][..], &rest].concat());
        assert_eq!(once.stdout, merged.stdout, "{format}");
    }
}

#[test]
fn a_kept_run_is_found_by_its_name_and_compared_like_its_file() {
    let folder = tempfile::tempdir().unwrap();
    write_build(&folder, "old", 100);
    write_build(&folder, "new", 140);
    let old = ["old1.ndjson", "old2.ndjson", "old3.ndjson", "old4.ndjson"];
    let save = [
        "baseline",
        "save",
        "main",
        "--store",
        "dir:kept",
        "--sha",
        "0123456789abcdef0123456789abcdef01234567",
    ];
    let saved = told(&folder, &[&save[..], &old].concat());
    assert_eq!(saved.status.code(), Some(0), "{}", stderr(&saved));
    let new = [
        "check",
        "new1.ndjson",
        "new2.ndjson",
        "new3.ndjson",
        "--format",
        "json",
    ];
    let by_name = [&new[..], &["--baseline", "main", "--store", "dir:kept"]].concat();
    let by_name = told(&folder, &by_name);
    assert_eq!(by_name.status.code(), Some(4), "{}", stdout(&by_name));
    let set = gate(&folder, &[&new[..], &["--baseline", "main"]].concat())
        .env("LT_STORE", "dir:kept")
        .output()
        .unwrap();
    assert_eq!(by_name.stdout, set.stdout);
    let verdict = json(&by_name);
    assert_eq!(verdict["verdict"], "regression");
    let other_load = told(
        &folder,
        &[
            "check",
            "other.ndjson",
            "--baseline",
            "main",
            "--store",
            "dir:kept",
        ],
    );
    assert_eq!(other_load.status.code(), Some(2), "there is no such file");
    let more = r#","plan":[{"start_us":0,"users":500}]"#;
    write_run(&folder, "other.ndjson", "k3x9a2z1", 100, more);
    write_run(
        &folder,
        "base.ndjson",
        "k3x9a2z2",
        100,
        &more.replace("500", "5"),
    );
    let args = [
        "check",
        "other.ndjson",
        "--baseline",
        "./base.ndjson",
        "--require-baseline",
    ];
    let other_load = told(&folder, &args);
    assert_eq!(other_load.status.code(), Some(6), "{}", stdout(&other_load));
    assert!(
        stdout(&other_load).contains("load.users"),
        "{}",
        stdout(&other_load)
    );
}

/// Waits for a pipeline in which the first command would run for an hour.
fn ends_early(mut commands: Vec<Command>) -> Output {
    let begun = Instant::now();
    let mut last = commands.pop().unwrap();
    let mut stdin = Stdio::null();
    let mut running = Vec::new();
    // Each command is dropped with its end of the pipe: else we would hold that open ourselves.
    for mut command in commands {
        command
            .stdin(stdin)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        stdin = Stdio::from(child.stdout.take().unwrap());
        running.push(child);
    }
    last.stdin(stdin)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let child = last.spawn().unwrap();
    drop(last);
    let output = child.wait_with_output().unwrap();
    for child in running {
        let ended = child.wait_with_output().unwrap();
        assert_eq!(ended.status.code(), Some(0), "{}", stderr(&ended));
    }
    assert!(
        begun.elapsed() < Duration::from_secs(60),
        "it was not ended"
    );
    output
}

fn slow_target_and_its_rule(folder: &TempDir) -> Target {
    let rule = "[thresholds]\nresponse_time = [{ expr = \"p(50)<1ms\", abort_on_fail = true, delay = \"1s\" }]\n";
    fs::write(folder.path().join("lt-gate.toml"), rule).unwrap();
    Target::start(&["--profile", "hello", "--delay", "20ms"])
}

fn hour_of_load(target: &Target) -> Command {
    let mut generator = tool("lt-gen");
    generator.args([&target.url("/"), "-u", "2", "-t", "1h"]);
    generator
}

#[test]
fn a_breach_that_ends_the_run_ends_the_generator_through_the_closed_pipe() {
    let folder = tempfile::tempdir().unwrap();
    let target = slow_target_and_its_rule(&folder);
    let check = ["check", "-c", "lt-gate.toml", "--format", "json"];
    let merge = || tool("lt-merge");
    let straight = vec![hour_of_load(&target), gate(&folder, &check)];
    let merged = vec![hour_of_load(&target), merge(), gate(&folder, &check)];
    for commands in [straight, merged] {
        let output = ends_early(commands);
        assert_eq!(
            output.status.code(),
            Some(3),
            "{}{}",
            stdout(&output),
            stderr(&output)
        );
        let verdict = json(&output);
        assert_eq!(verdict["verdict"], "fail", "{verdict}");
        assert_eq!(
            verdict["reasons"].as_array().map(Vec::len),
            Some(0),
            "{verdict}"
        );
        let stopped = verdict["stopped"].to_string();
        assert!(stopped.contains("p(50)<1ms"), "{stopped}");
    }
}

#[test]
fn a_file_ends_where_the_pipe_did() {
    let folder = tempfile::tempdir().unwrap();
    let target = slow_target_and_its_rule(&folder);
    let tee = [
        "check",
        "-c",
        "lt-gate.toml",
        "--tee",
        "--format",
        "json",
        "-o",
        "live.json",
    ];
    let live = ends_early(vec![hour_of_load(&target), gate(&folder, &tee)]);
    assert_eq!(live.status.code(), Some(3), "{}", stderr(&live));
    fs::write(folder.path().join("run.ndjson"), &live.stdout).unwrap();
    let args = [
        "check",
        "-c",
        "lt-gate.toml",
        "--format",
        "json",
        "run.ndjson",
    ];
    let later = told(&folder, &args);
    assert_eq!(later.status.code(), Some(3), "{}", stderr(&later));
    let live = fs::read_to_string(folder.path().join("live.json")).unwrap();
    assert_eq!(live, stdout(&later));
}

#[test]
fn what_is_handed_on_is_the_stream_byte_for_byte_and_the_verdict_is_on_stderr() {
    let folder = tempfile::tempdir().unwrap();
    write_run(&folder, "run.ndjson", "k3x9a2r1", 100, "");
    let run = fs::read(folder.path().join("run.ndjson")).unwrap();
    let output = told(
        &folder,
        &["check", "--tee", "--threshold", "p(95)<1ms", "run.ndjson"],
    );
    assert_eq!(output.status.code(), Some(3));
    assert!(output.stdout == run);
    assert!(stderr(&output).contains("FAILED"), "{}", stderr(&output));
    let onto_itself = told(
        &folder,
        &[
            "check",
            "--threshold",
            "p(95)<1s",
            "run.ndjson",
            "-o",
            "run.ndjson",
        ],
    );
    assert_eq!(onto_itself.status.code(), Some(2));
    assert!(fs::read(folder.path().join("run.ndjson")).unwrap() == run);
}

#[test]
fn a_reader_that_goes_away_costs_neither_the_answer_nor_the_files() {
    let folder = tempfile::tempdir().unwrap();
    write_run(&folder, "run.ndjson", "k3x9a2r1", 100, "");
    let args = [
        "check",
        "--tee",
        "--threshold",
        "p(95)<1ms",
        "run.ndjson",
        "--json",
        "verdict.json",
    ];
    let mut child = gate(&folder, &args)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    reader.read_line(&mut String::new()).unwrap();
    drop(reader);
    let mut words = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut words)
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(3), "{words}");
    let verdict = fs::read_to_string(folder.path().join("verdict.json")).unwrap();
    assert!(verdict.contains("lt.result/1"), "{verdict}");
    assert!(!parts_are_left(folder.path()));
}

fn parts_are_left(folder: &Path) -> bool {
    let mut entries = fs::read_dir(folder).unwrap();
    entries.any(|entry| {
        entry
            .unwrap()
            .file_name()
            .to_string_lossy()
            .ends_with(".part")
    })
}

#[test]
fn builds_are_set_side_by_side_and_that_fails_only_where_it_is_wanted() {
    let folder = tempfile::tempdir().unwrap();
    write_build(&folder, "old", 100);
    write_build(&folder, "new", 140);
    let vs = [
        "compare",
        "new1.ndjson",
        "new2.ndjson",
        "new3.ndjson",
        "new4.ndjson",
        "--vs",
    ];
    let vs = [
        &vs[..],
        &["old1.ndjson", "old2.ndjson", "old3.ndjson", "old4.ndjson"],
    ]
    .concat();
    let output = told(&folder, &vs);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        stdout(&output).contains("regression"),
        "{}",
        stdout(&output)
    );
    let failing = told(&folder, &[&vs[..], &["--fail-on", "regression"]].concat());
    assert_eq!(failing.status.code(), Some(4));
    let arms = [
        "--arm",
        "a=old1.ndjson",
        "--arm",
        "b=new1.ndjson",
        "--arm",
        "c=old2.ndjson",
    ];
    let list = json(&told(
        &folder,
        &[&["compare", "--format", "json"], &arms[..]].concat(),
    ));
    let judged = list
        .as_array()
        .unwrap()
        .iter()
        .map(|result| result["comparison"]["judged"].clone());
    assert_eq!(judged.collect::<Vec<_>>(), ["b", "c"]);
}

#[test]
fn the_legs_of_one_stream_are_told_apart_by_a_label() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::new();
    for (nth, (variant, round)) in [("rl", 1), ("rr", 1), ("rr", 2), ("rl", 2)]
        .iter()
        .enumerate()
    {
        let more = format!(r#","labels":{{"variant":"{variant}","round":"{round}"}}"#);
        write_run(&folder, "leg.ndjson", &format!("k3x9a2l{nth}"), 100, &more);
        text.push_str(&fs::read_to_string(folder.path().join("leg.ndjson")).unwrap());
    }
    fs::write(folder.path().join("run.ndjson"), text).unwrap();
    let args = ["compare", "--by", "variant", "--base", "rr", "run.ndjson"];
    let output = told(&folder, &args);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        stdout(&output).contains("`rl` compared with `rr`"),
        "{}",
        stdout(&output)
    );
    let unknown = told(&folder, &["compare", "--by", "color", "run.ndjson"]);
    assert_eq!(unknown.status.code(), Some(2));
    let words = stderr(&unknown);
    assert!(words.contains("it has `round`, `variant`"), "{words}");
}
