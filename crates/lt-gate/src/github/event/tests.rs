use std::collections::BTreeMap;
use std::fs;

use proptest::prelude::*;
use proptest::sample::Index;

use super::*;

/// Commit that every event is about, and the one that GitHub checks out for it.
const HEAD: &str = "9f2c1ab7d03e5546a8b91c20e7f6d5c4b3a29180";
const CHECKED_OUT: &str = "c0ffee1122334455667788990011223344556677";

/// An event, the branch or tag that its workflow runs on, and the file that tells of it.
type Told = (&'static str, &'static str, &'static str);

macro_rules! told {
    ($event:literal, $reference:literal, $file:literal) => {
        (
            $event,
            $reference,
            include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/events/",
                $file,
                ".json"
            )),
        )
    };
}

mod damage;

const MAIN: &str = "refs/heads/main";

fn variables((event, reference, _): Told) -> BTreeMap<&'static str, String> {
    let pairs = [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_EVENT_NAME", event),
        ("GITHUB_REPOSITORY", "lamplight-shop/orders-api"),
        ("GITHUB_SHA", CHECKED_OUT),
        ("GITHUB_REF", reference),
        ("GITHUB_RUN_ID", "30459999001"),
        ("GITHUB_RUN_ATTEMPT", "1"),
        ("GITHUB_WORKFLOW", "load test"),
        ("GITHUB_JOB", "gate"),
        ("GITHUB_API_URL", "https://api.github.com"),
        ("GITHUB_SERVER_URL", "https://github.com/"),
    ];
    let pairs = pairs.map(|(name, value)| (name, value.to_owned()));
    BTreeMap::from(pairs)
}

fn read_with(variables: &BTreeMap<&str, String>, payload: &[u8]) -> anyhow::Result<Context> {
    let payload = Payload::parse(payload)?;
    let variable = |name: &str| variables.get(name).cloned();
    reading::context(&Variables(&variable), &payload)
}

fn read(told: Told) -> Context {
    read_with(&variables(told), told.2.as_bytes()).unwrap()
}

/// Whom a comment is for, on which commit, and the baseline with whether it may be kept.
fn check(told: Told, audience: &str, sha: Option<&str>, baseline: &str, kept: &str) {
    let context = read(told);
    let seen = match &context.audience {
        Audience::PullRequest(number) => format!("#{number}"),
        Audience::HeadOf { head } => head.clone(),
        Audience::Nobody(why) => why.clone(),
    };
    assert_eq!(seen, audience, "{}", told.0);
    assert_eq!(context.sha.as_deref(), sha, "{}", told.0);
    assert_eq!(context.baseline_name(), baseline, "{}", told.0);
    let may_keep = context.may_keep().err().unwrap_or("kept".to_owned());
    assert_eq!(may_keep, kept, "{}", told.0);
}

const NEVER: &str = "what a pull request measured is never kept";
const FORK: &str = "the pull request comes from a fork, and its token may only read; a workflow that runs on `workflow_run` can comment";

#[test]
fn a_pull_request_is_commented_unless_its_token_may_only_read() {
    let own = told!("pull_request", "refs/pull/41/merge", "pull_request");
    check(own, "#41", Some(HEAD), "main", NEVER);
    let closed = told!("pull_request", "refs/heads/main", "pull_request_closed");
    check(closed, "#41", Some(HEAD), "main", NEVER);
    let fork = told!("pull_request", "refs/pull/42/merge", "pull_request_fork");
    check(fork, FORK, Some(HEAD), "main", NEVER);
    let gone = told!(
        "pull_request",
        "refs/pull/43/merge",
        "pull_request_fork_gone"
    );
    let why =
        "the repository that the pull request comes from is gone, and the token may only read";
    check(gone, why, Some(HEAD), "main", NEVER);
    let target = told!(
        "pull_request_target",
        "refs/heads/main",
        "pull_request_target_fork"
    );
    check(target, "#42", Some(HEAD), "main", NEVER);
    assert_eq!(read(target).event, Event::PullRequestTarget);
}

#[test]
fn a_pull_request_is_compared_with_the_branch_that_it_goes_to() {
    let told = told!(
        "pull_request",
        "refs/pull/44/merge",
        "pull_request_to_release"
    );
    check(told, "#44", Some(HEAD), "release-1.x-81caa6e9", NEVER);
}

#[test]
fn the_end_of_a_workflow_is_about_what_that_one_was_about() {
    let own = told!(
        "workflow_run",
        "refs/heads/main",
        "workflow_run_pull_request"
    );
    let of_pull = "the workflow that has ended ran for `pull_request`; only pushes to the default branch are kept then";
    check(
        own,
        "lamplight-shop:fewer-round-trips",
        Some(HEAD),
        "main",
        of_pull,
    );
    let fork = told!("workflow_run", "refs/heads/main", "workflow_run_fork");
    check(fork, "quiet-otter:main", Some(HEAD), "main", of_pull);
    let gone = told!("workflow_run", "refs/heads/main", "workflow_run_fork_gone");
    let why = "the repository or the branch that was measured is not told; it may be gone";
    check(gone, why, Some(HEAD), "main", of_pull);
    assert_eq!(read(own).run, (30_459_871_122, 2));
    assert_eq!(
        read(own).run_url(),
        "https://github.com/lamplight-shop/orders-api/actions/runs/30459871122/attempts/2"
    );
}

#[test]
fn the_end_of_a_workflow_is_kept_where_the_default_branch_was_pushed() {
    let ended = "the workflow that has ended ran for `push`, not for a pull request";
    let default = told!("workflow_run", "refs/heads/main", "workflow_run_push");
    check(default, ended, Some(HEAD), "main", "kept");
    let branch = told!(
        "workflow_run",
        "refs/heads/main",
        "workflow_run_push_branch"
    );
    let why = "`release/1.x` is not the default branch, which is `main`";
    check(branch, ended, Some(HEAD), "release-1.x-81caa6e9", why);
    let clock = told!("workflow_run", "refs/heads/main", "workflow_run_schedule");
    let why = "the workflow that has ended ran for `schedule`; only pushes to the default branch are kept then";
    let ended = "the workflow that has ended ran for `schedule`, not for a pull request";
    check(clock, ended, Some(HEAD), "main", why);
}

#[test]
fn a_push_is_kept_on_the_default_branch_only() {
    let none = "`push` is about no pull request; `pr-number` can name one";
    let default = told!("push", "refs/heads/main", "push_default");
    check(default, none, Some(HEAD), "main", "kept");
    let branch = told!("push", "refs/heads/feature/carts", "push_branch");
    let why = "`feature/carts` is not the default branch, which is `main`";
    check(branch, none, Some(HEAD), "feature-carts-2258c469", why);
    let tag = told!("push", "refs/tags/main", "push_tag");
    let why = "it was no branch that was measured";
    check(tag, none, Some(CHECKED_OUT), "main", why);
    let deleted = told!("push", "refs/heads/main", "push_deleted");
    let why = "there is no commit on `main` to keep it for";
    check(deleted, none, None, "main", why);
}

#[test]
fn a_queue_is_told_by_the_exit_code() {
    let told = told!(
        "merge_group",
        "refs/heads/gh-readonly-queue/main/pr-104-4f1c",
        "merge_group"
    );
    let why = "a merge queue tries pull request 104, and is told by the exit code";
    check(
        told,
        why,
        Some(HEAD),
        "main",
        "what a merge queue tries is not merged yet",
    );
}

#[test]
fn clocks_and_people_keep_what_is_on_the_default_branch() {
    let clock = "`schedule` is about no pull request; `pr-number` can name one";
    for told in [
        told!("schedule", "refs/heads/main", "schedule"),
        told!("schedule", "refs/heads/main", "schedule_bare"),
    ] {
        check(told, clock, Some(CHECKED_OUT), "main", "kept");
    }
    let hand = "`workflow_dispatch` is about no pull request; `pr-number` can name one";
    let default = told!("workflow_dispatch", "refs/heads/main", "workflow_dispatch");
    check(default, hand, Some(CHECKED_OUT), "main", "kept");
    let branch = told!(
        "workflow_dispatch",
        "refs/heads/feature/carts",
        "workflow_dispatch_branch"
    );
    let why = "`feature/carts` is not the default branch, which is `main`";
    check(
        branch,
        hand,
        Some(CHECKED_OUT),
        "feature-carts-2258c469",
        why,
    );
}

#[test]
fn another_event_is_summarized_only() {
    for (told, name) in [
        (told!("release", "refs/tags/v1.4.0", "release"), "release"),
        (
            told!("issue_comment", "refs/heads/main", "issue_comment"),
            "issue_comment",
        ),
    ] {
        let why = format!("`{name}` is about no pull request; `pr-number` can name one");
        let kept = format!(
            "`{name}` is another event; only pushes, schedules and runs by hand on the default branch are kept"
        );
        check(told, &why, Some(CHECKED_OUT), "main", &kept);
    }
}

#[test]
fn an_event_without_its_file_is_known_by_the_variables() {
    let told = ("pull_request", "refs/pull/1/merge", "{}");
    let mut variables = variables(told);
    variables.insert("GITHUB_BASE_REF", "develop".to_owned());
    let context = read_with(&variables, b"{}").unwrap();
    assert_eq!(context.baseline_name(), "develop");
    assert_eq!(context.sha, None);
    let why = Audience::Nobody("the event names no pull request; `pr-number` can".to_owned());
    assert_eq!(context.audience, why);

    let context = read(("push", MAIN, "{}"));
    assert_eq!(context.sha.as_deref(), Some(CHECKED_OUT));
    let why = "the event does not tell which branch is the default one";
    assert_eq!(context.may_keep().unwrap_err(), why);
}

#[test]
fn the_file_is_read_and_never_repeated() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("event.json");
    let told = told!("push", "refs/heads/main", "push_default");
    let mut variables = variables(told);
    variables.insert("GITHUB_EVENT_PATH", path.to_str().unwrap().to_owned());
    let read =
        |variables: &BTreeMap<&str, String>| Context::read(&|name| variables.get(name).cloned());

    fs::write(&path, told.2).unwrap();
    assert_eq!(
        read(&variables).unwrap().unwrap().sha.as_deref(),
        Some(HEAD)
    );
    fs::write(&path, "{\n \"secret\": ghp_x}").unwrap();
    let error = format!("{:#}", read(&variables).unwrap_err());
    assert!(error.ends_with("is no JSON: line 2, column 12"), "{error}");
    fs::File::create(&path)
        .unwrap()
        .set_len((32 << 20) + 1)
        .unwrap();
    let error = format!("{:#}", read(&variables).unwrap_err());
    assert!(error.ends_with("is larger than 32 MiB"), "{error}");
    fs::remove_file(&path).unwrap();
    let error = format!("{:#}", read(&variables).unwrap_err());
    assert!(error.contains("`GITHUB_EVENT_PATH`"), "{error}");

    for outside in [None, Some("false")] {
        variables.remove("GITHUB_ACTIONS");
        variables.extend(outside.map(|text| ("GITHUB_ACTIONS", text.to_owned())));
        assert_eq!(read(&variables).unwrap(), None);
    }
}

#[test]
fn a_variable_that_github_would_not_set_is_named() {
    for (name, value, expected) in [
        (
            "GITHUB_REPOSITORY",
            "a/../b",
            "is `a/../b`, not `OWNER/NAME`;",
        ),
        ("GITHUB_REPOSITORY", "", "is missing;"),
        ("GITHUB_RUN_ID", "zero", "is `zero`, not a number;"),
        ("GITHUB_RUN_ATTEMPT", "0", "is `0`, not a number;"),
        (
            "GITHUB_EVENT_NAME",
            "a b\x1b",
            "is `a b\u{fffd}`, not the name of an event;",
        ),
        (
            "GITHUB_SERVER_URL",
            "https://x)",
            "is `https://x)`, not `https://HOST`;",
        ),
        (
            "GITHUB_API_URL",
            "file:///etc",
            "is `file:///etc`, not `https://HOST`;",
        ),
    ] {
        let mut variables = variables(("push", MAIN, ""));
        variables.insert(name, value.to_owned());
        let error = read_with(&variables, b"{}").unwrap_err().to_string();
        assert!(error.contains(&format!("`{name}` {expected}")), "{error}");
        assert!(error.ends_with("unset `GITHUB_ACTIONS`"), "{error}");
    }
}

#[test]
fn a_key_is_the_same_however_the_matrix_is_laid_out() {
    let context = read(told!("push", "refs/heads/main", "push_default"));
    for nothing in [
        None,
        Some(""),
        Some(" null\n"),
        Some("{}"),
        Some("[]"),
        Some("\"\""),
    ] {
        assert_eq!(context.comment_key(nothing), "load test/gate");
    }
    let key = r#"load test/gate {"level":"heavy","target":{"a":1,"b":[true]}}"#;
    for matrix in [
        r#"{"level":"heavy","target":{"a":1,"b":[true]}}"#,
        "{\n  \"target\": {\"b\": [true], \"a\": 1},\n  \"level\": \"heavy\"\n}",
    ] {
        assert_eq!(context.comment_key(Some(matrix)), key);
    }
    assert_eq!(context.comment_key(Some(" leg 1 ")), "load test/gate leg 1");
}

#[test]
fn a_run_is_linked_with_its_attempt() {
    let mut context = read(told!("push", "refs/heads/main", "push_default"));
    let run = "https://github.com/lamplight-shop/orders-api/actions/runs/30459999001";
    assert_eq!(context.run_url(), run);
    context.run.1 = 3;
    assert_eq!(context.run_url(), format!("{run}/attempts/3"));
}
