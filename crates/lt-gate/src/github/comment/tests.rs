//! Against the imitation of GitHub.

use std::sync::Barrier;
use std::time::Duration;

use lt_mock_github::{Comment, Fault, MockGitHub, Pull, READ_TOKEN, WRITE_TOKEN, What};

use super::marker::Marker;
use super::*;
use crate::github::api::Patience;
use crate::github::token::Token;

const AUTHOR: &str = "github-actions[bot]";
const HEAD: &str = "9f2c1ab79f2c1ab79f2c1ab79f2c1ab79f2c1ab7";

/// The API of an imitation, for one job.
pub(in crate::github) fn api(github: &MockGitHub, token: &str) -> Api {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    std::fs::write(&file, token).unwrap();
    let token = Token::find(Some(&file)).unwrap().unwrap();
    let patience = Patience {
        first: Duration::from_millis(1),
        ..Patience::default()
    };
    Api::open(&github.url(), &token, patience).unwrap()
}

/// Makes requests of one method stumble.
pub(in crate::github) fn plan(github: &MockGitHub, method: &str, times: u32, what: What) {
    github.plan(Fault {
        method: method.to_owned(),
        path: String::new(),
        times,
        what,
    });
}

/// How many requests of one method came.
pub(in crate::github) fn n_seen(github: &MockGitHub, method: &str) -> usize {
    let state = github.state();
    let seen = state.seen.iter();
    seen.filter(|seen| seen.method == method).count()
}

/// With pull request 7.
fn github() -> MockGitHub {
    let github = MockGitHub::start();
    github.state().pulls.push(Pull {
        number: 7,
        head_repository: "o/r".to_owned(),
        head_branch: "topic".to_owned(),
        head_sha: HEAD.to_owned(),
        base_branch: "main".to_owned(),
        is_open: true,
    });
    github
}

fn wanted(run: u64, body: &dyn Fn(usize) -> String) -> Wanted<'_> {
    Wanted {
        repository: "o/r",
        number: 7,
        key: "load/test",
        sha: HEAD,
        run: (run, 1),
        body,
        is_problem: true,
        policy: Policy::Always,
        author: AUTHOR,
    }
}

async fn say(github: &MockGitHub, run: u64, words: &str) -> Result<Posted, Refusal> {
    let body = |_| words.to_owned();
    post(&api(github, WRITE_TOKEN), &wanted(run, &body)).await
}

fn add(github: &MockGitHub, login: &str, body: &str) {
    let mut state = github.state();
    let id = state.comments.last().map_or(1, |last| last.id + 1);
    state.comments.push(Comment {
        id,
        pull: 7,
        login: login.to_owned(),
        body: body.to_owned(),
    });
}

fn old(run: u64, words: &str) -> String {
    let marker = Marker::new("load/test", HEAD, (run, 1), words);
    format!("{marker}\n{words}")
}

/// Words below our marker, of all comments that have one and are ours.
fn ours(github: &MockGitHub) -> Vec<String> {
    let state = github.state();
    let comments = state.comments.iter().filter(|one| one.login == AUTHOR);
    let ours = comments.filter_map(|one| Some(Marker::split(&one.body)?.1.to_owned()));
    ours.collect()
}

fn address(github: &MockGitHub, id: u64) -> String {
    format!("{}/o/r/pull/7#issuecomment-{id}", github.url())
}

#[tokio::test]
async fn one_comment_is_created_updated_and_left() {
    let github = github();
    let first = say(&github, 1, "red").await.unwrap();
    assert_eq!(first, Posted::Created(address(&github, 1)));
    let second = say(&github, 2, "green").await.unwrap();
    assert_eq!(second, Posted::Updated(address(&github, 1)));
    let n_before = n_seen(&github, "PATCH");
    let third = say(&github, 2, "green").await.unwrap();
    assert_eq!(third, Posted::Unchanged(address(&github, 1)));
    assert_eq!(n_seen(&github, "PATCH"), n_before);
    assert_eq!(ours(&github), ["green"]);
    let late = say(&github, 1, "red").await.unwrap();
    assert!(matches!(late, Posted::Superseded(_)), "{late:?}");
    assert_eq!(ours(&github), ["green"]);
}

#[tokio::test]
async fn ours_is_found_behind_two_hundred_and_fifty_others() {
    let github = github();
    for n in 0..250 {
        add(&github, "octocat", &format!("remark {n}"));
    }
    let first = say(&github, 1, "first").await.unwrap();
    assert_eq!(first, Posted::Created(address(&github, 251)));
    let second = say(&github, 2, "second").await.unwrap();
    assert_eq!(second, Posted::Updated(address(&github, 251)));
    assert_eq!(github.state().comments.len(), 251);
}

#[tokio::test]
async fn what_others_wrote_is_never_touched_whatever_they_copy() {
    let github = github();
    let copied = [
        ("octocat", old(9, "typed by a person")),
        ("some-app[bot]", old(9, "typed by a bot")),
        (AUTHOR, format!("> quoted\n\n{}", old(9, "quoted"))),
        (AUTHOR, format!("> {}", old(9, "cited"))),
    ];
    for (login, body) in &copied {
        add(&github, login, body);
    }
    let posted = say(&github, 1, "ours").await.unwrap();
    assert_eq!(posted, Posted::Created(address(&github, 5)));
    let comments = github.state().comments.clone();
    for (comment, (_, body)) in comments.iter().zip(&copied) {
        assert_eq!(&comment.body, body);
    }
}

#[tokio::test]
async fn each_key_has_a_comment_of_its_own() {
    let github = github();
    let api = api(&github, WRITE_TOKEN);
    let body = |_| "words".to_owned();
    for key in ["a", "b", "a", "b --><script>"] {
        let wanted = Wanted {
            key,
            ..wanted(1, &body)
        };
        post(&api, &wanted).await.unwrap();
    }
    assert_eq!(ours(&github).len(), 3);
}

#[tokio::test]
async fn a_pull_request_that_went_on_keeps_its_comment_and_a_closed_one_gets_it() {
    let github = github();
    say(&github, 1, "of the old commit").await.unwrap();
    github.state().pulls[0].is_open = false;
    let updated = say(&github, 2, "closed").await.unwrap();
    assert!(matches!(updated, Posted::Updated(_)));
    github.state().pulls[0].head_sha = "DEADBEEF".repeat(5);
    let posted = say(&github, 3, "re-run").await.unwrap();
    let why = "the pull request has gone on to `deadbee`".to_owned();
    assert_eq!(posted, Posted::Superseded(why));
    assert_eq!(ours(&github), ["closed"]);
}

#[tokio::test]
async fn never_asks_nothing() {
    let github = github();
    let body = |_| "words".to_owned();
    let wanted = Wanted {
        policy: Policy::Never,
        ..wanted(1, &body)
    };
    let posted = post(&api(&github, WRITE_TOKEN), &wanted).await.unwrap();
    assert_eq!(posted, Posted::NotWanted);
    assert!(github.state().seen.is_empty());
}

#[tokio::test]
async fn a_post_of_which_nobody_knows_is_looked_for_before_it_is_repeated() {
    for (what, n_posts) in [
        (What::DoneThenReset, 1),
        (What::Status(500), 2),
        (What::ProxyPage, 2),
    ] {
        let github = github();
        plan(&github, "POST", 1, what);
        let posted = say(&github, 1, "words").await.unwrap();
        assert_eq!(posted, Posted::Created(address(&github, 1)), "{what:?}");
        assert_eq!(n_seen(&github, "POST"), n_posts, "{what:?}");
        assert_eq!(ours(&github), ["words"]);
    }
    let github = github();
    plan(&github, "POST", 9, What::Status(502));
    let refused = say(&github, 1, "words").await;
    assert!(matches!(refused, Err(Refusal::Unsure(_))), "{refused:?}");
    assert_eq!(n_seen(&github, "POST"), 2);
}

#[tokio::test]
async fn a_comment_that_is_gone_when_it_is_written_over_is_looked_for_again() {
    let github = github();
    add(&github, AUTHOR, &old(1, "old"));
    plan(&github, "PATCH", 1, What::Status(404));
    let posted = say(&github, 2, "new").await.unwrap();
    assert_eq!(posted, Posted::Updated(address(&github, 1)));
    assert_eq!(ours(&github), ["new"]);
}

#[tokio::test]
async fn what_is_too_long_is_said_in_half_once() {
    let github = github();
    let body = |budget: usize| "x".repeat(budget);
    let api = api(&github, WRITE_TOKEN);
    for (run, method) in [(1, "POST"), (2, "PATCH")] {
        plan(&github, method, 1, What::Unprocessable);
        post(&api, &wanted(run, &body)).await.unwrap();
        let said = ours(&github);
        assert_eq!(said.len(), 1);
        assert!((29_000..=30_000).contains(&said[0].len()));
    }
    plan(&github, "PATCH", 2, What::Unprocessable);
    let refused = post(&api, &wanted(3, &body)).await;
    assert!(matches!(refused, Err(Refusal::Unprocessable(_))));
}

#[tokio::test]
async fn refusals_are_told_and_leave_everything_as_it_was() {
    let github = github();
    plan(&github, "POST", 1, What::Locked);
    let locked = say(&github, 1, "words").await;
    assert!(matches!(locked, Err(Refusal::Locked)), "{locked:?}");
    let body = |_| "words".to_owned();
    let refused = post(&api(&github, READ_TOKEN), &wanted(1, &body)).await;
    assert!(matches!(refused, Err(Refusal::Forbidden(_))), "{refused:?}");
    let refused = post(&api(&github, "none"), &wanted(1, &body)).await;
    assert!(matches!(refused, Err(Refusal::Unauthorized)));
    let nowhere = Wanted {
        number: 8,
        ..wanted(1, &body)
    };
    let refused = post(&api(&github, WRITE_TOKEN), &nowhere).await;
    assert!(matches!(refused, Err(Refusal::NotFound)));
    assert!(github.state().comments.is_empty());
}

#[tokio::test]
async fn comments_that_others_left_behind_become_one() {
    let github = github();
    for run in [4, 6, 5, 3] {
        add(&github, AUTHOR, &old(run, &format!("run {run}")));
    }
    let posted = say(&github, 5, "earlier").await.unwrap();
    assert!(matches!(posted, Posted::Superseded(_)), "{posted:?}");
    assert_eq!(ours(&github), ["run 6"]);
    assert_eq!(github.state().comments[0].id, 1);
}

#[tokio::test]
async fn a_second_comment_that_may_not_be_removed_is_no_failure() {
    let github = github();
    for run in [1, 2] {
        add(&github, AUTHOR, &old(run, "old"));
    }
    plan(&github, "DELETE", 9, What::Forbidden);
    let posted = say(&github, 3, "new").await.unwrap();
    assert_eq!(posted, Posted::Updated(address(&github, 1)));
    assert_eq!(ours(&github), ["new", "old"]);
    assert_eq!(n_seen(&github, "DELETE"), 1);
}

#[tokio::test]
async fn what_is_written_stays_written_when_nobody_can_look_afterwards() {
    let github = github();
    // The look before, then no other.
    plan(&github, "GET", 2, What::Slow(Duration::ZERO));
    plan(&github, "GET", 1, What::Forbidden);
    let posted = say(&github, 1, "words").await.unwrap();
    assert_eq!(posted, Posted::Created(address(&github, 1)));
}

#[test]
fn jobs_that_post_at_once_end_with_one_comment() {
    const ROUNDS: usize = 20;
    let github = github();
    for (n_jobs, _) in [2, 3]
        .iter()
        .flat_map(|n| (0..ROUNDS).map(move |round| (*n, round)))
    {
        github.state().comments.clear();
        post_at_once(&github, n_jobs);
        let words = ours(&github);
        assert_eq!(words.len(), 1, "{words:?}");
        // Of three, one may write what it saw over what the third has written since.
        assert!(n_jobs > 2 || words == ["run 2"], "{words:?}");
    }
}

/// Runs from 1, each in a thread of its own.
fn post_at_once(github: &MockGitHub, n_jobs: usize) {
    let barrier = Barrier::new(n_jobs);
    let job = |run: u64| {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().build().unwrap();
        barrier.wait();
        runtime.block_on(say(github, run, &format!("run {run}")))
    };
    std::thread::scope(|scope| {
        let job = &job;
        let jobs: Vec<_> = (1..)
            .take(n_jobs)
            .map(|run| scope.spawn(move || job(run)))
            .collect();
        for job in jobs {
            job.join().unwrap().unwrap();
        }
    });
}
