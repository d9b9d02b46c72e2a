//! Git, called so that it never asks anybody anything.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context, anyhow, bail};

use super::credentials::Credentials;

/// A repository, by the git that is installed.
#[derive(Clone, Debug)]
pub(super) struct Repository {
    /// Where git keeps its own files.
    folder: PathBuf,
    /// Whether ssh is called as the user set up; otherwise we forbid it to ask.
    has_own_ssh: bool,
    /// Whether git knows who commits.
    has_identity: bool,
    /// What git is lent to get at a remote; nothing where it has credentials of its own for it.
    credentials: Option<Credentials>,
}

impl Repository {
    pub(super) fn of_working_folder() -> anyhow::Result<Self> {
        let found = finish(quiet().args(["rev-parse", "--absolute-git-dir"]), None)?;
        if !found.status.success() {
            bail!(
                "there is no git repository here ({}); go into one, or keep baselines in a folder with `--store dir:PATH`",
                said(&found)
            );
        }
        let folder = text(&found.stdout)?;
        let answers = |args: &[&str]| {
            let answer = finish(quiet().args(args), None);
            answer.is_ok_and(|answer| answer.status.success())
        };
        let credentials = Credentials::of_job();
        // GitHub refuses two of them.
        let is_known = |credentials: &Credentials| {
            let key = "http.extraHeader";
            answers(&["config", "--get-urlmatch", key, credentials.base()])
        };
        Ok(Self {
            folder: folder.into(),
            credentials: credentials.filter(|credentials| !is_known(credentials)),
            has_own_ssh: std::env::var_os("GIT_SSH_COMMAND").is_some()
                || std::env::var_os("GIT_SSH").is_some()
                || answers(&["config", "--get", "core.sshCommand"]),
            has_identity: answers(&[
                "-c",
                "user.useConfigOnly=true",
                "var",
                "GIT_COMMITTER_IDENT",
            ]) && answers(&[
                "-c",
                "user.useConfigOnly=true",
                "var",
                "GIT_AUTHOR_IDENT",
            ]),
        })
    }

    /// Where files of git's own may lie.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether a branch can be called so.
    pub(super) fn accepts(&self, branch: &str) -> anyhow::Result<bool> {
        let reference = format!("refs/heads/{branch}");
        let checked = self.try_run(&["check-ref-format", &reference])?;
        Ok(checked.is_ok() && !branch.starts_with('-'))
    }

    pub(super) fn has_remote(&self, name: &str) -> anyhow::Result<bool> {
        if name.starts_with('-') {
            return Ok(false);
        }
        let key = format!("remote.{name}.url");
        Ok(self.try_run(&["config", "--get", &key])?.is_ok())
    }

    /// The branch that is checked out; `None` where none is.
    pub(super) fn head(&self) -> anyhow::Result<Option<String>> {
        self.answer(&["symbolic-ref", "--quiet", "HEAD"])
    }

    /// The commit that a reference names, if there is such a reference.
    pub(super) fn commit_of(&self, reference: &str) -> anyhow::Result<Option<String>> {
        let commit = format!("{reference}^{{commit}}");
        self.answer(&["rev-parse", "--verify", "--quiet", &commit])
    }

    /// The commit that a reference of a remote names, if there is such a reference.
    pub(super) fn remote_tip(
        &self,
        remote: &str,
        reference: &str,
    ) -> anyhow::Result<Option<String>> {
        let listed = self.output(&["ls-remote", remote, reference])?;
        let listed = text(&listed)?;
        let mut rows = listed.lines().filter_map(|line| line.split_once('\t'));
        // Git also lists references that only end like the one it was asked for.
        let tip = rows.find_map(|(tip, name)| (name == reference).then_some(tip));
        match tip {
            Some(tip) if !tip.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                bail!("`{remote}` answers with something that is no commit")
            }
            tip => Ok(tip.map(str::to_owned)),
        }
    }

    /// Whether a commit is at hand.
    pub(super) fn has(&self, commit: &str) -> anyhow::Result<bool> {
        let commit = format!("{commit}^{{commit}}");
        Ok(self.try_run(&["cat-file", "-e", &commit])?.is_ok())
    }

    /// Fetches what a reference of a remote names, without writing any reference here: simultaneous fetches would fight.
    pub(super) fn fetch(&self, remote: &str, reference: &str) -> anyhow::Result<()> {
        let args = [
            "fetch",
            "--quiet",
            "--no-tags",
            "--no-write-fetch-head",
            "--no-recurse-submodules",
            "--refmap=",
            remote,
            reference,
        ];
        self.output(&args).map(drop)
    }

    /// Makes a commit, in our name where git knows no other.
    pub(super) fn commit(&self, args: &[&str]) -> anyhow::Result<String> {
        let mut command = self.command();
        if !self.has_identity {
            for role in ["AUTHOR", "COMMITTER"] {
                command.env(format!("GIT_{role}_NAME"), "lt-gate");
                command.env(format!("GIT_{role}_EMAIL"), "lt-gate@localhost");
            }
        }
        text(&checked(command.args(args), None)?)
    }

    /// What a command writes.
    pub(super) fn output(&self, args: &[&str]) -> anyhow::Result<Vec<u8>> {
        checked(self.command().args(args), None)
    }

    /// What a command writes when it is given something to read.
    pub(super) fn filter(&self, args: &[&str], input: &[u8]) -> anyhow::Result<Vec<u8>> {
        checked(self.command().args(args), Some(input))
    }

    /// What a command writes that looks at an index of its own.
    pub(super) fn with_index(
        &self,
        index: &Path,
        args: &[&str],
        input: &[u8],
    ) -> anyhow::Result<Vec<u8>> {
        let mut command = self.command();
        command.env("GIT_INDEX_FILE", index).args(args);
        checked(&mut command, Some(input))
    }

    /// Runs a command whose refusal is an answer: git's words.
    pub(super) fn try_run(&self, args: &[&str]) -> anyhow::Result<Result<(), String>> {
        let output = finish(self.command().args(args), None)?;
        Ok(match output.status.success() {
            true => Ok(()),
            false => Err(said(&output)),
        })
    }

    fn answer(&self, args: &[&str]) -> anyhow::Result<Option<String>> {
        let output = finish(self.command().args(args), None)?;
        match output.status.success() {
            true => text(&output.stdout).map(Some),
            false => Ok(None),
        }
    }

    fn command(&self) -> Command {
        let mut command = quiet();
        if !self.has_own_ssh {
            command.env("GIT_SSH_COMMAND", "ssh -oBatchMode=yes -oConnectTimeout=20");
        }
        if let Some(credentials) = &self.credentials {
            credentials.lend(&mut command);
        }
        command
    }
}

/// Git that asks nothing, speaks English, tidies up nothing, and gives up on a connection that is dead.
fn quiet() -> Command {
    let mut command = Command::new("git");
    command
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GCM_INTERACTIVE", "never")
        .env("LC_ALL", "C")
        .env_remove("LT_GITHUB_TOKEN")
        .args(["-c", "gc.auto=0", "-c", "maintenance.auto=false"])
        .args([
            "-c",
            "http.lowSpeedLimit=1000",
            "-c",
            "http.lowSpeedTime=30",
        ]);
    command
}

fn checked(command: &mut Command, input: Option<&[u8]>) -> anyhow::Result<Vec<u8>> {
    let output = finish(command, input)?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => Err(anyhow!("git says: {}", said(&output))),
    }
}

fn finish(command: &mut Command, input: Option<&[u8]>) -> anyhow::Result<Output> {
    command
        .stdin(if input.is_some() {
            Stdio::piped()
        } else {
            Stdio::null()
        })
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().context(
        "git cannot be run; install it, or keep baselines in a folder with `--store dir:PATH`",
    )?;
    if let (Some(mut stdin), Some(input)) = (child.stdin.take(), input) {
        // The commands that we give something to read it all before they write; one that ends early says why itself.
        stdin.write_all(input).ok();
    }
    child.wait_with_output().context("git did not end well")
}

/// Git's own words in one line: those on stderr, else those on stdout.
fn said(output: &Output) -> String {
    let stderr = String::from_utf8_lossy(&output.stderr);
    let stdout = String::from_utf8_lossy(&output.stdout);
    let lines = stdout.lines().chain(stderr.lines());
    let lines: Vec<&str> = lines
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let words: String = lines.join("; ").chars().take(400).collect();
    match words.is_empty() {
        true => output.status.to_string(),
        false => words,
    }
}

fn text(bytes: &[u8]) -> anyhow::Result<String> {
    let text = std::str::from_utf8(bytes).context("git answers with something that is no text")?;
    Ok(text.trim_end().to_owned())
}
