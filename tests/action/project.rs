//! A repository on the imitation of GitHub, in which jobs run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use lt_mock_github::{MockGitHub, Pull};
use tempfile::TempDir;

use crate::event::Event;
use crate::job::Job;

/// A repository, its checkout, and the bare one that it was cloned from.
pub(crate) struct Project {
    folder: TempDir,
    pub(crate) github: MockGitHub,
}

/// The repository of the recorded events.
pub(crate) const REPOSITORY: &str = "lamplight-shop/orders-api";
/// Their pull request from a branch of it.
pub(crate) const NUMBER: u64 = 41;
/// Their pull request from a fork.
pub(crate) const FORK_NUMBER: u64 = 42;
/// The head of both.
pub(crate) const HEAD: &str = "9f2c1ab7d03e5546a8b91c20e7f6d5c4b3a29180";

impl Project {
    /// One that promises little.
    pub(crate) fn new() -> Self {
        Self::with("[thresholds]\nerrors = [\"rate<1%\"]\n")
    }

    /// One with this configuration of lt-gate.
    pub(crate) fn with(configuration: &str) -> Self {
        let project = Self {
            folder: tempfile::tempdir().unwrap(),
            github: MockGitHub::start(),
        };
        let here = project.folder.path();
        let origin = project.origin();
        git(
            here,
            &["init", "--quiet", "--bare", "-b", "main", "origin.git"],
        );
        git(
            here,
            &["clone", "--quiet", origin.to_str().unwrap(), "checkout"],
        );
        let checkout = project.checkout();
        fs::write(checkout.join("lt-gate.toml"), configuration).unwrap();
        git(&checkout, &["checkout", "--quiet", "-B", "main"]);
        git(&checkout, &["add", "."]);
        git(&checkout, &["commit", "--quiet", "-m", "promises"]);
        git(&checkout, &["push", "--quiet", "origin", "main"]);
        let fork = Pull {
            number: FORK_NUMBER,
            head_repository: "quiet-otter/orders-api".to_owned(),
            head_branch: "main".to_owned(),
            ..pull(HEAD)
        };
        project.github.state().pulls.extend([pull(HEAD), fork]);
        project
    }

    /// A job of a workflow that this made run.
    pub(crate) fn job(&self, event: Event) -> Job<'_> {
        Job::new(self, event)
    }

    /// Where jobs have the sources.
    pub(crate) fn checkout(&self) -> PathBuf {
        self.folder.path().join("checkout")
    }

    /// The runs that are kept, by their names in the branch.
    pub(crate) fn kept(&self) -> Vec<String> {
        let origin = self.origin();
        let branches = git(&origin, &["branch", "--list", "lt-baselines"]);
        if branches.is_empty() {
            return Vec::new();
        }
        let files = git(&origin, &["ls-tree", "-r", "--name-only", "lt-baselines"]);
        let runs = files.lines().filter(|name| name.starts_with("v1/"));
        runs.map(str::to_owned).collect()
    }

    /// What the comments on a pull request say.
    pub(crate) fn comments(&self, number: u64) -> Vec<String> {
        let state = self.github.state();
        let comments = state.comments.iter();
        let there = comments.filter(|comment| comment.pull == number);
        there.map(|comment| comment.body.clone()).collect()
    }

    /// How often the API was asked to change something.
    pub(crate) fn writes(&self) -> usize {
        let state = self.github.state();
        let writes = state.seen.iter().filter(|seen| seen.method != "GET");
        writes.count()
    }

    /// The commit that is checked out.
    pub(crate) fn sha(&self) -> String {
        let sha = git(&self.checkout(), &["rev-parse", "HEAD"]);
        sha.trim().to_owned()
    }

    fn origin(&self) -> PathBuf {
        self.folder.path().join("origin.git")
    }
}

/// The pull request from a branch of the repository, with this head.
pub(crate) fn pull(head: &str) -> Pull {
    Pull {
        number: NUMBER,
        head_repository: REPOSITORY.to_owned(),
        head_branch: "fewer-round-trips".to_owned(),
        head_sha: head.to_owned(),
        base_branch: "main".to_owned(),
        is_open: true,
    }
}

fn git(folder: &Path, args: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=A", "-c", "user.email=a@example.org"])
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {args:?}: {words}");
    String::from_utf8(output.stdout).unwrap()
}
