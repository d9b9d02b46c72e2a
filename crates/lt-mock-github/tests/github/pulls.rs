//! Pull requests.

use crate::support::{get, github, pull};

#[test]
fn pull_requests_are_found_by_their_head_and_the_newest_come_first() {
    let github = github();
    github.state().pulls[0].is_open = false;
    github.state().pulls.push(pull(11, "", "gone"));
    let numbers = |query: &str| -> Vec<u64> {
        let reply = get(&github, &format!("/repos/acme/shop/pulls?{query}"));
        let found = reply.json();
        let found = found.as_array().unwrap().iter();
        found.map(|pull| pull["number"].as_u64().unwrap()).collect()
    };
    assert_eq!(numbers(""), [11, 9]);
    assert_eq!(numbers("state=all"), [11, 9, 7]);
    assert_eq!(numbers("state=closed"), [7]);
    assert_eq!(numbers("head=visitor:fix/typo&state=open"), [9]);
    assert_eq!(numbers("head=visitor%3Afix%2Ftypo"), [9]);
    assert_eq!(numbers("head=acme:fix/typo"), [0; 0]);
    assert_eq!(numbers("base=elsewhere"), [0; 0]);
    // GitHub does not look at a head without an owner.
    assert_eq!(numbers("head=nothing"), [11, 9]);
    assert_eq!(numbers("per_page=1&page=2"), [9]);
}

#[test]
fn a_pull_request_tells_its_head_even_where_the_fork_is_gone() {
    let github = github();
    github.state().pulls.push(pull(11, "", "gone"));
    let fork = get(&github, "/repos/acme/shop/pulls/9").json();
    assert_eq!(fork["state"], "open");
    assert_eq!(fork["head"]["ref"], "fix/typo");
    assert_eq!(fork["head"]["sha"], "9".repeat(40));
    assert_eq!(fork["head"]["repo"]["full_name"], "visitor/shop");
    assert_eq!(fork["head"]["repo"]["fork"], true);
    assert_eq!(fork["base"]["ref"], "main");
    assert_eq!(fork["base"]["repo"]["full_name"], "acme/shop");
    let gone = get(&github, "/repos/acme/shop/pulls/11").json();
    assert!(gone["head"]["repo"].is_null());
    assert_eq!(get(&github, "/repos/acme/shop/pulls/8").status, 404);
    assert_eq!(get(&github, "/repos/acme/shop/pulls/x").status, 404);
}
