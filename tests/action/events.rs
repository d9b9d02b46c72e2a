//! What each event leads to: a comment or none, a kept run or none, and the same answer everywhere.

use std::fs;

use lt_mock_github::READ_TOKEN;

use crate::event::Event;
use crate::outcome::Outcome;
use crate::project::{FORK_NUMBER, HEAD, NUMBER, Project};
use crate::streams::alike;

/// A job that judges runs which keep all promises.
fn judged(project: &Project, event: Event) -> Outcome {
    project.job(event).judging(&alike()).run()
}

/// A promise that no run keeps.
const BROKEN: &str = "[thresholds]\nresponse_time = [\"p(95)<1ms\"]\n";

#[test]
fn a_pull_request_gets_a_comment_and_is_never_kept() {
    let project = Project::new();
    let outcome = judged(&project, Event::pull_request());
    outcome.expect("pass", 0);
    let comments = project.comments(NUMBER);
    assert_eq!(comments.len(), 1, "{}", outcome.told());
    assert!(
        comments[0].contains(&format!(" sha={HEAD} ")),
        "its head, not the merge"
    );
    assert!(
        outcome
            .output("comment-url")
            .ends_with("/pull/41#issuecomment-1")
    );
    assert_eq!(outcome.output("baseline-saved"), "false");
    assert!(project.kept().is_empty());
    assert!(outcome.summary.starts_with("## "));
}

#[test]
fn a_pull_request_of_a_fork_is_judged_in_the_summary_and_nothing_is_tried_that_its_token_may_not() {
    for (project, verdict, code) in [
        (Project::new(), "pass", 0),
        (Project::with(BROKEN), "fail", 3),
    ] {
        let job = project.job(Event::pull_request_of_fork()).token(READ_TOKEN);
        let outcome = job.judging(&alike()).with("require-comment", "false").run();
        outcome.expect(verdict, code);
        assert!(project.github.state().seen.is_empty());
        assert!(project.comments(FORK_NUMBER).is_empty());
        assert!(outcome.summary.starts_with("## "));
        assert_eq!(outcome.output("comment-url"), "");
    }
}

#[test]
fn after_the_workflow_of_a_fork_its_pull_request_gets_the_comment_of_the_recomputed_result() {
    let project = Project::with(BROKEN);
    let job = project.job(Event::pull_request_of_fork()).token(READ_TOKEN);
    let measured = job.judging(&alike()).run();
    let comment = |from: &str| {
        let job = project.job(Event::workflow_run_of_fork());
        job.with("from", from).with("config", "lt-gate.toml").run()
    };
    let outcome = comment(measured.output("result-json"));
    assert!(!outcome.is_red, "{}", outcome.told());
    assert_eq!(
        outcome.output("exit-code"),
        "0",
        "it posts, it does not judge"
    );
    let comments = project.comments(FORK_NUMBER);
    assert_eq!(comments.len(), 1, "{}", outcome.told());
    assert!(comments[0].contains("Load test failed"), "{}", comments[0]);
    assert!(project.comments(NUMBER).is_empty());

    project.github.state().pulls[1].head_sha = "d".repeat(40);
    let before = project.writes();
    let outcome = comment(measured.output("result-json"));
    assert!(!outcome.is_red, "{}", outcome.told());
    assert_eq!(project.writes(), before, "the pull request has gone on");
}

#[test]
fn a_result_that_a_stranger_wrote_is_judged_by_our_promises_and_goes_nowhere_of_its_choice() {
    let project = Project::with(BROKEN);
    let job = project.job(Event::pull_request_of_fork()).token(READ_TOKEN);
    let measured = job.judging(&alike()).run();
    let result = fs::read_to_string(measured.output("result-json")).unwrap();
    let forged = ["verdict", "status"].iter().fold(result, |result, key| {
        result.replace(
            &format!("\"{key}\": \"fail\""),
            &format!("\"{key}\": \"pass\""),
        )
    });
    let forged = forged.replacen('{', r#"{"number":41,"pull_request":41,"pr":41,"#, 1);
    assert!(forged.contains(r#""verdict": "pass""#) && forged.contains(r#""status": "pass""#));
    let file = project.checkout().join("forged.json");
    fs::write(&file, forged).unwrap();
    let job = project.job(Event::workflow_run_of_fork());
    let outcome = job
        .with("from", "forged.json")
        .with("config", "lt-gate.toml")
        .run();
    assert!(!outcome.is_red, "{}", outcome.told());
    assert!(project.comments(NUMBER).is_empty());
    for comment in project.comments(FORK_NUMBER) {
        assert!(comment.contains("Load test failed"), "{comment}");
    }
}

#[test]
fn a_pull_request_target_is_not_judged_only_commented() {
    let project = Project::new();
    let outcome = judged(&project, Event::pull_request_target());
    outcome.expect("", 2);
    assert!(project.github.state().seen.is_empty());
    let measured = judged(&project, Event::push());
    let job = project.job(Event::pull_request_target());
    let outcome = job.with("from", measured.output("result-json")).run();
    assert!(!outcome.is_red, "{}", outcome.told());
    assert_eq!(project.comments(FORK_NUMBER).len(), 1, "{}", outcome.told());
}

#[test]
fn pushes_to_the_default_branch_a_clock_and_a_hand_record_baselines() {
    for event in [Event::push(), Event::schedule(), Event::workflow_dispatch()] {
        let (name, project) = (event.name, Project::new());
        let outcome = judged(&project, event);
        outcome.expect("pass", 0);
        assert_eq!(outcome.output("baseline-saved"), "true", "{name}");
        let kept = project.kept();
        assert!(
            kept.len() == 3 && kept[0].starts_with("v1/main/"),
            "{name}: {kept:?}"
        );
        assert!(
            project.github.state().seen.is_empty(),
            "{name}: nobody to comment for"
        );
    }
}

#[test]
fn whoever_starts_it_by_hand_may_name_the_pull_request() {
    let project = Project::new();
    let job = project.job(Event::workflow_dispatch().at(HEAD));
    let job = job
        .variable("GITHUB_SHA", HEAD)
        .with("pr-number", NUMBER.to_string());
    let outcome = job.judging(&alike()).run();
    outcome.expect("pass", 0);
    assert_eq!(project.comments(NUMBER).len(), 1, "{}", outcome.told());
}

#[test]
fn a_push_to_another_branch_and_a_merge_queue_are_judged_and_leave_nothing() {
    for event in [Event::push_to_branch(), Event::merge_group()] {
        let name = event.name;
        for (project, verdict, code) in [
            (Project::new(), "pass", 0),
            (Project::with(BROKEN), "fail", 3),
        ] {
            let outcome = judged(&project, event.clone());
            outcome.expect(verdict, code);
            assert_eq!(outcome.output("baseline-saved"), "false", "{name}");
            assert!(project.kept().is_empty(), "{name}");
            assert!(project.github.state().seen.is_empty(), "{name}");
        }
    }
}
