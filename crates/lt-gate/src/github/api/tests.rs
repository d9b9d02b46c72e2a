//! Against the imitation of GitHub, fault by fault.

mod script;
mod travel;

use lt_mock_github::{Comment, Fault, MockGitHub, Pull, READ_TOKEN, WRITE_TOKEN, What};
use serde::Deserialize;
use serde_json::json;

use super::*;

/// Long enough for a busy machine, and too short for any limit that is not over at once.
const PATIENCE: Patience = Patience {
    answer: Duration::from_secs(20),
    whole: Duration::from_secs(50),
    first: Duration::from_millis(1),
};
/// For servers that never answer; others do in this time on a busy machine, too.
const IMPATIENCE: Patience = Patience {
    answer: Duration::from_secs(5),
    ..PATIENCE
};

const LIST: &str = "/repos/o/r/issues/7/comments";
const ONE: &str = "/repos/o/r/issues/comments/1";

#[derive(Debug, Deserialize, PartialEq)]
struct Told {
    id: u64,
    body: String,
}

fn token(text: &str) -> Token {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    std::fs::write(&file, text).unwrap();
    Token::find(Some(&file)).unwrap().unwrap()
}

fn api(base: &str, patience: Patience) -> Api {
    Api::open(base, &token(WRITE_TOKEN), patience).unwrap()
}

/// One pull request with so many comments.
fn github(n_comments: u64) -> MockGitHub {
    let github = MockGitHub::start();
    github.state().pulls.push(Pull {
        number: 7,
        head_repository: "o/r".into(),
        head_branch: "b".into(),
        head_sha: "a".repeat(40),
        base_branch: "main".into(),
        is_open: true,
    });
    github.state().comments = (1..=n_comments)
        .map(|id| Comment {
            id,
            pull: 7,
            login: "github-actions[bot]".into(),
            body: format!("comment {id}"),
        })
        .collect();
    github
}

fn plan(github: &MockGitHub, what: What, times: u32) {
    github.plan(Fault {
        method: String::new(),
        path: String::new(),
        times,
        what,
    });
}

async fn get(api: &Api) -> Result<Told, Refusal> {
    api.get(ONE).await
}

async fn post(api: &Api) -> Result<Told, Refusal> {
    api.post(LIST, &json!({"body": "posted"})).await
}

async fn patch(api: &Api) -> Result<Told, Refusal> {
    api.patch(ONE, &json!({"body": "patched"})).await
}

/// How many requests arrived.
fn n_seen(github: &MockGitHub) -> usize {
    github.state().seen.len()
}

#[tokio::test]
async fn each_method_does_what_it_says() {
    for prefix in ["", "/api/v3", "/api/v3/"] {
        let github = github(1);
        let api = api(&format!("{}{prefix}", github.url()), PATIENCE);
        assert_eq!(get(&api).await.unwrap().body, "comment 1");
        assert_eq!(patch(&api).await.unwrap().body, "patched");
        let made = post(&api).await.unwrap();
        assert_eq!((made.id, made.body.as_str()), (2, "posted"));
        api.delete(ONE).await.unwrap();
        api.delete(ONE).await.unwrap();
        let left: Vec<u64> = github.state().comments.iter().map(|c| c.id).collect();
        assert_eq!(left, [2]);
        assert!(matches!(get(&api).await, Err(Refusal::NotFound)));
    }
}

#[tokio::test]
async fn all_pages_are_read_and_a_list_without_end_is_refused() {
    for prefix in ["", "/api/v3"] {
        let github = github(250);
        let api = api(&format!("{}{prefix}", github.url()), PATIENCE);
        let list = format!("{LIST}?per_page=100");
        let id = |told: Told| Some(told.id);
        let ids: Vec<u64> = api.all(&list, 3, id).await.unwrap();
        assert_eq!(ids, (1..=250).collect::<Vec<_>>());
        assert_eq!(n_seen(&github), 3);
        let refused = api.all(&list, 2, id).await;
        assert!(matches!(refused, Err(Refusal::Nonsense(_))), "{refused:?}");
    }
}

#[tokio::test]
async fn where_the_server_stumbles_what_may_be_repeated_is_repeated() {
    for what in [
        What::Status(500),
        What::Status(503),
        What::ProxyPage,
        What::DoneThenReset,
    ] {
        let github = github(1);
        let api = api(&github.url(), PATIENCE);
        plan(&github, what, 4);
        assert_eq!(patch(&api).await.unwrap().body, "patched", "{what:?}");
        assert_eq!(n_seen(&github), 5);
        plan(&github, what, 2);
        assert_eq!(get(&api).await.unwrap().body, "patched", "{what:?}");
        plan(&github, what, 2);
        api.delete(ONE).await.unwrap();
        assert_eq!(n_seen(&github), 11);
        assert!(github.state().comments.is_empty(), "{what:?}");
    }
}

#[tokio::test]
async fn four_repetitions_are_enough() {
    let github = github(1);
    let api = api(&github.url(), PATIENCE);
    plan(&github, What::ProxyPage, 5);
    assert!(matches!(get(&api).await, Err(Refusal::Server(502))));
    assert_eq!(n_seen(&github), 5);
    plan(&github, What::DoneThenReset, 5);
    assert!(matches!(get(&api).await, Err(Refusal::Unreachable(_))));
    assert_eq!(n_seen(&github), 10);
    plan(&github, What::TooMany(Some(0)), 5);
    assert!(matches!(get(&api).await, Err(Refusal::Limited)));
    assert_eq!(n_seen(&github), 15);
}

#[tokio::test]
async fn what_makes_something_is_never_repeated_when_it_may_have_been_made() {
    for (what, n_made) in [
        (What::Status(500), 0),
        (What::Status(504), 0),
        (What::ProxyPage, 0),
        (What::DoneThenReset, 1),
    ] {
        let github = github(0);
        let api = api(&github.url(), PATIENCE);
        plan(&github, what, 1);
        let posted = post(&api).await;
        assert!(
            matches!(posted, Err(Refusal::Unsure(_))),
            "{what:?}: {posted:?}"
        );
        assert_eq!(
            (n_seen(&github), github.state().comments.len()),
            (1, n_made),
            "{what:?}"
        );
    }
}

#[tokio::test]
async fn no_answer_in_time_is_none() {
    let github = github(1);
    let api = api(&github.url(), IMPATIENCE);
    plan(&github, What::Hang, 1);
    let posted = post(&api).await;
    assert!(matches!(posted, Err(Refusal::Unsure(_))), "{posted:?}");
    assert_eq!(n_seen(&github), 1);
    plan(&github, What::Hang, 1);
    assert_eq!(get(&api).await.unwrap().body, "comment 1");
}

#[tokio::test]
async fn a_slow_answer_is_one() {
    let github = github(0);
    plan(&github, What::Slow(Duration::from_millis(20)), 1);
    let posted = post(&api(&github.url(), PATIENCE)).await;
    assert_eq!(posted.unwrap().body, "posted");
}

#[tokio::test]
async fn a_limit_that_is_over_soon_is_waited_for_whatever_was_asked() {
    for what in [
        What::SecondaryLimit(Some(0)),
        What::TooMany(Some(0)),
        What::PrimaryLimit(0),
    ] {
        let github = github(1);
        let api = api(&github.url(), PATIENCE);
        plan(&github, what, 2);
        assert_eq!(post(&api).await.unwrap().body, "posted", "{what:?}");
        assert_eq!(
            (n_seen(&github), github.state().comments.len()),
            (3, 2),
            "{what:?}"
        );
        plan(&github, what, 2);
        assert_eq!(patch(&api).await.unwrap().body, "patched", "{what:?}");
        assert_eq!(n_seen(&github), 6);
    }
}

#[tokio::test]
async fn a_limit_that_is_not_over_in_time_is_told_at_once() {
    for what in [
        What::SecondaryLimit(Some(3600)),
        What::SecondaryLimit(None),
        What::TooMany(Some(u64::MAX)),
        What::TooMany(None),
        What::PrimaryLimit(3600),
    ] {
        let github = github(1);
        let api = api(&github.url(), PATIENCE);
        plan(&github, what, 1);
        assert!(
            matches!(post(&api).await, Err(Refusal::Limited)),
            "{what:?}"
        );
        assert_eq!(n_seen(&github), 1, "{what:?}");
    }
}

#[tokio::test]
async fn a_refusal_is_told_apart_and_not_asked_again() {
    let github = github(1);
    let api = api(&github.url(), PATIENCE);
    let mut n_planned = 0;
    for (what, told) in [
        (
            What::Forbidden,
            "the token may not do this: Resource not accessible by integration",
        ),
        (What::Locked, "the conversation is locked"),
        (What::Status(410), "the conversation is locked"),
        (What::Status(401), "the token is not valid"),
        (
            What::Status(404),
            "it is not there, or the token cannot see it",
        ),
        (
            What::Unprocessable,
            "the request was not accepted: Validation Failed; Body is too long (maximum is 65536 characters)",
        ),
        (What::Status(451), "GitHub answers 451"),
    ] {
        plan(&github, what, 1);
        n_planned += 1;
        assert_eq!(post(&api).await.unwrap_err().to_string(), told);
        assert_eq!(n_seen(&github), n_planned, "{what:?}");
    }
    let long = api
        .post::<Told>(LIST, &json!({"body": "x".repeat(65_537)}))
        .await;
    assert!(matches!(long, Err(Refusal::Unprocessable(_))));
    assert_eq!(github.state().comments.len(), 1);
}

#[tokio::test]
async fn tokens_that_may_not_are_told_apart() {
    let github = github(1);
    let open = |text| Api::open(&github.url(), &token(text), PATIENCE).unwrap();
    let reader = open(READ_TOKEN);
    assert_eq!(get(&reader).await.unwrap().id, 1);
    assert!(matches!(post(&reader).await, Err(Refusal::Forbidden(_))));
    assert!(matches!(
        reader.delete(ONE).await,
        Err(Refusal::Forbidden(_))
    ));
    assert!(matches!(
        get(&open("stale")).await,
        Err(Refusal::Unauthorized)
    ));
}

#[tokio::test]
async fn there_is_an_end_to_everything_together() {
    let github = github(1);
    let patience = Patience {
        whole: Duration::from_secs(5),
        first: Duration::from_secs(10),
        ..PATIENCE
    };
    let api = api(&github.url(), patience);
    plan(&github, What::Status(500), 1);
    assert!(matches!(get(&api).await, Err(Refusal::Server(500))));
    plan(&github, What::Hang, 9);
    assert!(matches!(get(&api).await, Err(Refusal::Unreachable(_))));
    let n_before = n_seen(&github);
    let late = post(&api).await.unwrap_err().to_string();
    assert_eq!(late, "GitHub cannot be reached: the time for it is over");
    assert_eq!(n_seen(&github), n_before);
}

#[test]
fn advice_names_the_lines_to_add() {
    let forbidden = Refusal::Forbidden("Resource not accessible by integration".into());
    let advice = forbidden.advice("pull-requests: write");
    assert!(
        advice.contains("\npermissions:\n  pull-requests: write\n"),
        "{advice}"
    );
    assert!(advice.contains("from a fork"), "{advice}");
    let not_found = Refusal::NotFound.advice("checks: write");
    assert!(
        not_found.ends_with("\npermissions:\n  checks: write"),
        "{not_found}"
    );
}
