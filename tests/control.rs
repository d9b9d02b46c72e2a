//! Control of a running generator: commands by stdin, answers in the stream, and the examples of docs/control.md.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panic, too")]

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};

use lt_tests::{Target, stderr, stdout, tool};
use serde_json::{Value, json};

/// A generator that somebody controls.
struct Run {
    child: Child,
    stdin: Option<ChildStdin>,
    stream: BufReader<std::process::ChildStdout>,
}

impl Run {
    fn begin(args: &[&str]) -> Self {
        let mut command: Command = tool("lt-gen");
        command.args(args).args(["--control", "-"]);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let stdin = child.stdin.take();
        let stream = BufReader::new(child.stdout.take().unwrap());
        Self {
            child,
            stdin,
            stream,
        }
    }

    fn say(&mut self, line: &str) {
        let stdin = self.stdin.as_mut().unwrap();
        stdin.write_all(line.as_bytes()).unwrap();
        stdin.write_all(b"\n").unwrap();
    }

    /// Reads on until a record is as wanted.
    fn until(&mut self, is_wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let record = self.next().expect("the stream ends too early");
            if is_wanted(&record) {
                return record;
            }
        }
    }

    fn next(&mut self) -> Option<Value> {
        let mut line = String::new();
        let read = self.stream.read_line(&mut line).unwrap();
        (read > 0).then(|| serde_json::from_str(&line).unwrap())
    }

    /// The labels of the next answer.
    fn answer(&mut self) -> Value {
        let answer = self.until(|record| record["name"] == "control");
        assert_eq!(answer["type"], "event");
        assert_ne!(answer["text"], Value::Null);
        answer["labels"].clone()
    }

    /// Waits until so many users are at work.
    fn until_users(&mut self, users: f64) {
        self.until(|record| record["name"] == "users" && record["value"] == users);
    }

    /// Reads to the end: its `end` record.
    fn end(mut self) -> Value {
        let mut last = Value::Null;
        while let Some(record) = self.next() {
            last = record;
        }
        assert!(self.child.wait().unwrap().success());
        assert_eq!(last["type"], "end");
        last
    }
}

#[test]
fn users_come_and_go_as_they_are_asked_for_until_the_stop() {
    let target = Target::start(&["--profile", "hello"]);
    let mut run = Run::begin(&[&target.url("/"), "-u", "2", "--wait", "20ms"]);
    run.until_users(2.0);
    run.say(r#"{"command":"users","users":7,"spawn_rate":50,"id":"up"}"#);
    let up = json!({"command": "users", "users": "7", "spawn_rate": "50", "id": "up"});
    assert_eq!(run.answer(), up);
    let mut reached = up;
    reached["reached"] = "7".into();
    assert_eq!(run.answer(), reached);
    run.until_users(7.0);
    run.say(r#"{"command":"users","users":1}"#);
    run.until_users(1.0);
    run.say(r#"{"command":"stop","id":"end"}"#);
    let stopped = run.until(|record| record["labels"]["id"] == "end");
    assert_eq!(stopped["text"], "stopping");
    assert_eq!(run.end()["reason"], "interrupted");
}

#[test]
fn a_rate_is_changed_a_load_is_held_and_figures_begin_anew() {
    let target = Target::start(&["--profile", "hello"]);
    let mut run = Run::begin(&[&target.url("/"), "--rate", "1/m"]);
    run.until_users(0.0);
    run.say(r#"{"command":"rate","rate":"200/s"}"#);
    assert_eq!(run.answer(), json!({"command": "rate", "rate": "200/s"}));
    for _ in 0..20 {
        run.until(|record| record["type"] == "sample");
    }
    for command in ["pause", "pause", "resume", "reset"] {
        run.say(&json!({ "command": command }).to_string());
    }
    let answers = [run.answer(), run.answer(), run.answer(), run.answer()];
    assert_eq!(answers[0], json!({"command": "pause"}));
    assert_eq!(
        answers[1]["refused"],
        "the load is paused; give `resume` to go on"
    );
    assert_eq!(answers[3], json!({"command": "reset"}));
    run.until(|record| record["type"] == "sample");
    run.say(r#"{"command":"stop"}"#);
    let end = run.end();
    assert_eq!(end["dropped"], 0);
    assert_eq!(end["health"]["achieved"], end["health"]["offered"]);
}

#[test]
fn what_is_no_command_is_refused_and_the_end_of_stdin_ends_nothing() {
    let target = Target::start(&["--profile", "hello"]);
    let mut run = Run::begin(&[&target.url("/"), "-u", "1", "-t", "2s"]);
    run.until(|record| record["type"] == "sample");
    let long = format!(r#"{{"command":"{}"}}"#, "x".repeat(100_000));
    for (line, refused) in [
        ("garbage", "no JSON object"),
        ("[1]", "no JSON object"),
        (&long, "a command of more than 64 KiB"),
        (
            r#"{"command":"user"}"#,
            "unknown command `user`; did you mean `users`?",
        ),
        (
            r#"{"command":"pause","users":1}"#,
            "unknown key `users` of `pause`",
        ),
        (r#"{"users":1}"#, "no `command`"),
        (
            r#"{"command":"users","users":1.5}"#,
            "`users` is a whole number",
        ),
        (
            r#"{"command":"users","users":1,"spawn_rate":0}"#,
            "`spawn_rate` is a number",
        ),
        (
            r#"{"command":"rate","rate":5}"#,
            "this load has users, not a rate; give `users`",
        ),
        (r#"{"command":"rate","rate":0}"#, "`0` is not above zero"),
        (r#"{"command":"resume","id":7}"#, "`id` is a text"),
        (r#"{"command":"resume"}"#, "the load is not paused"),
        (
            r#"{"command":"users","users":2,"scenario":"A"}"#,
            "no scenario `A`",
        ),
    ] {
        run.say(line);
        let answer = run.answer();
        let why = answer["refused"].as_str().unwrap();
        assert!(why.starts_with(refused), "{line:.50}: {why}");
    }
    run.stdin = None;
    assert_eq!(run.end()["reason"], "completed");
}

#[test]
fn a_stop_is_heard_while_nothing_is_begun_and_everything_else_refused() {
    let target = Target::start(&["--profile", "hello"]);
    let mut run = Run::begin(&[&target.url("/"), "-u", "1", "--start-at", "+1h"]);
    run.say(r#"{"command":"users","users":5}"#);
    run.say(r#"{"command":"stop"}"#);
    let answer = run.answer();
    assert_eq!(
        answer["refused"],
        "no load is made now; wait until it begins, or give `stop`"
    );
    assert_eq!(run.answer(), json!({"command": "stop"}));
    let end = run.end();
    assert_eq!(
        (&end["reason"], &end["samples"]),
        (&json!("interrupted"), &json!(0))
    );
}

#[test]
fn each_shard_takes_its_share_of_what_all_are_told() {
    let target = Target::start(&["--profile", "hello"]);
    let mut all = Vec::new();
    for shard in ["0/2", "1/2"] {
        let url = target.url("/");
        let args = [&*url, "-u", "2", "--wait", "10ms", "--shard", shard];
        let mut run = Run::begin(&args);
        run.until_users(1.0);
        run.say(r#"{"command":"users","users":8}"#);
        run.until_users(4.0);
        run.say(r#"{"command":"stop"}"#);
        let mut users = Vec::new();
        while let Some(record) = run.next() {
            users.extend(record["user"].as_u64());
        }
        users.sort_unstable();
        users.dedup();
        assert!(run.child.wait().unwrap().success());
        all.extend(users);
    }
    all.sort_unstable();
    assert_eq!(all, (0..8).collect::<Vec<_>>());
}

#[test]
fn commands_come_from_stdin_only() {
    let output = tool("lt-gen")
        .args(["http://127.0.0.1:9/", "--control", "pipe"])
        .output()
        .unwrap();
    assert_eq!(
        (output.status.code(), stdout(&output).as_str()),
        (Some(2), "")
    );
    let words = stderr(&output);
    assert!(words.contains("write `--control -`"), "{words}");
}

/// What is typed and answered in docs/control.md: fenced blocks, a `>` before each command.
#[test]
fn the_page_shows_what_happens() {
    let page = include_str!("../docs/control.md");
    let target = Target::start(&["--profile", "hello"]);
    let blocks: Vec<&str> = page.split("```").skip(1).step_by(2).collect();
    let dialogues: Vec<&str> = blocks
        .into_iter()
        .filter_map(|block| block.strip_prefix("control "))
        .collect();
    assert!(dialogues.len() >= 3);
    for dialogue in dialogues {
        let (args, lines) = dialogue.split_once('\n').unwrap();
        let url = target.url("/");
        let args: Vec<&str> = std::iter::once(&*url)
            .chain(args.split_whitespace())
            .collect();
        let mut run = Run::begin(&args);
        run.until(|record| record["type"] == "gauge");
        for line in lines.lines().filter(|line| !line.is_empty()) {
            match line.strip_prefix("> ") {
                Some(command) => run.say(command),
                None => {
                    let mut shown: Value = serde_json::from_str(line).unwrap();
                    let answer = run.until(|record| record["name"] == "control");
                    for own in ["at_us", "run"] {
                        shown[own] = answer[own].clone();
                    }
                    assert_eq!(answer, shown);
                }
            }
        }
        run.end();
    }
}
