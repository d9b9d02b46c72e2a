//! What is posted, to whom, and what is said where it is not.

use std::fs;
use std::process::Command;

use lt_mock_github::{Fault, MockGitHub, Pull, READ_TOKEN as READ, WRITE_TOKEN as WRITE, What};

use crate::support::{Job, REPOSITORY, SHA, ends};

/// A job beside a pull request.
struct Desk {
    job: Job,
    hub: MockGitHub,
}

impl Desk {
    fn new(head: &str, branch: &str) -> Self {
        let hub = MockGitHub::start();
        hub.state().pulls.push(Pull {
            number: 41,
            head_repository: head.to_owned(),
            head_branch: branch.to_owned(),
            head_sha: SHA.to_owned(),
            base_branch: "main".to_owned(),
            is_open: true,
        });
        let job = Job::new();
        fs::write(
            job.path("result.json"),
            include_str!("../fixtures/result.json"),
        )
        .unwrap();
        Self { job, hub }
    }

    fn own() -> Self {
        Self::new(REPOSITORY, "fewer-round-trips")
    }

    fn fork() -> Self {
        Self::new("quiet-otter/orders-api", "main")
    }

    fn comment(&self, event: &str, token: &str, more: &[&str]) -> Command {
        let mut args = vec!["comment", "--from", "result.json"];
        args.extend(more);
        let mut command = self.job.gate(event, &args);
        command
            .env("GITHUB_API_URL", self.hub.url())
            .env("LT_GITHUB_TOKEN", token)
            .env("RUST_LOG", "trace");
        command
    }

    fn bodies(&self) -> Vec<String> {
        let state = self.hub.state();
        state
            .comments
            .iter()
            .map(|comment| comment.body.clone())
            .collect()
    }
}

#[test]
fn a_comment_is_posted_once_and_left_alone_while_it_says_the_same() {
    let desk = Desk::own();
    let (stdout, stderr) = ends(&mut desk.comment("pull_request", WRITE, &[]), 0);
    assert!(stdout.starts_with("posted http"), "{stdout}");
    let url = desk.job.outputs()["comment-url"].clone();
    assert!(stdout.contains(&url), "{stdout}");
    let (again, _) = ends(&mut desk.comment("pull_request", WRITE, &[]), 0);
    assert_eq!(again, format!("unchanged {url}\n"));
    let bodies = desk.bodies();
    assert_eq!(bodies.len(), 1);
    assert!(
        bodies[0].starts_with("<!-- lt-gate:comment key="),
        "{}",
        bodies[0]
    );
    assert!(!(stdout + &stderr + &bodies[0]).contains(WRITE));
}

#[test]
fn inputs_say_the_same_as_options() {
    let desk = Desk::own();
    let mut command = desk.job.gate("pull_request", &["comment", "--inputs"]);
    command
        .env("GITHUB_API_URL", desk.hub.url())
        .env("LT_GITHUB_TOKEN", WRITE)
        .env("INPUT_FROM", "result.json")
        .env("INPUT_COMMENT", "always")
        .env("INPUT_CHECK_RUN", "true")
        .env("INPUT_MATRIX", r#"{"os":"linux"}"#)
        .env("INPUT_REQUIRE_COMMENT", "true")
        .env(
            "INPUT_REPORT_URL",
            "https://github.com/o/r/actions/runs/7/artifacts/9",
        );
    let (stdout, _) = ends(&mut command, 0);
    assert!(stdout.contains("\ncheck run "), "{stdout}");
    let state = desk.hub.state();
    assert!(
        state.comments[0].body.contains("artifacts/9"),
        "{}",
        state.comments[0].body
    );
    let fields = &state.check_runs[0].fields;
    assert_eq!(fields["name"], r#"lt-gate (load test/load {"os":"linux"})"#);
    assert_eq!(fields["conclusion"], "failure");
    assert_eq!(fields["head_sha"], SHA);
}

#[test]
fn a_token_that_may_not_write_is_told_with_what_to_add_and_fails_only_where_that_is_asked_for() {
    let desk = Desk::own();
    let (stdout, stderr) = ends(&mut desk.comment("pull_request", READ, &[]), 0);
    assert!(
        stderr.contains("lt-gate:   pull-requests: write"),
        "{stderr}"
    );
    assert!(
        stdout.contains("::warning title=lt-gate::no comment: "),
        "{stdout}"
    );
    assert!(!(stdout + &stderr).contains(READ));
    ends(
        &mut desk.comment("pull_request", READ, &["--require-comment"]),
        7,
    );
    assert!(desk.bodies().is_empty());
    let (_, stderr) = ends(&mut desk.comment("pull_request", "none-of-them", &[]), 0);
    assert!(!stderr.contains("none-of-them"), "{stderr}");
}

#[test]
fn nothing_is_called_for_a_fork_whose_token_may_only_read() {
    let desk = Desk::fork();
    let (stdout, _) = ends(&mut desk.comment("pull_request-fork", READ, &[]), 0);
    assert!(
        stdout.starts_with("::notice title=lt-gate::no comment: "),
        "{stdout}"
    );
    assert!(stdout.contains("fork-comment.yml"), "{stdout}");
    assert!(desk.hub.state().seen.is_empty());
}

#[test]
fn after_the_workflow_of_a_fork_its_pull_request_is_found_and_told_that_figures_can_be_forged() {
    let desk = Desk::fork();
    let (stdout, stderr) = ends(&mut desk.comment("workflow_run-fork", WRITE, &[]), 0);
    assert!(stdout.contains("posted http"), "{stdout}");
    assert!(
        stderr.contains("judged by the limits that it names itself"),
        "{stderr}"
    );
    let bodies = desk.bodies();
    assert!(
        bodies[0].contains("The figures, and the limits that they are judged by, come from a workflow run of a fork"),
        "{}",
        bodies[0]
    );
    fs::write(
        desk.job.path("lt-gate.toml"),
        "[thresholds]\nerrors = [\"rate<1%\"]\n",
    )
    .unwrap();
    let (_, stderr) = ends(
        &mut desk.comment("workflow_run-fork", WRITE, &["-c", "lt-gate.toml"]),
        0,
    );
    assert!(!stderr.contains("judged by the limits"), "{stderr}");
    let bodies = desk.bodies();
    assert!(
        bodies[0].contains("The figures were measured by a workflow run of a fork"),
        "{}",
        bodies[0]
    );
}

#[test]
fn that_figures_can_be_forged_is_told_where_the_fork_is_gone_and_somebody_names_the_pull_request() {
    let desk = Desk::fork();
    let mut command = desk.comment("workflow_run-fork_gone", WRITE, &["--pr", "41"]);
    let (stdout, _) = ends(&mut command, 0);
    assert!(stdout.contains("posted http"), "{stdout}");
    let bodies = desk.bodies();
    assert!(
        bodies[0].contains("whose author could have changed them"),
        "{}",
        bodies[0]
    );
}

#[test]
fn a_pull_request_that_went_on_is_left_alone() {
    let desk = Desk::fork();
    desk.hub.state().pulls[0].head_sha = "0123456789abcdef0123456789abcdef01234567".to_owned();
    let (_, stderr) = ends(&mut desk.comment("workflow_run-fork", WRITE, &[]), 0);
    assert!(
        stderr.contains("no open pull request has the commit"),
        "{stderr}"
    );
    let desk = Desk::own();
    desk.hub.state().pulls[0].head_sha = "0123456789abcdef0123456789abcdef01234567".to_owned();
    let (stdout, _) = ends(&mut desk.comment("pull_request", WRITE, &[]), 0);
    assert!(
        stdout.starts_with("::notice title=lt-gate::no comment: "),
        "{stdout}"
    );
    assert!(desk.bodies().is_empty());
}

#[test]
fn a_locked_conversation_is_told() {
    let desk = Desk::own();
    desk.hub.plan(Fault {
        method: "POST".to_owned(),
        path: "/comments".to_owned(),
        times: 1,
        what: What::Locked,
    });
    let (_, stderr) = ends(&mut desk.comment("pull_request", WRITE, &[]), 0);
    assert!(stderr.contains("the conversation is locked"), "{stderr}");
}

#[test]
fn what_is_no_result_is_refused_before_anybody_is_asked() {
    let desk = Desk::own();
    for (text, said) in [
        ("::error::x".to_owned(), "not a result"),
        (
            r#"{"format":"lt.result/1","verdict":"pass"}"#.to_owned(),
            "not a result",
        ),
        (
            format!(
                r###"{{"format":"lt.result/1","checks":"##[error]{}"}}"###,
                "x".repeat(10_000)
            ),
            "not a result",
        ),
    ] {
        fs::write(desk.job.path("result.json"), text).unwrap();
        let (stdout, stderr) = ends(&mut desk.comment("pull_request", WRITE, &[]), 2);
        assert!(stderr.contains(said), "{stderr}");
        assert!(stdout.starts_with("::error title=lt-gate::"), "{stdout}");
        assert_eq!(stdout.lines().count(), 1, "{stdout}");
        // The runner finds such a command anywhere in a line.
        assert!(!stderr.contains("##[") && stderr.len() < 500, "{stderr}");
        assert!(!stdout.contains("##["), "{stdout}");
    }
    assert!(desk.hub.state().seen.is_empty());
}

#[test]
fn a_result_that_is_too_large_to_be_shown_is_told_and_fails_only_where_a_comment_has_to_be() {
    let desk = Desk::own();
    let path = desk.job.path("result.json");
    let mut result: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let check = result["checks"][0].clone();
    let checks = (1..=501).map(|n| {
        let mut check = check.clone();
        check["id"] = format!("t{n}").into();
        check
    });
    result["checks"] = checks.collect();
    fs::write(&path, result.to_string()).unwrap();
    let (stdout, _) = ends(&mut desk.comment("pull_request", WRITE, &[]), 0);
    assert!(
        stdout.starts_with("::warning title=lt-gate::no comment: result.json: the result has 501 thresholds; at most 500 are shown"),
        "{stdout}"
    );
    // Nobody is told of what nobody would have read.
    for (event, more) in [
        ("pull_request", &["--policy", "never"] as &[&str]),
        ("push-default", &[]),
    ] {
        let (stdout, _) = ends(&mut desk.comment(event, WRITE, more), 0);
        assert_eq!(stdout, "");
    }
    fs::write(&path, " ".repeat((2 << 20) + 1)).unwrap();
    let mut required = desk.comment("pull_request", WRITE, &["--require-comment"]);
    let (_, stderr) = ends(&mut required, 7);
    assert!(
        stderr.contains("the result is longer than 2 MiB"),
        "{stderr}"
    );
    assert!(desk.bodies().is_empty());
}
