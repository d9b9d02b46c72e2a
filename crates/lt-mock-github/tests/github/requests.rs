//! Who may ask, and what is remembered of it.

use lt_mock_github::{MockGitHub, READ_TOKEN, WRITE_TOKEN};
use serde_json::json;

use crate::support::{COMMENTS, act, connect, exchange, get, github, send};

#[test]
fn a_token_that_may_only_read_reads_and_others_get_nothing() {
    let github = github();
    let check = |method: &str, token: Option<&str>, status: u16, words: &str| {
        let body = json!({"body": "x"}).to_string();
        let reply = send(&github, method, COMMENTS, token, &body).unwrap();
        assert_eq!(reply.status, status, "{method} {token:?}");
        assert!(reply.body.contains(words), "{}", reply.body);
        reply
    };
    check("GET", Some(READ_TOKEN), 200, "[]");
    let words = "Resource not accessible by integration";
    let refused = check("POST", Some(READ_TOKEN), 403, words);
    let needed = refused.header("x-accepted-github-permissions").unwrap();
    assert!(needed.contains("pull_requests=write"), "{needed}");
    check("GET", Some("stolen"), 401, "Bad credentials");
    check("GET", None, 401, "Requires authentication");
    check("POST", Some(WRITE_TOKEN), 201, "github-actions[bot]");
    assert_eq!(github.state().comments.len(), 1);
}

#[test]
fn the_older_way_to_send_a_token_is_known_and_a_request_without_an_agent_is_not() {
    let github = github();
    let ask = |headers: &str| {
        let reply = exchange(&mut connect(&github), "GET", COMMENTS, headers, "");
        reply.unwrap().status
    };
    let token = format!("authorization: token {WRITE_TOKEN}\r\n");
    assert_eq!(ask(&format!("user-agent: x\r\n{token}")), 200);
    assert_eq!(ask(&token), 403);
    assert_eq!(ask("user-agent: x\r\nauthorization: Basic x\r\n"), 401);
}

#[test]
fn every_request_is_remembered_as_it_came_and_no_token_is() {
    let github = github();
    get(&github, &format!("{COMMENTS}?per_page=5"));
    send(&github, "POST", COMMENTS, Some(READ_TOKEN), "{}").unwrap();
    let state = github.state();
    let seen: Vec<_> = state
        .seen
        .iter()
        .map(|seen| (&*seen.method, &*seen.path, seen.status))
        .collect();
    let paged = format!("{COMMENTS}?per_page=5");
    assert_eq!(
        seen,
        [("GET", &*paged, Some(200)), ("POST", COMMENTS, Some(403))]
    );
    let shown = format!("{:?}", *state);
    assert!(!shown.contains(WRITE_TOKEN) && !shown.contains(READ_TOKEN));
}

#[test]
fn a_test_that_failed_while_it_looked_does_not_stop_the_imitation() {
    let github = github();
    std::thread::scope(|scope| {
        let failing = scope.spawn(|| {
            let _held = github.state();
            std::panic::resume_unwind(Box::new(()));
        });
        assert!(failing.join().is_err());
    });
    assert_eq!(get(&github, COMMENTS).status, 200);
}

#[test]
fn two_imitations_know_nothing_of_each_other() {
    let (one, other) = (github(), MockGitHub::start());
    assert_ne!(one.url(), other.url());
    act(&one, "POST", COMMENTS, &json!({"body": "x"}));
    assert!(other.state().seen.is_empty());
}
