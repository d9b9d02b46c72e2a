//! Comments.

use lt_mock_github::WRITE_TOKEN;
use serde_json::json;

use crate::support::{COMMENTS, Reply, act, comment, get, github, send};

/// The path of a comment.
fn one(id: u64) -> String {
    format!("/repos/acme/shop/issues/comments/{id}")
}

#[test]
fn a_comment_is_written_found_changed_by_either_method_and_removed() {
    let github = github();
    let made = act(&github, "POST", COMMENTS, &json!({"body": "first"}));
    assert_eq!(made.status, 201);
    let made = made.json();
    assert_eq!(made["id"], 1);
    assert_eq!(made["user"]["login"], "github-actions[bot]");
    assert_eq!(made["user"]["type"], "Bot");
    let html = format!("{}/acme/shop/pull/7#issuecomment-1", github.url());
    assert_eq!(made["html_url"], html);
    assert_eq!(get(&github, COMMENTS).json()[0]["body"], "first");
    for (method, words) in [("PATCH", "second"), ("POST", "third")] {
        let changed = act(&github, method, &one(1), &json!({"body": words}));
        assert_eq!((changed.status, &changed.json()["id"]), (200, &json!(1)));
        assert_eq!(get(&github, &one(1)).json()["body"], words);
    }
    assert_eq!(act(&github, "DELETE", &one(1), &json!({})).status, 204);
    assert_eq!(act(&github, "DELETE", &one(1), &json!({})).status, 404);
    assert_eq!(get(&github, &one(1)).status, 404);
    // No number is given twice.
    let again = act(&github, "POST", COMMENTS, &json!({"body": "again"}));
    assert_eq!(again.json()["id"], 2);
}

#[test]
fn an_update_by_a_method_that_github_does_not_know_changes_nothing() {
    let github = github();
    github.state().comments = vec![comment(3, "someone", "theirs")];
    let put = act(&github, "PUT", &one(3), &json!({"body": "ours"}));
    assert_eq!(put.status, 404);
    assert_eq!(github.state().comments[0].body, "theirs");
}

#[test]
fn comments_come_in_pages_of_thirty_by_their_numbers_and_links_lead_through_them() {
    let github = github();
    let numbers = (1..=250).rev();
    github.state().comments = numbers
        .map(|id| comment(id, "someone", &format!("{id}")))
        .collect();
    let first = get(&github, COMMENTS);
    assert_eq!(first.json().as_array().unwrap().len(), 30);
    let rels = |reply: &Reply| -> Vec<String> {
        let links = reply.links().into_iter();
        links.map(|(rel, _)| rel.to_owned()).collect()
    };
    assert_eq!(rels(&first), ["next", "last"]);
    assert_eq!(
        first.link("last"),
        Some(&*format!(
            "{}/repositories/1/issues/7/comments?page=9",
            github.url()
        ))
    );
    let mut reply = get(&github, &format!("{COMMENTS}?per_page=100"));
    let mut all = Vec::new();
    let mut pages = 1;
    loop {
        let page = reply.json();
        all.extend(
            page.as_array()
                .unwrap()
                .iter()
                .map(|one| one["id"].as_u64().unwrap()),
        );
        let Some(next) = reply.link("next") else {
            break;
        };
        let next = next.strip_prefix(&github.url()).unwrap().to_owned();
        assert!(next.contains("per_page=100"));
        reply = get(&github, &next);
        pages += 1;
    }
    assert_eq!(rels(&reply), ["prev", "first"]);
    assert_eq!(pages, 3);
    assert_eq!(all, (1..=250).collect::<Vec<u64>>());
}

#[test]
fn a_page_that_is_too_long_is_cut_and_one_behind_the_end_is_empty() {
    let github = github();
    github.state().comments = (1..=150).map(|id| comment(id, "someone", "x")).collect();
    let n = |query: &str| {
        let reply = get(&github, &format!("{COMMENTS}?{query}"));
        reply.json().as_array().unwrap().len()
    };
    assert_eq!(n("per_page=1000"), 100);
    assert_eq!(n("per_page=0&page=0"), 30);
    assert_eq!(n("per_page=x"), 30);
    assert_eq!(n("page=99"), 0);
    assert_eq!(n("page=18446744073709551615&per_page=100"), 0);
    let behind = get(&github, &format!("{COMMENTS}?per_page=100&page=99"));
    assert!(behind.link("prev").unwrap().ends_with("page=2"));
    let whole = get(&github, &format!("{COMMENTS}?per_page=100&page=1"));
    assert_eq!(whole.json()[0]["user"]["type"], "User");
}

#[test]
fn under_the_prefix_of_a_server_of_ones_own_every_address_keeps_it() {
    let github = github();
    github.state().comments = vec![comment(1, "a", "x"), comment(2, "b", "y")];
    let page = get(&github, &format!("/api/v3{COMMENTS}?per_page=1"));
    let next = page.link("next").unwrap();
    let base = format!("{}/api/v3/repositories/1/", github.url());
    assert!(next.starts_with(&base), "{next}");
    let next = next.strip_prefix(&github.url()).unwrap();
    assert_eq!(get(&github, next).json()[0]["id"], 2);
    let shown = page.json();
    let url = shown[0]["url"].as_str().unwrap();
    assert!(url.ends_with("/api/v3/repos/acme/shop/issues/comments/1"));
    let html = shown[0]["html_url"].as_str().unwrap();
    assert!(!html.contains("/api/"), "{html}");
}

#[test]
fn a_comment_may_have_65536_characters_of_any_size_and_not_one_more() {
    let github = github();
    let fits = json!({"body": "ü".repeat(65_536)});
    assert_eq!(act(&github, "POST", COMMENTS, &fits).status, 201);
    let too_long = json!({"body": "x".repeat(65_537)});
    for (method, path) in [("POST", COMMENTS), ("PATCH", &one(1))] {
        let refused = act(&github, method, path, &too_long);
        assert_eq!(refused.status, 422);
        let said = refused.json();
        assert_eq!(said["message"], "Validation Failed");
        assert_eq!(
            said["errors"][0],
            json!({
                "resource": "IssueComment",
                "code": "unprocessable",
                "field": "data",
                "message": "Body is too long (maximum is 65536 characters)",
            })
        );
    }
    assert_eq!(github.state().comments.len(), 1);
}

#[test]
fn what_is_no_comment_is_refused_with_the_reason() {
    let github = github();
    let check = |body: &str, status: u16, words: &str| {
        let reply = send(&github, "POST", COMMENTS, Some(WRITE_TOKEN), body).unwrap();
        assert_eq!(reply.status, status, "{body}");
        assert!(reply.body.contains(words), "{body}: {}", reply.body);
    };
    check("{", 400, "Problems parsing JSON");
    check("[]", 400, "should be a JSON object");
    check("{}", 422, "wasn't supplied");
    check(r#"{"body":3}"#, 422, "3 is not a string");
    check(r#"{"body":" "}"#, 422, "Body cannot be blank");
    let nowhere = "/repos/acme/shop/issues/8/comments";
    let nowhere = act(&github, "POST", nowhere, &json!({"body": "x"}));
    assert_eq!(nowhere.status, 404);
    assert_eq!(get(&github, "/repos/acme/shop/nothing").status, 404);
    assert!(github.state().comments.is_empty());
}
