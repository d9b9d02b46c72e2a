//! A job of GitHub Actions, as far as lt-gate can see: a checkout, an event, the runner's files, and GitHub.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use lt_mock_github::{MockGitHub, Pull, WRITE_TOKEN};
use serde_json::{Value, json};

use crate::bench::Bench;
use crate::bench::cores::Cores;
use crate::tools;

const REPOSITORY: &str = "acme/shop";
const NUMBER: u64 = 7;
/// Folder of the report, in the checkout.
const REPORT: &str = "lt-report";
/// Files of the runner.
const OUTPUT: &str = "output";
const PAYLOAD: &str = "event.json";
const SUMMARY: &str = "summary.md";

/// What made the job run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// A push to the default branch, whose run is kept.
    Push,
    /// A pull request, whose run is compared with what was kept.
    PullRequest,
}

/// A job that can be run again and again.
#[derive(Debug)]
pub(super) struct Job {
    github: MockGitHub,
    cores: Cores,
    gate: PathBuf,
    /// Folder of the runner's files.
    runner: PathBuf,
    checkout: PathBuf,
    samples: PathBuf,
}

impl Job {
    /// Lays the checkout, whose remote is a folder, and starts the imitation of GitHub.
    ///
    /// # Errors
    /// There are not two cores, or no git.
    pub(super) fn prepare(bench: &Bench) -> anyhow::Result<Self> {
        let cores = bench.cores.context("there are not two cores")?;
        let remote = bench.file("remote.git");
        let checkout = bench.file("checkout");
        let git = |args: &[&str], folder: &Path| {
            let mut git = bench.shell.command("git", args);
            git.arg(folder);
            bench.shell.must_run(git)
        };
        git(&["init", "--quiet", "--bare"], &remote)?;
        git(&["init", "--quiet"], &checkout)?;
        let within = checkout.to_str().context("the folder has no plain name")?;
        git(&["-C", within, "remote", "add", "origin"], &remote)?;
        let github = MockGitHub::start();
        github.state().pulls = vec![Pull {
            number: NUMBER,
            head_repository: REPOSITORY.to_owned(),
            head_branch: "faster".to_owned(),
            head_sha: Event::PullRequest.sha(),
            base_branch: "main".to_owned(),
            is_open: true,
        }];
        Ok(Self {
            github,
            cores,
            gate: bench.shell.folder().join(tools::path("lt-gate")),
            runner: bench.file("runner"),
            checkout,
            samples: bench.file("action.ndjson"),
        })
    }

    /// The stream that is judged.
    pub(super) fn samples(&self) -> &Path {
        &self.samples
    }

    /// The step that judges.
    pub(super) fn ci(&self, event: Event) -> Command {
        let mut command = self.gate(event);
        command
            .args(["ci", "--threshold", "p(99)<1m", "--fail-on", "nothing"])
            .arg(&self.samples);
        command
    }

    /// The step that tells GitHub.
    pub(super) fn comment(&self) -> Command {
        let mut command = self.gate(Event::PullRequest);
        command
            .args(["comment", "--require-comment", "--from"])
            .arg(self.result())
            .env("LT_GITHUB_TOKEN", WRITE_TOKEN);
        command
    }

    /// Makes everything as it is before a job: what the one before left would make this one's work another.
    ///
    /// # Errors
    /// A file cannot be removed or made.
    pub(super) fn begin(&self, event: Event) -> anyhow::Result<()> {
        self.github.state().comments.clear();
        for folder in [&self.runner, &self.checkout.join(REPORT)] {
            match fs::remove_dir_all(folder) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        fs::create_dir(&self.runner)?;
        for file in [OUTPUT, SUMMARY] {
            fs::write(self.runner.join(file), "")?;
        }
        fs::write(self.runner.join(PAYLOAD), event.payload().to_string())?;
        Ok(())
    }

    /// Looks whether everything was done that was measured.
    ///
    /// # Errors
    /// The run was compared with nothing, or no comment was posted.
    pub(super) fn check(&self) -> anyhow::Result<()> {
        let result: Value = serde_json::from_slice(&fs::read(self.result())?)?;
        let rows = result["comparison"]["rows"].as_array();
        if rows.is_none_or(Vec::is_empty) {
            bail!("the run was compared with nothing: {}", result["notes"]);
        }
        match self.github.state().comments.len() {
            1 => Ok(()),
            n => bail!("there are {n} comments where there should be one"),
        }
    }

    fn result(&self) -> PathBuf {
        self.checkout.join(REPORT).join("result.json")
    }

    /// lt-gate on both cores, with the variables and files of a step.
    fn gate(&self, event: Event) -> Command {
        let mut command = self.cores.pin_to_both(&self.gate);
        command
            .current_dir(&self.checkout)
            .env("GITHUB_ACTIONS", "true")
            .env("GITHUB_API_URL", self.github.url())
            .env("GITHUB_EVENT_NAME", event.name())
            .env("GITHUB_EVENT_PATH", self.runner.join(PAYLOAD))
            .env("GITHUB_JOB", "gate")
            .env("GITHUB_OUTPUT", self.runner.join(OUTPUT))
            .env("GITHUB_REF", event.reference())
            .env("GITHUB_REPOSITORY", REPOSITORY)
            .env("GITHUB_RUN_ATTEMPT", "1")
            .env("GITHUB_RUN_ID", "1")
            .env("GITHUB_SERVER_URL", self.github.url())
            .env("GITHUB_SHA", event.sha())
            .env("GITHUB_STEP_SUMMARY", self.runner.join(SUMMARY))
            .env("GITHUB_WORKFLOW", "load")
            .env_remove("LT_STORE");
        command
    }
}

impl Event {
    fn name(self) -> &'static str {
        match self {
            Self::Push => "push",
            Self::PullRequest => "pull_request",
        }
    }

    fn reference(self) -> &'static str {
        match self {
            Self::Push => "refs/heads/main",
            Self::PullRequest => "refs/pull/7/merge",
        }
    }

    fn sha(self) -> String {
        match self {
            Self::Push => "ba5e".repeat(10),
            Self::PullRequest => "beef".repeat(10),
        }
    }

    fn payload(self) -> Value {
        let repository = json!({ "full_name": REPOSITORY, "default_branch": "main" });
        match self {
            Self::Push => json!({
                "ref": self.reference(),
                "after": self.sha(),
                "repository": repository,
            }),
            Self::PullRequest => json!({
                "action": "synchronize",
                "number": NUMBER,
                "pull_request": {
                    "number": NUMBER,
                    "state": "open",
                    "head": { "ref": "faster", "sha": self.sha(), "repo": repository },
                    "base": { "ref": "main", "sha": Self::Push.sha(), "repo": repository },
                },
                "repository": repository,
            }),
        }
    }
}
