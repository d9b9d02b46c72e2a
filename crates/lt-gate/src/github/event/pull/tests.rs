use std::fs;

use lt_mock_github::{Fault, MockGitHub, Pull as Told, What};
use tempfile::TempDir;

use super::*;
use crate::github::api::Patience;
use crate::github::event::Event;
use crate::github::token::Token;

const HEAD: &str = "9f2c1ab7d03e5546a8b91c20e7f6d5c4b3a29180";

fn pull(number: u64, head: &str, branch: &str) -> Told {
    Told {
        number,
        head_repository: format!("{head}/orders-api"),
        head_branch: branch.to_owned(),
        head_sha: HEAD.to_owned(),
        base_branch: "main".to_owned(),
        is_open: true,
    }
}

fn context(audience: Audience) -> Context {
    Context {
        event: Event::WorkflowRun {
            event: "pull_request".to_owned(),
        },
        repository: "lamplight-shop/orders-api".to_owned(),
        default_branch: Some("main".to_owned()),
        sha: Some(HEAD.to_owned()),
        branch: None,
        audience,
        run: (1, 1),
        job: "comment/comment".to_owned(),
        api_url: String::new(),
        server_url: String::new(),
    }
}

/// What is found where these pull requests are, and what was asked for it.
fn find(
    pulls: Vec<Told>,
    faults: Vec<Fault>,
    audience: Audience,
) -> (Result<Option<u64>, Refusal>, Vec<String>) {
    let github = MockGitHub::start();
    github.state().pulls = pulls;
    github.state().faults = faults;
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("token");
    fs::write(&file, lt_mock_github::READ_TOKEN).unwrap();
    let token = Token::find(Some(&file)).unwrap().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let found = runtime.block_on(async {
        let api = Api::open(&github.url(), &token, Patience::default()).unwrap();
        find_pull_request(&api, &context(audience)).await
    });
    let asked = github
        .state()
        .seen
        .iter()
        .map(|seen| seen.path.clone())
        .collect();
    (found, asked)
}

fn head(head: &str) -> Audience {
    Audience::HeadOf {
        head: head.to_owned(),
    }
}

#[test]
fn the_open_one_with_the_same_commit_at_its_head_is_found() {
    let mut closed = pull(40, "quiet-otter", "main");
    closed.is_open = false;
    let pulls = vec![
        closed,
        pull(41, "lamplight-shop", "main"),
        pull(42, "quiet-otter", "main"),
        pull(43, "quiet-otter", "other"),
    ];
    let (found, asked) = find(pulls, vec![], head("quiet-otter:main"));
    assert_eq!(found.unwrap(), Some(42));
    assert_eq!(
        asked,
        [
            "/repos/lamplight-shop/orders-api/pulls?head=quiet%2Dotter%3Amain&state=open&per_page=100"
        ]
    );
}

#[test]
fn one_that_has_gone_on_or_is_closed_is_not_found() {
    let mut gone_on = pull(42, "quiet-otter", "main");
    gone_on.head_sha = HEAD.replace('9', "0");
    let mut closed = pull(43, "quiet-otter", "main");
    closed.is_open = false;
    let (found, _) = find(vec![gone_on, closed], vec![], head("quiet-otter:main"));
    assert_eq!(found.unwrap(), None);
}

#[test]
fn of_two_none_is_taken() {
    let mut other = pull(43, "quiet-otter", "main");
    other.base_branch = "release/1.x".to_owned();
    let pulls = vec![pull(42, "quiet-otter", "main"), other];
    let (found, _) = find(pulls, vec![], head("quiet-otter:main"));
    assert_eq!(found.unwrap(), None);
}

#[test]
fn a_branch_does_not_change_what_is_asked() {
    let branch = "ä b&state=all#1?head=x%20+";
    let pulls = vec![pull(42, "quiet-otter", branch)];
    let (found, asked) = find(pulls, vec![], head(&format!("quiet-otter:{branch}")));
    assert_eq!(found.unwrap(), Some(42));
    assert_eq!(asked[0].matches('&').count(), 2);
}

#[test]
fn nobody_is_asked_where_the_event_tells() {
    let (found, asked) = find(vec![], vec![], Audience::PullRequest(7));
    assert_eq!((found.unwrap(), asked.len()), (Some(7), 0));
    let (found, asked) = find(vec![], vec![], Audience::Nobody(String::new()));
    assert_eq!((found.unwrap(), asked.len()), (None, 0));
}

#[test]
fn a_refusal_is_told() {
    let fault = Fault {
        method: String::new(),
        path: "/pulls".to_owned(),
        times: 1,
        what: What::Forbidden,
    };
    let (found, _) = find(vec![], vec![fault], head("quiet-otter:main"));
    assert!(matches!(found, Err(Refusal::Forbidden(_))));
}
