//! A folder to work in, runs to keep, and the binary.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A folder that is gone when the test ends.
pub(crate) struct Desk {
    folder: TempDir,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The file with the `n`-th run; each ended 1,000 seconds after the one before.
    pub(crate) fn run(&self, n: u64) -> PathBuf {
        let path = self.path(&format!("{n}.ndjson"));
        if !path.exists() {
            let steady = include_str!("../fixtures/steady.ndjson");
            let later = steady.replace("1763718", &(1_763_718 + n).to_string());
            fs::write(&path, later.replace("k3x9a2bc", &format!("run{n:05}"))).unwrap();
        }
        path
    }

    /// `lt-gate baseline …` in a folder of the desk, knowing nothing of the machine that it runs on.
    pub(crate) fn gate(&self, folder: &str, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lt-gate"));
        command.arg("baseline").args(args);
        self.isolate(&mut command, folder);
        command
    }

    /// `git …` in a folder of the desk; it has to succeed.
    pub(crate) fn git(&self, folder: &str, args: &[&str]) -> String {
        let mut command = Command::new("git");
        command
            .args([
                "-c",
                "user.name=t",
                "-c",
                "user.email=t@t",
                "-c",
                "init.defaultBranch=main",
            ])
            .args(args);
        self.isolate(&mut command, folder);
        text(&succeed(&mut command).stdout)
    }

    /// Keeps the `n`-th run as `main`, and tells what was said.
    pub(crate) fn save(&self, folder: &str, store: &str, n: u64) -> Command {
        let run = self.run(n);
        let args = [
            "save",
            "main",
            run.to_str().unwrap(),
            "--store",
            store,
            "--sha",
            "4f1c0a2b3c4d",
        ];
        self.gate(folder, &args)
    }

    /// The names in a store, newest first, with `*` behind those that are pinned.
    pub(crate) fn list(&self, folder: &str, store: &str) -> Vec<String> {
        let name = |row: &Value| {
            let pinned = if row["pinned"] == true { "*" } else { "" };
            format!("{}{pinned}", row["name"].as_str().unwrap())
        };
        self.rows(folder, store).iter().map(name).collect()
    }

    /// Which of the runs of [`Desk::run`] are kept as `main`, the newest first.
    pub(crate) fn kept(&self, folder: &str, store: &str) -> Vec<u64> {
        let end_of_the_first = 1_763_718_060_000_000;
        let rows = self.rows(folder, store);
        let main = rows.iter().filter(|row| row["name"] == "main");
        main.map(|row| (row["created_us"].as_u64().unwrap() - end_of_the_first) / 1_000_000_000)
            .collect()
    }

    /// What a list tells; nothing in the store may be damaged.
    fn rows(&self, folder: &str, store: &str) -> Vec<Value> {
        let mut command = self.gate(folder, &["list", "--format", "json", "--store", store]);
        let listed: Value = serde_json::from_slice(&succeed(&mut command).stdout).unwrap();
        assert_eq!(listed["damaged"].as_array().unwrap().len(), 0, "{listed:#}");
        listed["baselines"].as_array().unwrap().clone()
    }

    fn isolate(&self, command: &mut Command, folder: &str) {
        command
            .current_dir(self.path(folder))
            .env_remove("GITHUB_EVENT_NAME")
            .env_remove("GITHUB_SHA")
            .env_remove("GIT_DIR")
            .env_remove("LT_STORE")
            .env_remove("LT_STORE_TOKEN")
            .env("HOME", self.folder.path())
            .env("GIT_CEILING_DIRECTORIES", self.folder.path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", self.path("no-git-config"))
            .stdin(Stdio::null());
    }
}

/// Runs to the end; it has to succeed.
pub(crate) fn succeed(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}: {}",
        text(&output.stderr)
    );
    output
}

/// Runs to the end; it has to fail with this code and tell this.
pub(crate) fn fail(command: &mut Command, code: i32, said: &str) {
    let output = command.output().unwrap();
    let stderr = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{stderr}");
    assert!(stderr.contains(said), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
}

/// Starts all of them before waiting for any; all have to succeed.
pub(crate) fn at_once(commands: impl IntoIterator<Item = Command>) {
    let children: Vec<Child> = commands
        .into_iter()
        .map(|mut command| {
            command
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
    }
}

/// All files below a folder.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| match path.is_dir() {
            true => files_below(&path),
            false => vec![path],
        })
        .collect()
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}
