//! Where the tools come from: a folder, a release, or the action's own sources.

use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use lt_mock_github::Asset;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::definition::root;
use crate::event::Event;
use crate::job::Job;
use crate::outcome::Outcome;
use crate::project::Project;

const VERSION: &str = env!("CARGO_PKG_VERSION");
const ARCHIVE: &str = concat!(
    "lt-",
    env!("CARGO_PKG_VERSION"),
    "-x86_64-unknown-linux-musl.tar.gz"
);

/// The action as a runner checks it out, and programs that stand before those of the machine.
struct Machine {
    folder: TempDir,
}

impl Machine {
    fn new() -> Self {
        let machine = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        fs::create_dir_all(machine.action()).unwrap();
        fs::create_dir(machine.folder.path().join("programs")).unwrap();
        let copied = Command::new("cp")
            .arg("-r")
            .args(["action", "Cargo.toml", "Cargo.lock"].map(|name| root().join(name)))
            .arg(machine.action())
            .status()
            .unwrap();
        assert!(copied.success());
        fs::create_dir(machine.action().join("crates")).unwrap();
        machine
    }

    fn action(&self) -> PathBuf {
        self.folder.path().join("_actions/lt-org/lt/v1")
    }

    fn program(&self, name: &str, script: &str) {
        executable(&self.folder.path().join("programs").join(name), script);
    }

    /// A job that only installs, without a folder of tools.
    fn job<'p>(&self, project: &'p Project) -> Job<'p> {
        let programs = self.folder.path().join("programs");
        let path = format!("{}:{}", programs.display(), env::var("PATH").unwrap());
        project
            .job(Event::push())
            .with("mode", "install")
            .with("bin-dir", "")
            .action_at(&self.action())
            .variable("PATH", path)
            .variable("LT_RELEASES_URL", project.github.url())
    }

    /// Cuts a release: its archive is there, and its checksum in the action.
    fn release(&self, project: &Project) {
        let name = ARCHIVE.strip_suffix(".tar.gz").unwrap();
        let packed = self.folder.path().join(name);
        fs::create_dir(&packed).unwrap();
        executable(&packed.join("lt-gate"), "echo released");
        let archive = self.folder.path().join(ARCHIVE);
        let tar = Command::new("tar")
            .arg("-czf")
            .arg(&archive)
            .arg("-C")
            .args([self.folder.path(), Path::new(name)])
            .status()
            .unwrap();
        assert!(tar.success());
        let bytes = fs::read(&archive).unwrap();
        self.checksum(&bytes);
        project.github.state().assets.push(Asset {
            tag: format!("v{VERSION}"),
            name: ARCHIVE.to_owned(),
            bytes,
        });
    }

    fn checksum(&self, bytes: &[u8]) {
        let digits: String = Sha256::digest(bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        fs::write(
            self.action().join("action/checksums.txt"),
            format!("{digits}  {ARCHIVE}\n"),
        )
        .unwrap();
    }

    /// A cargo that installs at once what only says where it is from.
    fn cargo(&self) {
        self.program(
            "cargo",
            r#"
            [[ $* == "install --quiet --locked --path crates/lt-"*" --root "* ]] || exit 1
            mkdir -p "$7/bin"
            cp "$0" "$7/bin/${5#crates/}"
            "#,
        );
    }
}

fn executable(path: &Path, script: &str) {
    fs::write(path, format!("#!/usr/bin/env bash\n{script}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

fn tools_in(folder: &str) -> Vec<String> {
    let files = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn check_refused(outcome: &Outcome, words: &str) {
    assert!(outcome.is_red);
    assert_eq!(outcome.annotations.len(), 1, "{}", outcome.told());
    let said = &outcome.annotations[0];
    assert!(
        said.starts_with("::error title=lt::") && said.contains(words),
        "{said}"
    );
    assert_eq!(outcome.path, "");
}

#[test]
fn a_folder_of_tools_is_put_on_the_path_and_nothing_else_happens() {
    let project = Project::new();
    let outcome = project.job(Event::push()).with("mode", "install").run();
    assert!(!outcome.is_red, "{}", outcome.told());
    assert_eq!(outcome.path.trim_end(), outcome.output("bin-dir"));
    assert!(tools_in(outcome.output("bin-dir")).contains(&"lt-gate".to_owned()));
    assert_eq!(outcome.steps.keys().collect::<Vec<_>>(), ["install"]);
    assert!(project.github.state().seen.is_empty());
}

#[test]
fn a_folder_may_be_named_from_the_workspace() {
    let project = Project::new();
    let folder = project.checkout().join("tools");
    fs::create_dir(&folder).unwrap();
    executable(&folder.join("lt-gate"), "");
    let job = project.job(Event::push()).with("mode", "install");
    let outcome = job.with("bin-dir", "tools").run();
    assert_eq!(outcome.output("bin-dir"), folder.to_str().unwrap());
}

#[test]
fn a_release_is_downloaded_where_the_action_knows_its_checksum() {
    let (project, machine) = (Project::new(), Machine::new());
    machine.release(&project);
    let outcome = machine.job(&project).run();
    assert!(!outcome.is_red, "{}", outcome.told());
    assert_eq!(tools_in(outcome.output("bin-dir")), ["lt-gate"]);
    assert_eq!(outcome.path.trim_end(), outcome.output("bin-dir"));
    let seen = project.github.state().seen.clone();
    assert_eq!(
        seen[0].path,
        format!("/lt-org/lt/releases/download/v{VERSION}/{ARCHIVE}")
    );
}

#[test]
fn a_release_that_was_changed_is_not_used_and_nothing_is_used_instead() {
    let (project, machine) = (Project::new(), Machine::new());
    machine.cargo();
    machine.release(&project);
    machine.checksum(b"another archive");
    check_refused(
        &machine.job(&project).run(),
        "it was changed after the release",
    );
}

#[test]
fn gh_may_be_asked_where_a_release_was_built() {
    let (project, machine) = (Project::new(), Machine::new());
    machine.release(&project);
    machine.program(
        "gh",
        r#"[[ -n $GH_TOKEN && $* == "attestation verify "*" --repo lt-org/lt" ]]"#,
    );
    let outcome = machine
        .job(&project)
        .with("verify-attestation", "true")
        .run();
    assert!(!outcome.is_red, "{}", outcome.told());
    machine.program("gh", "exit 1");
    let outcome = machine
        .job(&project)
        .with("verify-attestation", "true")
        .run();
    check_refused(&outcome, "gh cannot verify");
}

#[test]
fn without_a_release_the_tools_are_built_once_for_the_same_sources() {
    let (project, machine) = (Project::new(), Machine::new());
    machine.cargo();
    let outcome = machine.job(&project).run();
    assert!(!outcome.is_red, "{}", outcome.told());
    let tools = tools_in(outcome.output("bin-dir"));
    assert_eq!(tools, ["lt-gate", "lt-gen", "lt-merge", "lt-report"]);
    let (key, path) = outcome.cached.clone().unwrap();
    assert_eq!(path.to_str().unwrap(), outcome.output("bin-dir"));
    assert!(
        key.starts_with(&format!("lt-{VERSION}-x86_64-unknown-linux-musl-")),
        "{key}"
    );
    let again = machine.job(&project).run();
    assert_eq!(again.cached.unwrap().0, key);
    fs::write(machine.action().join("crates/changed.rs"), "").unwrap();
    let changed = machine.job(&project).run();
    assert_ne!(changed.cached.unwrap().0, key);
}

#[test]
fn a_release_that_cannot_be_had_is_built_and_that_is_told() {
    let (project, machine) = (Project::new(), Machine::new());
    machine.cargo();
    machine.checksum(b"not uploaded yet");
    let outcome = machine.job(&project).run();
    assert!(!outcome.is_red, "{}", outcome.told());
    let [said] = outcome.annotations.as_slice() else {
        panic!("{}", outcome.told());
    };
    assert!(
        said.starts_with("::notice") && said.ends_with("could not be downloaded"),
        "{said}"
    );
    assert!(outcome.cached.is_some());
}

#[test]
fn what_does_not_build_or_must_not_be_built_is_an_error_with_a_way_out() {
    let (project, machine) = (Project::new(), Machine::new());
    let outcome = machine.job(&project).with("fallback", "fail").run();
    check_refused(&outcome, "use the action at a tag, allow building");
    machine.program("cargo", "exit 101");
    let outcome = machine.job(&project).run();
    assert!(outcome.is_red && outcome.cached.is_none());
    assert!(
        outcome
            .words()
            .contains("::error title=lt::lt-merge does not build here")
    );
}

#[test]
fn releases_come_from_github_or_in_tests_from_this_machine() {
    let (project, machine) = (Project::new(), Machine::new());
    machine.release(&project);
    for url in [
        "http://example.org",
        "http://127.0.0.1:1@example.org",
        "https://example.org",
    ] {
        let outcome = machine.job(&project).variable("LT_RELEASES_URL", url).run();
        check_refused(&outcome, "it can only be http://127.0.0.1:PORT");
    }
}

#[test]
fn what_cannot_be_meant_is_refused_by_the_name_of_its_input() {
    let project = Project::new();
    let check = |name: &str, value: &str, words: &str| {
        check_refused(&project.job(Event::push()).with(name, value).run(), words);
    };
    check(
        "mode",
        "judge",
        "the input `mode` is `judge`; write one of `auto`, `run`, `gate`, `baseline`, `comment`, `install`",
    );
    check("mode", "run", "give the input `scenario`");
    check("mode", "comment", "give the input `from`");
    check(
        "report",
        "yes",
        "the input `report` is `yes`; write one of `true`, `false`",
    );
    check("fallback", "guess", "the input `fallback`");
    check("verify-attestation", "1", "the input `verify-attestation`");
    check(
        "bin-dir",
        "/nowhere\n::warning::%0A",
        "`/nowhere%0A::warning::%250A`",
    );
    let job = project
        .job(Event::push())
        .with("bin-dir", "")
        .with("version", "9.0.0");
    check_refused(&job.run(), "use the action at the tag v9.0.0");
}

#[test]
fn on_windows_no_load_is_made() {
    let project = Project::new();
    let job = project.job(Event::push()).variable("RUNNER_OS", "Windows");
    check_refused(
        &job.with("scenario", "load.yaml").run(),
        "lt-gen does not do on Windows",
    );
}
