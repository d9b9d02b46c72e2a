//! Stumbles.

use std::io::{ErrorKind, Read};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use lt_mock_github::{Fault, WRITE_TOKEN, What};
use serde_json::json;

use crate::support::{COMMENTS, Reply, act, begin, get, github, next, send};

/// What the next request hears, which is to change nothing.
fn stumble(what: What) -> Reply {
    let github = github();
    github.plan(next(what));
    let reply = act(&github, "POST", COMMENTS, &json!({"body": "x"}));
    let state = github.state();
    assert!(state.comments.is_empty(), "{what:?}");
    assert!(state.faults.is_empty(), "{what:?}");
    assert_eq!(state.seen[0].status, Some(reply.status));
    reply
}

#[test]
fn refusals_are_in_githubs_words() {
    let check = |what: What, status: u16, words: &str| {
        let reply = stumble(what);
        assert_eq!(reply.status, status, "{what:?}");
        let said = reply.json();
        let message = said["message"].as_str().unwrap();
        assert!(message.contains(words), "{message}");
        assert_eq!(said["status"], status.to_string());
    };
    check(
        What::Forbidden,
        403,
        "Resource not accessible by integration",
    );
    check(What::SecondaryLimit(None), 403, "secondary rate limit");
    check(What::PrimaryLimit(60), 403, "API rate limit exceeded");
    check(What::TooMany(None), 429, "secondary rate limit");
    check(What::Status(500), 500, "Internal Server Error");
    check(What::Status(599), 599, "Unknown");
    check(What::Status(7), 500, "Internal Server Error");
    check(What::Unprocessable, 422, "Validation Failed");
    check(What::Locked, 403, "because issue is locked");
}

#[test]
fn a_limit_tells_when_it_ends_where_it_shall() {
    let after = |what| stumble(what).header("retry-after").map(str::to_owned);
    assert_eq!(after(What::SecondaryLimit(Some(7))).as_deref(), Some("7"));
    assert_eq!(after(What::SecondaryLimit(None)), None);
    assert_eq!(after(What::TooMany(Some(0))).as_deref(), Some("0"));
    assert_eq!(after(What::TooMany(None)), None);
    let limited = stumble(What::PrimaryLimit(3600));
    assert_eq!(limited.header("retry-after"), None);
    assert_eq!(limited.header("x-ratelimit-remaining"), Some("0"));
    let reset: u64 = limited
        .header("x-ratelimit-reset")
        .unwrap()
        .parse()
        .unwrap();
    #[expect(
        clippy::disallowed_methods,
        reason = "the moment at which a limit ends is one of the wall clock"
    )]
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    // Half an hour for a machine that slept meanwhile.
    assert!((now + 1800..=now + 3600).contains(&reset), "{reset}");
    let free = get(&github(), COMMENTS);
    assert_ne!(free.header("x-ratelimit-remaining"), Some("0"));
}

#[test]
fn a_proxy_answers_with_a_page_and_a_text_too_long_is_told_for_what_was_sent() {
    let page = stumble(What::ProxyPage);
    assert_eq!(page.status, 502);
    assert_eq!(page.header("content-type"), Some("text/html"));
    assert!(page.body.starts_with("<html>"));
    let comment = stumble(What::Unprocessable).json();
    let said = &comment["errors"][0]["message"];
    assert_eq!(said, "Body is too long (maximum is 65536 characters)");
    let github = github();
    github.plan(next(What::Unprocessable));
    let run = json!({"name": "a", "head_sha": "c0ffee"});
    let run = act(&github, "POST", "/repos/acme/shop/check-runs", &run).json();
    let said = run["message"].as_str().unwrap();
    assert!(said.contains("Only 65535 characters are allowed"), "{said}");
}

#[test]
fn a_fault_waits_for_its_method_and_path_and_is_over_after_so_many_times() {
    let github = github();
    github.plan(Fault {
        method: "POST".to_owned(),
        path: "issues/7".to_owned(),
        times: 2,
        what: What::Status(503),
    });
    github.plan(Fault {
        times: 1,
        what: What::Status(500),
        ..next(What::Locked)
    });
    let post = || act(&github, "POST", COMMENTS, &json!({"body": "x"})).status;
    assert_eq!(post(), 503);
    assert_eq!(get(&github, COMMENTS).status, 500);
    assert_eq!(get(&github, COMMENTS).status, 200);
    assert_eq!(post(), 503);
    assert_eq!(post(), 201);
    github.plan(Fault {
        path: "page=2".to_owned(),
        times: 0,
        ..next(What::Locked)
    });
    assert_eq!(get(&github, &format!("{COMMENTS}?page=2")).status, 200);
}

#[test]
fn a_request_can_be_done_and_its_answer_lost() {
    let github = github();
    github.plan(next(What::DoneThenReset));
    let body = json!({"body": "kept"}).to_string();
    let lost = send(&github, "POST", COMMENTS, Some(WRITE_TOKEN), &body).unwrap_err();
    let kinds = [ErrorKind::ConnectionReset, ErrorKind::UnexpectedEof];
    assert!(kinds.contains(&lost.kind()), "{lost}");
    let state = github.state();
    assert_eq!(state.comments[0].body, "kept");
    assert_eq!(state.seen[0].status, None);
}

#[test]
fn a_request_that_hangs_does_nothing_and_ends_with_the_imitation() {
    let github = github();
    github.plan(next(What::Hang));
    let mut hanging = begin(&github);
    let free = get(&github, COMMENTS);
    assert_eq!((free.status, &*free.body), (200, "[]"));
    assert_eq!(github.state().seen[0].status, None);
    drop(github);
    let mut answer = Vec::new();
    // An end or a reset, as the system likes.
    hanging.read_to_end(&mut answer).unwrap_or_default();
    assert_eq!(answer, b"");
}

#[test]
fn a_slow_request_is_done_and_answered_later_than_those_behind_it() {
    let github = github();
    let time = Duration::from_millis(100);
    github.plan(next(What::Slow(time)));
    let start = Instant::now();
    let mut slow = begin(&github);
    act(&github, "POST", COMMENTS, &json!({"body": "behind"}));
    let mut answer = [0; 12];
    slow.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 201");
    assert!(start.elapsed() >= time);
    assert_eq!(github.state().seen[0].status, Some(201));
    assert_eq!(github.state().comments.len(), 2);
}

#[test]
fn a_slow_request_is_done_even_if_its_client_has_gone() {
    let github = github();
    github.plan(next(What::Slow(Duration::from_millis(50))));
    let impatient = begin(&github);
    drop(impatient);
    while github.state().comments.is_empty() {
        std::thread::yield_now();
    }
}
