//! A job: a folder with the files of GitHub's runner, its variables, and the binary.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// The repository of the recorded events, and the commit that they are about.
pub(crate) const REPOSITORY: &str = "lamplight-shop/orders-api";
pub(crate) const SHA: &str = "9f2c1ab7d03e5546a8b91c20e7f6d5c4b3a29180";

/// A job that is gone when the test ends.
pub(crate) struct Job {
    folder: TempDir,
}

impl Job {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A stream of 60 seconds whose requests take about so long; runs of other numbers end at other times.
    pub(crate) fn run(&self, n: u64, milliseconds: u64) -> PathBuf {
        let path = self.path(&format!("run-{n}.ndjson"));
        let started = 1_763_718_000_000_000 + n * 1_000_000_000;
        let mut text = format!(
            r#"{{"type":"run","format":1,"run":"run{n:05}","test":"t{n}","shard":{{"index":0,"of":1}},"tool":"lt-gen","version":"0.1.0","started_us":{started}}}"#
        );
        for k in 0..1200 {
            let (at, service) = (started + k * 50_000, milliseconds * 1000 + k * 37 % 300);
            write!(
                text,
                "\n{{\"type\":\"sample\",\"run\":\"run{n:05}\",\"at_us\":{at},\"method\":\"GET\",\"name\":\"/orders\",\"status\":200,\"outcome\":\"ok\",\"delay_us\":0,\"service_us\":{service}}}"
            )
            .unwrap();
        }
        let end = started + 60_000_000;
        write!(
            text,
            "\n{{\"type\":\"end\",\"run\":\"run{n:05}\",\"at_us\":{end},\"test\":\"t{n}\",\"shard\":{{\"index\":0,\"of\":1}},\"reason\":\"completed\",\"samples\":1200}}\n"
        )
        .unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    /// `lt-gate …` on an event, knowing nothing of the machine that it runs on.
    pub(crate) fn gate(&self, event: &str, args: &[&str]) -> Command {
        let recorded = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/events");
        let mut command = Command::new(env!("CARGO_BIN_EXE_lt-gate"));
        for (name, _) in std::env::vars_os() {
            let foreign = ["GITHUB_", "INPUT_", "LT_", "GIT_", "RUNNER_"];
            if foreign
                .iter()
                .any(|start| name.to_string_lossy().starts_with(start))
            {
                command.env_remove(name);
            }
        }
        for file in ["output", "summary"] {
            fs::write(self.path(file), "").unwrap();
        }
        let name = event.split_once('-').map_or(event, |(name, _)| name);
        command
            .args(args)
            .current_dir(self.folder.path())
            .env("GITHUB_ACTIONS", "true")
            .env("GITHUB_EVENT_NAME", name)
            .env(
                "GITHUB_EVENT_PATH",
                recorded.join(format!("{}.json", event.replace('-', "_"))),
            )
            .env("GITHUB_REPOSITORY", REPOSITORY)
            .env("GITHUB_RUN_ID", "30459871122")
            .env("GITHUB_WORKFLOW", "load test")
            .env("GITHUB_JOB", "load")
            .env("GITHUB_SHA", SHA)
            .env("GITHUB_REF", "refs/heads/main")
            .env("GITHUB_OUTPUT", self.path("output"))
            .env("GITHUB_STEP_SUMMARY", self.path("summary"))
            .env("HOME", self.folder.path())
            .env("GIT_CEILING_DIRECTORIES", self.folder.path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", self.path("no-git-config"))
            .stdin(Stdio::null());
        command
    }

    /// `lt-gate ci` of one run, with baselines in the folder `kept`.
    pub(crate) fn ci(&self, event: &str, run: &Path, more: &[&str]) -> Command {
        let mut args = vec!["ci", run.to_str().unwrap(), "--threshold", "p(95)<1s"];
        args.extend(["--store", "dir:kept"]);
        args.extend(more);
        self.gate(event, &args)
    }

    /// The outputs of the step that ran last.
    pub(crate) fn outputs(&self) -> BTreeMap<String, String> {
        let text = fs::read_to_string(self.path("output")).unwrap();
        let mut lines = text.lines();
        let mut outputs = BTreeMap::new();
        while let Some(line) = lines.next() {
            let (name, delimiter) = line.split_once("<<").unwrap();
            let value: Vec<&str> = lines
                .by_ref()
                .take_while(|line| *line != delimiter)
                .collect();
            outputs.insert(name.to_owned(), value.join("\n"));
        }
        outputs
    }

    pub(crate) fn summary(&self) -> String {
        fs::read_to_string(self.path("summary")).unwrap()
    }

    pub(crate) fn result(&self) -> Value {
        let text = fs::read_to_string(self.path("lt-report/result.json")).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    /// All files of the job with what is in them.
    pub(crate) fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        files_below(self.folder.path())
    }
}

/// Runs to the end with this code; what was said on stdout and stderr.
pub(crate) fn ends(command: &mut Command, code: i32) -> (String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    let (stdout, stderr) = (text(stdout), text(stderr));
    assert_eq!(status.code(), Some(code), "{stdout}\n{stderr}");
    (stdout, stderr)
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

fn files_below(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let files = paths.flat_map(|path| match path.is_dir() {
        true => files_below(&path),
        false => vec![(path.clone(), fs::read(path).unwrap())],
    });
    files.collect()
}
