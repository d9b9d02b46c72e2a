//! The comment: what it says, and that there is one whatever happens.

use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use lt_mock_github::{Comment, Fault, READ_TOKEN, What};

use crate::event::Event;
use crate::project::{HEAD, NUMBER, Project, pull};
use crate::streams::{alike, base, doubled};

/// The head of the pull request after somebody pushed to it again.
const NEWER: &str = "1e55a1b2c3d4e5f60718293a4b5c6d7e8f901234";

fn foreign(id: u64, body: &str) -> Comment {
    Comment {
        id,
        pull: NUMBER,
        login: "ines-arbor".to_owned(),
        body: body.to_owned(),
    }
}

/// What the one comment says, without what every release changes.
fn only_comment(project: &Project) -> String {
    let comments = project.comments(NUMBER);
    let [comment] = comments.as_slice() else {
        panic!("{comments:?}");
    };
    let (before, digest) = comment.split_once(" digest=").unwrap();
    let (digest, after) = digest.split_once(" -->").unwrap();
    assert!(digest.len() == 32 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let version = concat!("lt-gate ", env!("CARGO_PKG_VERSION"));
    format!("{before} digest=DIGEST -->{after}").replace(version, "lt-gate VERSION")
}

#[test]
fn the_comment_of_a_regression_shows_the_evidence() {
    let project = Project::new();
    project.job(Event::push()).judging(&base()).run();
    let outcome = project.job(Event::pull_request()).judging(&doubled()).run();
    outcome.expect("regression", 4);
    insta::assert_snapshot!("regression", only_comment(&project));
}

#[test]
fn the_comment_of_a_run_as_good_as_before_is_a_line_and_what_is_folded() {
    let project = Project::new();
    project.job(Event::push()).judging(&base()).run();
    let outcome = project.job(Event::pull_request()).judging(&alike()).run();
    outcome.expect("pass", 0);
    insta::assert_snapshot!("pass", only_comment(&project));
}

#[test]
fn without_a_baseline_the_comment_says_where_one_comes_from() {
    let project = Project::new();
    project
        .job(Event::pull_request())
        .judging(&alike())
        .run()
        .expect("pass", 0);
    insta::assert_snapshot!("no-baseline", only_comment(&project));
}

#[test]
fn two_jobs_that_post_at_once_end_with_one_comment() {
    let project = Project::new();
    let measured = project.job(Event::push()).judging(&base()).run();
    // Both have seen that there is none before one of them can have written it.
    project.github.plan(Fault {
        method: "GET".to_owned(),
        path: "/comments".to_owned(),
        times: 2,
        what: What::Slow(Duration::from_millis(500)),
    });
    thread::scope(|scope| {
        let jobs = [0, 1].map(|_nth| {
            let job = project.job(Event::pull_request());
            let job = job.with("from", measured.output("result-json"));
            scope.spawn(|| job.run())
        });
        for job in jobs {
            let outcome = job.join().unwrap();
            assert!(!outcome.is_red, "{}", outcome.told());
        }
    });
    assert_eq!(project.comments(NUMBER).len(), 1);
}

#[test]
fn a_rerun_of_an_old_commit_leaves_what_a_newer_one_said() {
    let project = Project::new();
    let judged = |event: Event, runs: Vec<PathBuf>| project.job(event).judging(&runs);
    judged(Event::push(), base()).run();
    judged(Event::pull_request(), alike())
        .run_number(1001, 1)
        .run();
    project.github.state().pulls[0] = pull(NEWER);
    let newer = judged(Event::pull_request().at(NEWER), doubled())
        .run_number(1002, 1)
        .run();
    newer.expect("regression", 4);
    let said = project.comments(NUMBER);
    assert!(said[0].contains(NEWER));

    let rerun = judged(Event::pull_request(), alike())
        .run_number(1001, 2)
        .run();
    rerun.expect("pass", 0);
    assert_eq!(project.comments(NUMBER), said);
    assert!(
        !rerun.words().contains("posted ") && !rerun.words().contains("updated "),
        "{}",
        rerun.told()
    );
}

#[test]
fn ours_is_found_among_250_others_even_if_some_pretend() {
    let project = Project::new();
    let judged = |runs: Vec<PathBuf>| project.job(Event::pull_request()).judging(&runs).run();
    judged(alike()).expect("pass", 0);
    let marker = project.comments(NUMBER)[0]
        .lines()
        .next()
        .unwrap()
        .to_owned();
    {
        let mut state = project.github.state();
        let ours = state.comments.pop().unwrap();
        state
            .comments
            .extend((1..=249).map(|id| foreign(id, "What about the stock service?")));
        state.comments.push(foreign(250, &marker));
        state.comments.push(Comment { id: 251, ..ours });
        state
            .comments
            .extend((252..=260).map(|id| foreign(id, "And now?")));
    }
    project.job(Event::push()).judging(&base()).run();
    judged(doubled()).expect("regression", 4);
    let comments = project.comments(NUMBER);
    assert_eq!(comments.len(), 260);
    assert!(comments[250].contains("regression"), "{}", comments[250]);
    assert_eq!(
        comments
            .iter()
            .filter(|body| body.contains("regression"))
            .count(),
        1
    );
}

#[test]
fn what_has_nothing_new_to_say_is_not_said_again() {
    let project = Project::new();
    let judged = || project.job(Event::pull_request()).judging(&alike());
    judged().run();
    let (said, before) = (project.comments(NUMBER), project.writes());
    judged().run().expect("pass", 0);
    assert_eq!(project.writes(), before);
    // Of another attempt, only the link to it is new.
    let again = judged()
        .with("comment", "on-change")
        .run_number(1001, 2)
        .run();
    again.expect("pass", 0);
    let words = |comments: &[String]| comments[0].split_once('\n').unwrap().1.to_owned();
    assert_eq!(words(&project.comments(NUMBER)), words(&said));
}

#[test]
fn a_token_that_may_not_post_changes_no_verdict_unless_the_comment_is_required() {
    let broken = "[thresholds]\nresponse_time = [\"p(95)<1ms\"]\n";
    for (project, verdict, code, required) in [
        (Project::new(), "pass", 0, 7),
        (Project::with(broken), "fail", 3, 3),
    ] {
        let judged = || {
            let job = project.job(Event::pull_request()).token(READ_TOKEN);
            job.judging(&alike())
        };
        let outcome = judged().run();
        outcome.expect(verdict, code);
        assert!(
            outcome.words().contains("pull-requests: write"),
            "{}",
            outcome.told()
        );
        assert!(project.comments(NUMBER).is_empty());
        let outcome = judged().with("require-comment", "true").run();
        outcome.expect(verdict, required);
    }
}

#[test]
fn who_wants_silence_gets_it_until_something_is_wrong() {
    let project = Project::new();
    let judged = |policy: &str, runs: Vec<PathBuf>| {
        let job = project.job(Event::pull_request()).with("comment", policy);
        job.judging(&runs).run()
    };
    project.job(Event::push()).judging(&base()).run();
    judged("never", doubled()).expect("regression", 4);
    judged("on-problem", alike()).expect("pass", 0);
    assert!(project.comments(NUMBER).is_empty());
    judged("on-problem", doubled()).expect("regression", 4);
    assert_eq!(project.comments(NUMBER).len(), 1);
    judged("on-problem", alike()).expect("pass", 0);
    assert!(
        !project.comments(NUMBER)[0].contains("failed"),
        "what is there is kept up to date"
    );
}

#[test]
fn a_check_run_is_made_beside_the_head_where_it_is_wanted() {
    let project = Project::new();
    let job = project.job(Event::pull_request()).with("check-run", "load");
    job.judging(&alike()).run().expect("pass", 0);
    let state = project.github.state();
    let [run] = state.check_runs.as_slice() else {
        panic!("{:?}", state.check_runs);
    };
    assert_eq!(run.fields["head_sha"], HEAD);
    assert_eq!(run.fields["name"], "load");
    assert_eq!(run.fields["status"], "completed");
}
