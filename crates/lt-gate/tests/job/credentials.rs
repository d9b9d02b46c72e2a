//! The token that git is lent: it opens the store, and nobody sees it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::hub::Hub;
use crate::support::{Job, REPOSITORY, ends};

const TOKEN: &str = "ghs_s3cretOfThisTest0123456789";

/// A job in a clone of a repository on a hub that wants the token.
struct Cloned {
    job: Job,
    hub: Hub,
    basic: String,
}

impl Cloned {
    fn new() -> Self {
        let job = Job::new();
        let basic = format!(
            "Basic {}",
            STANDARD.encode(format!("x-access-token:{TOKEN}"))
        );
        let bare = job.path("hub").join(REPOSITORY);
        git(&job, &["init", "-q", "--bare", bare.to_str().unwrap()]);
        git(&job, &["init", "-q", "-b", "main"]);
        git(&job, &["commit", "-q", "--allow-empty", "-m", "first"]);
        git(&job, &["push", "-q", bare.to_str().unwrap(), "main"]);
        let hub = Hub::start(&job.path("hub"), &basic);
        let url = format!("{}/{REPOSITORY}", hub.url());
        git(&job, &["remote", "add", "origin", &url]);
        Self { job, hub, basic }
    }

    /// `lt-gate ci` with the default store, and a git that notes what it is called with.
    fn ci(&self, more: &[&str]) -> Command {
        let run = self.job.run(1, 20);
        let mut args = vec!["ci", run.to_str().unwrap(), "--threshold", "p(95)<1s"];
        args.extend(more);
        let mut command = self.job.gate("push-default", &args);
        let path = std::env::var("PATH").unwrap();
        let bin = self.job.path("bin");
        fs::create_dir_all(&bin).unwrap();
        let log = self.job.path("arguments");
        let script = format!(
            "#!/bin/sh\nprintf '%s ' \"$@\" >> {log}\necho >> {log}\nPATH={path}\nexec git \"$@\"\n",
            log = log.display()
        );
        fs::write(bin.join("git"), script).unwrap();
        fs::set_permissions(bin.join("git"), fs::Permissions::from_mode(0o755)).unwrap();
        command
            .env("PATH", format!("{}:{path}", bin.display()))
            .env("GITHUB_SERVER_URL", self.hub.url());
        command
    }

    /// What is told to everybody has neither form of the token.
    fn keeps_the_secret(&self, told: &str) {
        let (_, encoded) = self.basic.split_once(' ').unwrap();
        for secret in [TOKEN, encoded] {
            assert!(!told.contains(secret), "{told}");
            for (path, bytes) in self.job.files() {
                let text = String::from_utf8_lossy(&bytes);
                assert!(!text.contains(secret), "{}", path.display());
            }
        }
    }
}

fn git(job: &Job, args: &[&str]) {
    let mut command = job.gate("push-default", &[]);
    let mut git = Command::new("git");
    git.args(["-c", "user.name=t", "-c", "user.email=t@t"])
        .args(args);
    for (name, value) in command.stdin(std::process::Stdio::null()).get_envs() {
        match value {
            Some(value) => git.env(name, value),
            None => git.env_remove(name),
        };
    }
    let done = git.current_dir(job.path("")).output().unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
}

#[test]
fn git_is_lent_the_token_which_is_in_no_argument_no_file_and_no_word() {
    let cloned = Cloned::new();
    let mut command = cloned.ci(&["--save", "always"]);
    command
        .env("LT_GITHUB_TOKEN", TOKEN)
        .env("RUST_LOG", "trace")
        .env("GIT_TRACE", cloned.job.path("trace"))
        .env("GIT_TRACE_CURL", cloned.job.path("trace-curl"))
        .env("GIT_TRACE_REDACT", "0")
        .env("GIT_TRACE2_EVENT", cloned.job.path("trace2"))
        .env("GIT_TRACE2_CONFIG_PARAMS", "http.*")
        .env("GIT_TRACE2_ENV_VARS", "GIT_CONFIG_VALUE_0,LT_GITHUB_TOKEN");
    let (stdout, stderr) = ends(&mut command, 0);
    assert!(
        stdout.contains("as main in git:lt-baselines@origin"),
        "{stdout}"
    );
    assert_eq!(cloned.job.outputs()["baseline-saved"], "true");
    cloned.keeps_the_secret(&(stdout + &stderr));
    let arguments = fs::read_to_string(cloned.job.path("arguments")).unwrap();
    assert!(arguments.contains("push --no-verify"), "{arguments}");
    let seen = cloned.hub.seen.lock().unwrap();
    assert!(!seen.is_empty() && seen.iter().all(|sent| sent.as_ref() == Some(&cloned.basic)));
}

#[test]
fn without_leave_the_run_is_not_kept_and_the_way_out_is_told() {
    let cloned = Cloned::new();
    let (stdout, stderr) = ends(cloned.ci(&[]).env("LT_GITHUB_TOKEN", "another"), 0);
    assert!(stderr.contains("cannot be read"), "{stderr}");
    assert!(
        stderr.contains("`permissions: contents: write`"),
        "{stderr}"
    );
    assert!(
        stdout.contains("\n::warning title=lt-gate::not kept as a baseline: "),
        "{stdout}"
    );
    assert_eq!(cloned.job.outputs()["baseline-saved"], "false");
    let mut always = cloned.ci(&["--save", "always"]);
    ends(always.env("LT_GITHUB_TOKEN", "another"), 1);
}

#[test]
fn another_remote_is_lent_nothing_and_neither_is_a_git_that_knows_its_own() {
    let cloned = Cloned::new();
    let mut elsewhere = cloned.ci(&[]);
    elsewhere
        .env("LT_GITHUB_TOKEN", TOKEN)
        .env("GITHUB_SERVER_URL", "https://github.example");
    ends(&mut elsewhere, 0);
    assert!(cloned.hub.seen.lock().unwrap().iter().all(Option::is_none));
    cloned.hub.seen.lock().unwrap().clear();
    let key = format!("http.{}/.extraHeader", cloned.hub.url());
    git(&cloned.job, &["config", &key, "Authorization: Basic b3du"]);
    ends(cloned.ci(&[]).env("LT_GITHUB_TOKEN", TOKEN), 0);
    let seen = cloned.hub.seen.lock().unwrap();
    assert!(
        seen.iter()
            .all(|sent| sent.as_deref() == Some("Basic b3du")),
        "{seen:?}"
    );
}
